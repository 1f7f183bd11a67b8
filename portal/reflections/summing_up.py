"""Keeping each client's summary true to what is shared, in the transaction that changes it."""

import uuid

from sqlalchemy.orm import Session

from portal.access.reach import Reach
from portal.access.scope import whole_file
from portal.caseload.going_on import care_going_on
from portal.caseload.services import keep_summary
from portal.caseload.summary import Summary
from portal.reflections import queries
from portal.reflections.models import Waiting


def refresh_summary(session: Session, client_id: uuid.UUID) -> None:
    """Sum up anew what a client shares, after a change to it, for everybody in care with them."""
    session.flush()  # before the scope is wider: the guard must have seen what was changed
    with whole_file(session, client_id):  # a cover, who may change it, sees one page of it
        for care in care_going_on(session, client_id):
            keep_summary(session, care, summary_of(session, client_id, care.reach))
        session.flush()


def summary_of(session: Session, client_id: uuid.UUID, reach: Reach) -> Summary:
    """Return the summary of what is within reach, as the rows tell it now."""
    waiting = queries.waiting_of(session, client_id, reach)
    return Summary(
        last_word_at=queries.last_word_at(session, client_id, reach),
        moods=queries.last_shared_moods(session, client_id, reach),
        intents=tuple(one.intent.value for one in waiting if one.waits_for is Waiting.READING),
        replies=sum(one.waits_for is Waiting.REPLY for one in waiting),
    )


def rebuild_summaries(session: Session) -> int:
    """Sum up every client anew, for a command. Returns how many there were."""
    client_ids = queries.clients_with_reflections(session)
    for client_id in client_ids:
        refresh_summary(session, client_id)
    return len(client_ids)
