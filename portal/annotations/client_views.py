"""Pages of the client for annotations: a reflection with what was answered, and all feedback."""

from collections.abc import Sequence

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.annotations import queries, services
from portal.annotations.answers import answers
from portal.annotations.forms import ReplyForm
from portal.annotations.models import Annotation
from portal.annotations.presenting import set_text
from portal.annotations.reading import Reading
from portal.caseload.models import CareRelationship
from portal.caseload.queries import practitioners_of
from portal.reflections.models import Revision, State
from portal.reflections.wording import INTENT_CHOICES, MOMENT_CHOICES
from portal.web.words import first_name

InCareNow = Sequence[tuple[CareRelationship, User]]

door = Door("client_annotations", __name__, prefix="/my")


@door.get(
    "/reflections/<uuid:reflection_id>",
    permission=Permission.REFLECTION_READ,
    find=queries.find_own_reading,
)
def reflection(viewer: Viewer, reading: Reading) -> ResponseReturnValue:
    """Show the client's own words with what was answered beside them."""
    if not reading.revisions:
        return redirect(url_for("client_reflections.edit", reflection_id=reading.id))
    revision = reading.at(request.args.get("version", type=int))
    if revision is None:
        abort(404)
    return _page(reading, revision)


@door.post(
    "/annotations/<uuid:annotation_id>/replies",
    permission=Permission.ANNOTATION_REPLY,
    find=queries.find_annotation,
)
def reply(viewer: Viewer, annotation: Annotation) -> ResponseReturnValue:
    """Write back under a note."""
    form = ReplyForm()
    if form.validate_on_submit():
        try:
            services.reply(session(), viewer, annotation, body=form.body.data)
        except services.NotShared:
            abort(403)
        return _back_to(annotation)
    reading = queries.find_own_reading(session(), annotation.reflection_id)
    if reading is None:
        abort(404)
    page = _page(reading, annotation.revision, refused=annotation, reply_form=form)
    return make_response(page, 400)


@door.post(
    "/reflections/<uuid:reflection_id>/seen",
    permission=Permission.REFLECTION_READ,
    find=queries.find_own_reading,
)
def seen(viewer: Viewer, reading: Reading) -> ResponseReturnValue:
    """Note that the client has seen what was answered."""
    services.mark_seen(session(), reading.reflection)
    return redirect(url_for("client_annotations.reflection", reflection_id=reading.id), 303)


@door.get("/feedback", permission=Permission.OWN_FILE_READ)
def feedback(viewer: Viewer) -> ResponseReturnValue:
    """List what was answered to the client, what is new first."""
    assert viewer.user_id is not None
    found = answers(
        queries.annotations_for(session(), viewer.user_id),
        queries.replies_for(session(), viewer.user_id),
    )
    return render_template(
        "annotations/feedback.html",
        answers=found[: queries.ON_ONE_PAGE],
        has_older=len(found) > queries.ON_ONE_PAGE,
    )


def _page(
    reading: Reading,
    revision: Revision,
    *,
    refused: Annotation | None = None,
    reply_form: ReplyForm | None = None,
) -> str:
    annotations = queries.annotations_on(session(), reading.id)
    beside = [one for one in annotations if one.revision_id == revision.id]
    practitioners = practitioners_of(session(), reading.client_id)
    return render_template(
        "annotations/reflection.html",
        reading=reading,
        revision=revision,
        noted={one.revision_id for one in annotations},
        page=set_text(revision.body, beside),
        practitioners=practitioners,
        unseen_by=_unseen_by(reading, practitioners),
        refused=refused,
        reply_form_refused=reply_form,
        intents=dict(INTENT_CHOICES),
        moments=dict(MOMENT_CHOICES),
    )


def _unseen_by(reading: Reading, practitioners: InCareNow) -> list[str]:
    """Return whom a shared reflection is still to be shared with: it is from before their time."""
    if reading.state is not State.SHARED:
        return []
    return [
        first_name(practitioner.name)
        for care, practitioner in practitioners
        if not care.reach.includes_reflection(reading)
    ]


def _back_to(annotation: Annotation) -> ResponseReturnValue:
    return redirect(
        url_for(
            "client_annotations.reflection",
            reflection_id=annotation.reflection_id,
            version=annotation.revision.number,
            _anchor=f"note-{annotation.id}",
        ),
        303,
    )
