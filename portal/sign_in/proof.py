"""What counts as a proof of who is there: what a sign-in takes, in one step (R15)."""

from http import HTTPStatus
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.access.door import begin_writing, session
from portal.accounts import passwords
from portal.accounts.models import User
from portal.sign_in import throttle
from portal.sign_in.confirm_form import ConfirmForm
from portal.sign_in.factors import challenges, passkeys, proving, queries
from portal.sign_in.factors.forms import NO_PASSKEY, NOT_THIS
from portal.sign_in.guessing.budgets import Guess


class Ways(NamedTuple):
    """How somebody can prove who they are: a password is enough only where nothing else is set."""

    password: bool
    code: bool
    passkey: bool


class NotProven(Exception):
    """The proof does not hold; the form says why."""

    def __init__(self, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__()
        self.status = status


def ways_of(session: Session, user: User) -> Ways:
    """Return how somebody can prove who they are."""
    factors = queries.factors_of(session, user.id)
    has_app, has_passkey = factors.authenticator is not None, bool(factors.passkeys)
    return Ways(password=has_app or not has_passkey, code=has_app, passkey=has_passkey)


def by_password(user: User, form: ConfirmForm, ways: Ways) -> None:
    """Take the password, and the app's code where there is an app. Raises NotProven.

    Counted before it is looked at. Ends the transaction, and begins one that writes.
    """
    if not ways.password:
        form.form_errors.append(_("Use your passkey, or sign out and come in anew."))
        raise NotProven
    if not form.validate():
        raise NotProven
    if wait := throttle.refuse_or_count(Guess.STEP_UP, user.email):
        form.form_errors.append(throttle.words(wait))
        raise NotProven(HTTPStatus.TOO_MANY_REQUESTS)
    is_right = passwords.verify_outside_transaction(user, form.password.data or "")
    begin_writing()
    if not is_right:
        form.password.errors = (_("That is not the password of this account."),)
        raise NotProven
    if ways.code:
        _take_code(user, form)
    throttle.was_right(Guess.STEP_UP, user.email)


def _take_code(user: User, form: ConfirmForm) -> None:
    try:
        proving.take_code(session(), user, form.code.data or "")
    except proving.CodeRefused:
        form.code.errors = (NOT_THIS,)
        raise NotProven from None


def by_passkey(user: User, form: ConfirmForm, answer: str) -> None:
    """Take a passkey of the same account. Raises NotProven."""
    riddle = challenges.still_posed()
    challenges.forget()
    try:
        if riddle is None:
            raise passkeys.NotProven
        owner = proving.prove_passkey(session(), challenges.party(), riddle, answer)
    except passkeys.NotProven:
        owner = None
    if owner is None or owner.id != user.id:
        form.form_errors.append(str(NO_PASSKEY))
        raise NotProven
