"""Accepting what somebody shows at the door: a code, a passkey, a recovery code, each once."""

import base64

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.access import once
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.sign_in.factors import passkeys, queries, recovery, totp
from portal.sign_in.factors.models import Authenticator, RecoveryCode
from portal.sign_in.factors.telling import tell


class CodeRefused(Exception):
    """The code is wrong, too old, or was used before."""


def take_code(session: Session, user: User, typed: str) -> None:
    """Accept a code of somebody's app, once. Raises CodeRefused."""
    kept = queries.authenticator_of(session, user.id)
    if kept is None:
        raise CodeRefused
    spend_code(session, kept, typed)


def spend_code(session: Session, app: Authenticator, typed: str) -> None:
    """Spend the step that a code is of. Raises CodeRefused.

    One statement decides: of two that come at the same moment, one is refused.
    """
    moment = clock.now()
    step = totp.step_of(app.seed, typed, totp.step_at(moment))
    if step is None:
        raise CodeRefused
    spent = session.scalars(
        update(Authenticator)
        .where(Authenticator.id == app.id, Authenticator.last_step < step)
        .values(last_step=step, used_at=moment)
        .returning(Authenticator.id)
    ).one_or_none()
    if spent is None:
        raise CodeRefused


def prove_passkey(session: Session, party: passkeys.Party, challenge: bytes, answer: str) -> User:
    """Return whom a passkey proves to be there. Raises passkeys.NotProven.

    An answer is good once, whoever brings it again.
    """
    claim = passkeys.claim_in(answer)
    found = queries.passkey_to_prove(session, claim.credential_id)
    if found is None:
        raise passkeys.NotProven
    passkey, owner = found
    if claim.owner is not None and claim.owner != owner.id.bytes:
        raise passkeys.NotProven
    known = passkeys.NewKey(passkey.credential_id, passkey.public_key, passkey.sign_count)
    passkey.sign_count = passkeys.proven(party, challenge, answer, known)
    passkey.used_at = clock.now()
    _spend_challenge(session, owner, challenge)
    return owner


def _spend_challenge(session: Session, owner: User, challenge: bytes) -> None:
    """Remember that a challenge was answered. Before a sign-in it can be noted, not looked up."""
    key = "passkey " + base64.urlsafe_b64encode(challenge).decode()
    try:
        with session.begin_nested():
            once.spend(session, owner.practice_id, owner.id, key, "")
    except IntegrityError as problem:
        raise passkeys.NotProven from problem


def take_recovery_code(session: Session, user: User, typed: str) -> None:
    """Accept a recovery code, once. Raises CodeRefused."""
    spent = session.scalars(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == recovery.hash_of(user.id, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    ).one_or_none()
    if spent is None:
        raise CodeRefused
    tell(session, user, Kind.RECOVERY_CODE_USED, spent)
