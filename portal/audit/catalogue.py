"""The closed list of what is recorded: `noun.action`."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind of audit event. `OPENED` kinds record that staff read clinical text."""

    ACCESS_REFUSED = "access.refused"
    AGREEMENT_CHANGED = "agreement.changed"
    ANNOTATION_WRITTEN = "annotation.written"
    APPOINTMENT_SET = "appointment.set"
    CARE_ENDED = "care.ended"
    CARE_STARTED = "care.started"
    CHAIN_OPENED = "chain.opened"
    CLIENT_ERASED = "client.erased"
    CLIENT_INVITED = "client.invited"
    CLIENT_OPENED = "client.opened"
    CASELOAD_OPENED = "caseload.opened"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CONSENT_GIVEN = "consent.given"
    COVER_ENDED = "cover.ended"
    COVER_NAMED = "cover.named"
    DESK_OPENED = "desk.opened"
    EMERGENCY_CLOSED = "emergency.closed"
    EMERGENCY_OPENED = "emergency.opened"
    EMERGENCY_TRIED = "emergency.tried"
    FACTOR_ADDED = "factor.added"
    FACTOR_REMOVED = "factor.removed"
    GOAL_CHANGED = "goal.changed"
    INVITATION_ACCEPTED = "invitation.accepted"
    INVITATION_RENEWED = "invitation.renewed"
    PASSWORD_RESET = "password.reset"
    PRIVATE_NOTE_KEPT = "private_note.kept"
    QUOTING_CHANGED = "quoting.changed"
    RECOVERY_CODES_MADE = "recovery_codes.made"
    RECOVERY_CODE_USED = "recovery_code.used"
    REFLECTION_EDITED = "reflection.edited"
    REFLECTION_HANDED_OVER = "reflection.handed_over"
    REFLECTION_HAND_OVER_ENDED = "reflection.hand_over_ended"
    REFLECTION_KEPT = "reflection.kept"
    REFLECTION_MARKED_READ = "reflection.marked_read"
    REFLECTION_OPENED = "reflection.opened"
    REFLECTION_SHARED = "reflection.shared"
    REFLECTION_WITHDRAWN = "reflection.withdrawn"
    REPLY_WRITTEN = "reply.written"
    REPORT_BEGUN = "report.begun"
    REPORT_CHANGED = "report.changed"
    REPORT_DISCARDED = "report.discarded"
    REPORT_DOWNLOADED = "report.downloaded"
    REPORT_FINISHED = "report.finished"
    REPORT_OPENED = "report.opened"
    REPORT_SEEN = "report.seen"
    REPORT_SHARED = "report.shared"
    SIGNED_IN = "account.signed_in"
    SIGNED_OUT_ELSEWHERE = "account.signed_out_elsewhere"
    STAFF_INVITED = "staff.invited"
    SUPERVISION_ENDED = "supervision.ended"
    SUPERVISION_OPENED = "supervision.opened"
    SUPERVISION_SHARED = "supervision.shared"

    @property
    def is_grave(self) -> bool:
        """Whether somebody should look at it soon: it is told at once, and logged."""
        return self in GRAVE


GRAVE = frozenset({Kind.EMERGENCY_OPENED, Kind.EMERGENCY_CLOSED, Kind.EMERGENCY_TRIED})
