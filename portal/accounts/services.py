"""Making practices and accounts, and inviting people into them."""

import secrets
import uuid
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session, object_session

from portal import clock
from portal.access.scope import portal_itself, widen
from portal.access.viewer import Role
from portal.accounts import queries
from portal.accounts.models import Invitation, Practice, User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record, record_all
from portal.database import new_id
from portal.vault.sealed import vault_of

LASTS = timedelta(days=7)


class AddressTaken(Exception):
    """Somebody with this address has an account already."""


class InvitationClosed(Exception):
    """The invitation was used, voided, or is older than seven days."""


class Invited(NamedTuple):
    """A new invitation and its token."""

    invitation: Invitation
    token: str


def open_practice(session: Session, *, name: str, address: str | None = None) -> Practice:
    """Make a practice with its key."""
    practice = Practice(id=new_id(), created_at=clock.now())
    vault_of(session).open_practice(practice.id)
    practice.name, practice.address = name, address
    session.add(practice)
    opened = Happening(Kind.CHAIN_OPENED, practice.id, None, None, practice.id)
    record(session, opened)
    return practice


def add_staff(
    session: Session,
    practice_id: uuid.UUID,
    *,
    role: Role,
    email: str,
    name: str,
    credentials: str | None = None,
) -> User:
    """Make a colleague's account; it opens when the invitation is accepted. Raises AddressTaken."""
    _refuse_taken(session, email)
    user = User(
        practice_id=practice_id,
        role=role,
        email=email,
        active=False,
        created_at=clock.now(),
    )
    user.name, user.credentials = name, credentials
    session.add(user)
    return user


def add_client(session: Session, practice_id: uuid.UUID, *, email: str, name: str) -> User:
    """Make a client's account and file, with the file's keys. Raises AddressTaken."""
    _refuse_taken(session, email)
    user = User(
        practice_id=practice_id,
        role=Role.CLIENT,
        email=email,
        active=False,
        created_at=clock.now(),
    )
    return _with_file(session, user, name)


def _with_file(session: Session, user: User, name: str) -> User:
    widen(session, user.id)
    vault_of(session).open_file(user.practice_id, user.id)
    user.name = name
    session.add(user)
    opened = Happening(Kind.CHAIN_OPENED, user.practice_id, None, None, user.id)
    record_all(session, [opened, opened._replace(client_id=user.id)])
    return user


def _refuse_taken(session: Session, email: str) -> None:
    with portal_itself(session, "an address belongs to one person, in whichever practice"):
        found = queries.find_user(session, email)
    if found is not None:
        raise AddressTaken


def invite(
    session: Session, user: User, *, author_id: uuid.UUID, care_relationship_id: uuid.UUID | None
) -> Invited:
    """Make a link for `user`; an older one that is still open is voided."""
    moment = clock.now()
    older = queries.open_invitation_of(session, user.id)
    if older is not None:
        void(older)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        practice_id=user.practice_id,
        user_id=user.id,
        author_id=author_id,
        care_relationship_id=care_relationship_id,
        token_hash=queries.token_hash(token),
        created_at=moment,
        expires_at=moment + LASTS,
    )
    invitation.token = token
    session.add(invitation)
    return Invited(invitation, token)


def void(invitation: Invitation) -> None:
    """Close an invitation: its link opens nothing any more."""
    invitation.voided_at, invitation.token_sealed = clock.now(), None


def renew(session: Session, invitation: Invitation, *, actor_id: uuid.UUID) -> Invited:
    """Make a new link in the place of one that was not used. Raises InvitationClosed."""
    user = queries.user(session, invitation.user_id)
    if invitation.used_at is not None or user.active:
        raise InvitationClosed
    client_id = user.id if user.role is Role.CLIENT else None
    invited = invite(
        session,
        user,
        author_id=actor_id,
        care_relationship_id=invitation.care_relationship_id,
    )
    record(
        session,
        Happening(
            Kind.INVITATION_RENEWED, user.practice_id, actor_id, client_id, invited.invitation.id
        ),
    )
    return invited


def invite_staff(
    session: Session,
    practice_id: uuid.UUID,
    *,
    actor_id: uuid.UUID,
    role: Role,
    email: str,
    name: str,
    credentials: str | None,
) -> Invited:
    """Make a colleague's account and the link that opens it. Raises AddressTaken."""
    user = add_staff(
        session, practice_id, role=role, email=email, name=name, credentials=credentials
    )
    invited = invite(session, user, author_id=actor_id, care_relationship_id=None)
    record(
        session,
        Happening(Kind.STAFF_INVITED, practice_id, actor_id, None, invited.invitation.id),
    )
    return invited


def accept(invitation: Invitation, user: User, *, password_hash: str) -> None:
    """Open the account: from now on it signs in with this password. Raises InvitationClosed."""
    moment = clock.now()
    if not invitation.is_open(moment):
        raise InvitationClosed
    session = object_session(invitation)
    assert session is not None
    invitation.used_at, invitation.token_sealed = moment, None
    user.password, user.active = password_hash, True
    client_id = user.id if user.role is Role.CLIENT else None
    record(
        session,
        Happening(Kind.INVITATION_ACCEPTED, user.practice_id, user.id, client_id, invitation.id),
    )
