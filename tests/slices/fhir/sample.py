"""One client's file with everything that an export can hold, as plain facts."""

import uuid
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from portal.fhir.facts import (
    Acknowledged,
    Aim,
    Answered,
    Choice,
    File,
    Form,
    Line,
    Named,
    Stage,
    Total,
)
from portal.psychometrics.catalogue import instrument
from portal.psychometrics.instrument import Instrument

LONDON = ZoneInfo("Europe/London")
MADE_AT = datetime(2026, 5, 9, 10, 30, tzinfo=LONDON)
MAREN = Named(uuid.UUID(int=1), "Maren Aldous")
PRACTICE = Named(uuid.UUID(int=2), "Harbour Lane")
RUTH = Named(uuid.UUID(int=3), "Ruth Adeyemi")
REMARK = "The week of the move."


def form_of(one: Instrument, *, gives_words: bool = True) -> Form:
    """Return an instrument as an export has it."""
    lines = tuple(
        Line(
            item.number,
            item.text,
            tuple(
                Choice(
                    option.value,
                    item.worth(option.value) if item.is_scored else None,
                    option.text,
                    option.code,
                )
                for option in item.options
            ),
            item.code,
        )
        for item in one.items
    )
    return Form(
        slug=one.slug,
        version=one.version,
        language=one.language,
        name=one.name,
        title=one.title,
        stem=one.stem,
        lines=lines,
        instrument=one,
        gives_words=gives_words,
    )


OWN = Form(
    slug="own-5c9d1f0e-0000-4000-8000-00000000000a",
    version="2",
    language="",
    name="evenings at home",
    title="",
    stem="",
    lines=(Line(1, "Alone in the kitchen (0: unbearable, 10: fine)", (), None),),
    instrument=None,
    gives_words=True,
)
PHQ_9 = form_of(instrument("phq-9"))


def answered(form: Form, number: int, **more: object) -> Answered:
    """Return one time that a form was answered, each question by its second choice."""
    values = {line.number: line.choices[1].value for line in form.lines if line.choices}
    at = datetime(2026, 5, number % 28 + 1, 20, 15, tzinfo=LONDON)
    whole = Answered(
        id=uuid.UUID(int=100 + number),
        form=form,
        on=at.date(),
        at=at,
        answers=values or {1: 7},
        total=Total(9, 0, 9, False) if form.instrument else None,
    )
    return replace(whole, **more)  # type: ignore[arg-type]


def typed_in(form: Form, total: int) -> Answered:
    """Return a score that Ruth typed in, of some weeks before."""
    told = Total(total, 0, 0, False)
    return answered(form, 6, answers={}, total=told, typed_by=RUTH, on=date(2026, 4, 2))


def whole_file() -> File:
    """Return a file with one of everything."""
    return File(
        client=MAREN,
        practice=PRACTICE,
        answered=(
            answered(PHQ_9, 1, remark=REMARK),
            answered(PHQ_9, 2, answers={1: 1, 2: None, 9: 0}, total=Total(None, 7, 9, False)),
            answered(PHQ_9, 3, total=Total(14, 1, 9, True)),
            answered(form_of(instrument("core-10"), gives_words=False), 4),
            answered(OWN, 5),
            typed_in(form_of(instrument("wsas"), gives_words=False), 17),
        ),
        aims=(
            _aim(7, Stage.ONGOING),
            _aim(8, Stage.DONE, closing_words="It happened on a Tuesday."),
            _aim(9, Stage.CHANGED),
            _aim(10, Stage.LET_GO),
        ),
        consents=(
            Acknowledged(uuid.UUID(int=11), 1, "ab" * 32, MADE_AT.replace(year=2024), False),
            Acknowledged(uuid.UUID(int=12), 2, "cd" * 32, MADE_AT.replace(year=2025), True),
        ),
    )


def _aim(number: int, stage: Stage, closing_words: str = "") -> Aim:
    ended = None if stage is Stage.ONGOING else datetime(2026, 4, 1, 0, 30, tzinfo=LONDON)
    set_at = datetime(2026, 2, number, 9, tzinfo=LONDON)
    return Aim(uuid.UUID(int=number), "To swim again", stage, set_at, ended, closing_words)
