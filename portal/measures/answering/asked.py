"""What a client is asked: which measure, by whom, and what of it may be answered now."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.access.viewer import Viewer
from portal.measures import queries
from portal.measures.licences.queries import statements
from portal.measures.licences.terms import may_be_used
from portal.measures.models import Administration, AdministrationState, MeasureAssignment
from portal.measures.queries import Due
from portal.measures.questions import Sheet
from portal.measures.sheets import NoWords, Sheets
from portal.psychometrics.catalogue import UnknownInstrument
from portal.psychometrics.instrument import Terms


@dataclass(frozen=True)
class Asked:
    """A measure that is or was asked, in its present words; `due` is what may be answered now."""

    assignment: MeasureAssignment
    sheet: Sheet
    due: Due | None

    @property
    def begun(self) -> Administration | None:
        """What was begun, and neither completed nor let go."""
        one = self.due.administration if self.due else None
        return one if one and one.state is AdministrationState.OPEN else None


def asked_of(session: Session, client: Viewer, now: datetime, zone: str) -> list[Asked]:
    """Return all that a client is or was asked, in the order in which it was asked."""
    assert client.user_id is not None
    standing = queries.standing_of(session, client, now, zone)
    sheets = Sheets.of(session, client.user_id, [one.slug for one, _due in standing])
    return _usable(session, list(_in_words(standing, sheets)))


def asked_now(
    session: Session, client: Viewer, assignment_id: uuid.UUID, now: datetime, zone: str
) -> Asked | None:
    """Return one of them, None where there are no words for it any more."""
    found = asked_of(session, client, now, zone)
    return next((one for one in found if one.assignment.id == assignment_id), None)


def _in_words(
    standing: Iterable[tuple[MeasureAssignment, Due | None]], sheets: Sheets
) -> Iterator[Asked]:
    """Yield what there are words for: an instrument may have left the catalogue."""
    for assignment, due in standing:
        try:
            yield Asked(assignment, sheets.asked(assignment), due)
        except (NoWords, UnknownInstrument):
            continue


def _usable(session: Session, found: list[Asked]) -> list[Asked]:
    """Ask nothing that the practice may not use now; what was begun may be finished."""
    gated = [one for one in found if _is_gated(one.sheet)]
    if not gated:
        return found
    stated = statements(session)
    closed = {
        one.assignment.id
        for one in gated
        if one.begun is None
        and one.sheet.instrument
        and not may_be_used(one.sheet.instrument, stated)
    }
    return [
        Asked(one.assignment, one.sheet, None) if one.assignment.id in closed else one
        for one in found
    ]


def _is_gated(sheet: Sheet) -> bool:
    return sheet.instrument is not None and sheet.instrument.licence.terms is not Terms.FREE
