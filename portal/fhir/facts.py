"""What an export is made of: plain facts, gathered by whoever may read them (pure)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from portal.psychometrics.instrument import Instrument


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, or the practice, by name."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen. `worth` is what it adds, if it counts; `code` is LOINC's."""

    value: int
    worth: int | None
    text: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One question. One in a client's own words is answered by a number and has no choices."""

    number: int
    words: str
    choices: tuple[Choice, ...]
    code: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire in one version. Without `gives_words` its licence keeps the words here."""

    slug: str
    version: str
    language: str
    name: str
    title: str
    stem: str
    lines: tuple[Line, ...]
    instrument: Instrument | None
    gives_words: bool


@dataclass(frozen=True, slots=True)
class Total:
    """What answers came to; no `value` where too much was left open. `of` is how many counted."""

    value: int | Decimal | None
    missing: int
    of: int
    is_prorated: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """One time that a questionnaire was answered, or that a score was typed in by somebody.

    In `answers`, by the number of the line, None says that it did not fit; what was skipped is not
    there. `total` is None where there is none to tell. `on` is the day that it is about. What
    `is_mistaken` was typed in by mistake: told as such, so that whoever took it over hears of it.
    """

    id: uuid.UUID
    form: Form
    on: date
    at: datetime
    answers: Mapping[int, int | None]
    total: Total | None
    remark: str = ""
    typed_by: Named | None = None
    is_mistaken: bool = False


class Stage(StrEnum):
    """Where a goal stands."""

    ONGOING = "ongoing"
    DONE = "done"
    CHANGED = "changed"
    LET_GO = "let_go"


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal in the client's words."""

    id: uuid.UUID
    words: str
    stage: Stage
    set_at: datetime
    ended_at: datetime | None
    closing_words: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A version of what this place is and is not, as the client acknowledged it."""

    id: uuid.UUID
    version: int
    text_sha256: str
    at: datetime
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class File:
    """Everything that goes into one export."""

    client: Named
    practice: Named
    answered: tuple[Answered, ...]
    aims: tuple[Aim, ...]
    consents: tuple[Acknowledged, ...]
