"""Each predicate by itself, and how clauses are combined."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from portal.access import predicates
from portal.access.permissions import Permission
from portal.access.policy import POLICY, may
from portal.access.viewer import NOBODY, Role, Viewer

ME, HIM, HERE, THERE = (uuid.uuid4() for _ in range(4))
CLIENT = Viewer(ME, HERE, Role.CLIENT, frozenset({ME}), practitioner_ids=frozenset({HIM}))
STAFF = Viewer(ME, HERE, Role.PRACTITIONER, frozenset({HIM}))
ADMIN = Viewer(ME, HERE, Role.ADMIN)


def thing(**facts: Any) -> SimpleNamespace:
    """Return something with just these facts."""
    return SimpleNamespace(**facts)


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
