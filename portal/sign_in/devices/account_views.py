"""Where somebody is signed in, and signing out there; how long the sign-in of this page lasts."""

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.door import Door, account, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.sign_in.devices import here, queries, services
from portal.sign_in.devices.lifetimes import IDLE, seconds_left
from portal.sign_in.devices.models import DeviceSession

door = Door("devices", __name__, prefix="/account")


@door.get("/devices", permission=Permission.DEVICE_READ)
def devices(viewer: Viewer) -> ResponseReturnValue:
    """Show where somebody is signed in now, this browser first."""
    assert viewer.user_id is not None
    assert viewer.role is not None
    found = queries.live_devices(session(), viewer.user_id, viewer.role, clock.now())
    return render_template(
        "sign_in/devices.html",
        layout="layouts/client.html" if viewer.is_client else "layouts/practice.html",
        devices=sorted(found, key=lambda device: device.id != viewer.device_id),
        idle_minutes=int(IDLE[viewer.role].total_seconds()) // 60,
    )


@door.post(
    "/devices/<uuid:device_id>/end", permission=Permission.DEVICE_END, find=queries.find_device
)
def end(viewer: Viewer, device: DeviceSession) -> ResponseReturnValue:
    """Sign one device out."""
    services.sign_out(session(), account(), device)
    flash(_("That device is signed out. It shows nothing more of yours at its next click."))
    return redirect(url_for("devices.devices"))


@door.post("/devices/end-others", permission=Permission.DEVICE_READ)
def end_others(viewer: Viewer) -> ResponseReturnValue:
    """Sign out everywhere but here."""
    services.sign_out_elsewhere(session(), account(), device_id=viewer.device_id)
    flash(_("You are signed out everywhere else."))
    return redirect(url_for("devices.devices"))


@door.get("/left", permission=Permission.SIGNED_IN)
def left(viewer: Viewer) -> ResponseReturnValue:
    """Tell a page how many seconds its sign-in still lasts. Asking does not make it last longer."""
    here.stay_unnoticed()
    return jsonify(seconds=seconds_left(viewer, clock.now()), writer=str(viewer.user_id))


@door.post("/stay", permission=Permission.SIGNED_IN)
def stay(viewer: Viewer) -> ResponseReturnValue:
    """Stay signed in: somebody is there. Tell how many seconds that lasts."""
    here.stay_unnoticed()  # it is written down here, at once
    moment = clock.now()
    later = services.stay(session(), viewer, moment)
    return jsonify(seconds=seconds_left(later, moment), writer=str(viewer.user_id))
