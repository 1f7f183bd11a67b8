"""Coming in with a second step, or with a passkey alone."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
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
    waiting, form = second_step.waiting(), CodeForm()
    if waiting is None:
        return sign_in_again(TOO_LATE)
    if not form.validate():
        return second_step_page(waiting, form)
    try:
        proving.take_code(session(), waiting.user, form.code.data)
    except proving.CodeRefused:
        form.code.errors = (NOT_THIS,)
        return second_step_page(waiting, form)
    return come_in(waiting.user, waiting.leads_to, by="authenticator")


@door.post("/second-step/recovery", permission=Permission.PUBLIC)
def give_recovery_code(viewer: Viewer) -> ResponseReturnValue:
    """Take a recovery code, and let its owner in."""
    waiting, form = second_step.waiting(), RecoveryCodeForm()
    if waiting is None:
        return sign_in_again(TOO_LATE)
    if not form.validate():
        return second_step_page(waiting, form)
    try:
        proving.take_recovery_code(session(), waiting.user, form.recovery_code.data)
    except proving.CodeRefused:
        form.recovery_code.errors = (NOT_RIGHT,)
        return second_step_page(waiting, form)
    return come_in(waiting.user, waiting.leads_to, by="recovery code")


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
        return sign_in_again(NO_PASSKEY)
    form = CodeForm()
    form.form_errors.append(NO_PASSKEY)
    return second_step_page(waiting, form)
