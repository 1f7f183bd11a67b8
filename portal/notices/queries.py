"""Questions about the outbox."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.notices.models import OutgoingMail


def due_ids(session: Session, now: datetime, limit: int = 50) -> Sequence[uuid.UUID]:
    """Return the ids of mails that are due, the oldest first."""
    return session.scalars(
        select(OutgoingMail.id).where(*_is_due(now)).order_by(OutgoingMail.due_at).limit(limit)
    ).all()


def claim(session: Session, mail_id: uuid.UUID, now: datetime) -> OutgoingMail | None:
    """Return a due mail, locked against other consumers, or None if another has it."""
    return session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.id == mail_id, *_is_due(now))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def waiting(session: Session, practice_id: uuid.UUID) -> Sequence[OutgoingMail]:
    """Return a practice's mails that are neither sent nor given up."""
    return session.scalars(
        select(OutgoingMail)
        .where(
            OutgoingMail.practice_id == practice_id,
            OutgoingMail.sent_at.is_(None),
            OutgoingMail.given_up_at.is_(None),
        )
        .order_by(OutgoingMail.due_at, OutgoingMail.id)
    ).all()


def mail(session: Session, mail_id: uuid.UUID) -> OutgoingMail:
    """Return a mail by its id."""
    return session.scalars(select(OutgoingMail).where(OutgoingMail.id == mail_id)).one()


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutgoingMail.sent_at.is_(None),
        OutgoingMail.given_up_at.is_(None),
        OutgoingMail.due_at <= now,
    )
