"""Questions about people with an account, and invitations."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from portal.access.viewer import Role
from portal.accounts.models import WITHDRAWN, Invitation, Practice, User

MANY = 200  # more invitations than anybody has open; a list must end somewhere


def find_user(session: Session, email: str) -> User | None:
    """Return the account with this address."""
    return session.scalars(select(User).where(User.email == email)).one_or_none()


def user(session: Session, user_id: uuid.UUID) -> User:
    """Return the account with this id."""
    return session.scalars(select(User).where(User.id == user_id)).one()


def user_alone(session: Session, user_id: uuid.UUID) -> User:
    """Return an account, which nobody else who asks for it so is given until this commits."""
    return session.scalars(
        select(User).where(User.id == user_id).with_for_update(key_share=True)
    ).one()


def users_by_id(session: Session, ids: set[uuid.UUID]) -> dict[uuid.UUID, User]:
    """Return the accounts with these ids."""
    return {one.id: one for one in session.scalars(select(User).where(User.id.in_(ids)))}


def active_clients(session: Session, practice_id: uuid.UUID) -> Sequence[User]:
    """Return every client of a practice who has come in."""
    return session.scalars(
        select(User).where(User.practice_id == practice_id, User.role == Role.CLIENT, User.active)
    ).all()


def staff_here(session: Session, role: Role) -> Sequence[User]:
    """Return the colleagues with this role who work here now, in the order they came."""
    return session.scalars(
        select(User)
        .where(User.role == role, User.active)
        .order_by(User.created_at, User.id)
        .limit(MANY)
    ).all()


def words_about(session: Session, person: User, address: str) -> tuple[str, ...]:
    """Return what whoever knows somebody would guess with; ask as the owner of the account."""
    return address, person.name, practice(session, person.practice_id).name


def practice(session: Session, practice_id: uuid.UUID) -> Practice:
    """Return a practice."""
    return session.scalars(select(Practice).where(Practice.id == practice_id)).one()


def practices(session: Session) -> Sequence[Practice]:
    """Return every practice, for work of the portal itself."""
    return session.scalars(select(Practice).order_by(Practice.created_at, Practice.id)).all()


def practice_named(session: Session, name: str) -> Practice | None:
    """Return a practice by its name; names are sealed, so all are opened."""
    return next((one for one in session.scalars(select(Practice)) if one.name == name), None)


def has_people(session: Session) -> bool:
    """Tell whether anybody has an account."""
    return session.scalars(select(User.id).limit(1)).one_or_none() is not None


def token_hash(token: str) -> bytes:
    """Return what is stored of an invitation's token."""
    return hashlib.sha256(token.encode()).digest()


def find_invitation(session: Session, token: str) -> Invitation | None:
    """Return the invitation behind a link, open or not."""
    return session.scalars(
        select(Invitation).where(Invitation.token_hash == token_hash(token))
    ).one_or_none()


def find_invitation_by_id(session: Session, invitation_id: uuid.UUID) -> Invitation | None:
    """Return an invitation by its id, for whoever may renew it."""
    return session.scalars(select(Invitation).where(Invitation.id == invitation_id)).one_or_none()


def open_invitation_of(session: Session, user_id: uuid.UUID) -> Invitation | None:
    """Return the newest invitation of somebody that was neither used nor voided."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.user_id == user_id,
            Invitation.used_at.is_(None),
            Invitation.voided_at.is_(None),
        )
        .order_by(Invitation.created_at.desc())
        .limit(1)
    ).one_or_none()


def open_invitations_to(session: Session, author_id: uuid.UUID, email: str) -> Sequence[Invitation]:
    """Return the invitations by somebody to an address that were neither used nor voided."""
    return session.scalars(
        select(Invitation).where(
            Invitation.author_id == author_id,
            Invitation.email == email,
            Invitation.used_at.is_(None),
            Invitation.voided_at.is_(None),
        )
    ).all()


def invitations_waiting_for(
    session: Session, client: User, now: datetime
) -> Sequence[tuple[Invitation, User]]:
    """Return the invitations into care that somebody with an account may take up, and by whom."""
    rows = session.execute(
        select(Invitation, User)
        .join(User, User.id == Invitation.author_id)
        .where(
            Invitation.practice_id == client.practice_id,
            Invitation.email == client.email,
            Invitation.care_relationship_id.is_not(None),
            Invitation.used_at.is_(None),
            Invitation.voided_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
        .limit(MANY)
    ).all()
    return [(invitation, author) for invitation, author in rows]


def invitations_by(session: Session, author_id: uuid.UUID) -> Sequence[tuple[Invitation, User]]:
    """Return the clients that somebody invited and who have not come in yet, the newest first."""
    return _unanswered(
        session, Invitation.author_id == author_id, Invitation.care_relationship_id.is_not(None)
    )


def staff_invitations(session: Session) -> Sequence[tuple[Invitation, User]]:
    """Return the colleagues who were invited and have not come in yet, the newest first."""
    return _unanswered(session, Invitation.care_relationship_id.is_(None))


def _unanswered(session: Session, *which: ColumnElement[bool]) -> Sequence[tuple[Invitation, User]]:
    rows = session.execute(
        select(Invitation, User)
        .join(User, User.id == Invitation.user_id)
        .where(*which, Invitation.used_at.is_(None), Invitation.voided_at.is_(None))
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
        .limit(MANY)
    ).all()
    return [(invitation, invited) for invitation, invited in rows]


def keeps_consent(client_id: Any) -> ColumnElement[bool]:
    """Say of a column with a client's id that this client has not taken their consent back."""
    client = aliased(User)
    return ~exists().where(client.id == client_id, client.consent_version == WITHDRAWN)
