"""Wording a measure together: one side proposes words, the other agrees or lets them go."""

import uuid
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.queries import user_alone
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.database import new_id, session_of
from portal.measures.own import queries
from portal.measures.own.models import OwnMeasure, OwnState
from portal.measures.own.words import Wording
from portal.reflections.words import canonical


class Answered(Exception):
    """These words were agreed on, let go or replaced before."""


class InAFile(NamedTuple):
    """Whose measure it is."""

    practice_id: uuid.UUID
    client_id: uuid.UUID


def propose(
    session: Session, place: InAFile, wording: Wording, *, proposer_id: uuid.UUID
) -> OwnMeasure:
    """Propose a new measure in the client's own words."""
    return _proposed(session, place, new_id(), 1, wording, proposer_id)


def propose_other_words(
    version: OwnMeasure, wording: Wording, *, proposer_id: uuid.UUID
) -> OwnMeasure:
    """Propose the next version of a measure; a proposal that waited is let go with that."""
    session = session_of(version)
    user_alone(session, version.client_id)
    for one in queries.versions_of(session, version.measure_id):
        if one.state is OwnState.PROPOSED:
            _answer(one, OwnState.LET_GO)
    number = queries.last_number(session, version.measure_id) + 1
    place = InAFile(version.practice_id, version.client_id)
    return _proposed(session, place, version.measure_id, number, wording, proposer_id)


def agree(version: OwnMeasure, *, actor_id: uuid.UUID) -> None:
    """Agree to proposed words: from now on the measure has them. Raises Answered."""
    _answer(version, OwnState.AGREED)
    _record(version, Kind.OWN_MEASURE_AGREED, actor_id)


def let_go(version: OwnMeasure, *, actor_id: uuid.UUID) -> None:
    """Take proposed words back, or say that one would rather not. Raises Answered."""
    _answer(version, OwnState.LET_GO)
    _record(version, Kind.OWN_MEASURE_LET_GO, actor_id)


def _proposed(
    session: Session,
    place: InAFile,
    measure_id: uuid.UUID,
    number: int,
    wording: Wording,
    proposer_id: uuid.UUID,
) -> OwnMeasure:
    version = OwnMeasure(
        practice_id=place.practice_id,
        client_id=place.client_id,
        measure_id=measure_id,
        number=number,
        proposer_id=proposer_id,
        state=OwnState.PROPOSED,
        proposed_at=clock.now(),
    )
    version.title = canonical(wording.title)
    version.lines = [
        {name: canonical(value) for name, value in line._asdict().items()} for line in wording.lines
    ]
    session.add(version)
    _record(version, Kind.OWN_MEASURE_PROPOSED, proposer_id)
    return version


def _answer(version: OwnMeasure, state: OwnState) -> None:
    user_alone(session_of(version), version.client_id)
    session_of(version).refresh(version)
    if version.state is not OwnState.PROPOSED:
        raise Answered
    version.state, version.answered_at = state, clock.now()


def _record(version: OwnMeasure, kind: Kind, actor_id: uuid.UUID) -> None:
    happening = Happening(kind, version.practice_id, actor_id, version.client_id, version.id)
    record(session_of(version), happening)
