"""The templates as text, for the tests that read them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config import ROOT

FOLDER = ROOT / "templates"


@dataclass(frozen=True)
class Template:
    """One template. A part begins with an underscore, or holds macros."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The name that `render_template` uses."""
        return self.path.relative_to(FOLDER).as_posix()

    @property
    def is_part(self) -> bool:
        """Whether it is included or imported, never shown by itself."""
        folder = self.name.split("/")[0]
        return self.path.name.startswith("_") or folder in {"components", "layouts"}

    @property
    def bare(self) -> str:
        """The template without its comments."""
        return re.sub(r"\{#.*?#\}", "", self.text, flags=re.DOTALL)

    @property
    def markup(self) -> str:
        """What is left when everything of Jinja is taken out, and what it translates."""
        text = re.sub(r"{%-? (trans)\b.*?{%-? end\1 -?%}", "\x00", self.bare, flags=re.DOTALL)
        text = re.sub(r"{% block (\w+_class|door) %}.*?{% endblock %}", "\x00", text)
        text = re.sub(r"{% macro look\(.*?{%-? endmacro %}", "\x00", text, flags=re.DOTALL)
        return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\x00", text, flags=re.DOTALL)


@cache
def templates(ending: str = "html") -> tuple[Template, ...]:
    """Return every template with this ending, in order."""
    return tuple(
        Template(path, path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.rglob(f"*.{ending}"))
    )
