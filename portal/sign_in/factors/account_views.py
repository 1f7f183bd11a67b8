"""How somebody signs in here: what they have set up, and taking it away."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.beforehand import demands_second_factor
from portal.access.door import Door, account, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.sign_in.factors import queries, services
from portal.sign_in.factors.models import Authenticator, Passkey
from portal.sign_in.factors.pages import layout_for, recovery_codes_page
from portal.sign_in.factors.recovery import COUNT

door = Door("account", __name__, prefix="/account")


@door.get("", permission=Permission.ACCOUNT_READ)
def signing_in(viewer: Viewer) -> ResponseReturnValue:
    """Show the password, passkeys, the app and the recovery codes of whoever asks."""
    assert viewer.user_id is not None
    factors = queries.factors_of(session(), viewer.user_id)
    return render_template(
        "sign_in/account.html",
        layout=layout_for(viewer),
        factors=factors,
        of_codes=COUNT,
        must_keep_one=factors.total == 1 and demands_second_factor(viewer),
    )


@door.post(
    "/passkeys/<uuid:passkey_id>/remove",
    permission=Permission.FACTOR_REMOVE,
    find=queries.find_passkey,
    confirmed=True,
)
def remove_passkey(viewer: Viewer, passkey: Passkey) -> ResponseReturnValue:
    """Take a passkey away."""
    return _removed(viewer, passkey, _("The passkey opens nothing here any more."))


@door.post("/authenticator/remove", permission=Permission.ACCOUNT_CHANGE, confirmed=True)
def remove_authenticator(viewer: Viewer) -> ResponseReturnValue:
    """Take the authenticator app away."""
    app = queries.authenticator_of(session(), account().id)
    if app is None:
        return redirect(url_for("account.signing_in"))
    return _removed(viewer, app, _("The app’s codes open nothing here any more."))


def _removed(viewer: Viewer, factor: Authenticator | Passkey, done: str) -> ResponseReturnValue:
    try:
        services.remove(
            session(),
            account(),
            factor,
            must_keep_one=demands_second_factor(viewer),
            device_id=viewer.device_id,
        )
    except services.LastFactor:
        done = _("Add another second step first: whoever works here has one.")
    flash(done)
    return redirect(url_for("account.signing_in"))


@door.post("/recovery-codes", permission=Permission.ACCOUNT_CHANGE, confirmed=True)
def make_recovery_codes(viewer: Viewer) -> ResponseReturnValue:
    """Make ten new recovery codes and show them, this once."""
    if queries.factors_of(session(), account().id).total == 0:
        return redirect(url_for("account.signing_in"))
    return recovery_codes_page(viewer)


@door.post("/no-second-step", permission=Permission.ACCOUNT_CHANGE)
def decline(viewer: Viewer) -> ResponseReturnValue:
    """Never offer a second step again."""
    services.decline(account())
    return redirect(url_for("client_rights.privacy" if viewer.is_client else "account.signing_in"))
