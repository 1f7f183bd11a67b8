"""Who may import whom, read from the source: a slice imports only to its left."""

import sys
from collections.abc import Iterator

import pytest

from tests.house.tree import Import, Source, sources

RANK = {
    "audit": 0,
    "notices": 0,
    "accounts": 1,
    "sign_in": 2,
    "entrusting": 2,
    "caseload": 3,
    "safety": 3.5,
    "reflections": 4,
    "annotations": 5,
    "measures": 4.5,
    "transfers": 5,
    "journey": 5,
    "reports": 6,
    "desk": 7,
    "rights": 8,
    "colleagues": 8,
}
NOTES = {"audit", "accounts", "caseload", "reflections", "private_notes"}
ABOVE = {"application", "cli", "demo", "jobs"}
"""What puts the slices together, and may import any of them."""
BELOW = {"access", "vault", "web", "backups", "drawing", "clock", "database", "extensions"}
BELOW |= {"psychometrics", "fhir"}

PURE = {
    "portal.access.entrusted",
    "portal.access.permissions",
    "portal.access.policy",
    "portal.access.predicates",
    "portal.access.reach",
    "portal.access.viewer",
    "portal.annotations.anchor",
    "portal.caseload.summary",
    "portal.measures.questions",
    "portal.measures.rhythm",
    "portal.reflections.words",
    "portal.safety.hours",
    "portal.reports.composition",
    "portal.reports.document",
    "portal.reports.facts",
    "portal.reports.manifest",
    "portal.reports.measure_parts",
    "portal.reports.mood_words",
    "portal.web.crisis.directory",
    "portal.web.crisis.entries",
    "portal.web.crisis.reading",
}
PURE |= {one.module for one in sources("portal/psychometrics", "portal/drawing")}
"""Rooms of which every module is pure."""
PURE |= {one.module for one in sources("portal/fhir")} - {
    "portal.fhir.shapes",  # asks the library
    "portal.fhir.export",
}

LAZY = {
    ("portal/fhir/shapes.py", "insist_on_shape"): "a second and 35 MB for whoever exports nothing",
    ("portal/__init__.py", "create_app"): "PDF workers import the package lightly",
    ("portal/reports/pdf.py", "_serve"): "WeasyPrint is loaded in the worker only",
}

FLASK_TOO = {
    "portal/accounts/models.py": {"flask_security"},  # UserMixin: what flask-login asks of a user
    "portal/notices/services.py": {"flask", "flask_mailman", "flask_babel"},  # the only sender
}

COMMITS = {
    "portal/access/aside.py",
    "portal/access/door.py",
    "portal/access/guard.py",
    "portal/jobs.py",
    "portal/notices/services.py",
}


def every() -> Iterator[tuple[Source, Import]]:
    """Yield every import of the portal."""
    for source in sources("portal"):
        for one in source.imports():
            yield source, one


def reached(one: Import) -> set[str]:
    """Return what an import may load: the module, and names that are modules themselves."""
    known = {source.module for source in sources("portal")}
    return {one.module} | {f"{one.module}.{name}" for name in one.names} & known


def room(module: str) -> str:
    """Return the slice, or the part of the house, that a module belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "portal" else ""


def test_a_slice_imports_only_to_its_left() -> None:
    looked_at = 0
    for source, one in every():
        own, other = room(source.module), room(one.module)
        if own not in RANK or other not in RANK or own == other or one.module in PURE:
            continue
        assert RANK[other] < RANK[own], (
            f"{source.name}:{one.line} imports {one.module}: move what is needed to the left, "
            f"or the noun is in the wrong place"
        )
        looked_at += 1
    assert looked_at > 50


def test_every_room_of_the_house_has_its_place() -> None:
    rooms = {room(source.module) for source in sources("portal")} - {""}

    unplaced = rooms - RANK.keys() - ABOVE - BELOW - {"private_notes"}
    assert not unplaced, f"{unplaced}: give it a place in tests/house/test_layers.py"


def test_what_lies_below_imports_no_slice() -> None:
    allowed = {("access", "audit"), ("backups", "audit")}  # what is disclosed is recorded
    looked_at = 0
    for source, one in every():
        own, other = room(source.module), room(one.module)
        if own not in BELOW:
            continue
        looked_at += 1
        assert other not in RANK or (own, other) in allowed, (
            f"{source.name}:{one.line} imports the slice {other}: turn it round"
        )
        assert other not in ABOVE | {"private_notes"}, f"{source.name}:{one.line} imports {other}"
    assert looked_at > 100


def test_nobody_imports_private_notes() -> None:
    allowed = {"portal/application.py", "portal/demo/telling.py"}  # hangs its door; tells the demo
    found = 0
    for source, one in every():
        if room(source.module) == "private_notes":
            assert room(one.module) in NOTES | BELOW | {""}, f"{source.name}:{one.line}"
        elif any(name.startswith("portal.private_notes") for name in reached(one)):
            assert source.name in allowed, (
                f"{source.name}:{one.line} imports private_notes: only its own views may show notes"
            )
            found += 1
    assert found >= 1


@pytest.mark.parametrize("module", sorted(PURE))
def test_a_pure_module_imports_only_the_standard_library(module: str) -> None:
    source = next(one for one in sources("portal") if one.module == module)

    for one in source.imports():
        name = one.module.split(".")[0]
        pure = name in sys.stdlib_module_names or one.module in PURE
        assert pure, f"{source.name}:{one.line} imports {one.module}: hand it in as an argument"


def test_flask_stays_out_of_models_queries_and_services() -> None:
    looked_at = 0
    for source, one in every():
        if source.path.name not in {"models.py", "queries.py", "services.py"}:
            continue
        looked_at += 1
        name = one.module.split(".")[0]
        if name in FLASK_TOO.get(source.name, set()):
            continue
        assert not name.startswith("flask"), (
            f"{source.name}:{one.line} imports {one.module}: hand in what is needed from the view"
        )
        assert one.module != "portal.access.door", (
            f"{source.name}:{one.line} imports the Door: take the session as an argument"
        )
    assert looked_at > 100


def test_each_kind_of_file_keeps_to_its_own_work() -> None:
    views = {"client_views", "practitioner_views", "public_views"}
    never = {
        "models.py": {"queries", "services", "forms"} | views,
        "queries.py": {"services", "forms"} | views,
        "services.py": {"forms"} | views,
        "forms.py": {"queries", "services"} | views,
    }
    looked_at, wrong = 0, []
    for source, one in every():
        for name in reached(one):
            looked_at += 1
            last = name.split(".")[-1]
            if name.startswith("portal.") and last in never.get(source.path.name, set()):
                wrong.append(f"{source.name}:{one.line} may not import {name}")
    assert looked_at > 500
    assert not wrong, "\n".join(wrong)


def test_views_and_forms_never_speak_to_the_database_themselves() -> None:
    looked_at, wrong = 0, []
    for source in sources("portal"):
        if not source.path.name.endswith(("_views.py", "forms.py")):
            continue
        for one in source.imports():
            looked_at += 1
            if one.module.split(".")[0] == "sqlalchemy":
                wrong.append(f"{source.name}:{one.line}: put the question in queries.py")
            if one.module == "portal.extensions":
                wrong.append(f"{source.name}:{one.line}: take session() from the Door")
        for call in source.calls():
            if call.dotted.startswith(("session().", "db.session.")):
                wrong.append(f"{source.name}:{call.line}: put {call.dotted} in queries or services")
    assert looked_at > 100
    assert not wrong, "\n".join(wrong)


def test_weasyprint_is_imported_only_where_pdfs_are_made() -> None:
    found = 0
    for source, one in every():
        if one.module.split(".")[0] == "weasyprint":
            assert source.name.startswith("portal/reports/pdf"), f"{source.name}:{one.line}"
            found += 1
    assert found >= 1


def test_the_library_of_fhir_is_known_to_one_place() -> None:
    found = 0
    for source, one in every():
        if one.module.split(".")[0] == "fhir":
            assert source.name == "portal/fhir/shapes.py", f"{source.name}:{one.line}"
            found += 1
    assert found == 1


def test_only_the_door_commits() -> None:
    found = 0
    for source in sources("portal"):
        for call in source.calls():
            if call.name != "commit":
                continue
            found += 1
            assert source.name in COMMITS or room(source.module) in {"cli", "demo"}, (
                f"{source.name}:{call.line} commits: return, and the Door does"
            )
    assert found >= 5


def test_only_the_clock_reads_the_time() -> None:
    reads = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    found = 0
    for source in sources("portal", "config.py", "wsgi.py"):
        for call in source.calls():
            if call.dotted.removeprefix("datetime.") in reads or call.dotted in reads:
                found += 1
                assert source.name == "portal/clock.py", (
                    f"{source.name}:{call.line} calls {call.dotted}: ask portal.clock"
                )
    assert found == 1


def test_only_the_door_asks_flask_login_who_is_there() -> None:
    for source, one in every():
        if "current_user" in one.names:
            assert source.name == "portal/access/door.py", (
                f"{source.name}:{one.line}: the view is handed its viewer"
            )


def test_rows_are_never_written_past_the_guard() -> None:
    looked_at = 0
    for source in sources("portal"):
        for call in source.calls():
            looked_at += 1
            assert not call.name.startswith("bulk_"), f"{source.name}:{call.line}: session.add"
            raw = call.name == "exec_driver_sql" and source.name != "portal/extensions.py"
            assert not raw, f"{source.name}:{call.line}: ask in queries.py"
    assert looked_at > 1000


def test_the_guard_is_lifted_only_by_commands_and_jobs() -> None:
    agreed = {
        "portal/notices/services.py",  # the outbox is sent for nobody in particular
        "portal/entrusting/namesakes.py",  # in an emergency the asker treats none of them
        "portal/accounts/services.py",  # an address belongs to one person, in whichever practice
    }
    found = 0
    for source, one in every():
        if "portal_itself" in one.names:
            found += 1
            assert source.name in agreed or room(source.module) in {"cli", "demo", "jobs"}, (
                f"{source.name}:{one.line} lifts the row guard: work as the viewer"
            )
    assert found >= 3


def test_imports_stand_at_the_top() -> None:
    late = set()
    for source, one in every():
        if one.inside:
            assert (source.name, one.inside) in LAZY, (
                f"{source.name}:{one.line} in {one.inside}: import {one.module} at the top"
            )
            late.add((source.name, one.inside))
    assert late == LAZY.keys(), "LAZY in tests/house/test_layers.py names what is no longer there"


def test_types_are_not_a_way_round_a_layer() -> None:
    """An import for type checking alone is still an import upwards; only two are agreed."""
    agreed = {"portal/__init__.py", "portal/accounts/passwords.py"}

    found = {source.name for source, one in every() if one.for_types_only}

    assert found <= agreed, f"{found - agreed}: import it, or move it"
