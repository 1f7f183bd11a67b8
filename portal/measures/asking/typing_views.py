"""The practitioner's pages for a score that was reached elsewhere: typed in, and taken out."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.disclosure import Shows
from portal.access.door import Door
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.caseload.queries import find_client
from portal.measures.asking import mistake_page
from portal.measures.asking.forms import TypedForm
from portal.measures.asking.typed_scores import NotThere, take_out, type_in
from portal.measures.models import Administration
from portal.measures.queries import find_typed
from portal.psychometrics.catalogue import instruments
from portal.web.templating import timezone

door = Door("practitioner_scores", __name__, prefix="/practice")


@door.get(
    "/clients/<uuid:client_id>/measures/score",
    permission=Permission.MEASURE_TYPE,
    find=find_client,
    discloses=Shows.NOTHING,
)
def score(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Offer the form."""
    return _page(client, _form())


@door.post(
    "/clients/<uuid:client_id>/measures/score",
    permission=Permission.MEASURE_TYPE,
    find=find_client,
    discloses=Shows.NOTHING,
)
def type_score(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Keep a score from elsewhere."""
    form = _form()
    if not form.validate():
        return make_response(_page(client, form), 400)
    assert viewer.user_id is not None
    type_in(client, form.typed, practitioner_id=viewer.user_id)
    flash(_("The score is kept."))
    return redirect(url_for("practitioner_measures.measures", client_id=client.id))


@door.get(
    "/measures/scores/<uuid:score_id>/mistake",
    permission=Permission.MEASURE_TAKE_OUT,
    find=find_typed,
    discloses=Kind.MEASURE_OPENED,
)
def mistake(viewer: Viewer, score: Administration) -> ResponseReturnValue:
    """Say what it means that a score was typed in by mistake, before it is taken out."""
    return mistake_page.page(score)


@door.post(
    "/measures/scores/<uuid:score_id>/mistake",
    permission=Permission.MEASURE_TAKE_OUT,
    find=find_typed,
    discloses=Shows.NOTHING,
)
def take_score_out(viewer: Viewer, score: Administration) -> ResponseReturnValue:
    """Take out a score that was typed in by mistake."""
    assert viewer.user_id is not None
    try:
        take_out(score, practitioner_id=viewer.user_id)
    except NotThere:
        flash(_("This score had been taken out already."))
    else:
        flash(_("The score is taken out. It counts for nothing any more."))
    return redirect(url_for("practitioner_measures.measures", client_id=score.client_id))


def _form() -> TypedForm:
    known = sorted(instruments(), key=lambda one: one.name)
    return TypedForm.offering(known, clock.today(timezone()))


def _page(client: User, form: TypedForm) -> str:
    return render_template("measures/type_score.html", client=client, form=form)
