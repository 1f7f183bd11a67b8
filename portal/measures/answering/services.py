"""Answering a measure: begun, saved as it goes, sent, or let go.

A positive safety answer opens a review with the very save that brings it, complete or not.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.database import session_of
from portal.measures import queries
from portal.measures.answering.heeding import heed
from portal.measures.models import Administration, AdministrationState, Pace
from portal.measures.questions import Answers, Sheet
from portal.measures.services import Closed
from portal.measures.summing_up import refresh_measures
from portal.reflections.words import canonical
from portal.safety.models import SafetyReview

OPEN, LET_GO = AdministrationState.OPEN, AdministrationState.LET_GO


class Stale(Exception):
    """Other answers were saved after these had been looked over."""


class Crossed(Exception):
    """Some of these questions had got another answer meanwhile, in another tab or elsewhere."""

    def __init__(self, numbers: Collection[str]) -> None:
        super().__init__(", ".join(numbers))
        self.numbers = frozenset(numbers)


@dataclass(frozen=True)
class Saved:
    """What became of a save: the review that it opened, if it was the one to open it.

    `left` are questions whose other answer, from another tab, was left as it is, because an answer
    in the same form could not wait for a choice between the two.
    """

    edition: int
    review: SafetyReview | None = None
    left: frozenset[str] = frozenset()


def begin(session: Session, due: queries.Due, sheet: Sheet, *, pace: Pace) -> Administration:
    """Begin to answer, or go on: one row an occasion, whoever asks for it at the same moment.

    What was begun on an older occasion is let go of. Version and language stay as they are now.
    """
    assignment = due.assignment
    session.refresh(assignment, with_for_update=True)
    begun = queries.administration_on(session, assignment, due.due_on)
    if begun is not None:
        _take_up(begun, pace)
        return begun
    for older in queries.open_of(session, assignment):
        _put_down(older)
    begun = Administration(
        practice_id=assignment.practice_id,
        client_id=assignment.client_id,
        assignment_id=assignment.id,
        version=sheet.version,
        language=sheet.language,
        due_on=due.due_on,
        state=OPEN,
        pace=pace,
        edition=1,
        opened_at=clock.now(),
    )
    begun.slug, begun.answers = assignment.slug, {}
    session.add(begun)
    session.flush()
    _record(begun, Kind.MEASURE_BEGUN)
    return begun


def save(
    administration: Administration, sheet: Sheet, changes: Answers, *, edition: int, past: int = 0
) -> Saved:
    """Keep what was chosen just now; None leaves a question open. `edition` is the page's.

    `past` is the last question that the client goes past with it.

    A page from before another save takes no answer away. Raises Closed; Crossed, where it brings
    another answer to the same question, and nothing is kept until the client has chosen. A positive
    safety answer never waits for that, unless a higher one is kept already.
    """
    _insist_on_open(administration)
    before: Mapping[str, int | str] = administration.answers or {}
    news, crossed = changes, frozenset[str]()
    if edition != administration.edition:
        news = {number: value for number, value in changes.items() if value is not None}
        crossed = frozenset(one for one in news if before.get(one, news[one]) != news[one])
    positive = (str(one.number) for one in sheet.positive(news))
    urgent = {number for number in positive if _number(before, number) < _number(news, number)}
    if crossed and not urgent:
        raise Crossed(crossed)
    left = crossed - urgent
    after = _joined(before, {one: value for one, value in news.items() if one not in left})
    if after != before:
        administration.answers = after
        administration.edition += 1
    administration.reached = max(administration.reached, past)
    return Saved(administration.edition, heed(administration, sheet, after, before), left)


def go_at(administration: Administration, pace: Pace) -> None:
    """Keep how the client likes to answer: one question a page, or all on one."""
    administration.pace = pace


def keep_remark(administration: Administration, remark: str | None) -> None:
    """Keep what is said about the answers until they are sent. Raises Closed."""
    _insist_on_open(administration)
    administration.remark = canonical(remark or "") or None


def complete(administration: Administration, *, remark: str | None, edition: int) -> None:
    """Send the answers as they were looked over, with a remark to them.

    Raises Closed, also if they had been sent; Stale if other answers were saved meanwhile.
    """
    _insist_on_open(administration)
    if edition != administration.edition:
        raise Stale
    administration.state = AdministrationState.COMPLETED
    administration.remark = canonical(remark or "") or None
    administration.completed_at = max(clock.now(), administration.opened_at)  # a clock may jump
    _record(administration, Kind.MEASURE_ANSWERED)
    refresh_measures(session_of(administration), administration.client_id, administration.slug)


def let_go(session: Session, due: queries.Due, sheet: Sheet) -> Administration:
    """Put an occasion aside: what was chosen so far is deleted, and nobody sees it."""
    pace = due.administration.pace if due.administration else Pace.ONE
    administration = begin(session, due, sheet, pace=pace)
    _put_down(administration)
    return administration


def _take_up(administration: Administration, pace: Pace) -> None:
    """Go on, also with what was let go of; what was completed stays as it is."""
    administration.pace = pace
    if administration.state is LET_GO:
        administration.state, administration.opened_at = OPEN, clock.now()
        _record(administration, Kind.MEASURE_BEGUN)


def _put_down(administration: Administration) -> None:
    if administration.state is OPEN:
        administration.state, administration.answers = LET_GO, {}
        administration.remark, administration.reached = None, 0
        administration.edition += 1
        _record(administration, Kind.MEASURE_LET_GO)


def _number(answers: Answers, number: str) -> int:
    value = answers.get(number)
    return value if isinstance(value, int) else -1


def _joined(before: Mapping[str, int | str], news: Answers) -> dict[str, int | str]:
    return {one: value for one, value in {**before, **news}.items() if value is not None}


def _insist_on_open(administration: Administration) -> None:
    queries.alone(session_of(administration), administration)
    if administration.state is not OPEN:
        raise Closed


def _record(administration: Administration, kind: Kind) -> None:
    client_id: uuid.UUID = administration.client_id
    record(
        session_of(administration),
        Happening(kind, administration.practice_id, client_id, client_id, administration.id),
    )
