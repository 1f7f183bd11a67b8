"""Setting up second factors and taking them away. Each change ends every sign-in elsewhere."""

import uuid

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.sign_in.devices.services import end_all_but
from portal.sign_in.factors import queries, recovery, totp
from portal.sign_in.factors.models import Authenticator, Passkey, RecoveryCode
from portal.sign_in.factors.passkeys import NewKey
from portal.sign_in.factors.proving import CodeRefused, spend_code
from portal.sign_in.factors.telling import tell


class KnownAlready(Exception):
    """This passkey is here already."""


class LastFactor(Exception):
    """It is the last second factor of somebody who must have one."""


def begin_authenticator(session: Session, user: User) -> Authenticator:
    """Make a seed for an app; it counts for nothing until a code of it was shown."""
    begun = queries.authenticator_of(session, user.id, is_kept=False)
    if begun is None:
        begun = Authenticator(practice_id=user.practice_id, user_id=user.id, is_kept=False)
        session.add(begun)
    begun.seed, begun.last_step, begun.added_at = totp.new_seed(), 0, clock.now()
    return begun


def keep_authenticator(
    session: Session, user: User, typed: str, *, device_id: uuid.UUID | None
) -> None:
    """Keep the app that is being set up, in the place of an older one. Raises CodeRefused."""
    begun = queries.authenticator_of(session, user.id, is_kept=False)
    if begun is None:
        raise CodeRefused
    spend_code(session, begun, typed)
    older = queries.authenticator_of(session, user.id)
    if older is not None:
        session.delete(older)
        session.flush()  # an account has one: the older goes first
    begun.is_kept = True
    end_all_but(session, user.id, device_id=device_id)
    tell(session, user, Kind.FACTOR_ADDED, begun.id)


def add_passkey(
    session: Session, user: User, made: NewKey, *, name: str, device_id: uuid.UUID | None
) -> None:
    """Keep a passkey that a device has made. Raises KnownAlready."""
    if queries.is_known(session, made.credential_id):
        raise KnownAlready
    passkey = Passkey(
        practice_id=user.practice_id,
        user_id=user.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        added_at=clock.now(),
    )
    passkey.name = name
    session.add(passkey)
    end_all_but(session, user.id, device_id=device_id)
    tell(session, user, Kind.FACTOR_ADDED, passkey.id)


def make_recovery_codes(session: Session, user: User) -> list[str]:
    """Return ten new recovery codes, to be shown once; all older ones stop working."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = recovery.new_codes()
    session.add_all(
        RecoveryCode(
            practice_id=user.practice_id,
            user_id=user.id,
            code_hash=recovery.hash_of(user.id, code),
        )
        for code in codes
    )
    tell(session, user, Kind.RECOVERY_CODES_MADE, user.id)
    return codes


def remove(
    session: Session,
    user: User,
    factor: Authenticator | Passkey,
    *,
    must_keep_one: bool,
    device_id: uuid.UUID | None,
) -> None:
    """Take a factor away; with the last one the recovery codes go too. Raises LastFactor."""
    is_last = queries.factors_of(session, user.id).total == 1
    if is_last and must_keep_one:
        raise LastFactor
    session.delete(factor)
    if is_last:
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    end_all_but(session, user.id, device_id=device_id)
    tell(session, user, Kind.FACTOR_REMOVED, factor.id)


def remove_all(session: Session, user: User) -> int:
    """Leave nothing but the password to somebody who lost the rest; return how many went."""
    count = queries.factors_of(session, user.id).total
    for model in (Authenticator, Passkey, RecoveryCode):
        session.execute(delete(model).where(model.user_id == user.id))
    end_all_but(session, user.id, device_id=None)
    tell(session, user, Kind.FACTOR_REMOVED, user.id, by_practice=True)
    return count


def decline(user: User) -> None:
    """Remember that somebody need not be asked again whether they want a second factor."""
    user.factors_declined_at = clock.now()
