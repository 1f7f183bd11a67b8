"""Who may do what: the whole table, (persona × permission × state), written out and compared."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from portal.access.entrusted import Entrusted
from portal.access.permissions import Permission
from portal.access.policy import POLICY, READ_BEFORE, may, may_know_of
from portal.access.reach import EVERYTHING, Part, Reach
from portal.access.viewer import NOBODY, Role, Viewer


def same(name: str) -> uuid.UUID:
    """Return an id that a name always has."""
    return uuid.uuid5(uuid.NAMESPACE_DNS, name)


HERE, ELSEWHERE = same("harbour lane"), same("another practice")
BEFORE, BEGAN = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
WHOLE = EVERYTHING - {Part.REPORTS}
"""What came along to everybody here: all but a colleague's reports."""


def client(name: str, *practitioners: str) -> Viewer:
    """Return a client with these practitioners."""
    return Viewer(
        user_id=same(name),
        practice_id=HERE,
        role=Role.CLIENT,
        client_ids=frozenset({same(name)}),
        practitioner_ids=frozenset(map(same, practitioners)),
        reach={same(one): Reach(BEGAN, WHOLE) for one in practitioners},
        has_consented=True,
    )


def practitioner(
    name: str,
    *clients: str,
    invited: tuple[str, ...] = (),
    carried: frozenset[Part] = WHOLE,
) -> Viewer:
    """Return a practitioner with these clients in care, and what came along to them."""
    return Viewer(
        user_id=same(name),
        practice_id=HERE,
        role=Role.PRACTITIONER,
        client_ids=frozenset(map(same, clients)),
        reach={same(one): Reach(BEGAN, carried) for one in clients},
        invited_ids=frozenset(map(same, invited)),
        has_consented=True,
    )


PERSONAS = {
    "nobody": NOBODY,
    "maren": client("maren", "ruth"),
    "alone": client("alone"),
    "noor": client("noor", "tobias"),
    "ruth": practitioner("ruth", "maren", invited=("wren",)),
    "tobias": practitioner("tobias", "noor"),
    "sena": practitioner("sena"),
    "joan": Viewer(same("joan"), HERE, Role.ADMIN, has_consented=True),
    "cora": replace(
        practitioner("cora"),
        entrusted=Entrusted(
            client_ids=frozenset({same("maren")}),
            reflection_ids=frozenset({same("maren shared"), same("maren withdrawn")}),
            review_ids=frozenset({same("review open")}),
            reach={same(one): Reach(BEGAN, WHOLE) for one in ("maren shared", "maren withdrawn")},
        ),
    ),
    "emil": replace(
        practitioner("emil"), entrusted=Entrusted(emergency_ids=frozenset({same("maren")}))
    ),
    "vera": Viewer(
        same("vera"),
        HERE,
        Role.SUPERVISOR,
        has_consented=True,
        entrusted=Entrusted(frozenset({same("maren")}), item_ids=frozenset({same("item open")})),
    ),
    "stranger": Viewer(same("stranger"), ELSEWHERE, Role.ADMIN, has_consented=True),
}


@dataclass
class Subject:
    """Anything that a permission is asked about, as the predicates see it."""

    client_id: uuid.UUID = field(default_factory=lambda: same("maren"))
    practice_id: uuid.UUID = HERE
    author_id: uuid.UUID = field(default_factory=lambda: same("ruth"))
    state: str = ""
    care_relationship_id: uuid.UUID | None = None
    reflection: Any = None
    id: uuid.UUID | None = None
    reflection_id: uuid.UUID | None = None
    user_id: uuid.UUID | None = None
    typed_by_id: uuid.UUID | None = None
    practitioner_id: uuid.UUID = field(default_factory=lambda: same("ruth"))
    proposer_id: uuid.UUID = field(default_factory=lambda: same("ruth"))
    last_shared_at: datetime = BEFORE
    written_at: datetime = BEFORE
    set_at: datetime = BEFORE
    shared_at: datetime = BEFORE
    assigned_at: datetime = BEFORE
    completed_at: datetime = BEFORE
    proposed_at: datetime = BEFORE
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def reflections(owner: str) -> dict[str, Subject]:
    """Return a client's reflection in each of its states."""
    states = ("draft", "kept", "shared", "withdrawn")
    names = {state: f"{owner} {state}" for state in states}
    return {name: Subject(same(owner), state=state, id=same(name)) for state, name in names.items()}


SUBJECTS: dict[str, dict[str, Subject | None]] = {
    "": {"-": None},
    "reflection": {**reflections("maren"), **reflections("alone")},
    "annotation": {
        f"on {state}": Subject(
            reflection=Subject(state=state), reflection_id=same(f"maren {state}")
        )
        for state in ("kept", "shared", "withdrawn")
    },
    "client": {
        "maren": Subject(same("maren")),
        "noor": Subject(same("noor")),
        "wren": Subject(same("wren")),
    },
    "goal": {"maren": Subject()},
    "assignment": {name: Subject(same(name)) for name in ("maren", "alone")},
    "administration": {
        f"{name} {state}": Subject(same(name), state=state)
        for name, state in product(("maren", "alone"), ("open", "completed"))
    },
    "score": {
        state: Subject(state=state, typed_by_id=same("sena"))
        for state in ("completed", "taken_out")
    },
    "words": {
        f"{state} by {name}": Subject(proposer_id=same(name), state=state)
        for name, state in product(("maren", "ruth"), ("proposed", "agreed"))
    },
    "care": {"maren": Subject()},
    "ended": {f"{name}'s": Subject(practitioner_id=same(name)) for name in ("ruth", "sena")},
    "transfer": {f"by {name}": Subject(proposer_id=same(name)) for name in ("ruth", "sena")},
    "appointment": {f"{name}'s": Subject(practitioner_id=same(name)) for name in ("ruth", "sena")},
    "report": {
        f"{author} {state}": Subject(author_id=same(author), state=state)
        for author, state in product(("ruth", "sena"), ("draft", "finished", "shared"))
    },
    "item": {state: Subject(id=same(f"item {state}")) for state in ("open", "ended")},
    "review": {
        name: Subject(id=same(f"review {name}"), closed_at=closed_at)
        for name, closed_at in (
            ("open", None),
            ("closed", BEGAN),
            ("closed before", BEFORE),
        )
    },
    "own": {f"{name}'s": Subject(user_id=same(name)) for name in ("maren", "vera")},
    "invitation": {
        "ruth's client": Subject(author_id=same("ruth"), care_relationship_id=same("care")),
        "joan's colleague": Subject(author_id=same("joan")),
    },
}

SIGNED_IN = "maren alone noor ruth tobias sena cora emil vera joan stranger"
CLIENTS = "maren alone noor"
PRACTITIONERS = "ruth tobias sena cora emil"
WORDED = tuple(SUBJECTS["words"])

# What is not in this table is denied. (permission, what it is asked about): state: who may.
TABLE: dict[tuple[Permission, str], dict[str, str]] = {
    (Permission.PUBLIC, ""): {"-": f"nobody {SIGNED_IN}"},
    (Permission.SIGNED_IN, ""): {"-": SIGNED_IN},
    (Permission.ACCOUNT_READ, ""): {"-": SIGNED_IN},
    (Permission.ACCOUNT_CHANGE, ""): {"-": SIGNED_IN},
    (Permission.DEVICE_READ, ""): {"-": SIGNED_IN},
    (Permission.DEVICE_END, "own"): {"maren's": "maren", "vera's": "vera"},
    (Permission.FACTOR_ADD, ""): {"-": SIGNED_IN},
    (Permission.FACTOR_REMOVE, "own"): {"maren's": "maren", "vera's": "vera"},
    (Permission.INVITATION_ANSWER, ""): {"-": CLIENTS},
    (Permission.OWN_FILE_READ, ""): {"-": CLIENTS},
    (Permission.CONSENT_GIVE, ""): {"-": CLIENTS},
    (Permission.REFLECTION_BEGIN, ""): {"-": CLIENTS},
    (Permission.REFLECTION_READ, "reflection"): {
        "maren draft": "maren",
        "maren kept": "maren",
        "maren shared": "maren ruth cora emil",
        "maren withdrawn": "maren",
        "alone draft": "alone",
        "alone kept": "alone",
        "alone shared": "alone",
        "alone withdrawn": "alone",
    },
    (Permission.REFLECTION_WRITE, "reflection"): {
        **{f"maren {state}": "maren" for state in ("draft", "kept", "shared", "withdrawn")},
        **{f"alone {state}": "alone" for state in ("draft", "kept", "shared", "withdrawn")},
    },
    (Permission.REFLECTION_SHARE, "reflection"): {
        f"maren {state}": "maren" for state in ("draft", "kept", "shared", "withdrawn")
    },
    (Permission.REFLECTION_WITHDRAW, "reflection"): {
        "maren shared": "maren",
        "alone shared": "alone",
    },
    (Permission.REFLECTION_MARK_READ, "reflection"): {"maren shared": "ruth cora"},
    (Permission.REFLECTION_HAND_OVER, "reflection"): {"maren shared": "ruth"},
    (Permission.SUPERVISION_SHARE, "reflection"): {"maren shared": "ruth"},
    (Permission.SUPERVISION_LIST, ""): {"-": "vera"},
    (Permission.SUPERVISION_READ, "item"): {"open": "vera"},
    (Permission.SUPERVISION_END, "item"): {"open": "ruth", "ended": "ruth"},
    (Permission.COVER_NAME, ""): {"-": PRACTITIONERS},
    (Permission.EMERGENCY_OPEN, ""): {"-": PRACTITIONERS},
    (Permission.EMERGENCY_READ, "client"): {"maren": "emil"},
    (Permission.EMERGENCY_ACKNOWLEDGE, "client"): {"maren": "maren", "noor": "noor"},
    (Permission.ANNOTATION_WRITE, "reflection"): {"maren shared": "ruth cora"},
    (Permission.ANNOTATION_READ, "annotation"): {
        "on kept": "maren",
        "on shared": "maren ruth cora emil",
        "on withdrawn": "maren",
    },
    (Permission.ANNOTATION_REPLY, "annotation"): {"on shared": "maren ruth cora"},
    (Permission.PRIVATE_NOTE_READ, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.PRIVATE_NOTE_WRITE, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.PRIVATE_NOTE_ATTACH, "reflection"): {"maren shared": "ruth"},
    (Permission.GOAL_READ, "goal"): {"maren": "maren ruth emil"},
    (Permission.GOAL_SET, ""): {"-": CLIENTS},
    (Permission.GOAL_WRITE, "goal"): {"maren": "maren"},
    (Permission.ASSIGNMENT_READ, "assignment"): {"maren": "maren", "alone": "alone"},
    (Permission.MEASURE_ASSIGN, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.MEASURE_CHANGE, "assignment"): {"maren": "ruth"},
    (Permission.MEASURE_BEGIN, "assignment"): {"maren": "maren"},
    (Permission.MEASURE_CHOOSE, "assignment"): {"maren": "maren", "alone": "alone"},
    (Permission.MEASURE_ANSWER, "administration"): {
        "maren open": "maren",
        "maren completed": "maren",
    },
    (Permission.MEASURE_READ, "administration"): {
        "maren open": "maren",
        "maren completed": "maren ruth emil",
        "alone open": "alone",
        "alone completed": "alone",
    },
    (Permission.MEASURE_TAKE_OUT, "administration"): {},
    (Permission.MEASURE_TAKE_OUT, "score"): {"completed": "ruth"},
    (Permission.MEASURE_TALK, "administration"): {"maren completed": "ruth"},
    (Permission.MEASURE_TYPE, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.OWN_MEASURE_BEGIN, ""): {"-": CLIENTS},
    (Permission.OWN_MEASURE_READ, "words"): dict.fromkeys(WORDED, "maren ruth"),
    (Permission.OWN_MEASURE_CHANGE, "words"): dict.fromkeys(WORDED, "maren ruth"),
    (Permission.OWN_MEASURE_AGREE, "words"): {
        "proposed by maren": "ruth",
        "proposed by ruth": "maren",
    },
    (Permission.PROMPT_PUT_ASIDE, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.LICENCE_READ, ""): {"-": f"{PRACTITIONERS} joan stranger"},
    (Permission.LICENCE_STATE, ""): {"-": "joan stranger"},
    (Permission.CASELOAD_READ, ""): {"-": PRACTITIONERS},
    (Permission.CLIENT_READ, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.CLIENT_INVITE, ""): {"-": PRACTITIONERS},
    (Permission.APPOINTMENT_CANCEL, "appointment"): {"ruth's": "ruth"},
    (Permission.APPOINTMENT_WRITE, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.CARE_END, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.CARE_LEAVE, "care"): {"maren": "maren"},
    (Permission.FORMER_READ, "ended"): {"ruth's": "ruth", "sena's": "sena"},
    (Permission.TRANSFER_PROPOSE, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.TRANSFER_READ, "transfer"): {"by ruth": "maren", "by sena": "maren"},
    (Permission.TRANSFER_ANSWER, "transfer"): {"by ruth": "maren", "by sena": "maren"},
    (Permission.TRANSFER_TAKE_BACK, "transfer"): {"by ruth": "ruth"},
    (Permission.INVITATION_RENEW, "invitation"): {
        "ruth's client": "ruth",
        "joan's colleague": "joan",
    },
    (Permission.REPORT_BEGIN, "client"): {"maren": "ruth", "noor": "tobias"},
    (Permission.REPORT_READ, "report"): {
        "ruth draft": "ruth",
        "ruth finished": "ruth",
        "ruth shared": "maren ruth",
        "sena shared": "maren",
    },
    (Permission.REPORT_WRITE, "report"): {"ruth draft": "ruth"},
    (Permission.REPORT_SHARE, "report"): {"ruth finished": "ruth", "ruth shared": "ruth"},
    (Permission.REPORT_DOWNLOAD, "report"): {
        "ruth finished": "ruth",
        "ruth shared": "maren ruth",
        "sena shared": "maren",
    },
    (Permission.SAFETY_ASK, ""): {"-": CLIENTS},
    (Permission.SAFETY_CALL, "review"): {
        "open": "maren",
        "closed": "maren",
        "closed before": "maren",
    },
    (Permission.SAFETY_READ, "review"): {
        "open": "maren ruth cora",
        "closed": "maren ruth",
        "closed before": "maren",
    },
    (Permission.SAFETY_CLOSE, "review"): {"open": "ruth cora", "closed": "ruth"},
    (Permission.SAFETY_HOURS, ""): {"-": PRACTITIONERS},
    (Permission.TEAM_READ, ""): {"-": f"{PRACTITIONERS} joan stranger"},
    (Permission.TEAM_INVITE, ""): {"-": "joan stranger"},
}


@pytest.mark.parametrize(("permission", "kind"), TABLE)
def test_every_cell_is_as_the_table_says(permission: Permission, kind: str) -> None:
    expected = {state: set(names.split()) for state, names in TABLE[permission, kind].items()}

    allowed = {
        state: {name for name, viewer in PERSONAS.items() if may(viewer, permission, subject)}
        for state, subject in SUBJECTS[kind].items()
    }

    assert allowed == {state: expected.get(state, set()) for state in SUBJECTS[kind]}


@pytest.mark.parametrize(("permission", "kind"), TABLE)
def test_who_may_do_a_thing_may_know_of_it(permission: Permission, kind: str) -> None:
    for viewer, subject in product(PERSONAS.values(), SUBJECTS[kind].values()):
        if may(viewer, permission, subject):
            assert may_know_of(viewer, permission, subject)


def test_every_permission_has_a_row_in_the_table() -> None:
    listed = {permission for permission, _ in TABLE}

    assert set(POLICY) - listed == set(), "add a row to TABLE above for each"
    assert len(listed) > 25


def test_every_row_names_states_and_personas_that_exist() -> None:
    for (permission, kind), row in TABLE.items():
        assert set(row) <= set(SUBJECTS[kind]), permission
        assert {name for names in row.values() for name in names.split()} <= set(PERSONAS)


def test_a_permission_without_clauses_is_denied_to_everybody() -> None:
    silent = [permission for permission in Permission if permission not in POLICY]

    for permission, viewer in product(silent, PERSONAS.values()):
        assert not may(viewer, permission, Subject(state="shared"))


def test_the_admin_may_read_nothing_of_a_client() -> None:
    asked = 0
    for permission, kind in TABLE:
        if kind in {"", "invitation"}:
            continue
        for subject in SUBJECTS[kind].values():
            assert not may(PERSONAS["joan"], permission, subject)
            assert not may_know_of(PERSONAS["joan"], permission, subject)
            asked += 1
    assert asked > 40


def test_knowing_of_a_thing_asks_for_a_permission_that_is_not_wider_than_reading() -> None:
    for asked, read in READ_BEFORE.items():
        assert read in POLICY, asked
        assert read.value.split(":")[1] == "read"
