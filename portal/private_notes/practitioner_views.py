"""Pages of the practitioner for private notes, and the slip beside a reflection."""

from flask import abort, make_response, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.caseload import former
from portal.caseload.queries import find_client
from portal.private_notes import queries, services
from portal.private_notes.forms import NoteForm
from portal.reflections.models import Reflection

door = Door("practitioner_private_notes", __name__, prefix="/practice")


@door.post(
    "/reflections/<uuid:reflection_id>/private-notes",
    permission=Permission.PRIVATE_NOTE_ATTACH,
    find=queries.find_shared_reflection,
    discloses=Kind.REFLECTION_OPENED,
)
def keep_on_reflection(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Keep a note on a reflection, by a path of its own: sharing is another form and route."""
    form = NoteForm()
    text = reflection.shared.body if reflection.shared else ""
    if not form.quotes_from(text):
        form.quote.data = None  # the words changed since: the note stands without them
    if form.validate_on_submit():
        _keep(viewer, reflection, form, reflection=reflection, quote=form.quote.data)
        return redirect(_reading(reflection), 303)
    page = render_template("private_notes/again.html", form=form, reflection=reflection)
    return make_response(page, 400)


@door.get(
    "/clients/<uuid:client_id>/private-notes",
    permission=Permission.PRIVATE_NOTE_READ,
    find=find_client,
    discloses=Kind.CLIENT_OPENED,
)
def notes(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Show the author's own notes on one client."""
    return _page(viewer, client, NoteForm(formdata=None))


@door.get(
    "/former/<uuid:former_id>/private-notes",
    permission=Permission.FORMER_READ,
    find=former.find_ended,
    discloses=Kind.RECORDS_OPENED,
)
def kept(viewer: Viewer, ended: former.Ended) -> ResponseReturnValue:
    """Show the author's own notes on somebody in care with them no more."""
    client = former.client_of(session(), ended)
    found = queries.notes_about(session(), ended.practitioner_id, client.id)
    return render_template("private_notes/kept.html", ended=ended, client=client, notes=found)


@door.post(
    "/clients/<uuid:client_id>/private-notes",
    permission=Permission.PRIVATE_NOTE_WRITE,
    find=find_client,
    discloses=Kind.CLIENT_OPENED,
)
def keep(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Keep a note on a client."""
    form = NoteForm()
    if form.validate_on_submit():
        _keep(viewer, client, form)
        here = url_for("practitioner_private_notes.notes", client_id=client.id)
        return redirect(here, 303)
    return make_response(_page(viewer, client, form), 400)


def _keep(
    viewer: Viewer,
    subject: services.InAFile,
    form: NoteForm,
    *,
    reflection: Reflection | None = None,
    quote: str | None = None,
) -> None:
    """Keep the note, or give its words back where it is not open any more."""
    try:
        services.keep_note(
            session(), viewer, subject, body=form.body.data, reflection=reflection, quote=quote
        )
    except services.NotOpen:
        abort(404)


def lane(viewer: Viewer, reflection: Reflection) -> Markup:
    """Return the slip beside a reflection: the viewer's own notes on it, or nothing."""
    if viewer.user_id is None or not may(viewer, Permission.PRIVATE_NOTE_READ, reflection):
        return Markup()
    return Markup(  # noqa: S704 - our own template, which escapes
        render_template(
            "private_notes/_lane.html",
            notes=queries.notes_on(session(), viewer.user_id, reflection.id),
            form=NoteForm(formdata=None),
            reflection=reflection,
        )
    )


def _page(viewer: Viewer, client: User, form: NoteForm) -> str:
    assert viewer.user_id is not None
    return render_template(
        "private_notes/notes.html",
        client=client,
        notes=queries.notes_about(session(), viewer.user_id, client.id),
        form=form,
    )


def _reading(reflection: Reflection) -> str:
    return url_for(
        "practitioner_annotations.reading", reflection_id=reflection.id, _anchor="only-you"
    )


@door.blueprint.record
def _offer_lane(state: BlueprintSetupState) -> None:
    """Let the reading view ask for the slip without knowing what it is made of."""
    state.app.extensions["private_lane"] = lane
