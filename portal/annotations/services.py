"""Writing annotations and replies, and noting that the client has seen them."""

from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.annotations import queries
from portal.annotations.anchor import Anchor, verify
from portal.annotations.models import MAX_LENGTH, Annotation, Reply
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.caseload.still import is_still_handed, is_still_in_care
from portal.reflections import services as reflections
from portal.reflections.models import Reflection, Revision
from portal.reflections.words import body_of_note


class NotShared(Exception):
    """It was never shared, or not with the writer, is of another reflection, or was taken back."""


def annotate(
    session: Session,
    viewer: Viewer,
    reflection: Reflection,
    revision: Revision,
    *,
    body: str,
    passage: Anchor | None = None,
) -> Annotation:
    """Write a practitioner's words on a passage of `revision`, or on the whole of it.

    The annotation belongs to the revision it was written on, whatever was shared since. Raises
    NothingWritten, TooLong, UnreadableText, NotShared, and BadPassage where the quote is not there.
    """
    assert viewer.user_id is not None
    _refuse_unshared(reflection, revision)
    _refuse_outside_care(session, viewer, reflection)
    if passage is not None:
        verify(revision.body, passage)
    annotation = Annotation(
        practice_id=reflection.practice_id,
        client_id=reflection.client_id,
        reflection_id=reflection.id,
        revision_id=revision.id,
        author_id=viewer.user_id,
        body=body_of_note(body, MAX_LENGTH),
        written_at=clock.now(),
    )
    if passage is not None:
        annotation.start, annotation.end = passage.start, passage.end
        annotation.quote = passage.quote
        annotation.prefix, annotation.suffix = passage.prefix, passage.suffix
    session.add(annotation)
    _record(session, viewer, Kind.ANNOTATION_WRITTEN, annotation)
    return annotation


def reply(session: Session, viewer: Viewer, annotation: Annotation, *, body: str) -> Reply:
    """Write back under an annotation, as the client or as the practitioner.

    A client's reply waits for the practitioner, and says that the client has seen what stands
    there. Raises NothingWritten, TooLong, UnreadableText, and NotShared.
    """
    assert viewer.user_id is not None
    if not reflections.is_shared_still(annotation.reflection):
        raise NotShared
    if not viewer.is_client:
        _refuse_outside_care(session, viewer, annotation.reflection)
    written = Reply(
        practice_id=annotation.practice_id,
        client_id=annotation.client_id,
        reflection_id=annotation.reflection_id,
        annotation_id=annotation.id,
        author_id=viewer.user_id,
        body=body_of_note(body, MAX_LENGTH),
        written_at=clock.now(),
    )
    session.add(written)
    _record(session, viewer, Kind.REPLY_WRITTEN, written)
    if viewer.is_client:
        mark_seen(session, annotation.reflection)
        reflections.client_replied(annotation.reflection)
    else:
        reflections.answered(annotation.reflection, viewer)
    return written


def mark_seen(session: Session, reflection: Reflection) -> None:
    """Note that the client has seen every annotation and reply on a reflection."""
    moment = clock.now()
    for annotation in queries.annotations_on(session, reflection.id):
        written: list[Annotation | Reply] = [annotation, *annotation.replies]
        for one in written:
            if one.seen_at is None and one.author_id != reflection.client_id:
                one.seen_at = moment


def _refuse_unshared(reflection: Reflection, revision: Revision) -> None:
    if not reflections.is_shared_still(reflection) or revision.shared_at is None:
        raise NotShared
    if revision.reflection_id != reflection.id:
        raise NotShared


def _refuse_outside_care(session: Session, viewer: Viewer, reflection: Reflection) -> None:
    """Refuse whoever was let in before care ended; until this is written it does not end."""
    if is_still_in_care(session, viewer, reflection.client_id):
        return
    if not is_still_handed(session, viewer, reflection.client_id, reflection.id):
        raise NotShared


def _record(session: Session, viewer: Viewer, kind: Kind, row: Annotation | Reply) -> None:
    record(session, Happening(kind, row.practice_id, viewer.user_id, row.client_id, row.id))
