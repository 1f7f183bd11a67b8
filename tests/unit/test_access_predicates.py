"""Each predicate by itself, and how clauses are combined."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from portal.access import predicates
from portal.access.permissions import Permission
from portal.access.policy import POLICY, may
from portal.access.reach import Part, Reach
from portal.access.viewer import NOBODY, Role, Viewer

ME, HIM, HERE, THERE = (uuid.uuid4() for _ in range(4))
CLIENT = Viewer(ME, HERE, Role.CLIENT, frozenset({ME}), practitioner_ids=frozenset({HIM}))
BEFORE, BEGAN, LATER = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 6, 9))


def treating(*carried: Part) -> Viewer:
    """Return a practitioner with one client, and what came along to them."""
    reach = {HIM: Reach(BEGAN, frozenset(carried))}
    return Viewer(ME, HERE, Role.PRACTITIONER, frozenset({HIM}), reach=reach)


STAFF, REPORTED = treating(Part.GOALS), treating(Part.REPORTS)
READ = replace(CLIENT, reach={HIM: Reach(BEGAN, frozenset())})
ADMIN = Viewer(ME, HERE, Role.ADMIN)


def thing(**facts: Any) -> SimpleNamespace:
    """Return something with just these facts."""
    return SimpleNamespace(**facts)


def note(written_at: datetime, *, on: datetime) -> SimpleNamespace:
    """Return an annotation, on a reflection that was last shared then."""
    reflection = thing(last_shared_at=on)
    return thing(client_id=HIM, written_at=written_at, reflection=reflection)


@pytest.mark.parametrize(
    ("name", "viewer", "subject", "expected"),
    [
        ("is_signed_in", CLIENT, None, True),
        ("is_signed_in", NOBODY, None, False),
        ("is_client", CLIENT, None, True),
        ("is_client", STAFF, None, False),
        ("is_practitioner", STAFF, None, True),
        ("is_practitioner", ADMIN, None, False),
        ("is_admin", ADMIN, None, True),
        ("is_admin", STAFF, None, False),
        ("owns", CLIENT, thing(client_id=ME), True),
        ("owns", CLIENT, thing(client_id=HIM), False),
        ("owns", NOBODY, thing(client_id=None), False),
        ("treats", STAFF, thing(client_id=HIM), True),
        ("treats", STAFF, thing(client_id=ME), False),
        ("has_practitioner", CLIENT, None, True),
        ("has_practitioner", NOBODY, None, False),
        ("is_shared", STAFF, thing(state="shared"), True),
        ("is_shared", STAFF, thing(state="withdrawn"), False),
        ("is_on_shared", STAFF, thing(reflection=thing(state="shared")), True),
        ("is_on_shared", STAFF, thing(reflection=thing(state="kept")), False),
        ("reaches_reflection", STAFF, thing(client_id=HIM, last_shared_at=LATER), True),
        ("reaches_reflection", STAFF, thing(client_id=HIM, last_shared_at=BEFORE), False),
        ("reaches_reflection", STAFF, thing(client_id=HIM, last_shared_at=None), False),
        ("reaches_reflection", STAFF, thing(client_id=ME, last_shared_at=LATER), False),
        ("reaches_annotation", STAFF, note(LATER, on=LATER), True),
        ("reaches_annotation", STAFF, note(BEFORE, on=LATER), False),
        ("reaches_annotation", STAFF, note(LATER, on=BEFORE), False),
        ("reaches_goal", STAFF, thing(client_id=HIM, set_at=BEFORE), True),
        ("reaches_goal", STAFF, thing(client_id=ME, set_at=BEFORE), False),
        ("came_along", STAFF, thing(client_id=HIM, shared_at=BEFORE), False),
        ("came_along", REPORTED, thing(client_id=HIM, shared_at=BEFORE), True),
        ("came_along", REPORTED, thing(client_id=HIM, shared_at=LATER), False),
        ("came_along", REPORTED, thing(client_id=HIM, shared_at=None), False),
        ("has_reader", READ, note(LATER, on=LATER), True),
        ("has_reader", READ, note(BEFORE, on=BEFORE), False),
        ("has_reader", CLIENT, note(LATER, on=LATER), False),
        ("arranged", STAFF, thing(practitioner_id=ME), True),
        ("arranged", STAFF, thing(practitioner_id=HIM), False),
        ("arranged", NOBODY, thing(practitioner_id=None), False),
        ("treated", STAFF, thing(practitioner_id=ME), True),
        ("treated", STAFF, thing(practitioner_id=HIM), False),
        ("treated", NOBODY, thing(practitioner_id=None), False),
        ("proposed", STAFF, thing(proposer_id=ME), True),
        ("proposed", STAFF, thing(proposer_id=HIM), False),
        ("proposed", NOBODY, thing(proposer_id=None), False),
        ("wrote", STAFF, thing(author_id=ME), True),
        ("wrote", STAFF, thing(author_id=HIM), False),
        ("wrote", NOBODY, thing(author_id=None), False),
        ("is_draft", STAFF, thing(state="draft"), True),
        ("is_draft", STAFF, thing(state="finished"), False),
        ("is_finished", STAFF, thing(state="finished"), True),
        ("is_finished", STAFF, thing(state="shared"), True),
        ("is_finished", STAFF, thing(state="draft"), False),
        ("is_given", CLIENT, thing(state="shared"), True),
        ("is_given", CLIENT, thing(state="finished"), False),
        ("works_in_practice", ADMIN, thing(practice_id=HERE), True),
        ("works_in_practice", ADMIN, thing(practice_id=THERE), False),
        ("works_in_practice", NOBODY, thing(practice_id=None), False),
        ("invites_staff", ADMIN, thing(care_relationship_id=None), True),
        ("invites_staff", ADMIN, thing(care_relationship_id=HIM), False),
    ],
)
def test_predicate(name: str, viewer: Viewer, subject: Any, expected: bool) -> None:
    assert getattr(predicates, name)(viewer, subject) is expected


def test_every_predicate_is_used_by_the_policy() -> None:
    used = {one.__name__ for clauses in POLICY.values() for clause in clauses for one in clause}
    written = {
        name
        for name, value in vars(predicates).items()
        if getattr(value, "__module__", "") == predicates.__name__ and callable(value)
    }

    assert written == used


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ([], False),
        ([[]], True),
        ([[True]], True),
        ([[False]], False),
        ([[True, False]], False),
        ([[True, True]], True),
        ([[False], [True]], True),
        ([[True, False], [False, True]], False),
    ],
)
def test_any_clause_is_enough_and_a_clause_needs_all(
    monkeypatch: pytest.MonkeyPatch, clauses: list[list[bool]], expected: bool
) -> None:
    told = [[lambda viewer, subject, says=says: says for says in clause] for clause in clauses]
    monkeypatch.setitem(POLICY, Permission.TEAM_READ, told)

    assert may(CLIENT, Permission.TEAM_READ) is expected


def test_what_the_policy_does_not_know_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(POLICY, Permission.TEAM_READ)

    assert not may(ADMIN, Permission.TEAM_READ)


def test_nobody_has_no_file() -> None:
    assert NOBODY.file_ids == frozenset()
    assert not NOBODY.has_consented


def test_an_invited_client_may_be_loaded_but_is_not_treated() -> None:
    viewer = Viewer(ME, HERE, Role.PRACTITIONER, invited_ids=frozenset({HIM}))

    assert HIM in viewer.file_ids
    assert not predicates.treats(viewer, thing(client_id=HIM))
