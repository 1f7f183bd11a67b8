"""Pages of the practitioner for measures in a client's own words: propose, agree, let go."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.disclosure import Shows
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.caseload.queries import find_client
from portal.measures.own import deeds, queries
from portal.measures.own.forms import WordingForm
from portal.measures.own.models import OwnMeasure

door = Door("practitioner_own_measures", __name__, prefix="/practice")
find = queries.find_version


@door.get(
    "/clients/<uuid:client_id>/measures/own",
    permission=Permission.MEASURE_ASSIGN,
    find=find_client,
    discloses=Shows.NOTHING,
)
def begin(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Offer an empty form."""
    return _begin_page(client, WordingForm(formdata=None))


@door.post(
    "/clients/<uuid:client_id>/measures/own",
    permission=Permission.MEASURE_ASSIGN,
    find=find_client,
    discloses=Shows.NOTHING,
)
def propose(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Propose words; the client agrees, or words it differently."""
    form = WordingForm()
    if not form.validate():
        return make_response(_begin_page(client, form), 400)
    deeds.propose(session(), viewer, client.id, form.wording)
    flash(_("Your client finds these words on their pages, and agrees or changes them."))
    return redirect(url_for("practitioner_measures.measures", client_id=client.id))


@door.get(
    "/measures/own/<uuid:own_id>",
    permission=Permission.OWN_MEASURE_READ,
    find=find,
    discloses=Kind.MEASURE_OPENED,
)
def words(viewer: Viewer, version: OwnMeasure) -> ResponseReturnValue:
    """Show the words, and what can be done with them."""
    return _page(version, WordingForm.of(version))


@door.post(
    "/measures/own/<uuid:own_id>",
    permission=Permission.OWN_MEASURE_CHANGE,
    find=find,
    discloses=Kind.MEASURE_OPENED,
)
def change(viewer: Viewer, version: OwnMeasure) -> ResponseReturnValue:
    """Propose other words for it."""
    form = WordingForm()
    if not form.validate():
        return make_response(_page(version, form), 400)
    deeds.propose_other_words(viewer, version, form.wording)
    flash(_("Your client finds these words on their pages, and agrees or changes them."))
    return redirect(url_for("practitioner_measures.measures", client_id=version.client_id))


@door.post(
    "/measures/own/<uuid:own_id>/agree",
    permission=Permission.OWN_MEASURE_AGREE,
    find=find,
    discloses=Shows.NOTHING,
)
def agree(viewer: Viewer, version: OwnMeasure) -> ResponseReturnValue:
    """Agree to the client's words."""
    deeds.agree(viewer, version)
    return redirect(url_for("practitioner_measures.measures", client_id=version.client_id))


@door.post(
    "/measures/own/<uuid:own_id>/let-go",
    permission=Permission.OWN_MEASURE_CHANGE,
    find=find,
    discloses=Shows.NOTHING,
)
def let_go(viewer: Viewer, version: OwnMeasure) -> ResponseReturnValue:
    """Take proposed words back, or leave the client's be."""
    deeds.let_go(viewer, version)
    return redirect(url_for("practitioner_measures.measures", client_id=version.client_id))


def _begin_page(client: User, form: WordingForm) -> str:
    return render_template("measures/own_begin.html", client=client, form=form)


def _page(version: OwnMeasure, form: WordingForm) -> str:
    client = find_client(session(), version.client_id)
    return render_template("measures/own_words.html", client=client, version=version, form=form)
