"""Making practices and accounts, and inviting people into them."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import portal_itself, widen
from portal.access.viewer import Role
from portal.accounts import queries
from portal.accounts.models import Invitation, Practice, User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record, record_all
from portal.database import new_id, session_of
from portal.vault.sealed import vault_of

LASTS = timedelta(days=7)


class AddressTaken(Exception):
    """Somebody with this address has an account already, and perhaps may take it up with that."""

    def __init__(self, *, may_join: bool) -> None:
        super().__init__("this address has an account")
        self.may_join = may_join


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
    email: str | None = None,
    name: str,
    credentials: str | None = None,
) -> User:
    """Make a colleague's account; without an address it gets one when an invitation is accepted."""
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


def add_client(
    session: Session, practice_id: uuid.UUID, *, email: str | None = None, name: str
) -> User:
    """Make a client's account and file, with the file's keys; the address may come later."""
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


def invite(
    session: Session,
    user: User,
    *,
    email: str,
    author_id: uuid.UUID,
    care_relationship_id: uuid.UUID | None,
) -> Invited:
    """Make a link for `user` that is good for one address; an older open one is voided."""
    moment = clock.now()
    older = queries.open_invitation_of(session, user.id)
    if older is not None:
        void(older)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        practice_id=user.practice_id,
        user_id=user.id,
        email=email,
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
        email=invitation.email,
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
    """Make a colleague's account and the link that opens it, in place of an older one."""
    for older in queries.open_invitations_to(session, actor_id, email):
        if older.care_relationship_id is None:
            void(older)
    user = add_staff(session, practice_id, role=role, name=name, credentials=credentials)
    invited = invite(session, user, email=email, author_id=actor_id, care_relationship_id=None)
    record(
        session,
        Happening(Kind.STAFF_INVITED, practice_id, actor_id, None, invited.invitation.id),
    )
    return invited


def invitations_for(session: Session, client: User) -> Sequence[tuple[Invitation, User]]:
    """Return the invitations into care that an account's address was sent, and by whom."""
    with portal_itself(session, "an invitation is found by its address, and belongs to no file"):
        return queries.invitations_waiting_for(session, client, clock.now())


def use(invitation: Invitation) -> None:
    """Note that an invitation was taken up: it cannot be once more."""
    invitation.used_at, invitation.token_sealed = clock.now(), None


def _take_address(session: Session, invitation: Invitation, user: User) -> None:
    """Give an account its address; one that was never opened does not keep it from others."""
    with portal_itself(session, "an address belongs to one person, in whichever practice"):
        owner = queries.find_user(session, invitation.email)
        if owner is not None and owner.id != user.id:
            if owner.password is not None:
                raise _taken(invitation, owner)
            owner.has_no_address()
            session.flush()  # an address is free before it is given
        try:
            with session.begin_nested():
                user.email = invitation.email
        except IntegrityError as problem:  # somebody else came in at this moment
            owner = queries.find_user(session, invitation.email)
            raise (_taken(invitation, owner) if owner else InvitationClosed) from problem


def _taken(invitation: Invitation, owner: User) -> AddressTaken:
    is_client_here = owner.role is Role.CLIENT and owner.practice_id == invitation.practice_id
    return AddressTaken(may_join=is_client_here and invitation.care_relationship_id is not None)


def accept(invitation: Invitation, user: User, *, password_hash: str) -> None:
    """Open the account: from now on it signs in with its address and this password.

    Raises InvitationClosed, or AddressTaken if somebody with this address came in before.
    """
    session = session_of(invitation)
    session.refresh(invitation, with_for_update=True)  # of two at once, one finds it used
    if not invitation.is_open(clock.now()):
        raise InvitationClosed
    _take_address(session, invitation, user)
    use(invitation)
    user.password, user.active = password_hash, True
    client_id = user.id if user.role is Role.CLIENT else None
    record(
        session,
        Happening(Kind.INVITATION_ACCEPTED, user.practice_id, user.id, client_id, invitation.id),
    )
