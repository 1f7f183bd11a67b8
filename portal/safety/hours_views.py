"""The practitioner's page of the hours in which they look, as their clients are told."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.door import Door, account, session
from portal.access.permissions import Permission
from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.accounts.queries import staff_here
from portal.safety import services
from portal.safety.forms import HoursForm
from portal.safety.promises import Promise, due_at, promises_by

door = Door("practitioner_hours", __name__, prefix="/practice")


@door.get("/safety/hours", permission=Permission.SAFETY_HOURS)
def hours(viewer: Viewer) -> ResponseReturnValue:
    """Show what clients are told, and let it be set."""
    promise = _promise()
    return _page(promise, HoursForm.as_it_stands(promise, _colleagues(viewer)))


@door.post("/safety/hours", permission=Permission.SAFETY_HOURS)
def set_hours(viewer: Viewer) -> ResponseReturnValue:
    """Set the hours, from the next review on."""
    form = HoursForm(colleagues=_colleagues(viewer))
    if not form.validate_on_submit():
        return make_response(_page(_promise(), form), 400)
    chosen = form.chosen
    services.set_hours(
        session(), viewer, form.hours, colleague_id=chosen.id if chosen is not None else None
    )
    flash(_("Your clients are told so from now on."))
    return redirect(url_for(".hours"), 303)


def _promise() -> Promise:
    return promises_by(session(), [account()], clock.now())[0]


def _colleagues(viewer: Viewer) -> list[User]:
    return [one for one in staff_here(session(), Role.PRACTITIONER) if one.id != viewer.user_id]


def _page(promise: Promise, form: HoursForm) -> str:
    by = due_at([promise], clock.now())
    return render_template("safety/hours.html", promise=promise, form=form, due_at=by)
