"""The Door: how a view is made, who comes in, what is committed."""

import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask, abort, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.access.disclosure import Shows
from portal.access.door import Door, begin_writing, session, shown
from portal.access.permissions import Permission
from portal.access.scope import portal_itself
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.journey import queries
from portal.journey.models import Goal
from portal.journey.services import set_goal
from tests.cast import Cast, Person
from tests.slices.access.probe import Probe, goal_of
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def words(answer: TestResponse) -> str:
    """Return a page without what differs each time: its number, and when its forms were signed."""
    page = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
    return "\n".join(line for line in page.splitlines() if "letter__by" not in line)


def test_a_route_without_a_permission_is_an_error_at_import() -> None:
    door = Door("probe", __name__)

    with pytest.raises(TypeError, match="permission"):
        door.get("/probe")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="permission"):
        door.post("/probe")  # type: ignore[call-arg]


@pytest.mark.parametrize("wrong", ["public", None, True])
def test_a_permission_is_never_a_word(wrong: object) -> None:
    door = Door("probe", __name__)

    with pytest.raises(TypeError, match="needs a Permission"):
        door.get("/probe", permission=wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="needs a Permission"):
        door.post("/probe", permission=wrong)  # type: ignore[arg-type]


def test_a_staff_page_with_clinical_text_must_say_what_it_discloses() -> None:
    staff, own = Door("staff", __name__, prefix="/practice"), Door("own", __name__, prefix="/my")

    with pytest.raises(TypeError, match="discloses"):
        staff.get("/probe", permission=Permission.REFLECTION_READ)
    staff.get("/probe", permission=Permission.REFLECTION_READ, discloses=Kind.REFLECTION_OPENED)
    staff.get("/probe", permission=Permission.TEAM_READ)
    own.get("/probe", permission=Permission.REFLECTION_READ)


def test_a_staff_form_about_a_file_must_say_what_its_answers_disclose() -> None:
    staff = Door("staff", __name__, prefix="/practice")

    with pytest.raises(TypeError, match="discloses"):
        staff.post("/probe", permission=Permission.REFLECTION_MARK_READ)
    staff.post(
        "/probe", permission=Permission.REFLECTION_MARK_READ, discloses=Kind.REFLECTION_OPENED
    )
    staff.post("/probe", permission=Permission.REFLECTION_MARK_READ, discloses=Shows.NOTHING)
    staff.post("/probe", permission=Permission.TEAM_INVITE)


def test_an_endpoint_without_a_mark_is_refused_at_run_time(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/bare", view_func=lambda: "words of a client", endpoint="bare")

    answer = app.test_client().get("/bare")

    assert answer.status_code == 500
    assert "words of a client" not in answer.text


def test_foreign_and_unknown_give_the_same_404(probe: Probe, session: Session) -> None:
    goal = goal_of(session, probe.cast.maren)

    @probe.practice.get(
        "/probe/<uuid:goal_id>",
        permission=Permission.GOAL_READ,
        find=queries.find_goal,
        discloses=Kind.CLIENT_OPENED,
    )
    def read(viewer: Viewer, goal: Goal) -> ResponseReturnValue:
        return goal.words

    visit = probe.open()
    unknown = f"/practice/probe/{probe.cast.maren.id}"
    known = f"/practice/probe/{goal}"

    assert visit(probe.cast.ruth).fetch(known).text == "a goal of Maren Aldous"
    for person in (probe.cast.tobias, probe.cast.sena, probe.cast.joan, probe.cast.noor):
        visitor = visit(person)
        visitor.get(unknown)  # the first page brings the token of forms
        foreign, missing = visitor.get(known), visitor.get(unknown)
        assert (foreign.status_code, missing.status_code) == (404, 404), person.name
        assert words(foreign) == words(missing)
        assert dict(foreign.headers) == dict(missing.headers)


@ON_SQLITE  # on PostgreSQL no query of a request gets past: see test_row_level_security.py
def test_the_door_refuses_even_what_a_query_found_past_the_guard(
    probe: Probe, session: Session
) -> None:
    goal = goal_of(session, probe.cast.maren)

    def find(session: Session, goal_id: uuid.UUID) -> Goal | None:
        with portal_itself(session, "tests"):
            return queries.find_goal(session, goal_id)

    @probe.practice.get(
        "/probe/<uuid:goal_id>",
        permission=Permission.GOAL_READ,
        find=find,
        discloses=Kind.CLIENT_OPENED,
    )
    def read(viewer: Viewer, goal: Goal) -> ResponseReturnValue:
        return "found"

    visit = probe.open()

    assert visit(probe.cast.ruth).fetch(f"/practice/probe/{goal}").text == "found"
    for person in (probe.cast.tobias, probe.cast.sena, probe.cast.joan):
        assert visit(person).fetch(f"/practice/probe/{goal}").status_code == 404


def test_what_may_be_read_but_not_done_gives_403(probe: Probe, session: Session) -> None:
    goal = goal_of(session, probe.cast.maren)

    @probe.practice.post(
        "/probe/<uuid:goal_id>",
        permission=Permission.GOAL_WRITE,
        find=queries.find_goal,
        discloses=Shows.NOTHING,
    )
    def change(viewer: Viewer, goal: Goal) -> ResponseReturnValue:
        return "changed"

    visit = probe.open()
    address = f"/practice/probe/{goal}"

    assert visit(probe.cast.ruth).post(address).status_code == 403
    assert visit(probe.cast.tobias).post(address).status_code == 404


def test_clients_and_staff_each_have_a_door_of_their_own(probe: Probe) -> None:
    for door in (probe.practice, probe.own):

        @door.get("/probe", permission=Permission.SIGNED_IN)
        def page(viewer: Viewer) -> ResponseReturnValue:
            return "inside"

    visit = probe.open()

    for person, own, practice in (
        (probe.cast.maren, 200, 403),
        (probe.cast.ruth, 403, 200),
        (probe.cast.joan, 403, 200),
        (None, 302, 302),
    ):
        visitor = visit(person)
        assert visitor.fetch("/my/probe").status_code == own
        assert visitor.fetch("/practice/probe").status_code == practice


def test_whoever_is_signed_out_is_sent_to_sign_in(probe: Probe) -> None:
    @probe.own.get("/probe", permission=Permission.OWN_FILE_READ)
    def page(viewer: Viewer) -> ResponseReturnValue:
        return "inside"

    visitor = probe.open()(None)
    answer = visitor.get("/my/probe?a=b")
    script = visitor.fetch("/my/probe", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/my/probe?a%3Db")
    assert (script.status_code, script.json) == (401, {"error": 401})


def test_a_client_who_has_not_consented_yet_reads_what_this_place_is(
    probe: Probe, session: Session
) -> None:
    @probe.own.get("/probe", permission=Permission.OWN_FILE_READ)
    def page(viewer: Viewer) -> ResponseReturnValue:
        return "inside"

    visitor = probe.open()(probe.cast.maren)
    assert visitor.fetch("/my/probe").status_code == 200

    probe.account(session, probe.cast.maren).consent_version = 0
    session.commit()

    answer = visitor.get("/my/probe")
    assert (answer.status_code, answer.location) == (302, "/my/welcome")


def test_returning_commits_and_refusing_or_raising_rolls_back(
    probe: Probe, session: Session
) -> None:
    outcomes: dict[str, Callable[[], ResponseReturnValue]] = {
        "fine": lambda: "fine",
        "refused": lambda: make_response("refused", 400),
        "aborted": lambda: abort(409),
        "broken": lambda: str(1 / 0),
    }
    for name, outcome in outcomes.items():

        def act(
            viewer: Viewer, outcome: Callable[[], ResponseReturnValue] = outcome
        ) -> ResponseReturnValue:
            set_goal_of(viewer)
            return outcome()

        act.__name__ = name
        probe.own.post(f"/{name}", permission=Permission.GOAL_SET)(act)
    visitor = probe.open()(probe.cast.maren)
    counts = []

    for name in outcomes:
        answer = visitor.post(f"/my/{name}")
        counts.append((answer.status_code, session.scalar(select(func.count(Goal.id)))))
        session.rollback()

    assert counts == [(200, 1), (400, 1), (409, 1), (500, 1)]


def set_goal_of(viewer: Viewer) -> None:
    """Write a goal down, as a view would."""
    assert viewer.practice_id is not None
    assert viewer.user_id is not None
    set_goal(session(), practice_id=viewer.practice_id, client_id=viewer.user_id, words="to sleep")


def test_a_page_that_writes_fails_loudly_and_writes_nothing(probe: Probe, session: Session) -> None:
    @probe.own.get("/probe", permission=Permission.GOAL_SET)
    def page(viewer: Viewer) -> ResponseReturnValue:
        set_goal_of(viewer)
        return "written"

    answer = probe.open()(probe.cast.maren).get("/my/probe")

    assert answer.status_code >= 500
    assert session.scalar(select(func.count(Goal.id))) == 0


def test_a_view_that_reads_first_holds_no_lock_until_it_writes(
    probe: Probe, session: Session
) -> None:
    @probe.own.post("/probe", permission=Permission.GOAL_SET, reads_first=True)
    def act(viewer: Viewer) -> ResponseReturnValue:
        begin_writing()
        set_goal_of(viewer)
        return "written"

    @probe.own.post("/rash", permission=Permission.GOAL_SET, reads_first=True)
    def rash(viewer: Viewer) -> ResponseReturnValue:
        set_goal_of(viewer)
        return "written"

    visitor = probe.open()(probe.cast.maren)

    assert visitor.post("/my/rash").status_code >= 500
    assert visitor.post("/my/probe").status_code == 200
    assert session.scalar(select(func.count(Goal.id))) == 1


def test_a_list_tells_which_rows_it_showed(probe: Probe, session: Session, cast: Cast) -> None:
    goal_of(session, cast.maren)
    goal_of(session, cast.idris)

    @probe.practice.get(
        "/probe", permission=Permission.CASELOAD_READ, discloses=Kind.CASELOAD_OPENED
    )
    def page(viewer: Viewer) -> ResponseReturnValue:
        rows = probe.goals()
        shown(rows)
        return ", ".join(row.words for row in rows)

    answer = probe.open()(cast.ruth).fetch("/practice/probe")

    assert "Maren" in answer.text
    assert "Idris" in answer.text
    recorded = probe.recorded(session, Kind.CASELOAD_OPENED)
    assert {event.client_id for event in recorded} == {cast.maren.id, cast.idris.id}
    assert {event.actor_id for event in recorded} == {cast.ruth.id}
    assert len({event.request_id for event in recorded}) == 1
    assert recorded[0].request_id
