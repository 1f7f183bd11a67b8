"""Whatever staff see of a client's file is in the client's record, under its right name."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from portal.access.disclosure import ABOUT_NO_FILE, Shows
from portal.access.door import session as request_session
from portal.access.permissions import Permission
from portal.access.scope import portal_itself
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from tests.house.posting import fields_for
from tests.house.stage import Stage
from tests.house.world import CANARIES, rules

SEEN_BY_RUTH = {
    "practitioner_annotations.reading": Kind.REFLECTION_OPENED,
    "practitioner_caseload.caseload": Kind.CASELOAD_OPENED,
    "practitioner_desk.client": Kind.CLIENT_OPENED,
    "practitioner_desk.desk": Kind.DESK_OPENED,
    "practitioner_measures.ask": Kind.MEASURE_OPENED,
    "practitioner_measures.measures": Kind.MEASURE_OPENED,
    "practitioner_own_measures.words": Kind.MEASURE_OPENED,
    "practitioner_private_notes.notes": Kind.CLIENT_OPENED,
    "practitioner_safety.review": Kind.SAFETY_OPENED,
    "practitioner_scores.mistake": Kind.MEASURE_OPENED,
    "practitioner_scores_file.scores": Kind.MEASURE_SCORES_EXPORTED,
    "practitioner_supervision.choose": Kind.REFLECTION_OPENED,
    "practitioner_reports.download": Kind.REPORT_DOWNLOADED,
    "practitioner_reports.of_client": Kind.CLIENT_OPENED,
    "practitioner_reports.page": Kind.REPORT_OPENED,
    "practitioner_reports.preview": Kind.REPORT_OPENED,
    "practitioner_reports.report": Kind.REPORT_OPENED,
    "practitioner_reports.reports": Kind.CASELOAD_OPENED,
    "practitioner_series.answers": Kind.MEASURE_ANSWERS_OPENED,
    "practitioner_series.series": Kind.MEASURE_OPENED,
    "practitioner_transfers.transfer": Kind.CLIENT_OPENED,
}
SEEN_BY_SENA = {
    "practitioner_former.clients": Kind.RECORDS_OPENED,
    "practitioner_former.records": Kind.RECORDS_OPENED,
    "practitioner_former.report": Kind.REPORT_DOWNLOADED,
    "practitioner_private_notes.kept": Kind.RECORDS_OPENED,
}
"""Pages of whoever treated Maren before: their own records."""
SEEN_BY_OTHERS = {
    "practitioner_emergency.file",  # tests/security/test_entrusting.py
    "practitioner_supervision.item",
    "practitioner_supervision.items",
}
"""Pages that Ruth does not come to."""

WITHOUT_WORDS = {
    "practice_licences.licences",
    "practitioner_away.away",
    "practitioner_away.hand_over",
    "practitioner_caseload.invitation",
    "practitioner_caseload.invitations",
    "practitioner_caseload.team",
    "practitioner_desk.end",
    "practitioner_emergency.emergency",
    "practitioner_own_measures.begin",
    "practitioner_scores.score",
    "practitioner_hours.hours",
}
"""Pages for staff that show no word of a file: at most who a client is."""


def recorded(house: Stage, since: int) -> Sequence[AuditEvent]:
    """Return what was recorded about Maren after the first `since` events."""
    with house.app.app_context(), portal_itself(request_session(), "tests"):
        events = request_session().scalars(
            select(AuditEvent)
            .where(AuditEvent.client_id == house.cast.maren.id, AuditEvent.sequence > since)
            .order_by(AuditEvent.sequence)
        )
        found = list(events)
        request_session().expunge_all()
        request_session().rollback()
    return found


def so_far(house: Stage) -> int:
    """Return how many events there are about Maren."""
    with house.app.app_context(), portal_itself(request_session(), "tests"):
        last = request_session().scalar(
            select(func.max(AuditEvent.sequence)).where(AuditEvent.client_id == house.cast.maren.id)
        )
        request_session().rollback()
    return last or 0


def test_every_page_for_staff_is_one_or_the_other(house: Stage) -> None:
    pages = {
        rule.endpoint
        for rule in rules(house.app)
        if rule.rule.startswith("/practice") and "GET" in (rule.methods or ())
    }

    listed = SEEN_BY_RUTH.keys() | SEEN_BY_SENA.keys() | SEEN_BY_OTHERS | WITHOUT_WORDS
    assert pages - listed == set(), "add these to this file"
    assert listed - pages == set(), "these are no pages any more"


@pytest.mark.parametrize(("who", "seen"), [("ruth", SEEN_BY_RUTH), ("sena", SEEN_BY_SENA)])
def test_what_they_see_is_recorded_by_its_name(
    house: Stage, who: str, seen: dict[str, Kind]
) -> None:
    person = getattr(house.cast, who)
    visitor, wrong = house.visit(person), list[str]()
    for rule in rules(house.app):
        kind = seen.get(rule.endpoint)
        if kind is None or "GET" not in (rule.methods or ()):
            continue
        before = so_far(house)
        answer = visitor.fetch(house.world.address(house.app, rule))
        events = recorded(house, before)
        if answer.status_code != 200 or {event.kind for event in events} != {kind}:
            kinds = [str(event.kind) for event in events]
            wrong.append(f"{rule.endpoint}: {answer.status_code}, recorded {kinds}, not {kind}")
        wrong += [f"{rule.endpoint}: by another" for e in events if e.actor_id != person.id]
    assert not wrong, "\n".join(wrong)


def test_pages_without_words_show_none_of_them(house: Stage) -> None:
    ruth = house.visit(house.cast.ruth)
    for rule in rules(house.app):
        if rule.endpoint in WITHOUT_WORDS and "GET" in (rule.methods or ()):
            text = ruth.fetch(house.world.address(house.app, rule)).text
            permission = house.app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
            assert permission in ABOUT_NO_FILE | {
                Permission.CARE_END,
                Permission.MEASURE_ASSIGN,
                Permission.MEASURE_TYPE,
                Permission.REFLECTION_HAND_OVER,
            }, rule.endpoint
            for words in CANARIES.values():
                assert words not in text, f"{rule.endpoint} shows {words!r}: say discloses=Kind.…"


def test_a_refused_form_that_shows_words_is_recorded_too(house: Stage) -> None:
    ruth, looked_at, wrong = house.visit(house.cast.ruth), 0, []
    for rule in rules(house.app):
        if not rule.rule.startswith("/practice") or "POST" not in (rule.methods or ()):
            continue
        before = so_far(house)
        answer = ruth.post(house.world.address(house.app, rule))
        if answer.status_code < 400:
            house.renew()
            ruth = house.visit(house.cast.ruth)
            continue
        shown = [words for words in CANARIES.values() if words in answer.text]
        if shown:
            looked_at += 1
            if not recorded(house, before):
                wrong.append(f"{rule.endpoint} shows {shown[0]!r}: say discloses=Kind.…")
    assert looked_at >= 2
    assert not wrong, "\n".join(wrong)


def test_a_form_that_says_it_shows_nothing_shows_nothing(house: Stage) -> None:
    ruth, looked_at = house.visit(house.cast.ruth), 0
    for rule in rules(house.app):
        if not rule.rule.startswith("/practice") or "POST" not in (rule.methods or ()):
            continue
        view = house.app.view_functions[rule.endpoint]
        if getattr(view, "discloses", None) is not Shows.NOTHING:
            continue
        for fields in ({}, fields_for(house.app, rule.endpoint)):
            looked_at += 1
            answer = ruth.post(house.world.address(house.app, rule), **fields)
            for words in CANARIES.values():
                assert words not in answer.text, f"{rule.endpoint} shows {words!r}"
            house.renew()
            ruth = house.visit(house.cast.ruth)
    assert looked_at >= 12


def test_of_what_a_client_reads_themselves_only_files_to_keep_are_recorded(
    house: Stage,
) -> None:
    maren, before = house.visit(house.cast.maren), so_far(house)
    for rule in rules(house.app):
        if rule.rule.startswith("/my") and "GET" in (rule.methods or ()):
            maren.fetch(house.world.address(house.app, rule))

    kept = {Kind.FILE_DOWNLOADED, Kind.MEASURE_SCORES_EXPORTED}
    assert {event.kind for event in recorded(house, before)} == kept
