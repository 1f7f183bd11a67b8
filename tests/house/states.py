"""One object of each kind in each of its states, for the table of who may open what.

Idris has gone over from Ruth to Tobias and let nothing come along; the rest is Maren's, in care
with Ruth and, before that, with Sena. Whoever adds a kind adds a line to `states`.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import time_machine
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.caseload import queries as caseload
from portal.entrusting import services, supervision
from portal.measures.asking.typed_scores import take_out
from portal.reflections import services as reflections
from portal.reports import services as reports
from portal.transfers import services as transfers
from portal.transfers.queries import find_proposal
from tests import factories as make
from tests.cast import Cast, viewer_of
from tests.house.entrusting import a_handover, an_item
from tests.house.measures import a_typed_score, an_assignment, answered, own_words
from tests.house.safety import a_closed_review
from tests.house.world import World, _finish, _report, former_id

BEFORE = "from before a transfer without it"


class State(NamedTuple):
    """An object that an address may ask for: the variable's name, its state in words, its id."""

    variable: str
    words: str
    id: uuid.UUID


def states(session: Session, cast: Cast, world: World) -> Iterator[State]:
    """Make everything, and yield it."""
    yield from _of_reflections(session, cast)
    yield from _of_reports(session, cast)
    yield from _of_invitations(session, cast)
    yield from _after_a_transfer(session, cast)
    yield from _of_care(session, cast, world)
    yield from _entrusted(session, cast)
    yield from _of_safety(session, cast, world)
    yield from _of_measures(session, cast, world)
    listed = {"reflection_id", "annotation_id", "report_id", "invitation_id", "client_id"}
    listed |= {"transfer_id", "care_id", "former_id", "item_id", "review_id"}
    listed |= {"administration_id", "own_id", "score_id"}
    for variable, one in world.ids.items():
        if variable not in listed:
            yield State(variable, "Maren’s", one)


def _of_reflections(session: Session, cast: Cast) -> Iterator[State]:
    shared = make.shared_reflection(session, cast.maren)
    withdrawn = make.shared_reflection(session, cast.maren)
    notes = {
        "on a shared reflection": make.annotation_on(session, cast.ruth, shared),
        "on one taken back": make.annotation_on(session, cast.ruth, withdrawn),
    }
    reflections.withdraw(withdrawn)
    made = {
        "a draft": make.draft_reflection(session, cast.maren),
        "kept": make.kept_reflection(session, cast.maren),
        "shared": shared,
        "taken back": withdrawn,
    }
    session.flush()
    yield from (State("reflection_id", words, one.id) for words, one in made.items())
    yield from (State("annotation_id", words, one.id) for words, one in notes.items())


def _entrusted(session: Session, cast: Cast) -> Iterator[State]:
    """Let Tobias cover for Ruth and hold reflections of Maren's; share others with Vera."""
    for words in ("open", "taken back", "withdrawn"):
        one = make.shared_reflection(session, cast.maren)
        a_handover(session, cast, one)
        item = an_item(session, cast, one, "words for supervision")
        if words == "taken back":
            services.take_handover_back(session, viewer_of(session, cast.ruth), one.id)
            supervision.end([item], actor_id=cast.ruth.id)
        elif words == "withdrawn":
            reflections.withdraw(one)
        session.flush()
        yield State("reflection_id", f"handed over to Tobias, {words}", one.id)
        yield State("item_id", f"shared with Vera, {words}", item.id)


def _of_safety(session: Session, cast: Cast, world: World) -> Iterator[State]:
    yield State("review_id", "open", world.ids["review_id"])
    yield State("review_id", "closed by Ruth", a_closed_review(session, cast, "words").id)


def _of_measures(session: Session, cast: Cast, world: World) -> Iterator[State]:
    yield State("administration_id", "completed", world.ids["administration_id"])
    yield State("administration_id", "begun", world.drafts["administration_id"])
    mistaken = a_typed_score(session, cast.maren, cast.ruth, "words")
    take_out(mistaken, practitioner_id=cast.ruth.id)
    session.flush()
    yield State("administration_id", "typed in by mistake", mistaken.id)
    yield State("score_id", "typed in", world.ids["score_id"])
    yield State("score_id", "typed in by mistake", mistaken.id)
    yield State("score_id", "not typed in", world.ids["administration_id"])
    yield State("own_id", "proposed by Maren", world.ids["own_id"])
    yield State("own_id", "proposed by Ruth", world.drafts["own_id"])


def _of_reports(session: Session, cast: Cast) -> Iterator[State]:
    client = session.get_one(User, cast.maren.id)
    for author in (cast.ruth, cast.sena):
        for words in ("a draft", "finished", "shared"):
            report = _report(session, client, author)
            if words != "a draft":
                _finish(session, report)
            if words == "shared":
                reports.share_report(report)
            if author is cast.sena:  # of when Sena treated Maren; Ruth may see what was shared
                report.shared_at = report.shared_at and clock.now() - timedelta(days=60)
            session.flush()
            yield State("report_id", f"{words}, by {author.name.split()[0]}", report.id)


def _of_invitations(session: Session, cast: Cast) -> Iterator[State]:
    care = caseload.care_between(session, cast.wren.id, cast.ruth.id)
    wren = session.get_one(User, cast.wren.id)
    for words in ("taken back", "used", "run out", "open"):
        invited = accounts.invite(
            session,
            wren,
            author_id=cast.ruth.id,
            email=cast.wren.email,
            care_relationship_id=care.id if care else None,
        ).invitation
        session.flush()
        if words == "used":
            invited.used_at = clock.now()
        elif words == "run out":
            invited.expires_at = clock.now() - timedelta(days=1)
        elif words == "taken back":
            accounts.void(invited)
        session.flush()
        yield State("invitation_id", words, invited.id)


def _after_a_transfer(session: Session, cast: Cast) -> Iterator[State]:
    """Let Idris go over to Tobias with nothing, and share once more with him."""
    idris = session.get_one(User, cast.idris.id)
    with time_machine.travel(clock.now() - timedelta(days=1), tick=False):
        old = make.shared_reflection(session, cast.idris)
        note = make.annotation_on(session, cast.ruth, old)
        report = _report(session, idris, cast.ruth)
        _finish(session, report)
        reports.share_report(report)
        assignment = an_assignment(session, cast.idris, cast.ruth)
        measure = answered(session, assignment, "before")
        score = a_typed_score(session, cast.idris, cast.ruth, "before")
        own = own_words(session, cast.idris, cast.idris, "before")
        session.flush()
    with time_machine.travel(clock.now() - timedelta(hours=1), tick=False):
        yield State("transfer_id", "agreed to, of Idris", _gone_over(session, cast))
    new = make.shared_reflection(session, cast.idris)
    yield State("reflection_id", f"shared, {BEFORE}", old.id)
    yield State("reflection_id", "shared after the transfer", new.id)
    yield State("annotation_id", BEFORE, note.id)
    yield State("report_id", f"shared, {BEFORE}", report.id)
    yield State("assignment_id", BEFORE, assignment.id)
    yield State("administration_id", f"completed, {BEFORE}", measure.id)
    yield State("score_id", f"typed in, {BEFORE}", score.id)
    yield State("own_id", f"proposed by the client, {BEFORE}", own.id)
    yield State("client_id", "gone over from Ruth to Tobias", idris.id)
    yield State("former_id", "Ruth’s, gone over", former_id(session, cast.idris, cast.ruth))


def _gone_over(session: Session, cast: Cast) -> uuid.UUID:
    care = caseload.care_between(session, cast.idris.id, cast.ruth.id)
    assert care is not None
    transfer = transfers.propose(session, care, colleague_id=cast.tobias.id)
    session.flush()
    proposal = find_proposal(session, transfer.id)
    assert proposal is not None
    transfers.agree(proposal, carried=frozenset())
    return transfer.id


def _of_care(session: Session, cast: Cast, world: World) -> Iterator[State]:
    yield State("client_id", "in care with Ruth", cast.maren.id)
    yield State("client_id", "invited by Ruth", cast.wren.id)
    yield State("care_id", "going on", world.ids["care_id"])
    yield State("care_id", "ended", world.ids["former_id"])
    yield State("former_id", "Sena’s, ended", world.ids["former_id"])
    yield State("former_id", "Ruth’s, going on", world.ids["care_id"])
    yield State("transfer_id", "proposed by Ruth", world.ids["transfer_id"])
