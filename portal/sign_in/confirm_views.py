"""Proving once more who is there, before what cannot be undone (R15)."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.door import Door, account, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.sign_in import proof
from portal.sign_in.answers import offered_again
from portal.sign_in.confirm_form import ConfirmForm
from portal.sign_in.devices import here
from portal.web.carried import place, sent_here
from portal.web.errors import json_error, wants_json
from portal.web.links import own_path

door = Door("confirming", __name__, prefix="/account")


def confirm_first() -> Response:
    """Ask somebody whose last proof is old for a new one; what they sent is carried along."""
    if wants_json():
        return json_error(HTTPStatus.FORBIDDEN)
    if request.method == "GET":
        return make_response(redirect(url_for("confirming.confirm", next=place())))
    return _page(ConfirmForm(formdata=None, carried=sent_here().as_text()), HTTPStatus.FORBIDDEN)


@door.get("/confirm", permission=Permission.SIGNED_IN)
def confirm(viewer: Viewer) -> ResponseReturnValue:
    """Ask for what a sign-in takes; say why."""
    return _page(ConfirmForm(formdata=None, next=own_path(request.args.get("next"))), 200)


@door.post("/confirm", permission=Permission.SIGNED_IN, reads_first=True)
def confirmed(viewer: Viewer) -> ResponseReturnValue:
    """Take the password, and the app's code where there is an app."""
    ways = proof.ways_of(session(), account())
    return _go_on(lambda form: proof.by_password(account(), form, ways), ways)


@door.post("/confirm/passkey", permission=Permission.SIGNED_IN)
def confirmed_by_passkey(viewer: Viewer) -> ResponseReturnValue:
    """Take a passkey, which is both steps in one."""
    answer = request.form.get("credential", "")
    return _go_on(lambda form: proof.by_passkey(account(), form, answer))


def _go_on(prove: Callable[[ConfirmForm], None], ways: proof.Ways | None = None) -> Response:
    """Go on where somebody was, or give their form back to be sent with one press."""
    form = ConfirmForm()
    if ways is not None and not ways.code:
        del form.code
    try:
        prove(form)
    except proof.NotProven as refused:
        return _page(form, refused.status)
    here.confirm()
    if form.waiting is not None:
        return offered_again(form.waiting, "confirmed")
    return make_response(redirect(own_path(form.next.data) or url_for("public.front")))


def _page(form: ConfirmForm, status: int) -> Response:
    waiting = form.waiting
    page = render_template(
        "sign_in/confirm.html",
        form=form,
        ways=proof.ways_of(session(), account()),
        fields=waiting.fields if waiting else [],
    )
    return make_response(page, status)
