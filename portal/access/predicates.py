"""Yes-or-no questions about a viewer and a subject, three lines each; policy.py combines them."""

from collections.abc import Callable
from typing import Any

from portal.access.reach import Part
from portal.access.viewer import Viewer

Predicate = Callable[[Viewer, Any], bool]


def is_signed_in(viewer: Viewer, subject: Any) -> bool:
    """Is anybody signed in?"""
    return viewer.is_signed_in


def is_client(viewer: Viewer, subject: Any) -> bool:
    """Does a client ask?"""
    return viewer.is_client


def is_practitioner(viewer: Viewer, subject: Any) -> bool:
    """Does a practitioner ask?"""
    return viewer.is_practitioner


def is_supervisor(viewer: Viewer, subject: Any) -> bool:
    """Does a supervisor ask?"""
    return viewer.is_supervisor


def is_admin(viewer: Viewer, subject: Any) -> bool:
    """Does the practice's admin ask?"""
    return viewer.is_admin


def owns(viewer: Viewer, subject: Any) -> bool:
    """Is it in the viewer's own file?"""
    return viewer.user_id is not None and subject.client_id == viewer.user_id


def is_theirs(viewer: Viewer, subject: Any) -> bool:
    """Is it a thing of the viewer's own account?"""
    return viewer.user_id is not None and subject.user_id == viewer.user_id


def treats(viewer: Viewer, subject: Any) -> bool:
    """Is the subject's client in care with the viewer now?"""
    return subject.client_id in viewer.client_ids


def in_emergency(viewer: Viewer, subject: Any) -> bool:
    """Has the viewer opened this client's file in an emergency, within the hour?"""
    return subject.client_id in viewer.entrusted.emergency_ids


def was_handed(viewer: Viewer, subject: Any) -> bool:
    """Was the reflection handed over to the viewer, who covers now?"""
    return subject.id in viewer.entrusted.reflection_ids


def waits_for(viewer: Viewer, subject: Any) -> bool:
    """Is it a safety review for the viewer, who covers now or was told as nobody had looked?"""
    return subject.id in viewer.entrusted.review_ids


def reaches_review(viewer: Viewer, subject: Any) -> bool:
    """Is the review open, or was it closed since care with the viewer began?"""
    reach = viewer.reach.get(subject.client_id)
    return subject.is_open or (reach is not None and subject.closed_at >= reach.since)


def is_on_handed(viewer: Viewer, subject: Any) -> bool:
    """Does it stand on what was handed over to the viewer, within reach of whoever did that?"""
    reach = viewer.entrusted.reach.get(subject.reflection_id)
    return reach is not None and reach.includes_annotation(subject)


def was_given(viewer: Viewer, subject: Any) -> bool:
    """Was it shared with the viewer for supervision, and not taken back?"""
    return subject.id in viewer.entrusted.item_ids


def has_practitioner(viewer: Viewer, subject: Any) -> bool:
    """Is anybody there to share with?"""
    return bool(viewer.practitioner_ids)


def is_shared(viewer: Viewer, subject: Any) -> bool:
    """Is the reflection shared now?"""
    return bool(subject.state == "shared")


def is_on_shared(viewer: Viewer, subject: Any) -> bool:
    """Does the annotation stand on a reflection that is shared now?"""
    return bool(subject.reflection.state == "shared")


def reaches_reflection(viewer: Viewer, subject: Any) -> bool:
    """Was it shared since care with the viewer began, or did earlier reflections come along?"""
    reach = viewer.reach.get(subject.client_id)
    return reach is not None and reach.includes_reflection(subject)


def reaches_annotation(viewer: Viewer, subject: Any) -> bool:
    """May the viewer see the reflection, and was it annotated since, or did that come along?"""
    reach = viewer.reach.get(subject.client_id)
    return reach is not None and reach.includes_annotation(subject)


def reaches_goal(viewer: Viewer, subject: Any) -> bool:
    """Was the goal set since care with the viewer began, or did earlier goals come along?"""
    reach = viewer.reach.get(subject.client_id)
    return reach is not None and reach.includes(Part.GOALS, subject.set_at)


def reaches_assignment(viewer: Viewer, subject: Any) -> bool:
    """Was it asked for since care with the viewer began, or did earlier measures come along?"""
    reach = viewer.reach.get(subject.client_id)
    return reach is not None and reach.includes(Part.MEASURES, subject.assigned_at)


def reaches_measure(viewer: Viewer, subject: Any) -> bool:
    """Was it completed since care with the viewer began, or did earlier measures come along?"""
    reach = viewer.reach.get(subject.client_id)
    return reach is not None and reach.includes(Part.MEASURES, subject.completed_at)


def reaches_wording(viewer: Viewer, subject: Any) -> bool:
    """Was it worded since care with the viewer began, or did earlier measures come along?"""
    reach = viewer.reach.get(subject.client_id)
    return reach is not None and reach.includes(Part.MEASURES, subject.proposed_at)


def waits_for_answer(viewer: Viewer, subject: Any) -> bool:
    """Do words wait for an answer, proposed by the other side: the client's, or who treats them?"""
    is_the_clients = subject.proposer_id == subject.client_id
    return subject.state == "proposed" and is_the_clients is not viewer.is_client


def has_asker(viewer: Viewer, subject: Any) -> bool:
    """Is anybody there who sees what the client is asked for, and so what they answer?"""
    return any(
        reach.includes(Part.MEASURES, subject.assigned_at) for reach in viewer.reach.values()
    )


def is_completed(viewer: Viewer, subject: Any) -> bool:
    """Did the client send what they answered?"""
    return bool(subject.state == "completed")


def is_typed(viewer: Viewer, subject: Any) -> bool:
    """Is it a score that was reached elsewhere, and typed in?"""
    return subject.typed_by_id is not None


def came_along(viewer: Viewer, subject: Any) -> bool:
    """Is it a report from before, which the client let come along to the viewer?"""
    reach = viewer.reach.get(subject.client_id)
    return reach is not None and reach.brought(Part.REPORTS, subject.shared_at)


def has_reader(viewer: Viewer, subject: Any) -> bool:
    """Is anybody there who sees this annotation, and so what is replied to it?"""
    return any(reach.includes_annotation(subject) for reach in viewer.reach.values())


def arranged(viewer: Viewer, subject: Any) -> bool:
    """Is it the viewer whom the client meets then?"""
    return viewer.user_id is not None and subject.practitioner_id == viewer.user_id


def treated(viewer: Viewer, subject: Any) -> bool:
    """Was it the viewer whom the client was in care with?"""
    return viewer.user_id is not None and subject.practitioner_id == viewer.user_id


def proposed(viewer: Viewer, subject: Any) -> bool:
    """Did the viewer propose it?"""
    return viewer.user_id is not None and subject.proposer_id == viewer.user_id


def wrote(viewer: Viewer, subject: Any) -> bool:
    """Did the viewer write it?"""
    return viewer.user_id is not None and subject.author_id == viewer.user_id


def is_draft(viewer: Viewer, subject: Any) -> bool:
    """Is the report still being written?"""
    return bool(subject.state == "draft")


def is_finished(viewer: Viewer, subject: Any) -> bool:
    """Do the report's pages exist?"""
    return subject.state in {"finished", "shared"}


def is_given(viewer: Viewer, subject: Any) -> bool:
    """Was the finished report shared with the client?"""
    return bool(subject.state == "shared")


def works_in_practice(viewer: Viewer, subject: Any) -> bool:
    """Is the subject of the viewer's own practice?"""
    return viewer.practice_id is not None and subject.practice_id == viewer.practice_id


def invites_staff(viewer: Viewer, subject: Any) -> bool:
    """Is the invitation one for a colleague, not for a client?"""
    return subject.care_relationship_id is None
