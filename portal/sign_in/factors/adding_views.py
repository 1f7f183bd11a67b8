"""Adding a second step: a passkey, or an authenticator app."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, account, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.sign_in.factors import challenges, passkeys, proving, qr, queries, services, totp
from portal.sign_in.factors.forms import (
    HERE_ALREADY,
    NO_PASSKEY,
    NOT_THIS,
    CodeForm,
    PasskeyForm,
)
from portal.sign_in.factors.models import Authenticator
from portal.sign_in.factors.pages import layout_for, recovery_codes_page

door = Door("factors", __name__, prefix="/account")


@door.get("/second-step", permission=Permission.FACTOR_ADD)
def second_factor(viewer: Viewer) -> ResponseReturnValue:
    """Say what a second step is, and offer the two kinds of it."""
    return render_template("sign_in/second_factor.html", layout=layout_for(viewer))


@door.post("/authenticator", permission=Permission.FACTOR_ADD, confirmed=True)
def begin_authenticator(viewer: Viewer) -> ResponseReturnValue:
    """Make a seed for an app."""
    services.begin_authenticator(session(), account())
    return redirect(url_for("factors.authenticator"))


@door.get("/authenticator", permission=Permission.FACTOR_ADD, confirmed=True)
def authenticator(viewer: Viewer) -> ResponseReturnValue:
    """Show the seed as a QR code and as letters, and ask for a first code."""
    begun = queries.authenticator_of(session(), account().id, is_kept=False)
    if begun is None:
        return redirect(url_for("factors.second_factor"))
    return _authenticator_page(viewer, begun, CodeForm(formdata=None), 200)


@door.post("/authenticator/keep", permission=Permission.FACTOR_ADD, confirmed=True)
def keep_authenticator(viewer: Viewer) -> ResponseReturnValue:
    """Keep the app, now that it has shown a code that is right."""
    begun = queries.authenticator_of(session(), account().id, is_kept=False)
    if begun is None:
        return redirect(url_for("factors.second_factor"))
    form = CodeForm()
    if not form.validate():
        return _authenticator_page(viewer, begun, form, 400)
    try:
        services.keep_authenticator(
            session(), account(), form.code.data, device_id=viewer.device_id
        )
    except proving.CodeRefused:
        form.code.errors = (NOT_THIS,)
        return _authenticator_page(viewer, begun, form, 400)
    return _added(viewer, _("From now on you sign in with your password and a code from the app."))


def _authenticator_page(
    viewer: Viewer, begun: Authenticator, form: CodeForm, status: int
) -> Response:
    issuer = challenges.party().name
    page = render_template(
        "sign_in/authenticator.html",
        layout=layout_for(viewer),
        form=form,
        groups=totp.groups_of(begun.seed),
        drawing=qr.drawing_of(totp.address_of(begun.seed, account=account().email, issuer=issuer)),
    )
    return make_response(page, status)


@door.get("/passkeys/new", permission=Permission.FACTOR_ADD, confirmed=True)
def passkey(viewer: Viewer) -> ResponseReturnValue:
    """Ask what to call a new passkey, and the browser to make it."""
    return _passkey_page(viewer, PasskeyForm(formdata=None), 200)


@door.post("/passkeys", permission=Permission.FACTOR_ADD, confirmed=True)
def add_passkey(viewer: Viewer) -> ResponseReturnValue:
    """Keep the passkey that the browser made."""
    form, riddle = PasskeyForm(), challenges.still_posed()
    if not form.validate() or riddle is None:
        return _passkey_page(viewer, form, 400)
    challenges.forget()
    try:
        made = passkeys.made(challenges.party(), riddle, form.credential.data or "")
        services.add_passkey(
            session(), account(), made, name=form.name.data, device_id=viewer.device_id
        )
    except (passkeys.NotProven, services.KnownAlready) as problem:
        is_known = isinstance(problem, services.KnownAlready)
        form.form_errors.append(HERE_ALREADY if is_known else NO_PASSKEY)
        return _passkey_page(viewer, form, 400)
    return _added(viewer, _("From now on you can sign in with this passkey alone."))


def _passkey_page(viewer: Viewer, form: PasskeyForm, status: int) -> Response:
    known = queries.passkeys_of(session(), account().id)
    to_make = passkeys.to_make(
        challenges.party(),
        challenges.posed(),
        user_id=account().id,
        email=account().email,
        known=[one.credential_id for one in known],
    )
    page = render_template(
        "sign_in/passkey.html", layout=layout_for(viewer), form=form, to_make=to_make
    )
    return make_response(page, status)


def _added(viewer: Viewer, done: str) -> ResponseReturnValue:
    """Say what changed; with the first second step come recovery codes."""
    flash(done)
    if queries.codes_left(session(), account().id) == 0:
        return recovery_codes_page(viewer)
    return redirect(url_for("account.signing_in"))
