"""What comes before any page: signing in, acknowledging, a second factor, a fresh proof."""

from typing import cast

from flask import Response, current_app, make_response, redirect, request, url_for

from portal import clock
from portal.access.permissions import Permission
from portal.access.viewer import Viewer

OWN_READING = {
    Permission.ANNOTATION_READ,
    Permission.ASSIGNMENT_READ,
    Permission.GOAL_READ,
    Permission.MEASURE_READ,
    Permission.OWN_FILE_READ,
    Permission.REFLECTION_READ,
    Permission.REPORT_DOWNLOAD,
    Permission.REPORT_READ,
    Permission.SAFETY_READ,
}
"""What a client still reads after taking their consent back."""

WITHOUT_CONSENT = {
    Permission.ACCOUNT_CHANGE,
    Permission.ACCOUNT_READ,
    Permission.CONSENT_GIVE,
    Permission.DEVICE_END,
    Permission.DEVICE_READ,
    Permission.FACTOR_ADD,
    Permission.FACTOR_REMOVE,
    Permission.PUBLIC,
    Permission.SIGNED_IN,
}
"""What a client may do who has acknowledged nothing: above all, protect their account."""
WITHOUT_SECOND_FACTOR = {Permission.PUBLIC, Permission.SIGNED_IN, Permission.FACTOR_ADD}
"""What staff without a second factor may do where one is demanded: add one, prove who they are."""


def turned_away(viewer: Viewer, permission: Permission, *, confirmed: bool) -> Response | None:
    """Return where to go first, if anywhere."""
    if permission is not Permission.PUBLIC and not viewer.is_signed_in:
        return sign_in_first()
    if viewer.is_client and not viewer.has_consented and not _needs_no_consent(viewer, permission):
        return make_response(redirect(url_for("client_rights.welcome")))
    if lacks_second_factor(viewer) and permission not in WITHOUT_SECOND_FACTOR:
        return make_response(redirect(url_for("factors.second_factor")))
    return unconfirmed(viewer) if confirmed else None


def _needs_no_consent(viewer: Viewer, permission: Permission) -> bool:
    """Tell whether a client comes in here all the same: what they wrote stays theirs to read."""
    is_reading = viewer.has_withdrawn and request.method in ("GET", "HEAD")
    return permission in WITHOUT_CONSENT or (is_reading and permission in OWN_READING)


def demands_second_factor(viewer: Viewer) -> bool:
    """Tell whether the viewer must have a second factor: staff, where there are real people."""
    return viewer.is_staff and bool(current_app.extensions["settings"].is_production)


def lacks_second_factor(viewer: Viewer) -> bool:
    """Tell whether the viewer must add a second factor before anything else."""
    return demands_second_factor(viewer) and not viewer.has_second_factor


def unconfirmed(viewer: Viewer) -> Response | None:
    """Return the page that asks for a proof of who is there, where the last one is too old."""
    if not viewer.is_signed_in:
        return sign_in_first()
    if not viewer.is_confirmed(clock.now()):
        return cast(Response, current_app.extensions["confirm_first"]())
    return None


def sign_in_first() -> Response:
    """Return the way to sign in, or the page that keeps a form meanwhile."""
    return cast(Response, current_app.extensions["sign_in_first"]())
