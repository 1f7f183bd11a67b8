"""The practice's page about licences: everybody who works with measures reads it, the admin states.

No address has a variable: which questionnaire is meant stands in the form.
"""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.queries import users_by_id
from portal.measures.licences import queries, services
from portal.measures.licences.forms import StatementForm, statement_words
from portal.measures.licences.terms import gated

door = Door("practice_licences", __name__, prefix="/practice/measures")


@door.get("/licences", permission=Permission.LICENCE_READ)
def licences(viewer: Viewer) -> ResponseReturnValue:
    """Show which questionnaires wait for a statement, and what was stated."""
    return _page(StatementForm(formdata=None), 200)


@door.post("/licences", permission=Permission.LICENCE_STATE)
def state(viewer: Viewer) -> ResponseReturnValue:
    """Keep the admin's statement."""
    form = StatementForm()
    if not form.validate() or form.instrument is None:
        return _page(form, 400)
    words = statement_words(form.instrument)
    try:
        services.state(session(), viewer, form.instrument, words=words)
    except services.NotAsked:
        return _page(form, 400)
    flash(_("Stated. The questionnaire can be used from now on."))
    return redirect(url_for(".licences"))


@door.post("/licences/take-back", permission=Permission.LICENCE_STATE)
def take_back(viewer: Viewer) -> ResponseReturnValue:
    """Take a statement back: the questionnaire is off from the next click on."""
    form = StatementForm()
    if form.instrument is None:
        return _page(form, 400)
    services.take_back(session(), viewer, form.instrument)
    flash(_("Taken back. The questionnaire is no longer asked of anybody."))
    return redirect(url_for(".licences"))


def _page(form: StatementForm, status: int) -> ResponseReturnValue:
    stated = queries.statements(session())
    page = render_template(
        "measures/licences.html",
        form=form,
        gated=gated(stated),
        people=users_by_id(session(), {one.stated_by_id for one in stated}),
        words=statement_words,
    )
    return make_response(page, status)
