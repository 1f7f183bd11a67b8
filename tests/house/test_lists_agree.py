"""Lists agree with policy: a row is on somebody's pages if and only if they may read it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.access.door import session as request_session
from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.scope import portal_itself
from portal.accounts.models import User
from portal.annotations.models import Annotation
from portal.entrusting import services, supervision
from portal.entrusting.models import SupervisionItem
from portal.journey.models import Goal
from portal.journey.services import set_goal
from portal.measures.asking.plan import Plan
from portal.measures.models import Administration, Rhythm
from portal.measures.own.models import OwnMeasure
from portal.measures.services import assign
from portal.reflections import services as reflections
from portal.reflections.models import Reflection
from portal.reports import services as reports
from portal.reports.models import Report, ReportState
from portal.safety.models import SafetyReview
from tests import factories
from tests.cast import Cast, Person, viewer_of
from tests.house import measures
from tests.house.entrusting import an_item
from tests.house.safety import a_closed_review, a_review
from tests.house.stage import Stage
from tests.house.world import PERIOD, _finish

ENDS = {"/leave"}
"""Leaving quickly ends the sign-in: whatever came after it would be shown to nobody."""

PEOPLE = ("maren", "idris", "noor", "ruth", "tobias", "sena", "joan", "vera")


@dataclass(frozen=True)
class Row:
    """One row, by what stands on a page that lists it: a link to it, or its words."""

    model: type[Any]
    id: uuid.UUID
    permission: Permission
    marks: tuple[str, ...]
    what: str


def rows(session: Session, cast: Cast) -> Iterator[Row]:
    """Make one of each kind in each of its states, in three files, and yield them."""
    for client, practitioner in ((cast.maren, cast.ruth), (cast.noor, cast.tobias)):
        yield from _reflections(session, client)
        yield from _annotations(session, client, practitioner)
        yield from _reports(session, client, practitioner)
        yield from _measures(session, client, practitioner)
        words = f"goal of {client.name}"
        goal = set_goal(session, practice_id=client.practice_id, client_id=client.id, words=words)
        session.flush()
        yield Row(Goal, goal.id, Permission.GOAL_READ, (words,), words)
    yield from _entrusted(session, cast)
    yield from _reviews(session, cast)
    yield from _reports(session, cast.maren, cast.sena)  # written while she still treated Maren


def _entrusted(session: Session, cast: Cast) -> Iterator[Row]:
    """Yield what was handed over to Tobias and shared with Vera, and what was taken back again."""
    ruth = viewer_of(session, cast.ruth)
    for state in ("handed over", "taken back"):
        one = factories.shared_reflection(session, cast.maren)
        services.hand_over(session, ruth, client_id=cast.maren.id, reflection_id=one.id)
        item = an_item(session, cast, one, f"words {state}")
        session.flush()
        if state == "taken back":
            services.take_handover_back(session, ruth, one.id)
            supervision.end([item], actor_id=cast.ruth.id)
            session.flush()
        link = f"/reflections/{one.id}"
        yield Row(Reflection, one.id, Permission.REFLECTION_READ, (link,), f"{state} to Tobias")
        marks = (f"words {state}", f"/supervision/{item.id}")
        yield Row(SupervisionItem, item.id, Permission.SUPERVISION_READ, marks, f"item {state}")


def _reviews(session: Session, cast: Cast) -> Iterator[Row]:
    """Yield reviews of Maren's, for whose practitioner Tobias covers."""
    for state, one in (
        ("open", a_review(session, cast, "Several days", "")),
        ("closed", a_closed_review(session, cast, "words")),
    ):
        link = f"/safety/{one.id}"
        yield Row(SafetyReview, one.id, Permission.SAFETY_READ, (link,), f"a review, {state}")


def _reflections(session: Session, client: Person) -> Iterator[Row]:
    read = factories.shared_reflection(session, client)
    reflections.mark_read(read, viewer_of(session, _reader(session, client)))
    made = {
        "draft": factories.draft_reflection(session, client),
        "kept": factories.kept_reflection(session, client),
        "shared": factories.shared_reflection(session, client),
        "read": read,
        "edited": factories.edited_reflection(session, client, then="Another version of it."),
        "withdrawn": factories.withdrawn_reflection(session, client),
    }
    session.flush()
    for state, one in made.items():
        link = f"/reflections/{one.id}"
        yield Row(Reflection, one.id, Permission.REFLECTION_READ, (link,), f"{state} {client.name}")


def _annotations(session: Session, client: Person, practitioner: Person) -> Iterator[Row]:
    for state in ("shared", "withdrawn"):
        reflection = factories.shared_reflection(session, client)
        words = f"note on a {state} one for {client.name}"
        one = factories.annotation_on(session, practitioner, reflection, body=words)
        if state == "withdrawn":
            reflections.withdraw(reflection)
        session.flush()
        marks = (words, f"/reflections/{reflection.id}")
        yield Row(Annotation, one.id, Permission.ANNOTATION_READ, marks, words)


def _reports(session: Session, client: Person, author: Person) -> Iterator[Row]:
    subject = session.get_one(User, client.id)
    for state in ReportState:
        report = reports.begin_report(session, subject, author_id=author.id, period=PERIOD)
        session.flush()
        if state is not ReportState.DRAFT:
            _finish(session, report)
        if state is ReportState.SHARED:
            reports.share_report(report)
        session.flush()
        link = f"/reports/{report.id}"
        what = f"{state} by {author.name} on {client.name}"
        yield Row(Report, report.id, Permission.REPORT_READ, (link,), what)


def _measures(session: Session, client: Person, practitioner: Person) -> Iterator[Row]:
    """Yield answers that were sent, and such as are the client's alone until then."""
    plan = Plan("gad-7", Rhythm.EVERY_WEEKS, starts_on=clock.today("UTC"), every=2)
    subject = session.get_one(User, client.id)
    asked = assign(subject, plan, practitioner_id=practitioner.id)
    session.flush()
    for what, one in (
        ("sent", measures.answered(session, asked, "")),
        ("begun", measures.begun(session, asked)),
    ):
        words = f"answers of {client.name}, {what}"
        yield Row(Administration, one.id, Permission.MEASURE_READ, (str(one.id),), words)
    for proposer in (client, practitioner):
        own = measures.own_words(session, client, proposer, f"words of {proposer.name}")
        words = f"a measure for {client.name}, worded by {proposer.name}"
        yield Row(OwnMeasure, own.id, Permission.OWN_MEASURE_READ, (str(own.id),), words)


def _reader(session: Session, client: Person) -> Person:
    """Return the practitioner who treats a client now."""
    found = session.get_one(User, next(iter(viewer_of(session, client).practitioner_ids)))
    return Person(found.id, found.practice_id, found.fs_uniquifier, found.email, found.name)


def lists_of(house: Stage, name: str) -> str:
    """Return all that somebody's own list pages show: those whose address asks for no row."""
    person: Person = getattr(house.cast, name)
    visitor = house.visit(person)
    shown = []
    for rule in house.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule not in ENDS:
            answer = visitor.fetch(rule.rule)
            shown.append(answer.text if answer.status_code == 200 else "")
    for client in (house.cast.maren, house.cast.idris, house.cast.noor, house.cast.wren):
        for page in ("", "/measures", "/reports"):
            answer = visitor.fetch(f"/practice/clients/{client.id}{page}")
            shown.append(answer.text if answer.status_code == 200 else "")
    return "\n".join(shown)


def test_a_row_is_on_somebodys_lists_if_and_only_if_they_may_read_it(house: Stage) -> None:
    with house.app.app_context(), portal_itself(request_session(), "tests"):
        session = request_session()
        made = list(rows(session, house.cast))
        viewers = {name: viewer_of(session, getattr(house.cast, name)) for name in PEOPLE}
        allowed = {
            (name, row.id): may(viewer, row.permission, session.get_one(row.model, row.id))
            for name, viewer in viewers.items()
            for row in made
        }
        session.commit()

    wrong, yes = [], 0
    for name in PEOPLE:
        shown = lists_of(house, name)
        for row in made:
            listed = any(mark in shown for mark in row.marks)
            yes += listed
            if listed is not allowed[name, row.id]:
                said = "shows" if listed else "does not show"
                wrong.append(f"a list of {name} {said} {row.what!r} ({row.model.__name__})")
    assert len(made) > 20
    assert yes > 20
    assert not wrong, "\n".join(wrong)
