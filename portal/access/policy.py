"""Who may do what, on one page.

Each permission has clauses. A person may do a thing if ANY clause holds; a clause holds if ALL its
predicates do. A permission without a clause is denied to everybody. Nothing else decides.
"""

from typing import Any

from portal.access.permissions import Permission as P
from portal.access.predicates import (
    Predicate,
    arranged,
    came_along,
    has_asker,
    has_practitioner,
    has_reader,
    in_emergency,
    invites_staff,
    is_admin,
    is_client,
    is_completed,
    is_draft,
    is_finished,
    is_given,
    is_on_handed,
    is_on_shared,
    is_practitioner,
    is_shared,
    is_signed_in,
    is_supervisor,
    is_theirs,
    is_typed,
    owns,
    proposed,
    reaches_annotation,
    reaches_assignment,
    reaches_goal,
    reaches_measure,
    reaches_reflection,
    reaches_review,
    reaches_wording,
    treated,
    treats,
    waits_for,
    waits_for_answer,
    was_given,
    was_handed,
    works_in_practice,
    wrote,
)
from portal.access.viewer import Viewer

Clauses = list[list[Predicate]]

POLICY: dict[P, Clauses] = {
    # Anybody, signed in or not: the front page, help now, invitations, health.
    P.PUBLIC: [[]],
    P.SIGNED_IN: [[is_signed_in]],
    # How somebody signs in: everybody's own, in either door.
    P.ACCOUNT_READ: [[is_signed_in]],
    P.ACCOUNT_CHANGE: [[is_signed_in]],
    P.FACTOR_ADD: [[is_signed_in]],
    P.FACTOR_REMOVE: [[is_signed_in, is_theirs]],
    P.DEVICE_READ: [[is_signed_in]],
    P.DEVICE_END: [[is_theirs]],
    # A client's own file.
    P.OWN_FILE_READ: [[is_client]],
    P.CONSENT_GIVE: [[is_client]],
    P.INVITATION_ANSWER: [[is_client]],
    # Reflections: the client's alone until shared; never the admin's.
    P.REFLECTION_BEGIN: [[is_client]],
    P.REFLECTION_READ: [
        [is_client, owns],
        [is_practitioner, treats, is_shared, reaches_reflection],
        [is_practitioner, was_handed, is_shared],
        [is_practitioner, in_emergency, is_shared],
    ],
    P.REFLECTION_WRITE: [[is_client, owns]],
    P.REFLECTION_SHARE: [[is_client, owns, has_practitioner]],
    P.REFLECTION_WITHDRAW: [[is_client, owns, is_shared]],
    P.REFLECTION_MARK_READ: [
        [is_practitioner, treats, is_shared, reaches_reflection],
        [is_practitioner, was_handed, is_shared],
    ],
    # Annotations lie between the two of them, on shared words only.
    P.ANNOTATION_READ: [
        [is_client, owns],
        [is_practitioner, treats, is_on_shared, reaches_annotation],
        [is_practitioner, is_on_handed, is_on_shared],
        [is_practitioner, in_emergency, is_on_shared],
    ],
    P.ANNOTATION_WRITE: [
        [is_practitioner, treats, is_shared, reaches_reflection],
        [is_practitioner, was_handed, is_shared],
    ],
    P.ANNOTATION_REPLY: [
        [is_client, owns, has_reader, is_on_shared],
        [is_practitioner, treats, is_on_shared, reaches_annotation],
        [is_practitioner, is_on_handed, is_on_shared],
    ],
    # Private notes: the practitioner's alone, while the client is in care.
    P.PRIVATE_NOTE_ATTACH: [[is_practitioner, treats, is_shared, reaches_reflection]],
    P.PRIVATE_NOTE_READ: [[is_practitioner, treats]],
    P.PRIVATE_NOTE_WRITE: [[is_practitioner, treats]],
    # Goals: the client's own words; the practitioner reads.
    P.GOAL_READ: [
        [is_client, owns],
        [is_practitioner, treats, reaches_goal],
        [is_practitioner, in_emergency],
    ],
    P.GOAL_SET: [[is_client]],
    P.GOAL_WRITE: [[is_client, owns]],
    # Measures: asked for by whoever treats, the client's alone until they send their answers.
    P.MEASURE_ASSIGN: [[is_practitioner, treats]],
    P.MEASURE_CHANGE: [[is_practitioner, treats, reaches_assignment]],
    P.MEASURE_BEGIN: [[is_client, owns, has_asker]],
    P.MEASURE_ANSWER: [[is_client, owns, has_asker]],
    P.MEASURE_CHOOSE: [[is_client, owns]],
    P.ASSIGNMENT_READ: [[is_client, owns]],
    P.MEASURE_READ: [
        [is_client, owns],
        [is_practitioner, treats, is_completed, reaches_measure],
        [is_practitioner, in_emergency, is_completed],
    ],
    P.MEASURE_TAKE_OUT: [[is_practitioner, treats, is_completed, is_typed, reaches_measure]],
    P.MEASURE_TALK: [[is_practitioner, treats, is_completed, reaches_measure]],
    P.MEASURE_TYPE: [[is_practitioner, treats]],
    # Measures in the client's own words: either side proposes, the other agrees.
    P.OWN_MEASURE_BEGIN: [[is_client]],
    P.OWN_MEASURE_READ: [[is_client, owns], [is_practitioner, treats, reaches_wording]],
    P.OWN_MEASURE_CHANGE: [[is_client, owns], [is_practitioner, treats, reaches_wording]],
    P.OWN_MEASURE_AGREE: [
        [is_client, owns, waits_for_answer],
        [is_practitioner, treats, reaches_wording, waits_for_answer],
    ],
    # What may be worth a conversation: for whoever treats, and nobody else at all.
    P.PROMPT_PUT_ASIDE: [[is_practitioner, treats]],
    # Questionnaires for non-commercial use alone: stated by who runs the practice.
    P.LICENCE_READ: [[is_practitioner], [is_admin]],
    P.LICENCE_STATE: [[is_admin]],
    # The caseload and the desk.
    P.CASELOAD_READ: [[is_practitioner]],
    P.CLIENT_READ: [[is_practitioner, treats]],
    P.CLIENT_INVITE: [[is_practitioner]],
    P.APPOINTMENT_CANCEL: [[is_practitioner, treats, arranged]],
    P.APPOINTMENT_WRITE: [[is_practitioner, treats]],
    P.CARE_END: [[is_practitioner, treats]],
    P.CARE_LEAVE: [[is_client, owns]],
    # Care that has ended: the practitioner's own records, while the practice keeps them.
    P.FORMER_READ: [[is_practitioner, treated]],
    # A transfer: proposed by whoever treats, decided by the client alone.
    P.TRANSFER_PROPOSE: [[is_practitioner, treats]],
    P.TRANSFER_TAKE_BACK: [[is_practitioner, treats, proposed]],
    P.TRANSFER_READ: [[is_client, owns]],
    P.TRANSFER_ANSWER: [[is_client, owns]],
    P.INVITATION_RENEW: [[is_practitioner, wrote], [is_admin, works_in_practice, invites_staff]],
    # Entrusted for a time: to a cover, in an emergency, to a supervisor.
    P.COVER_NAME: [[is_practitioner]],
    P.REFLECTION_HAND_OVER: [[is_practitioner, treats, is_shared, reaches_reflection]],
    P.EMERGENCY_OPEN: [[is_practitioner]],
    P.EMERGENCY_READ: [[is_practitioner, in_emergency]],
    P.EMERGENCY_ACKNOWLEDGE: [[is_client, owns]],
    P.SUPERVISION_LIST: [[is_supervisor]],
    P.SUPERVISION_READ: [[is_supervisor, was_given]],
    P.SUPERVISION_SHARE: [[is_practitioner, treats, is_shared, reaches_reflection]],
    P.SUPERVISION_END: [[is_practitioner, treats, wrote]],
    # Reports: their author's; the client's once shared; what was shared may come along.
    P.REPORT_BEGIN: [[is_practitioner, treats]],
    P.REPORT_READ: [
        [is_client, owns, is_given],
        [is_practitioner, treats, wrote],
        [is_practitioner, treats, is_given, came_along],
    ],
    P.REPORT_WRITE: [[is_practitioner, treats, wrote, is_draft]],
    P.REPORT_SHARE: [[is_practitioner, treats, wrote, is_finished]],
    P.REPORT_DOWNLOAD: [
        [is_client, owns, is_given],
        [is_practitioner, treats, wrote, is_finished],
        [is_practitioner, treats, is_given, came_along],
    ],
    # Safety reviews: asked for by the client, read and closed by whoever treats, who covers now,
    # and the colleague who was told because nobody had looked in time.
    P.SAFETY_ASK: [[is_client]],
    P.SAFETY_CALL: [[is_client, owns]],
    P.SAFETY_READ: [
        [is_client, owns],
        [is_practitioner, treats, reaches_review],
        [is_practitioner, waits_for],
    ],
    P.SAFETY_CLOSE: [[is_practitioner, treats, reaches_review], [is_practitioner, waits_for]],
    P.SAFETY_HOURS: [[is_practitioner]],
    # The practice: people, never files.
    P.TEAM_READ: [[is_practitioner], [is_admin]],
    P.TEAM_INVITE: [[is_admin]],
}

# What must be readable before a refusal may say 403; otherwise the answer is 404.
READ_BEFORE: dict[P, P] = {
    P.REFLECTION_WRITE: P.REFLECTION_READ,
    P.REFLECTION_SHARE: P.REFLECTION_READ,
    P.REFLECTION_WITHDRAW: P.REFLECTION_READ,
    P.REFLECTION_MARK_READ: P.REFLECTION_READ,
    P.ANNOTATION_WRITE: P.REFLECTION_READ,
    P.REFLECTION_HAND_OVER: P.REFLECTION_READ,
    P.SUPERVISION_SHARE: P.REFLECTION_READ,
    P.ANNOTATION_REPLY: P.ANNOTATION_READ,
    P.GOAL_WRITE: P.GOAL_READ,
    P.MEASURE_BEGIN: P.ASSIGNMENT_READ,
    P.MEASURE_CHOOSE: P.ASSIGNMENT_READ,
    P.MEASURE_ANSWER: P.MEASURE_READ,
    P.MEASURE_ASSIGN: P.CLIENT_READ,
    P.MEASURE_TAKE_OUT: P.MEASURE_READ,
    P.MEASURE_TALK: P.MEASURE_READ,
    P.MEASURE_TYPE: P.CLIENT_READ,
    P.OWN_MEASURE_AGREE: P.OWN_MEASURE_READ,
    P.PROMPT_PUT_ASIDE: P.CLIENT_READ,
    P.APPOINTMENT_WRITE: P.CLIENT_READ,
    P.CARE_END: P.CLIENT_READ,
    P.TRANSFER_PROPOSE: P.CLIENT_READ,
    P.TRANSFER_ANSWER: P.TRANSFER_READ,
    P.REPORT_BEGIN: P.CLIENT_READ,
    P.REPORT_WRITE: P.REPORT_READ,
    P.REPORT_SHARE: P.REPORT_READ,
    P.REPORT_DOWNLOAD: P.REPORT_READ,
}


def may(viewer: Viewer, permission: P, subject: Any = None) -> bool:
    """Tell whether `viewer` may do `permission` to `subject`. Unknown permissions are denied."""
    clauses = POLICY.get(permission, [])
    return any(all(holds(viewer, subject) for holds in clause) for clause in clauses)


def may_know_of(viewer: Viewer, permission: P, subject: Any) -> bool:
    """Tell whether `viewer` may know that `subject` exists when asking for `permission`."""
    return may(viewer, READ_BEFORE.get(permission, permission), subject)
