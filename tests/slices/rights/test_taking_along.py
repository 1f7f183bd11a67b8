"""Taking measures along: a table and a FHIR file, the client's own and always recorded."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.caseload.queries import CONSENT_VERSION
from portal.journey.models import GoalState
from portal.journey.services import end_goal, set_goal
from portal.measures.asking.typed_scores import Typed, take_out, type_in
from portal.measures.licences import services as licences
from portal.measures.models import Showing
from portal.measures.own import services as own
from portal.measures.own.words import Line, Wording
from portal.measures.queries import completed_of
from portal.measures.questions import DOES_NOT_FIT
from portal.measures.services import agree_on_scores, talked_about
from portal.psychometrics.catalogue import instrument
from portal.rights.services import give_consent, withdraw_consent
from tests.cast import Cast, Person, viewer_of
from tests.slices.measures.arranging import answered, asked, summing_to
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE
Visit = Callable[[Person | None], Visitor]
SCORES, FHIR = "/my/privacy/scores.csv", "/my/privacy/measures.json"
REMARK = '=HYPERLINK("http://evil.example")'
CLOSING = "It happened on a Tuesday."
SOURCE = "A form on paper, from the clinic."


@pytest.fixture
def told(session: Session, cast: Cast) -> Cast:
    """Let Maren answer at once, together, in part, in her own words, and gated by licence."""
    maren = session.get_one(User, cast.maren.id)
    at_once = asked(session, cast.maren, cast.ruth, every=1, weeks_ago=3)
    agree_on_scores(at_once, Showing.AT_ONCE)
    answered(session, at_once, [*summing_to(18), 1], weeks_ago=3, remark=REMARK)
    answered(session, at_once, [1, 2, DOES_NOT_FIT, None, 0, 1, 1, 0, 0], weeks_ago=2)
    together = asked(session, cast.maren, cast.ruth, "gad-7", every=1)
    answered(session, together, [2] * 7)
    gated = asked(session, cast.maren, cast.ruth, "core-10", every=0)
    agree_on_scores(gated, Showing.AT_ONCE)
    answered(session, gated, [1] * 10)
    wording = Wording("Evenings", [Line("Alone in the kitchen", "unbearable", "fine")])
    place = own.InAFile(maren.practice_id, maren.id)
    words = own.propose(session, place, wording, proposer_id=maren.id)
    own.agree(words, actor_id=cast.ruth.id)
    session.flush()
    answered(session, asked(session, cast.maren, cast.ruth, words.slug, every=0), [7])
    typed = Typed(instrument("wsas"), Decimal(17), date(2026, 4, 2), SOURCE)
    type_in(maren, typed, practitioner_id=cast.ruth.id)
    for words_of_goal in ("To swim again", "To sleep"):
        goal = set_goal(
            session, practice_id=maren.practice_id, client_id=maren.id, words=words_of_goal
        )
    end_goal(goal, state=GoalState.DONE, closing_words=CLOSING)
    maren.consent_version = 0
    give_consent(session, maren, version=CONSENT_VERSION, text_sha256="ab" * 32)
    session.commit()
    return cast


def table(answer: Any) -> list[dict[str, str]]:
    """Return a table as any spreadsheet reads it, line by line."""
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def of(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the resources of a type."""
    every = (one["resource"] for one in made["entry"])
    return [one for one in every if one["resourceType"] == kind]


def recorded(session: Session, kind: Kind) -> list[AuditEvent]:
    session.rollback()
    return list(session.scalars(select(AuditEvent).where(AuditEvent.kind == kind)))


def test_r71_a_client_takes_their_scores_along_as_a_table(
    visit: Visit, told: Cast, session: Session
) -> None:
    answer = visit(told.maren).fetch(SCORES)

    rows = table(answer)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(
        r'attachment; filename="scores-\d{4}-\d\d\.csv"', answer.headers["Content-Disposition"]
    )
    by_name = {
        name: [row for row in rows if row["Measure"] == name]
        for name in ("PHQ-9", "GAD-7", "CORE-10", "Evenings", "WSAS")
    }
    assert len(rows) == 6
    assert [row["Score"] for row in by_name["PHQ-9"]] == ["18", ""]
    assert [row["Band, as the questionnaire calls it"] for row in by_name["PHQ-9"]] == [
        "moderately severe",
        "",
    ]
    assert [row["Questions without an answer"] for row in by_name["PHQ-9"]] == ["0", "2"]
    assert by_name["PHQ-9"][0]["Remark"] == f"'{REMARK}"
    assert [row["Score"] for row in by_name["GAD-7"]] == [""]
    assert [row["Score"] for row in by_name["CORE-10"]] == ["14"]
    assert by_name["Evenings"][0]["Answers to lines in own words, in order"] == "7"
    assert (by_name["WSAS"][0]["Score"], by_name["WSAS"][0]["Date"]) == ("", "2026-04-02")
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["Date"]) for row in rows)
    assert [one.actor_id for one in recorded(session, Kind.MEASURE_SCORES_EXPORTED)] == [
        told.maren.id
    ]
    assert "You took your scores along" in visit(told.maren).get("/my/privacy").text


def test_r83_a_score_to_look_at_together_is_there_once_they_have(
    visit: Visit, told: Cast, session: Session
) -> None:
    (together,) = completed_of(session, told.maren.id, "gad-7")
    (typed,) = completed_of(session, told.maren.id, "wsas")
    for one in (together, typed):
        talked_about(one, actor_id=told.ruth.id)

    rows = table(visit(told.maren).fetch(SCORES))
    made = json.loads(visit(told.maren).fetch(FHIR).text)

    assert {row["Score"] for row in rows if row["Measure"] in {"GAD-7", "WSAS"}} == {"14", "17"}
    scores = {one["code"]["text"]: one for one in of(made, "Observation")}
    assert scores["GAD-7 total score"]["valueQuantity"]["value"] == 14
    assert scores["WSAS total score"]["effectiveDateTime"] == "2026-04-02"
    assert scores["WSAS total score"]["note"][0]["text"] == SOURCE
    assert [one["name"][0]["text"] for one in of(made, "Practitioner")] == ["Ruth Adeyemi"]


def test_r83_a_mistake_goes_along_as_one_and_only_where_its_score_was_seen(
    visit: Visit, told: Cast, session: Session
) -> None:
    (seen,) = completed_of(session, told.maren.id, "wsas")
    talked_about(seen, actor_id=told.ruth.id)
    isi = Typed(instrument("isi"), Decimal(12), date(2026, 4, 2), SOURCE)
    unseen = type_in(session.get_one(User, told.maren.id), isi, practitioner_id=told.ruth.id)
    session.flush()
    for one in (seen, unseen):
        take_out(one, practitioner_id=told.ruth.id)
    session.commit()

    rows = table(visit(told.maren).fetch(SCORES))
    made = json.loads(visit(told.maren).fetch(FHIR).text)
    scores = {one["code"]["text"]: one for one in of(made, "Observation")}

    assert {"WSAS", "ISI"}.isdisjoint(row["Measure"] for row in rows)
    assert "ISI total score" not in scores
    mistaken = scores.pop("WSAS total score")
    assert mistaken["status"] == "entered-in-error"
    assert mistaken["dataAbsentReason"]["coding"][0]["code"] == "error"
    assert not {"valueQuantity", "note"} & mistaken.keys()
    assert {one["status"] for one in scores.values()} == {"final"}


def test_r83_a_client_takes_everything_along_as_fhir(
    visit: Visit, told: Cast, session: Session
) -> None:
    answer = visit(told.maren).fetch(FHIR)

    made = json.loads(answer.text)
    assert answer.headers["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(
        r'attachment; filename="measures-\d{4}-\d\d\.json"', answer.headers["Content-Disposition"]
    )
    assert of(made, "Patient")[0]["name"] == [{"text": "Maren Aldous"}]
    assert len(of(made, "QuestionnaireResponse")) == 5
    scores = {one["code"]["text"] for one in of(made, "Observation")}
    assert scores == {"PHQ-9 total score", "CORE-10 total score"}
    remarks = [one["note"][0]["text"] for one in of(made, "Observation") if "note" in one]
    assert remarks == [REMARK]
    goals = {one["description"]["text"]: one for one in of(made, "Goal")}
    assert goals["To sleep"]["note"][0]["text"] == CLOSING
    assert "Alone in the kitchen (0: unbearable, 10: fine)" in answer.text
    assert not [one for one in instrument("core-10").items if one.text in answer.text]
    assert SOURCE not in answer.text
    assert [one["status"] for one in of(made, "Consent")] == ["active"]
    assert [one.actor_id for one in recorded(session, Kind.FILE_DOWNLOADED)] == [told.maren.id]


def test_r83_nobody_else_and_nothing_of_anybody_else(visit: Visit, told: Cast) -> None:
    for address in (SCORES, FHIR):
        assert visit(told.ruth).fetch(address).status_code == 403
        assert visit(told.joan).fetch(address).status_code == 403
        assert visit(None).fetch(address).status_code == 302
    noor = visit(told.noor)

    assert table(noor.fetch(SCORES)) == []
    text = noor.fetch(FHIR).text
    assert "Maren" not in text
    assert "Observation" not in text


def test_what_was_stated_of_a_licence_lets_the_words_go_along(
    visit: Visit, told: Cast, session: Session
) -> None:
    core_10 = instrument("core-10")
    licences.state(session, viewer_of(session, told.joan), core_10, words="We do not sell it.")

    text = visit(told.maren).fetch(FHIR).text

    assert all(one.text in text for one in core_10.items)


def test_after_taking_consent_back_a_client_still_takes_their_file_along(
    visit: Visit, told: Cast, session: Session
) -> None:
    withdraw_consent(session.get_one(User, told.maren.id))

    made = json.loads(visit(told.maren).fetch(FHIR).text)

    assert [one["status"] for one in of(made, "Consent")] == ["inactive"]
    assert of(made, "QuestionnaireResponse")


def test_a_practitioner_keeps_a_table_without_remarks(
    visit: Visit, told: Cast, session: Session
) -> None:
    address = f"/practice/clients/{told.maren.id}/measures/scores.csv"

    answer = visit(told.ruth).fetch(address)

    rows = table(answer)
    assert [row["Score"] for row in rows] == ["14", "", "14", "18", "", "17"]
    assert "Remark" not in rows[0]
    assert "HYPERLINK" not in answer.text
    assert SOURCE not in answer.text
    assert [one.actor_id for one in recorded(session, Kind.MEASURE_SCORES_EXPORTED)] == [
        told.ruth.id
    ]
    assert visit(told.tobias).fetch(address).status_code == 404
    assert visit(told.maren).fetch(address).status_code in {403, 404}


def test_r83_the_command_writes_one_file_without_remarks_and_records_it(
    app: Flask, told: Cast, session: Session, tmp_path: Path
) -> None:
    out = tmp_path / "maren.json"
    noor = told.noor
    set_goal(session, practice_id=noor.practice_id, client_id=noor.id, words="A goal of Noor's")
    session.commit()
    run = app.test_cli_runner()

    said = run.invoke(args=["fhir", "export", "--client", told.maren.email, "--out", str(out)])

    assert said.exit_code == 0, said.output
    text = out.read_text(encoding="utf-8")
    made = json.loads(text)
    assert f"{out}: {len(text.encode())} bytes" in said.output
    assert len(of(made, "Observation")) == 5
    assert not [one for one in (REMARK[:10], CLOSING, SOURCE, "Noor") if one in text]
    assert [one.actor_id for one in recorded(session, Kind.FILE_DOWNLOADED)] == [None]


def test_the_command_refuses_whom_there_is_nothing_to_export_of(
    app: Flask, told: Cast, session: Session, tmp_path: Path
) -> None:
    out = tmp_path / "nothing.json"
    run = app.test_cli_runner()
    withdraw_consent(session.get_one(User, told.idris.id))
    session.commit()

    said = {
        address: run.invoke(args=["fhir", "export", "--client", address, "--out", str(out)])
        for address in ("nobody@example.org", told.ruth.email, told.idris.email)
    }

    assert [one.exit_code for one in said.values()] == [1, 1, 1]
    assert "No client has the address" in said["nobody@example.org"].output
    assert "No client has the address" in said[told.ruth.email].output
    assert "taken their consent back" in said[told.idris.email].output
    assert not out.exists()
    assert recorded(session, Kind.FILE_DOWNLOADED) == []


def test_r83_a_file_that_cannot_be_written_is_not_recorded(
    app: Flask, told: Cast, session: Session, tmp_path: Path
) -> None:
    out = tmp_path / "missing" / "maren.json"
    run = app.test_cli_runner()

    said = run.invoke(args=["fhir", "export", "--client", told.maren.email, "--out", str(out)])

    assert said.exit_code == 1
    assert said.output == f"Error: {out} cannot be written: No such file or directory\n"
    assert recorded(session, Kind.FILE_DOWNLOADED) == []
