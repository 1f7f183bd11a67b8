"""The hours in which a practitioner looks at safety reviews: whoever asks about safety has some."""

from sqlalchemy.orm import Session

from portal.safety.hours import USUAL
from portal.safety.queries import hours_of
from portal.safety.services import set_hours
from tests.cast import Person, viewer_of


def has_hours(session: Session, person: Person) -> None:
    """Let a practitioner look in the usual hours, unless they have set some."""
    if not hours_of(session, [person.id]):
        set_hours(session, viewer_of(session, person), USUAL, colleague_id=None)
        session.flush()
