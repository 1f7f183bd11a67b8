"""Everything that may be recorded is recorded somewhere, and the client is told of it in words."""

import re

from flask import Flask

from portal.audit.catalogue import Kind
from portal.rights import access_log
from tests.house.tree import sources

ABOUT_NO_FILE = {
    Kind.ACCESS_REFUSED,
    Kind.CHAIN_OPENED,
    Kind.COVER_ENDED,
    Kind.COVER_NAMED,
    Kind.EMERGENCY_TRIED,
    Kind.LICENCE_STATED,
    Kind.LICENCE_TAKEN_BACK,
    Kind.PASSWORD_RESET,
    Kind.PROMPT_PUT_ASIDE,
    Kind.SIGNED_IN,
    Kind.STAFF_INVITED,
}
"""Kinds that stand in the practice's chain only, so that no client's page lists them."""


def recorded() -> dict[str, list[str]]:
    """Return where each kind is named in the code, outside the catalogue and the words for it."""
    found: dict[str, list[str]] = {}
    for source in sources("portal"):
        if source.name in {"portal/audit/catalogue.py", "portal/rights/access_log.py"}:
            continue
        for name in re.findall(r"\bKind\.([A-Z_]+)", source.text):
            found.setdefault(name, []).append(source.name)
    return found


def test_every_kind_is_recorded_somewhere() -> None:
    named = recorded()

    never = [kind.name for kind in Kind if kind.name not in named]

    assert len(named) > 20
    assert not never, f"{never}: record them in a service, or take them out of audit/catalogue.py"


def test_every_kind_about_a_file_has_words_for_the_client(app: Flask) -> None:
    told = access_log.YOURS.keys() | access_log.THEIRS.keys() | access_log.NOT_TOLD

    missing = [kind.name for kind in Kind if kind not in told | ABOUT_NO_FILE]

    assert not missing, f"{missing}: give them words in portal/rights/access_log.py"


def test_only_what_practitioners_keep_for_themselves_is_not_told() -> None:
    assert {Kind.PRIVATE_NOTE_KEPT, Kind.PROMPT_PUT_ASIDE} == access_log.NOT_TOLD


def test_a_kind_is_a_noun_and_what_happened_to_it() -> None:
    for kind in Kind:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind.value), kind


def test_every_change_of_clinical_data_is_recorded() -> None:
    """Each service file of a slice with clinical tables records; a new one must too."""
    clinical = {"reflections", "annotations", "journey", "reports", "private_notes", "caseload"}
    looked_at = 0
    for source in sources("portal"):
        if source.path.name == "services.py" and source.path.parent.name in clinical:
            looked_at += 1
            assert "record(" in source.text, f"{source.name}: record what it changes"
    assert looked_at == len(clinical)
