"""What is here for a client today: at most three things, and none of them has to be today."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.annotations.models import Annotation
from portal.annotations.queries import unseen_for
from portal.desk.phrases import on_day
from portal.desk.queries import AtFirst, at_first
from portal.desk.things import Thing, measures_things, safety_thing, suggested_thing
from portal.entrusting.models import EmergencyAccess
from portal.entrusting.queries import emergencies_to_tell
from portal.measures.answering.asked import asked_of
from portal.reflections.models import Draft, Reflection, Revision
from portal.reflections.queries import drafts_of
from portal.reflections.words import first_words
from portal.transfers.queries import Proposal
from portal.web.templating import timezone
from portal.web.words import first_name, listed, number, sentence

AT_MOST = 3
TITLE = 60


@dataclass
class _Answered:
    """What was answered on one reflection and not seen yet."""

    by: str
    revision: Revision
    notes: int = 0
    replies: int = 0


def here(
    session: Session, client: Viewer, proposals: Sequence[Proposal] = (), *, looks: bool = True
) -> Sequence[Thing]:
    """Return what is here for a client: what somebody looks at for their safety before all else.

    Then answers, a report, words to read, what is asked, and what was begun. Many answers never
    push the others off the page; the rest are under Feedback. `looks` is as for `safety_thing`.
    """
    assert client.user_id is not None
    found = at_first(session, client)
    first = [safety_thing(one, looks=looks) for one in found.reviews if one.is_open][:1]
    others = [*map(_proposal_thing, proposals[:1]), *_others(session, client, found)]
    others = others[: AT_MOST - len(first)]
    answers = [_answer_thing(*each) for each in _answered(session, client.user_id).items()]
    return [*first, *answers[: AT_MOST - len(first) - len(others)], *others]


def _others(session: Session, client: Viewer, found: AtFirst) -> Iterator[Thing]:
    assert client.user_id is not None
    client_id = client.user_id
    for access, practitioner in emergencies_to_tell(session, client_id, clock.now()):
        if access.seen_at is None:
            yield _emergency_thing(access, practitioner)
            break
    if found.has_report:
        yield Thing(
            words=_("A report was shared with you"),
            more=_("Pages your therapist wrote about your work together. Read them when it suits."),
            leads_to=_("Go to your reports"),
            endpoint="client_reports.reports",
        )
    if found.words_id and not client.has_withdrawn:
        yield suggested_thing(found.words_id)
    asked = asked_of(session, client, clock.now(), timezone())
    looked_at = {one.administration_id for one in found.reviews}
    yield from measures_things([one for one in asked if one.due], looked_at)
    for draft in drafts_of(session, client_id, limit=1):
        yield _draft_thing(draft)


def _answered(session: Session, client_id: uuid.UUID) -> dict[uuid.UUID, _Answered]:
    found: dict[uuid.UUID, _Answered] = {}
    counted: set[uuid.UUID] = set()
    for note, reply in unseen_for(session, client_id):
        if note.seen_at is None and note.id not in counted:
            _at(found, note, note.author.name).notes += 1
            counted.add(note.id)
        if reply is not None:
            _at(found, note, reply.author.name).replies += 1
    return found


def _at(found: dict[uuid.UUID, _Answered], note: Annotation, by: str) -> _Answered:
    return found.setdefault(note.reflection_id, _Answered(first_name(by), note.revision))


def _answer_thing(reflection_id: uuid.UUID, answered: _Answered) -> Thing:
    title = answered.revision.title or first_words(answered.revision.body, TITLE)
    counts = []
    if answered.notes:
        counts.append(
            ngettext(
                "one note beside your words",
                "%(many)s notes beside your words",
                answered.notes,
                many=number(answered.notes),
            )
        )
    if answered.replies:
        counts.append(
            ngettext(
                "one reply", "%(many)s replies", answered.replies, many=number(answered.replies)
            )
        )
    return Thing(
        words=_("%(name)s answered “%(title)s”", name=answered.by, title=title),
        more=sentence(listed(counts)) + ".",
        leads_to=_("Read what %(name)s wrote", name=answered.by),
        endpoint="client_annotations.reflection",
        values={"reflection_id": reflection_id},
    )


def _emergency_thing(access: EmergencyAccess, practitioner: User) -> Thing:
    name = first_name(practitioner.name)
    return Thing(
        words=_("%(name)s opened your file in an emergency", name=name),
        more=_(
            "It was %(day)s. You can read why, and what was opened.", day=on_day(access.opened_at)
        ),
        leads_to=_("Read why"),
        endpoint="client_rights.privacy",
        values={"_anchor": f"emergency-{access.id}"},
    )


def _proposal_thing(proposal: Proposal) -> Thing:
    before, after = first_name(proposal.proposer.name), proposal.colleague.name
    return Thing(
        words=_("%(before)s suggests that you go on with %(after)s", before=before, after=after),
        more=_("You decide. Until you say yes, everything stays as it is."),
        leads_to=_("Read what it would mean"),
        endpoint="client_transfers.transfer",
        values={"transfer_id": proposal.id},
    )


def _draft_thing(draft: Draft) -> Thing:
    reflection: Reflection = draft.reflection
    return Thing(
        words=_("A page you began %(day)s", day=on_day(reflection.begun_at)),
        more="",
        excerpt=draft.title or first_words(draft.body, 120),
        leads_to=_("Go on with it"),
        endpoint="client_reflections.edit",
        values={"reflection_id": reflection.id},
        is_own=True,
    )
