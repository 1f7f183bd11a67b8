"""Questions about reflections: one of them, what waits, what was shared, what a client keeps."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, case, func, select, tuple_
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.reach import Part, Reach
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.caseload.models import Appointment
from portal.caseload.reasons import ANSWER, ASKED
from portal.caseload.summary import MOODS_KEPT
from portal.caseload.within import within, within_reach_of
from portal.entrusting.queries import is_handed_over_by
from portal.reflections.models import Draft, Intent, Reflection, Revision, State, Waiting
from portal.vault.sealed import vault_of

PAGE = 50
WAITING_AT_MOST = 500
TAGS_FROM = 40

Asked = TypeVar("Asked")
WITH_SHARED_WORDS = select(Reflection).options(joinedload(Reflection.shared))


def find_reflection(session: Session, reflection_id: uuid.UUID) -> Reflection | None:
    """Return a reflection with its latest and its shared revision, whoever asks."""
    return session.scalars(
        select(Reflection)
        .where(Reflection.id == reflection_id)
        .options(joinedload(Reflection.latest), joinedload(Reflection.shared))
    ).one_or_none()


def find_for_writing(session: Session, reflection_id: uuid.UUID) -> Reflection | None:
    """Return a reflection as its client goes on with it: with its open draft too."""
    return session.scalars(
        select(Reflection)
        .where(Reflection.id == reflection_id)
        .options(joinedload(Reflection.latest), joinedload(Reflection.draft))
    ).one_or_none()


def reflection_begun_with(session: Session, client_id: uuid.UUID, key: str) -> Reflection | None:
    """Return the reflection that the form with this one-time key began."""
    return session.scalars(
        select(Reflection)
        .where(Reflection.client_id == client_id, Reflection.once == key)
        .options(joinedload(Reflection.latest), joinedload(Reflection.shared))
    ).one_or_none()


def revision(session: Session, reflection_id: uuid.UUID, number: int) -> Revision | None:
    """Return one revision of a reflection, shared or not."""
    return session.scalars(
        select(Revision).where(Revision.reflection_id == reflection_id, Revision.number == number)
    ).one_or_none()


def last_reading(session: Session, reflection_id: uuid.UUID) -> tuple[Revision, User] | None:
    """Return the newest revision that was read, and who read it."""
    row = session.execute(
        select(Revision, User)
        .join(User, User.id == Revision.reader_id)
        .where(Revision.reflection_id == reflection_id, Revision.read_at.is_not(None))
        .order_by(Revision.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def last_opening(session: Session, reflection: Reflection) -> tuple[datetime, User] | None:
    """Return when a practitioner last opened a reflection, and who, from the record."""
    row = session.execute(
        select(AuditEvent.at, User)
        .join(User, User.id == AuditEvent.actor_id)
        .where(
            AuditEvent.client_id == reflection.client_id,
            AuditEvent.subject_id == reflection.id,
            AuditEvent.kind == Kind.REFLECTION_OPENED,
        )
        .order_by(AuditEvent.at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def draft_of(session: Session, reflection_id: uuid.UUID) -> Draft | None:
    """Return the open draft of a reflection."""
    return session.scalars(select(Draft).where(Draft.reflection_id == reflection_id)).one_or_none()


def drafts_of(session: Session, client_id: uuid.UUID, limit: int = PAGE) -> Sequence[Draft]:
    """Return a client's open drafts with their reflections, the newest save first."""
    return session.scalars(
        select(Draft)
        .where(Draft.client_id == client_id)
        .options(joinedload(Draft.reflection))
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
        .limit(limit)
    ).all()


def reflections_of(
    session: Session,
    client_id: uuid.UUID,
    *,
    before: tuple[datetime, uuid.UUID] | None = None,
    limit: int = PAGE,
) -> Sequence[Reflection]:
    """Return a client's reflections with their latest words, newest first, drafts left out.

    `before` is the `changed_at` and id of the last one already seen.
    """
    query = (
        select(Reflection)
        .where(Reflection.client_id == client_id, Reflection.state != State.DRAFT)
        .options(joinedload(Reflection.latest), joinedload(Reflection.shared))
        .order_by(Reflection.changed_at.desc(), Reflection.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(tuple_(Reflection.changed_at, Reflection.id) < tuple_(*before))
    return session.scalars(query).all()


def tags_of(session: Session, client_id: uuid.UUID, limit: int = 24) -> list[str]:
    """Return the words a client has tagged with lately, the latest first."""
    rows = session.scalars(
        select(Revision)
        .where(Revision.client_id == client_id, Revision.tags_sealed.is_not(None))
        .order_by(Revision.written_at.desc(), Revision.id.desc())
        .limit(TAGS_FROM)
    )
    found: dict[str, str] = {}
    for row in rows:
        for tag in row.tags or ():
            found.setdefault(tag.casefold(), tag)
    return list(found.values())[:limit]


def waiting(session: Session, practitioner: Viewer) -> Sequence[Reflection]:
    """Return what waits for a practitioner, with its shared words, the longest wait first."""
    vault_of(session).prefetch(practitioner.client_ids | practitioner.entrusted.client_ids)
    seen = _seen_by(practitioner)
    return session.scalars(_waiting(WITH_SHARED_WORDS).where(seen)).all()


def waiting_of(session: Session, client_id: uuid.UUID, reach: Reach) -> Sequence[Reflection]:
    """Return what of one client waits for a practitioner, the longest wait first."""
    query = _waiting(WITH_SHARED_WORDS).where(Reflection.client_id == client_id, _within(reach))
    return session.scalars(query).all()


def waiting_ids(session: Session, practitioner: Viewer) -> Sequence[uuid.UUID]:
    """Return the ids of what waits for a practitioner, in the order of the desk, without words."""
    is_answer = Reflection.waits_for == Waiting.REPLY
    asked = [(Reflection.intent == intent, reason.order) for intent, reason in ASKED.items()]
    next_at = (
        select(func.min(Appointment.starts_at))
        .where(
            Appointment.practice_id == Reflection.practice_id,
            Appointment.client_id == Reflection.client_id,
            Appointment.practitioner_id == practitioner.user_id,
            Appointment.starts_at >= clock.now(),
        )
        .correlate(Reflection)
        .scalar_subquery()
    )
    meets = case((~is_answer & (Reflection.intent == Intent.BEFORE_MEETING), next_at))
    order = (case((is_answer, ANSWER.order), *asked), meets.nulls_last())
    waiting = select(Reflection.id).order_by(*order)
    return session.scalars(_waiting(waiting).where(_seen_by(practitioner))).all()


def _waiting(query: Select[Asked]) -> Select[Asked]:
    return (
        query.where(Reflection.waits_for.is_not(None), Reflection.state == State.SHARED)
        .order_by(Reflection.waits_since, Reflection.id)
        .limit(WAITING_AT_MOST)
    )


def _seen_by(practitioner: Viewer) -> ColumnElement[bool]:
    own = within_reach_of(
        practitioner, Part.REFLECTIONS, Reflection.client_id, Reflection.last_shared_at
    )
    given_away = is_handed_over_by(practitioner.user_id, Reflection.id, clock.now())
    return (own & ~given_away) | Reflection.id.in_(practitioner.entrusted.reflection_ids)


def _within(reach: Reach) -> ColumnElement[bool]:
    return within(reach, Part.REFLECTIONS, Reflection.last_shared_at)


def shared_of(
    session: Session, client_id: uuid.UUID, reach: Reach, limit: int = PAGE
) -> Sequence[Reflection]:
    """Return the last things that a client shared, with the shared words, newest first."""
    return session.scalars(
        select(Reflection)
        .where(
            Reflection.client_id == client_id,
            Reflection.state == State.SHARED,
            _within(reach),
        )
        .options(joinedload(Reflection.shared))
        .order_by(Reflection.shared_at.desc(), Reflection.id.desc())
        .limit(limit)
    ).all()


def last_shared_moods(session: Session, client_id: uuid.UUID, reach: Reach) -> tuple[int, ...]:
    """Return the last moods of what is shared, oldest first, 0 to 10."""
    rows = session.scalars(
        select(Revision)
        .join(Reflection.shared)
        .where(
            Reflection.client_id == client_id,
            Reflection.state == State.SHARED,
            _within(reach),
            Revision.mood_sealed.is_not(None),
        )
        .order_by(Reflection.shared_at.desc(), Reflection.id.desc())
        .limit(MOODS_KEPT)
    ).all()
    return tuple(row.mood for row in reversed(rows) if isinstance(row.mood, int))


def last_word_at(session: Session, client_id: uuid.UUID, reach: Reach) -> datetime | None:
    """Return when a client last shared something, or replied to something, that is shared now."""
    return session.scalars(
        select(func.max(Reflection.last_word_at)).where(
            Reflection.client_id == client_id,
            Reflection.state == State.SHARED,
            _within(reach),
        )
    ).one()


def clients_with_reflections(session: Session) -> Sequence[uuid.UUID]:
    """Return the ids of all clients who ever began a reflection."""
    return session.scalars(
        select(Reflection.client_id).distinct().order_by(Reflection.client_id)
    ).all()
