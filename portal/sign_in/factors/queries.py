"""Questions about second factors."""

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.sign_in.factors.models import Authenticator, Passkey, RecoveryCode

MANY = 50  # more passkeys than anybody has; a list must end somewhere


class Factors(NamedTuple):
    """What somebody has beside a password."""

    authenticator: Authenticator | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def total(self) -> int:
        """How many there are; recovery codes are a spare key, not a factor."""
        return len(self.passkeys) + (self.authenticator is not None)


def has_second_factor() -> ColumnElement[bool]:
    """Tell, inside a statement over accounts, whether one has a second factor."""
    return or_(
        exists().where(Authenticator.user_id == User.id, Authenticator.is_kept),
        exists().where(Passkey.user_id == User.id),
    )


def factors_of(session: Session, user_id: uuid.UUID) -> Factors:
    """Return what an account has beside a password."""
    return Factors(
        authenticator_of(session, user_id),
        passkeys_of(session, user_id),
        codes_left(session, user_id),
    )


def account_behind(session: Session, uniquifier: str) -> User | None:
    """Return the active account that a password has been given for."""
    return session.scalars(
        select(User).where(User.fs_uniquifier == uniquifier, User.active)
    ).one_or_none()


def wants_to_be_asked(session: Session, viewer: Viewer) -> bool:
    """Tell whether to offer a second factor to somebody who has none and has not declined one."""
    user = session.scalars(select(User).where(User.id == viewer.user_id)).one()
    return not viewer.has_second_factor and user.factors_declined_at is None


def authenticator_of(
    session: Session, user_id: uuid.UUID, *, is_kept: bool = True
) -> Authenticator | None:
    """Return the authenticator app of an account, or the one that is being set up."""
    return session.scalars(
        select(Authenticator).where(
            Authenticator.user_id == user_id, Authenticator.is_kept == is_kept
        )
    ).one_or_none()


def passkeys_of(session: Session, user_id: uuid.UUID) -> Sequence[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    return session.scalars(
        select(Passkey)
        .where(Passkey.user_id == user_id)
        .order_by(Passkey.added_at, Passkey.id)
        .limit(MANY)
    ).all()


def find_passkey(session: Session, passkey_id: uuid.UUID) -> Passkey | None:
    """Return a passkey, whoever asks; the Door decides."""
    return session.scalars(select(Passkey).where(Passkey.id == passkey_id)).one_or_none()


def passkey_to_prove(session: Session, credential_id: bytes) -> tuple[Passkey, User] | None:
    """Return a passkey with its active owner, locked against a second proof at the same moment."""
    row = session.execute(
        select(Passkey, User)
        .join(User, User.id == Passkey.user_id)
        .where(Passkey.credential_id == credential_id, User.active)
        .with_for_update(of=Passkey)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def is_known(session: Session, credential_id: bytes) -> bool:
    """Tell whether a passkey is here already, whoever's it is."""
    found = select(Passkey.id).where(Passkey.credential_id == credential_id)
    return session.scalars(found).one_or_none() is not None


def codes_left(session: Session, user_id: uuid.UUID) -> int:
    """Return how many recovery codes of an account still work."""
    return session.scalars(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    ).one()
