"""Questions of the desk and the client page that no slice answers alone."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal import clock
from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.annotations.models import Annotation, Reply
from portal.caseload.models import Appointment, CareRelationship, ClientSummary
from portal.caseload.summary import Summary
from portal.measures.own.queries import suggested_to
from portal.reports.queries import has_unseen
from portal.safety.models import SafetyReview
from portal.safety.queries import ON_ONE_PAGE


class Met(NamedTuple):
    """A client, and when the practitioner meets them next."""

    client: User
    next_at: datetime | None


class Meetings(NamedTuple):
    """Clients by their ids, and whom the practitioner meets today, the soonest first."""

    clients: dict[uuid.UUID, Met]
    today: Sequence[tuple[Appointment, User]]


class AtFirst(NamedTuple):
    """A client's safety reviews, the newest first, and what else is new to them.

    `words_id` are words that were suggested to them for a measure of their own.
    """

    reviews: Sequence[SafetyReview]
    has_report: bool
    words_id: uuid.UUID | None


def at_first(session: Session, client: Viewer) -> AtFirst:
    """Return what Today looks at first, in one statement."""
    assert client.user_id is not None
    rows = session.execute(
        select(SafetyReview, has_unseen(client.user_id), suggested_to(client))
        .select_from(User)
        .outerjoin(SafetyReview, SafetyReview.client_id == User.id)
        .where(User.id == client.user_id)
        .order_by(SafetyReview.opened_at.desc(), SafetyReview.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()
    reviews = [row[0] for row in rows if row[0] is not None]
    return AtFirst(reviews, *rows[0][1:]) if rows else AtFirst([], False, None)


def meetings(
    session: Session,
    practitioner: Viewer,
    client_ids: Collection[uuid.UUID],
    day: tuple[datetime, datetime],
) -> Meetings:
    """Return these clients with the practitioner's next appointment with each, and who comes today.

    `day` is today from midnight up to, not including, the next. All of it in one statement.
    """
    own = Appointment.practitioner_id == practitioner.user_id
    today = own & (Appointment.starts_at >= day[0]) & (Appointment.starts_at < day[1])
    coming = aliased(Appointment)
    next_at = (
        select(func.min(coming.starts_at))
        .where(
            coming.practice_id == User.practice_id,
            coming.client_id == User.id,
            coming.practitioner_id == practitioner.user_id,
            coming.starts_at >= clock.now(),
        )
        .correlate(User)
        .scalar_subquery()
    )
    rows = session.execute(
        select(User, next_at, Appointment)
        .outerjoin(Appointment, (Appointment.client_id == User.id) & today)
        .where(
            User.id.in_(client_ids) | User.id.in_(select(Appointment.client_id).where(today)),
        )
        .order_by(Appointment.starts_at, Appointment.id, User.id)
    ).all()
    return Meetings(
        clients={client.id: Met(client, starts_at) for client, starts_at, _today in rows},
        today=[(one, client) for client, _next, one in rows if one is not None],
    )


def last_answers(
    session: Session, practitioner: Viewer, reflection_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, Reply]:
    """Return the client's newest reply within reach on each of these, by the reflection's id."""
    if not reflection_ids:
        return {}
    rows = session.execute(
        select(Annotation, Reply)
        .join(Reply, Reply.annotation_id == Annotation.id)
        .where(
            Annotation.reflection_id.in_(reflection_ids), Reply.author_id == Annotation.client_id
        )
        .options(joinedload(Annotation.reflection))
        .order_by(Reply.written_at, Reply.id)
    ).all()
    return {note.reflection_id: answer for note, answer in rows if _reaches(practitioner, note)}


def _reaches(practitioner: Viewer, note: Annotation) -> bool:
    reach = practitioner.reach_to(note.client_id, note.reflection_id)
    return reach is not None and reach.includes_annotation(note)


class ClientFile(NamedTuple):
    """What the client page begins with: who, in care with whom, summed up, and when they meet."""

    client: User
    care: tuple[CareRelationship, ...]
    summaries: dict[uuid.UUID, Summary]
    coming: tuple[Appointment, ...]

    @property
    def id(self) -> uuid.UUID:
        return self.client.id

    @property
    def client_id(self) -> uuid.UUID:
        return self.client.id

    @property
    def practice_id(self) -> uuid.UUID:
        return self.client.practice_id

    def care_with(self, practitioner: Viewer) -> CareRelationship:
        """Return the client's care relationship with this practitioner; the Door found one."""
        return next(one for one in self.care if one.practitioner_id == practitioner.user_id)

    def summary_for(self, practitioner: Viewer) -> Summary:
        """Return what is summed up for this practitioner."""
        return self.summaries.get(self.care_with(practitioner).id, Summary())

    def next_with(self, practitioner: Viewer) -> Appointment | None:
        """Return the next appointment with this practitioner."""
        own = (one for one in self.coming if one.practitioner_id == practitioner.user_id)
        return min(own, key=lambda one: one.starts_at, default=None)


def find_file(session: Session, client_id: uuid.UUID) -> ClientFile | None:
    """Return a client with care, summary and coming appointments in one statement."""
    rows = session.execute(
        select(User, CareRelationship, ClientSummary, Appointment)
        .outerjoin(
            CareRelationship,
            (CareRelationship.client_id == User.id) & CareRelationship.ended_at.is_(None),
        )
        .outerjoin(ClientSummary, ClientSummary.care_relationship_id == CareRelationship.id)
        .outerjoin(
            Appointment,
            (Appointment.practice_id == User.practice_id)
            & (Appointment.client_id == User.id)
            & (Appointment.starts_at >= clock.now()),
        )
        .where(User.id == client_id, User.role == Role.CLIENT)
        .order_by(CareRelationship.started_at, Appointment.starts_at)
    ).all()
    if not rows:
        return None
    return ClientFile(
        client=rows[0][0],
        care=tuple({row[1].id: row[1] for row in rows if row[1] is not None}.values()),
        summaries={
            row[2].care_relationship_id: Summary.from_json(row[2].content)
            for row in rows
            if row[2] is not None
        },
        coming=tuple({row[3].id: row[3] for row in rows if row[3] is not None}.values()),
    )
