"""Questionnaires as an export has them; words go along only where the licence lets them."""

from collections.abc import Sequence

from portal.fhir.facts import Choice, Form, Line
from portal.measures.licences.models import LicenceStatement
from portal.measures.licences.terms import may_be_used
from portal.measures.questions import Question, Sheet
from portal.psychometrics.instrument import Instrument, Terms


def form_of(sheet: Sheet, stated: Sequence[LicenceStatement]) -> Form:
    """Return a questionnaire; `stated` is what the practice has stated of licences."""
    instrument = sheet.instrument
    return Form(
        slug=sheet.slug,
        version=sheet.version,
        language=sheet.language,
        name=sheet.name,
        title=sheet.title,
        stem=sheet.stem,
        lines=tuple(_line(one, instrument) for one in sheet.questions),
        instrument=instrument,
        gives_words=instrument is None or _gives_words(instrument, stated),
    )


def is_gated(instrument: Instrument | None) -> bool:
    """Say whether its words go along only where the practice has stated something."""
    return instrument is not None and instrument.licence.terms is Terms.NON_COMMERCIAL


def _gives_words(instrument: Instrument, stated: Sequence[LicenceStatement]) -> bool:
    is_ours_to_give = instrument.licence.terms is not Terms.SCORES_ONLY
    return is_ours_to_give and may_be_used(instrument, stated)


def _line(question: Question, instrument: Instrument | None) -> Line:
    if instrument is None:
        ends = f"0: {question.low}, 10: {question.high}"
        return Line(question.number, f"{question.words} ({ends})", (), None)
    item = instrument.item(question.number)
    choices = tuple(
        Choice(one.value, item.worth(one.value) if item.is_scored else None, one.text, one.code)
        for one in item.options
    )
    return Line(item.number, item.text, choices, item.code)
