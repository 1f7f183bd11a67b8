"""The record of a client's file, told to the client in plain words."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.web.direction import isolated

# Not told: the practitioner's own notes are theirs, and whether there are any is part of that;
# so is what they put aside, which is recorded in the practice's chain.
NOT_TOLD = frozenset({Kind.PRIVATE_NOTE_KEPT, Kind.PROMPT_PUT_ASIDE})

YOURS = {
    Kind.CARE_ENDED: _("Your care with somebody here ended, as you wished"),
    Kind.CARE_STARTED: _("Your care with somebody here began"),
    Kind.CONSENT_GIVEN: _("You acknowledged what this place is and is not"),
    Kind.FACTOR_ADDED: _("You added a second step to signing in"),
    Kind.FACTOR_REMOVED: _("You took a second step of signing in away"),
    Kind.CONSENT_WITHDRAWN: _("You took back your consent"),
    Kind.FILE_DOWNLOADED: _("You downloaded your measures"),
    Kind.GOAL_CHANGED: _("You wrote or changed a goal"),
    Kind.INVITATION_ACCEPTED: _("You accepted the invitation"),
    Kind.MEASURE_ANSWERED: _("You sent answers to a questionnaire"),
    Kind.MEASURE_BEGUN: _("You began to answer a questionnaire"),
    Kind.MEASURE_LET_GO: _("You let go of a questionnaire for that time"),
    Kind.MEASURE_SCORES_AGREED: _("You chose when you see your scores"),
    Kind.MEASURE_SCORES_EXPORTED: _("You took your scores along"),
    Kind.OWN_MEASURE_AGREED: _("You agreed to words for a questionnaire of your own"),
    Kind.OWN_MEASURE_LET_GO: _("You let go of words for a questionnaire of your own"),
    Kind.OWN_MEASURE_PROPOSED: _("You proposed words for a questionnaire of your own"),
    Kind.PASSWORD_RESET: _("You set a new password"),
    Kind.QUOTING_CHANGED: _("You changed whether a reflection may be quoted"),
    Kind.RECOVERY_CODES_MADE: _("You made recovery codes for signing in"),
    Kind.RECOVERY_CODE_USED: _("You signed in with a recovery code"),
    Kind.REFLECTION_EDITED: _("You changed a reflection"),
    Kind.REFLECTION_KEPT: _("You kept a reflection for yourself"),
    Kind.REFLECTION_SHARED: _("You shared a reflection"),
    Kind.REFLECTION_WITHDRAWN: _("You took a reflection back"),
    Kind.REPLY_WRITTEN: _("You replied to a note"),
    Kind.REPORT_DOWNLOADED: _("You downloaded a report"),
    Kind.REPORT_SEEN: _("You saw a report"),
    Kind.SAFETY_ASKED: _("You said that you are struggling with safety"),
    Kind.SAFETY_BEGUN: _("You gave an answer that somebody looks at soon"),
    Kind.SAFETY_CALL_ASKED: _("You asked to be called"),
    Kind.SIGNED_IN: _("You signed in"),
    Kind.TRANSFER_AGREED: _("You agreed to go on with somebody else here"),
    Kind.TRANSFER_DECLINED: _("You chose not to go on with somebody else here"),
    Kind.SIGNED_OUT_ELSEWHERE: _("You signed another device out"),
}
THEIRS = {
    Kind.ACCESS_REFUSED: _("%(who)s asked for something of yours, and it was not opened"),
    Kind.AGREEMENT_CHANGED: _("%(who)s wrote down how often and when they read"),
    Kind.ANNOTATION_WRITTEN: _("%(who)s wrote a note beside your words"),
    Kind.APPOINTMENT_SET: _("%(who)s noted when you meet"),
    Kind.CARE_ENDED: _("%(who)s ended your care here, and opens nothing of yours from then on"),
    Kind.CASELOAD_OPENED: _("%(who)s opened the list of clients, with your name and last moods"),
    Kind.CHAIN_OPENED: _("Your file was opened here, and this record began"),
    Kind.CLIENT_ERASED: _("%(who)s erased everything in your file"),
    Kind.CLIENT_INVITED: _("%(who)s invited you"),
    Kind.CLIENT_OPENED: _("%(who)s opened the page about you"),
    Kind.COVER_ENDED: _("%(who)s ended somebody standing in for them"),
    Kind.COVER_NAMED: _("%(who)s said who stands in for them"),
    Kind.DESK_OPENED: _("%(who)s saw on the desk what of yours is waiting"),
    Kind.EMERGENCY_CLOSED: _("%(who)s closed your file again after an emergency"),
    Kind.EMERGENCY_OPENED: _("%(who)s opened your file in an emergency"),
    Kind.EMERGENCY_TRIED: _("%(who)s looked for a file in an emergency"),
    Kind.FACTOR_REMOVED: _("%(who)s took your second step of signing in away, as you had lost it"),
    Kind.FILE_DOWNLOADED: _("%(who)s took your questionnaires and goals out of here, as a file"),
    Kind.INVITATION_RENEWED: _("%(who)s made a new invitation link for you"),
    Kind.REFLECTION_HANDED_OVER: _("%(who)s handed a reflection over to the colleague who covers"),
    Kind.REFLECTION_HAND_OVER_ENDED: _(
        "%(who)s took a reflection back from the colleague who covers"
    ),
    Kind.MEASURE_ANSWERS_OPENED: _("%(who)s opened your answers to a questionnaire"),
    Kind.MEASURE_ASSIGNED: _("%(who)s asked you to answer a questionnaire"),
    Kind.MEASURE_ENDED: _("%(who)s no longer asks you to answer a questionnaire"),
    Kind.MEASURE_OPENED: _("%(who)s opened your questionnaires"),
    Kind.MEASURE_SCORES_EXPORTED: _("%(who)s took your scores along as a table"),
    Kind.MEASURE_TAKEN_OUT: _("%(who)s took out a score of yours that was typed in by mistake"),
    Kind.MEASURE_TALKED_ABOUT: _("%(who)s noted that you looked at a score together"),
    Kind.LICENCE_STATED: _("%(who)s stated that the practice may use a questionnaire"),
    Kind.LICENCE_TAKEN_BACK: _("%(who)s took back that the practice may use a questionnaire"),
    Kind.MEASURE_TYPED: _("%(who)s typed in a score of yours from elsewhere"),
    Kind.OWN_MEASURE_AGREED: _("%(who)s agreed to your words for a questionnaire"),
    Kind.OWN_MEASURE_LET_GO: _("%(who)s let go of words for a questionnaire"),
    Kind.OWN_MEASURE_PROPOSED: _("%(who)s proposed words for a questionnaire of your own"),
    Kind.RECORDS_OPENED: _("%(who)s opened their own records about you, or the list of them"),
    Kind.REFLECTION_MARKED_READ: _("%(who)s marked a reflection as read"),
    Kind.REFLECTION_OPENED: _("%(who)s opened a reflection"),
    Kind.REPLY_WRITTEN: _("%(who)s replied to you"),
    Kind.REPORT_BEGUN: _("%(who)s began a progress report"),
    Kind.REPORT_CHANGED: _("%(who)s worked on a progress report"),
    Kind.REPORT_DISCARDED: _("%(who)s put a progress report away unfinished"),
    Kind.REPORT_DOWNLOADED: _("%(who)s downloaded a progress report"),
    Kind.REPORT_FINISHED: _("%(who)s finished a progress report"),
    Kind.REPORT_OPENED: _("%(who)s opened a progress report about you"),
    Kind.REPORT_SHARED: _("%(who)s shared a progress report with you"),
    Kind.SAFETY_ACKNOWLEDGED: _("%(who)s saw that something about your safety waits"),
    Kind.SAFETY_CLOSED: _("%(who)s looked into what you had said about your safety"),
    Kind.SAFETY_ESCALATED: _(
        "%(who)s told others that something about your safety has waited too long"
    ),
    Kind.SAFETY_HOURS_SET: _("%(who)s said in which hours they look"),
    Kind.SAFETY_OPENED: _("%(who)s opened what you had said about your safety"),
    Kind.SAFETY_TOLD: _("%(who)s told somebody by mail to sign in, and nothing more"),
    Kind.STAFF_INVITED: _("%(who)s invited a colleague"),
    Kind.SUPERVISION_ENDED: _("%(who)s took words of yours back from a supervisor"),
    Kind.SUPERVISION_OPENED: _("%(who)s, a supervisor, read words of yours, without your name"),
    Kind.SUPERVISION_SHARED: _(
        "%(who)s shared words of yours, without your name, with a supervisor"
    ),
    Kind.TRANSFER_PROPOSED: _("%(who)s proposed somebody else to go on with you"),
    Kind.TRANSFER_TAKEN_BACK: _("%(who)s took back the proposal that somebody else goes on"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the record: when, what in words, and how many times on end."""

    at: datetime
    words: str
    times: int


def days_of(
    events: Sequence[AuditEvent], names: dict[uuid.UUID, str], zone: str
) -> list[tuple[date, list[Entry]]]:
    """Return the record by day, newest first; the same thing on end is told once, with a count."""
    days = groupby(events, key=lambda event: clock.local(event.at, zone).date())
    return [(day, _entries(list(of_day), names)) for day, of_day in days]


def _entries(events: Sequence[AuditEvent], names: dict[uuid.UUID, str]) -> list[Entry]:
    runs = groupby(events, key=lambda event: sentence_of(event, names))
    entries = []
    for words, run in runs:
        same = list(run)
        entries.append(Entry(same[0].at, words, len(same)))
    return entries


def rows_of(
    events: Iterable[AuditEvent], names: dict[uuid.UUID, str], zone: str
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the record as a table: when, who, what in words, about which thing by its id."""
    for event in events:
        at = clock.local(event.at, zone).isoformat(sep=" ", timespec="seconds")
        own = event.actor_id == event.client_id
        who = names.get(event.actor_id) if event.actor_id else None
        yield (
            at,
            gettext("You") if own else who or gettext("The practice"),
            sentence_of(event, names),
            str(event.subject_id or ""),
        )


def sentence_of(event: AuditEvent, names: dict[uuid.UUID, str]) -> str:
    """Return what happened, in the words of the page."""
    own = YOURS.get(event.kind)
    if event.actor_id == event.client_id and own is not None:
        return str(own)
    who = names.get(event.actor_id) if event.actor_id else None
    return str(THEIRS[event.kind]) % {"who": isolated(who or gettext("The practice"))}
