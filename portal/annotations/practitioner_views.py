"""Pages of the practitioner for annotations: reading a reflection, and writing in its margin."""

from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session, shown
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.annotations import queries, services
from portal.annotations.anchor import BadPassage
from portal.annotations.forms import AnnotationForm, ReplyForm
from portal.annotations.models import Annotation
from portal.annotations.presenting import choices, place_on_desk, set_text
from portal.annotations.reading import Reading
from portal.audit.catalogue import Kind
from portal.reflections.models import Revision
from portal.reflections.queries import waiting_ids
from portal.reflections.wording import INTENT_CHOICES, MOMENT_CHOICES
from portal.reflections.words import reading_seconds

door = Door("practitioner_annotations", __name__, prefix="/practice")


@door.get(
    "/reflections/<uuid:reflection_id>",
    permission=Permission.REFLECTION_READ,
    find=queries.find_shared_reading,
    discloses=Kind.REFLECTION_OPENED,
)
def reading(viewer: Viewer, reading: Reading) -> ResponseReturnValue:
    """Show a shared reflection with its margin: the newest version, or the one asked for."""
    reading = reading.within(viewer.reach_to(reading.client_id, reading.id))
    revision = reading.at(request.args.get("version", type=int))
    if revision is None:
        abort(404)
    return _page(viewer, reading, revision)


@door.post(
    "/reflections/<uuid:reflection_id>/annotations",
    permission=Permission.ANNOTATION_WRITE,
    find=queries.find_shared_reading,
    discloses=Kind.REFLECTION_OPENED,
)
def annotate(viewer: Viewer, reading: Reading) -> ResponseReturnValue:
    """Share words on a passage, or on the whole, of the version that was read."""
    form = AnnotationForm()
    reading = reading.within(viewer.reach_to(reading.client_id, reading.id))
    revision = reading.at(form.version.data)
    if revision is None:
        abort(404)
    if form.validate_on_submit():
        try:
            annotation = services.annotate(
                session(),
                viewer,
                reading.reflection,
                revision,
                body=form.body.data,
                passage=form.passage(revision.body),
            )
            return _back_to(annotation, reading, revision)
        except BadPassage:
            form.refuse_passage()
        except services.NotShared:
            abort(404)
    return make_response(_page(viewer, reading, revision, form=form), 400)


@door.post(
    "/annotations/<uuid:annotation_id>/replies",
    permission=Permission.ANNOTATION_REPLY,
    find=queries.find_annotation,
    discloses=Kind.REFLECTION_OPENED,
)
def reply(viewer: Viewer, annotation: Annotation) -> ResponseReturnValue:
    """Answer what the client replied."""
    form = ReplyForm()
    reading = queries.find_shared_reading(session(), annotation.reflection_id)
    if reading is None:
        abort(404)
    reading = reading.within(viewer.reach_to(reading.client_id, reading.id))
    if form.validate_on_submit():
        try:
            services.reply(session(), viewer, annotation, body=form.body.data)
        except services.NotShared:
            abort(404)
        return _back_to(annotation, reading, annotation.revision)
    shown([reading])
    return make_response(
        _page(viewer, reading, annotation.revision, refused=annotation, reply_form=form), 400
    )


def _page(
    viewer: Viewer,
    reading: Reading,
    revision: Revision,
    *,
    form: AnnotationForm | None = None,
    refused: Annotation | None = None,
    reply_form: ReplyForm | None = None,
) -> str:
    reach = viewer.reach_to(reading.client_id, reading.id)
    annotations = queries.annotations_on(session(), reading.id, reach)
    page = set_text(revision.body, [one for one in annotations if one.revision_id == revision.id])
    form = form or AnnotationForm(formdata=None, version=revision.number)
    form.offer(choices(page))
    return render_template(
        "annotations/reading.html",
        reading=reading,
        revision=revision,
        noted={one.revision_id for one in annotations},
        page=page,
        form=form,
        refused=refused,
        reply_form_refused=reply_form,
        intents=dict(INTENT_CHOICES),
        moments=dict(MOMENT_CHOICES),
        seconds=reading_seconds(revision.body),
        place=place_on_desk(waiting_ids(session(), viewer), reading.id),
        private_lane=current_app.extensions["private_lane"](viewer, reading.reflection),
    )


def _back_to(annotation: Annotation, reading: Reading, revision: Revision) -> ResponseReturnValue:
    """Lead back to the note, on the version that it stands on."""
    is_newest = revision == reading.at(None)
    if not is_newest:
        flash(_("A newer version has been shared. Your words stand beside the version you read."))
    return redirect(
        url_for(
            "practitioner_annotations.reading",
            reflection_id=reading.id,
            version=None if is_newest else revision.number,
            _anchor=f"note-{annotation.id}",
        ),
        303,
    )
