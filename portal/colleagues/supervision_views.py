"""Sharing sentences for supervision, seen first as the supervisor sees them; and reading them."""

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.disclosure import Shows
from portal.access.door import Door, session
from portal.access.door import shown as disclose
from portal.access.permissions import Permission
from portal.access.viewer import Role, Viewer
from portal.accounts import queries as accounts
from portal.annotations.presenting import choices, set_text
from portal.annotations.queries import find_shared_reading
from portal.annotations.reading import Reading
from portal.audit.catalogue import Kind
from portal.colleagues.supervised import Shown, shown
from portal.colleagues.supervision_forms import SupervisionForm
from portal.entrusting import queries, supervision
from portal.entrusting.models import SupervisionItem
from portal.reflections.models import Revision

door = Door("practitioner_supervision", __name__, prefix="/practice")


@door.get(
    "/reflections/<uuid:reflection_id>/supervision",
    permission=Permission.SUPERVISION_SHARE,
    find=find_shared_reading,
    discloses=Kind.REFLECTION_OPENED,
)
def choose(viewer: Viewer, reading: Reading) -> ResponseReturnValue:
    """Offer the sentences of a shared reflection, none of them chosen."""
    revision = _revision(viewer, reading, request.args.get("version", type=int))
    return _page(reading, _form(revision, formdata=None, version=revision.number))


@door.post(
    "/reflections/<uuid:reflection_id>/supervision",
    permission=Permission.SUPERVISION_SHARE,
    find=find_shared_reading,
    discloses=Kind.REFLECTION_OPENED,
)
def share(viewer: Viewer, reading: Reading) -> ResponseReturnValue:
    """Show what the supervisor will see; share it once exactly that was looked at."""
    revision = _revision(viewer, reading, request.form.get("version", type=int))
    form = _form(revision)
    if not form.validate_on_submit():
        return make_response(_page(reading, form), 400)
    page = shown(revision, reading.client, form.sentences.data or (), form.question.data)
    if form.seen.data != page.fingerprint:
        form.seen.data = page.fingerprint
        return _preview(viewer, reading, form, page)
    shared = supervision.Shared(
        reading.id, reading.client_id, page.words, page.question, page.written_at
    )
    supervisor = form.supervisors[form.supervisor.data]
    supervision.share(session(), viewer, shared, supervisor=supervisor, days=form.days.data or 1)
    flash(_("Shared. You can take it back at any time, on this page."))
    return redirect(url_for(".choose", reflection_id=reading.id), 303)


@door.post(
    "/supervision/<uuid:item_id>/end",
    permission=Permission.SUPERVISION_END,
    find=queries.find_item,
    discloses=Shows.NOTHING,
)
def end(viewer: Viewer, item: SupervisionItem) -> ResponseReturnValue:
    """Take it back from the supervisor, from the next click on."""
    assert viewer.user_id is not None
    supervision.end([item], actor_id=viewer.user_id)
    flash(_("Taken back. The supervisor no longer opens it."))
    return redirect(url_for(".choose", reflection_id=item.reflection_id), 303)


@door.get("/supervision", permission=Permission.SUPERVISION_LIST, discloses=Kind.SUPERVISION_OPENED)
def items(viewer: Viewer) -> ResponseReturnValue:
    """List what was shared with the supervisor, the latest first; nobody is counted."""
    given = queries.items_given_to(session(), viewer.entrusted.item_ids)
    disclose(item for item, _author in given)
    return render_template("colleagues/supervision.html", given=given)


@door.get(
    "/supervision/<uuid:item_id>",
    permission=Permission.SUPERVISION_READ,
    find=queries.find_item,
    discloses=Kind.SUPERVISION_OPENED,
)
def item(viewer: Viewer, item: SupervisionItem) -> ResponseReturnValue:
    """Show one item: the words, and what the practitioner would like to look at."""
    return render_template(
        "colleagues/supervision_item.html",
        item=item,
        page=Shown(item.words, item.question, item.written_at),
        author=accounts.user(session(), item.author_id),
    )


def _revision(viewer: Viewer, reading: Reading, number: int | None) -> Revision:
    revision = reading.within(viewer.reach.get(reading.client_id)).at(number)
    return revision if revision is not None else abort(404)


def _form(revision: Revision, **values: object) -> SupervisionForm:
    return SupervisionForm(
        supervisors=accounts.staff_here(session(), Role.SUPERVISOR),
        offered=choices(set_text(revision.body, []), length=len(revision.body)),
        **values,
    )


def _page(reading: Reading, form: SupervisionForm) -> str:
    return render_template(
        "colleagues/share_for_supervision.html",
        reading=reading,
        form=form,
        shared=queries.items_of_reflection(session(), reading.id, clock.now()),
    )


def _preview(viewer: Viewer, reading: Reading, form: SupervisionForm, page: Shown) -> str:
    assert viewer.user_id is not None
    return render_template(
        "colleagues/supervision_preview.html",
        reading=reading,
        form=form,
        page=page,
        author=accounts.user(session(), viewer.user_id),
        supervisor=form.supervisors[form.supervisor.data],
    )
