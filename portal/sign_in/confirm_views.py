"""Proving once more who is there, before what cannot be undone (R15)."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.door import Door, account, begin_writing
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.sign_in import answers, proof
from portal.sign_in.devices import here
from portal.sign_in.forms import ConfirmForm
from portal.web.links import own_path

door = Door("confirming", __name__, prefix="/account")


@door.get("/confirm", permission=Permission.SIGNED_IN)
def confirm(viewer: Viewer) -> ResponseReturnValue:
    """Ask for the password; say why."""
    return _page(ConfirmForm(formdata=None, next=own_path(request.args.get("next"))), 200)


@door.post("/confirm", permission=Permission.SIGNED_IN, reads_first=True)
def confirmed(viewer: Viewer) -> ResponseReturnValue:
    """Take the proof, then go on, or give the form back to be sent with one press."""
    form = ConfirmForm()
    if not form.validate() or not proof.holds(account(), form):
        return _page(form, 400)
    begin_writing()
    here.confirm()
    if form.waiting is not None:
        return answers.offered_again(form.waiting, "confirmed")
    return redirect(own_path(form.next.data) or url_for("public.front"))


def _page(form: ConfirmForm, status: int) -> ResponseReturnValue:
    waiting = form.waiting
    page = render_template(
        "sign_in/confirm.html",
        form=form,
        carried=form.carried.data or "",
        fields=waiting.fields if waiting else [],
    )
    return make_response(page, status)
