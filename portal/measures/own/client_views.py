"""Pages of the client for measures in their own words: propose, agree, let go."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.measures.own import deeds, queries
from portal.measures.own.forms import WordingForm
from portal.measures.own.models import OwnMeasure

door = Door("client_own_measures", __name__, prefix="/my/measures/own")
find = queries.find_version


@door.get("", permission=Permission.OWN_FILE_READ)
def own(viewer: Viewer) -> ResponseReturnValue:
    """Show the client's own measures, and a form for another."""
    return _list_page(viewer, WordingForm(formdata=None))


@door.post("", permission=Permission.OWN_MEASURE_BEGIN)
def propose(viewer: Viewer) -> ResponseReturnValue:
    """Propose words; the practitioner agrees, or words it differently."""
    form = WordingForm()
    if not form.validate():
        return make_response(_list_page(viewer, form), 400)
    assert viewer.user_id is not None
    deeds.propose(session(), viewer, viewer.user_id, form.wording)
    flash(_("Your therapist finds these words, and agrees or proposes others."))
    return redirect(url_for(".own"))


@door.get("/<uuid:own_id>", permission=Permission.OWN_MEASURE_READ, find=find)
def words(viewer: Viewer, version: OwnMeasure) -> ResponseReturnValue:
    """Show the words, and what can be done with them."""
    return _page(version, WordingForm.of(version))


@door.post("/<uuid:own_id>", permission=Permission.OWN_MEASURE_CHANGE, find=find)
def change(viewer: Viewer, version: OwnMeasure) -> ResponseReturnValue:
    """Propose other words for it."""
    form = WordingForm()
    if not form.validate():
        return make_response(_page(version, form), 400)
    deeds.propose_other_words(viewer, version, form.wording)
    flash(_("Your therapist finds these words, and agrees or proposes others."))
    return redirect(url_for(".own"))


@door.post("/<uuid:own_id>/agree", permission=Permission.OWN_MEASURE_AGREE, find=find)
def agree(viewer: Viewer, version: OwnMeasure) -> ResponseReturnValue:
    """Agree to the practitioner's words."""
    deeds.agree(viewer, version)
    return redirect(url_for(".own"))


@door.post("/<uuid:own_id>/let-go", permission=Permission.OWN_MEASURE_CHANGE, find=find)
def let_go(viewer: Viewer, version: OwnMeasure) -> ResponseReturnValue:
    """Take proposed words back, or leave the therapist's be."""
    deeds.let_go(viewer, version)
    return redirect(url_for(".own"))


def _list_page(viewer: Viewer, form: WordingForm) -> str:
    assert viewer.user_id is not None
    found = [one for one in queries.own_of(session(), viewer.user_id) if one.is_there]
    return render_template("measures/own.html", form=form, own=found)


def _page(version: OwnMeasure, form: WordingForm) -> str:
    return render_template("measures/my_own_words.html", version=version, form=form)
