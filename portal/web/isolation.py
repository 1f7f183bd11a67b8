"""No name or title turns the writing of the sentence that a template puts it into (R73)."""

from collections.abc import Callable
from typing import Any, cast

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from portal.web.direction import isolated

Say = Callable[..., str]


def isolate_within_sentences(environment: Environment) -> None:
    """Isolate every name and title that a template puts into a translated sentence."""
    for name in ("gettext", "ngettext"):
        environment.globals[name] = _isolating(cast(Say, environment.globals[name]))


def _isolating(say: Say) -> Say:
    @pass_context
    def said(context: Context, *words: Any, **values: Any) -> str:
        return say(context, *words, **{name: _apart(value) for name, value in values.items()})

    return said


def _apart(value: Any) -> Any:
    return isolated(value) if isinstance(value, str) else value
