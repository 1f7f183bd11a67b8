"""Making an export: built, checked by our own rules and by the library, and only then given."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.fhir import meaning, rules
from portal.fhir.bundle import as_text, bundle
from portal.fhir.facts import File
from portal.fhir.shapes import NotFhir, insist_on_shape


def export(file: File, made_at: datetime) -> str:
    """Return a file as FHIR JSON. Raises NotFhir rather than give away what does not hold."""
    made = bundle(file, made_at)
    insist(made, file)
    return as_text(made)


def insist(made: Mapping[str, Any], file: File) -> None:
    """Raise NotFhir with every place that is wrong."""
    stated = frozenset(
        (one.form.slug, one.form.version) for one in file.answered if one.form.gives_words
    )
    insist_on_shape(made)
    wrong = [*rules.problems(made), *meaning.problems(made, stated)]
    if wrong:
        raise NotFhir("; ".join(dict.fromkeys(wrong)))
