"""The page of the hours in which a practitioner looks, also on the way to asking for a measure."""

from flask import render_template

from portal import clock
from portal.access.door import account, session
from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.accounts.queries import staff_here
from portal.safety.forms import HoursForm
from portal.safety.promises import Promise, due_at, promises_by
from portal.web.carried import sent_here


def page(promise: Promise, form: HoursForm) -> str:
    """Render what clients are told, and the form as it stands or as it was refused."""
    by = due_at([promise], clock.now())
    return render_template("safety/hours.html", promise=promise, form=form, due_at=by)


def first(viewer: Viewer) -> str:
    """Ask for the hours before what was sent just now; that is carried along, and goes on after."""
    promise = own_promise()
    form = HoursForm.as_it_stands(promise, colleagues_of(viewer), carried=sent_here().as_text())
    return page(promise, form)


def own_promise() -> Promise:
    """Return what the clients of whoever asks are told."""
    return promises_by(session(), [account()], clock.now())[0]


def colleagues_of(viewer: Viewer) -> list[User]:
    """Return who could be told if nobody has looked in time."""
    return [one for one in staff_here(session(), Role.PRACTITIONER) if one.id != viewer.user_id]
