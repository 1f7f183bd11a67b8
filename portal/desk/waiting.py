"""What waits for a practitioner: each thing with its reason in words, in one order, with an end."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.annotations.models import Reply
from portal.caseload.models import Appointment
from portal.caseload.reasons import ANSWER, ASKED, Reason
from portal.desk import queries
from portal.desk.phrases import coming, on_day
from portal.desk.queries import Met
from portal.reflections.models import Intent, Reflection, Waiting
from portal.reflections.queries import waiting
from portal.reflections.words import first_words, reading_seconds
from portal.safety.models import SafetyReview
from portal.safety.queries import on_desk
from portal.web.templating import timezone
from portal.web.words import minutes, number, sentence

FAR = datetime.max.replace(tzinfo=UTC)
EXCERPT = 180
A_REVIEW = 60
"""So many seconds it takes to read a safety review, and then a person to talk with."""


@dataclass(frozen=True)
class Item:
    """One thing on the desk. `title` is missing where the client gave none."""

    reflection_id: uuid.UUID
    client: User
    reason: Reason
    circumstance: str
    title: str | None
    excerpt: str
    seconds: int
    since: datetime
    next_at: datetime | None

    @property
    def order(self) -> tuple[int, datetime, datetime]:
        """What was asked for first, then who is met next where that matters, then the longest."""
        meets = self.reason is ASKED[Intent.BEFORE_MEETING]
        return self.reason.order, (self.next_at or FAR) if meets else FAR, self.since


@dataclass(frozen=True)
class Desk:
    """Everything that waits, and who comes today. `again` are reviews to be looked at again."""

    items: Sequence[Item]
    reviews: Sequence[tuple[SafetyReview, User]]
    again: Sequence[tuple[SafetyReview, User]]
    today: Sequence[tuple[Appointment, User]]

    @property
    def head(self) -> str:
        """Say the whole in a line: Four things, about six minutes."""
        reviews = len(self.reviews) + len(self.again)
        count = len(self.items) + reviews
        if not count:
            return _("Nothing is waiting")
        seconds = sum(item.seconds for item in self.items) + reviews * A_REVIEW
        things = ngettext("One thing", "%(many)s things", count, many=number(count))
        return sentence(_("%(things)s, %(minutes)s", things=things, minutes=minutes(seconds)))

    @property
    def client_ids(self) -> set[uuid.UUID]:
        """The ids of these clients."""
        return {client.id for client in self.clients}

    @property
    def clients(self) -> list[User]:
        """Every client whose name or words the desk shows, once."""
        people = [client for _, client in (*self.reviews, *self.again, *self.today)]
        people += [item.client for item in self.items]
        return list({one.id: one for one in people}.values())


def desk(session: Session, practitioner: Viewer, *, day: tuple[datetime, datetime]) -> Desk:
    """Return a practitioner's desk; `day` is today from midnight to midnight."""
    rows = waiting(session, practitioner)
    met = queries.meetings(session, practitioner, {row.client_id for row in rows}, day)
    answered = [row.id for row in rows if row.waits_for is Waiting.REPLY]
    answers = queries.last_answers(session, practitioner, answered)
    handed = practitioner.entrusted.reflection_ids
    items = [
        _item(row, met.clients[row.client_id], answers.get(row.id), is_handed=row.id in handed)
        for row in rows
    ]
    reviews = on_desk(session, practitioner, clock.today(timezone()))
    return Desk(
        items=sorted(items, key=lambda item: item.order),
        reviews=[one for one in reviews if one[0].is_open],
        again=[one for one in reviews if not one[0].is_open and _reaches(practitioner, one[0])],
        today=met.today,
    )


def _reaches(practitioner: Viewer, review: SafetyReview) -> bool:
    return may(practitioner, Permission.SAFETY_READ, review)


def _item(row: Reflection, met: Met, answer: Reply | None, *, is_handed: bool) -> Item:
    assert row.shared is not None
    is_answer = row.waits_for is Waiting.REPLY
    text = answer.body if is_answer and answer is not None else row.shared.body
    since = row.waits_since or row.changed_at
    reason = ANSWER if is_answer else ASKED[row.intent]
    return Item(
        reflection_id=row.id,
        client=met.client,
        reason=reason,
        circumstance=_handed(since) if is_handed else _circumstance(reason, since, met.next_at),
        title=row.shared.title or None,
        excerpt=first_words(text, EXCERPT),
        seconds=reading_seconds(text),
        since=since,
        next_at=met.next_at,
    )


def _handed(since: datetime) -> str:
    return _("handed over to you, shared %(day)s", day=on_day(since))


def _circumstance(reason: Reason, since: datetime, next_at: datetime | None) -> str:
    shared = on_day(since)
    if reason is ANSWER:
        return _("written %(day)s", day=shared)
    if reason is ASKED[Intent.JUST_WRITE]:
        return _("no answer expected, shared %(day)s", day=shared)
    if next_at is None:
        return _("shared %(day)s, no appointment is set", day=shared)
    return _("shared %(day)s, you meet %(next)s", day=shared, next=coming(next_at))
