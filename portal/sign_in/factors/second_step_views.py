"""Coming in with a second step, or with a passkey alone."""

from collections.abc import Callable
from http import HTTPStatus

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.sign_in import throttle
from portal.sign_in.coming_in import come_in, sign_in_again
from portal.sign_in.factors import challenges, passkeys, proving, second_step
from portal.sign_in.factors.forms import (
    NO_PASSKEY,
    NOT_RIGHT,
    NOT_THIS,
    CodeForm,
    RecoveryCodeForm,
)
from portal.sign_in.factors.pages import TOO_LATE, second_step_page
from portal.sign_in.guessing.budgets import Guess

door = Door("second_step", __name__, prefix="/sign-in")


@door.get("/second-step", permission=Permission.PUBLIC)
def ask(viewer: Viewer) -> ResponseReturnValue:
    """Ask somebody whose password was right for what else they have."""
    waiting = second_step.waiting()
    if waiting is None:
        return redirect(url_for("security.login"))
    return second_step_page(waiting, CodeForm(formdata=None), 200)


@door.post("/second-step", permission=Permission.PUBLIC)
def give_code(viewer: Viewer) -> ResponseReturnValue:
    """Take a code of an authenticator app, and let its owner in."""
    return _take(CodeForm(), Guess.CODE, proving.take_code, str(NOT_THIS))


@door.post("/second-step/recovery", permission=Permission.PUBLIC)
def give_recovery_code(viewer: Viewer) -> ResponseReturnValue:
    """Take a recovery code, and let its owner in."""
    return _take(
        RecoveryCodeForm(), Guess.RECOVERY_CODE, proving.take_recovery_code, str(NOT_RIGHT)
    )


def _take(
    form: CodeForm | RecoveryCodeForm,
    kind: Guess,
    accept: Callable[..., None],
    refusal: str,
) -> ResponseReturnValue:
    """Let somebody in whose password was right, if what they typed now is accepted.

    Each try is counted before it is looked at, and one too many is not looked at.
    """
    waiting = second_step.waiting()
    if waiting is None:
        return sign_in_again(str(TOO_LATE))
    if not form.validate():
        return second_step_page(waiting, form)
    if wait := throttle.refuse_or_count(kind, waiting.user.email):
        form.typed.errors = (throttle.words(wait),)
        return second_step_page(waiting, form, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        accept(session(), waiting.user, form.typed.data)
    except proving.CodeRefused:
        form.typed.errors = (refusal,)
        return second_step_page(waiting, form)
    return come_in(waiting.user, waiting.leads_to, by=str(kind))


@door.post("/passkey", permission=Permission.PUBLIC)
def give_passkey(viewer: Viewer) -> ResponseReturnValue:
    """Let somebody in by a passkey, which is both steps in one. No guessing ever blocks this."""
    riddle, answer = challenges.still_posed(), request.form.get("credential", "")
    challenges.forget()
    try:
        if riddle is None:
            raise passkeys.NotProven
        owner = proving.prove_passkey(session(), challenges.party(), riddle, answer)
    except passkeys.NotProven:
        return _passkey_refused()
    return come_in(owner, request.form.get("next", ""), by="passkey")


def _passkey_refused() -> ResponseReturnValue:
    """Stay where somebody was: at the second step, or at its beginning."""
    waiting = second_step.waiting()
    if waiting is None:
        return sign_in_again(str(NO_PASSKEY))
    form = CodeForm()
    form.form_errors.append(NO_PASSKEY)
    return second_step_page(waiting, form)
