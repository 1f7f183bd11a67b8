"""Scores that were reached elsewhere, on paper or in another practice, and are typed in."""

import uuid

from portal import clock
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.database import session_of
from portal.measures import queries
from portal.measures.asking.plan import Typed
from portal.measures.models import Administration, AdministrationState, Pace
from portal.measures.summing_up import refresh_measures
from portal.psychometrics.scoring import checked_total
from portal.reflections.words import canonical


class NotThere(Exception):
    """It was taken out before, or it is no score that was typed in."""


def type_in(client: User, score: Typed, *, practitioner_id: uuid.UUID) -> Administration:
    """Keep a score that was reached elsewhere. Raises TotalOutOfRange.

    Its day stands in `due_on`, where it comes from in `remark`; `completed_at` is when it was typed
    in, so that whoever typed it sees it, however long ago it was answered.
    """
    checked_total(score.instrument, score.total)
    now = clock.now()
    kept = Administration(
        practice_id=client.practice_id,
        client_id=client.id,
        version=score.instrument.version,
        language=score.instrument.language,
        due_on=score.on,
        state=AdministrationState.COMPLETED,
        pace=Pace.ALL,
        edition=1,
        typed_by_id=practitioner_id,
        opened_at=now,
        completed_at=now,
    )
    kept.slug, kept.answers = score.instrument.slug, {}
    kept.typed_total, kept.remark = f"{score.total:f}", canonical(score.source)
    session = session_of(client)
    session.add(kept)
    record(
        session,
        Happening(Kind.MEASURE_TYPED, client.practice_id, practitioner_id, client.id, kept.id),
    )
    refresh_measures(session, client.id, score.instrument.slug)
    return kept


def take_out(score: Administration, *, practitioner_id: uuid.UUID) -> None:
    """Let a score that was typed in by mistake count for nothing; it stays. Raises NotThere."""
    session = session_of(score)
    queries.alone(session, score)
    if score.typed_by_id is None or score.state is not AdministrationState.COMPLETED:
        raise NotThere
    score.state = AdministrationState.TAKEN_OUT
    score.taken_out_at, score.taken_out_by_id = clock.now(), practitioner_id
    record(
        session,
        Happening(
            Kind.MEASURE_TAKEN_OUT, score.practice_id, practitioner_id, score.client_id, score.id
        ),
    )
    refresh_measures(session, score.client_id, score.slug)
