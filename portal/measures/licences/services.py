"""Stating that a questionnaire is used for no profit, and taking that back."""

import uuid

from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.measures.licences.models import LicenceStatement
from portal.measures.licences.queries import admins_alone, statements
from portal.measures.licences.terms import holds
from portal.psychometrics.instrument import Instrument, Terms


class NotAsked(Exception):
    """The licence of this questionnaire asks for no statement."""


def state(session: Session, admin: Viewer, instrument: Instrument, *, words: str) -> None:
    """Keep the practice's statement for the present licence and version. Raises NotAsked.

    Stating it twice changes nothing; one for a former version is left, and opens nothing.
    """
    if instrument.licence.terms is not Terms.NON_COMMERCIAL:
        raise NotAsked
    assert admin.practice_id is not None
    assert admin.user_id is not None
    admins_alone(session, admin.practice_id)
    if any(holds(one, instrument) for one in statements(session)):
        return
    statement = LicenceStatement(
        practice_id=admin.practice_id,
        slug=instrument.slug,
        version=instrument.version,
        licence_id=instrument.licence.id,
        words=words,
        stated_by_id=admin.user_id,
        stated_at=clock.now(),
    )
    session.add(statement)
    _record(session, Kind.LICENCE_STATED, statement, admin.user_id)


def take_back(session: Session, admin: Viewer, instrument: Instrument) -> None:
    """Take back everything stated for a questionnaire: it is off from the next click on."""
    assert admin.user_id is not None
    for statement in statements(session):
        if statement.slug == instrument.slug:
            statement.taken_back_at, statement.taken_back_by_id = clock.now(), admin.user_id
            _record(session, Kind.LICENCE_TAKEN_BACK, statement, admin.user_id)


def _record(session: Session, kind: Kind, statement: LicenceStatement, actor_id: uuid.UUID) -> None:
    record(session, Happening(kind, statement.practice_id, actor_id, None, statement.id))
