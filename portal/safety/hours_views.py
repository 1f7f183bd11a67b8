"""The practitioner's page of the hours in which they look, as their clients are told."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.safety import hours_page, services
from portal.safety.forms import HoursForm

door = Door("practitioner_hours", __name__, prefix="/practice")


@door.get("/safety/hours", permission=Permission.SAFETY_HOURS)
def hours(viewer: Viewer) -> ResponseReturnValue:
    """Show what clients are told, and let it be set."""
    promise = hours_page.own_promise()
    form = HoursForm.as_it_stands(promise, hours_page.colleagues_of(viewer))
    return hours_page.page(promise, form)


@door.post("/safety/hours", permission=Permission.SAFETY_HOURS)
def set_hours(viewer: Viewer) -> ResponseReturnValue:
    """Set the hours, from the next review on; what was on its way through here goes on."""
    form = HoursForm(colleagues=hours_page.colleagues_of(viewer))
    if not form.validate_on_submit():
        return make_response(hours_page.page(hours_page.own_promise(), form), 400)
    chosen = form.chosen
    services.set_hours(
        session(), viewer, form.hours, colleague_id=chosen.id if chosen is not None else None
    )
    if form.waiting is not None:
        return render_template("safety/hours_set.html", waiting=form.waiting)
    flash(_("Your clients are told so from now on."))
    return redirect(url_for(".hours"), 303)
