"""A measure as it is asked: one shape for instruments and for a client's own words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.psychometrics.instrument import Instrument, Item, Option, SafetyItem

DOES_NOT_FIT = "does_not_fit"
"""The answer of a client whom a question does not fit; it is kept, and counts as unanswered."""

SKIPPED = ""
"""What a form sends for a question that is left open."""

Answers = Mapping[str, int | str | None]
"""What was chosen by the number of the question, as text; None, or nothing, where it is open."""


class NoSuchAnswer(Exception):
    """There is no such question, or it has no such answer."""


@dataclass(frozen=True)
class Question:
    """One question. `low` and `high` say what the ends of a 0 to 10 mean; others have none."""

    number: int
    words: str
    options: tuple[Option, ...]
    low: str = ""
    high: str = ""
    is_scored: bool = True

    @property
    def is_ruler(self) -> bool:
        """Whether it is answered on a row of numbers."""
        return bool(self.low or self.high)

    def words_of(self, value: int) -> str:
        """Return what an answer says."""
        return next(option.text for option in self.options if option.value == value)


@dataclass(frozen=True)
class Sheet:
    """The questions of one version of a measure. `language` is empty for a client's own words.

    `instrument` is there where there are rules for scoring it; its credit must stand beside.
    """

    slug: str
    version: str
    language: str
    name: str
    title: str
    stem: str
    questions: tuple[Question, ...]
    instrument: Instrument | None = None

    @property
    def instructions(self) -> str:
        """What the form says before its first question, word for word; it may say nothing."""
        return self.instrument.instructions if self.instrument else ""

    @property
    def credit(self) -> str:
        """The line that its licence wants to be seen."""
        return self.instrument.licence.credit if self.instrument else ""

    @property
    def safety_items(self) -> tuple[SafetyItem, ...]:
        """The questions whose answers may be shown to a person at once."""
        return self.instrument.safety_items if self.instrument else ()

    def question(self, number: int) -> Question:
        """Return the question of that number. Raises NoSuchAnswer."""
        for one in self.questions:
            if one.number == number:
                return one
        raise NoSuchAnswer(number)

    def read(self, number: str, value: str) -> int | str | None:
        """Return what a form sent for a question, None where it is left open.

        Raises NoSuchAnswer for anything that was not offered.
        """
        question = self.question(int(number) if number.isdecimal() and len(number) < 4 else 0)
        if value in {DOES_NOT_FIT, SKIPPED}:
            return value or None
        for option in question.options:
            if str(option.value) == value:
                return option.value
        raise NoSuchAnswer(number)

    def positive(self, answers: Answers) -> tuple[SafetyItem, ...]:
        """Return the safety items whose answers are shown to a person, complete or not."""
        return tuple(
            one for one in self.safety_items if _value(answers, one.number) >= one.at_least
        )

    def left_open(self, answers: Answers) -> tuple[Question, ...]:
        """Return the questions without an answer; one that does not fit has been answered."""
        return tuple(one for one in self.questions if answers.get(str(one.number)) is None)


def sheet_of(instrument: Instrument) -> Sheet:
    """Return an instrument as it is asked."""
    return Sheet(
        slug=instrument.slug,
        version=instrument.version,
        language=instrument.language,
        name=instrument.name,
        title=instrument.title,
        stem=instrument.stem,
        questions=tuple(map(_question, instrument.items)),
        instrument=instrument,
    )


def values_of(sheet: Sheet, answers: Answers) -> dict[int, int]:
    """Return the answers as scoring wants them: numbers alone, of the questions that count."""
    return {
        one.number: value
        for one in sheet.questions
        if one.is_scored and isinstance(value := answers.get(str(one.number)), int)
    }


def _question(item: Item) -> Question:
    return Question(item.number, item.text, item.options, is_scored=item.is_scored)


def _value(answers: Answers, number: int) -> int:
    value = answers.get(str(number))
    return value if isinstance(value, int) else -1
