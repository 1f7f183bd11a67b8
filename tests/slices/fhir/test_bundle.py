"""An export as FHIR: each resource valid, each rule broken and caught, the same bytes each time."""

import json
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.fhir.bundle import bundle
from portal.fhir.codes import LOINC
from portal.fhir.export import export, insist
from portal.fhir.facts import File, Total
from portal.fhir.shapes import NotFhir
from portal.psychometrics.catalogue import earlier, instrument, instruments
from portal.psychometrics.codes import LOINC_NOTICE
from portal.psychometrics.instrument import Terms
from tests.slices.fhir.sample import (
    MADE_AT,
    MAREN,
    PHQ_9,
    REMARK,
    RUTH,
    answered,
    form_of,
    whole_file,
)

Made = dict[str, Any]
KINDS = {
    "Patient",
    "Organization",
    "Practitioner",
    "Questionnaire",
    "QuestionnaireResponse",
    "Observation",
    "Goal",
    "Consent",
    "Provenance",
}


@pytest.fixture
def made() -> Made:
    return bundle(whole_file(), MADE_AT)


def of(made: Made, kind: str, place: int = 0) -> Made:
    """Return one resource of a type, by its place among them."""
    found = [one["resource"] for one in made["entry"] if one["resource"]["resourceType"] == kind]
    resource: Made = found[place]
    return resource


def named(made: Made, name: str) -> Made:
    """Return the questionnaire of that name."""
    return next(one["resource"] for one in made["entry"] if one["resource"].get("name") == name)


def test_every_resource_is_valid_by_itself_and_reads_back_as_it_was(made: Made) -> None:
    for entry in made["entry"]:
        resource = entry["resource"]
        model = get_fhir_model_class(resource["resourceType"]).model_validate(resource)

        assert json.loads(model.model_dump_json()) == resource
    assert {one["resource"]["resourceType"] for one in made["entry"]} == KINDS
    insist(made, whole_file())


def test_the_same_facts_give_the_same_bytes_in_whatever_order_they_come() -> None:
    file = whole_file()
    turned = replace(
        file, answered=file.answered[::-1], aims=file.aims[::-1], consents=file.consents[::-1]
    )

    assert export(turned, MADE_AT) == export(file, MADE_AT)


def test_an_empty_file_is_an_export_too() -> None:
    made = json.loads(export(File(MAREN, RUTH, (), (), ()), MADE_AT))

    assert [one["resource"]["resourceType"] for one in made["entry"]] == ["Patient", "Organization"]


def test_a_score_has_the_code_of_the_total_and_never_that_of_the_panel(made: Made) -> None:
    score = of(made, "Observation", 1)

    assert score["code"]["coding"] == [{"system": LOINC, "code": "44261-6"}]
    assert score["valueQuantity"] == {
        "value": 9,
        "unit": "score",
        "system": "http://unitsofmeasure.org",
        "code": "{score}",
    }
    assert score["derivedFrom"] == [
        {"reference": f"urn:uuid:{of(made, 'QuestionnaireResponse')['id']}"}
    ]
    assert score["effectiveDateTime"] == "2026-05-02T20:15:00+01:00"
    panels = {one.codes.panel for one in (*instruments(), *earlier()) if one.codes.panel}
    assert len(panels) >= 5
    observations = [
        one for one in made["entry"] if one["resource"]["resourceType"] == "Observation"
    ]
    assert not [panel for panel in panels if panel in json.dumps(observations)]


def test_what_could_not_be_scored_says_so_and_has_no_number(made: Made) -> None:
    score = of(made, "Observation", 2)

    assert "valueQuantity" not in score
    assert score["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert score["dataAbsentReason"]["text"] == "7 of 9 items were not answered"


def test_a_total_raised_in_proportion_says_how(made: Made) -> None:
    assert of(made, "Observation", 3)["method"]["text"] == (
        "raised in proportion from 8 of 9 items"
    )


def test_answers_are_loincs_where_it_has_them_and_skipped_ones_are_not_there(made: Made) -> None:
    given_, with_a_gap = of(made, "QuestionnaireResponse", 0), of(made, "QuestionnaireResponse", 1)

    assert given_["item"][0] == {
        "linkId": "/44250-9",
        "answer": [
            {"valueCoding": {"system": LOINC, "code": "LA6569-3", "display": "Several days"}}
        ],
    }
    assert [one["linkId"] for one in with_a_gap["item"]] == ["/44250-9", "/44255-8", "/44260-8"]
    assert with_a_gap["item"][1]["extension"][0]["valueCode"] == "not-applicable"
    assert "answer" not in with_a_gap["item"][1]


def test_the_choices_of_a_reversed_question_add_what_they_add() -> None:
    file = replace(whole_file(), answered=(answered(form_of(instrument("core-10")), 1),))

    worth = [
        [one["extension"][0]["valueDecimal"] for one in item["answerOption"]]
        for item in named(bundle(file, MADE_AT), "CORE10")["item"]
        if "answerOption" in item
    ]

    assert worth[0] == [0, 1, 2, 3, 4]
    assert worth[1] == worth[2] == [4, 3, 2, 1, 0]


def test_a_question_that_does_not_count_adds_nothing(made: Made) -> None:
    last = named(made, "PHQ9")["item"][-1]

    assert last["linkId"] == "/69722-7"
    assert all("extension" not in one for one in last["answerOption"])


def test_words_of_a_gated_questionnaire_stay_where_nothing_was_stated(made: Made) -> None:
    gated = named(made, "CORE10")

    core_10 = instrument("core-10")
    assert len(gated["item"]) == 10
    assert not [item for item in core_10.items if item.text in json.dumps(made)]
    assert core_10.licence.credit in gated["copyright"]


def test_words_of_a_gated_questionnaire_go_along_where_it_was_stated() -> None:
    file = replace(whole_file(), answered=(answered(form_of(instrument("core-10")), 1),))

    text = export(file, MADE_AT)

    assert all(item.text in text for item in instrument("core-10").items)


@pytest.mark.parametrize(
    "slug", [one.slug for one in instruments() if one.licence.terms is Terms.SCORES_ONLY]
)
def test_of_a_questionnaire_for_scores_only_there_is_no_question(slug: str) -> None:
    one = answered(
        form_of(instrument(slug), gives_words=False),
        1,
        answers={},
        total=Total(instrument(slug).high, 0, 0, False),
        typed_by=RUTH,
    )

    made = json.loads(export(replace(whole_file(), answered=(one,)), MADE_AT))

    assert "item" not in of(made, "Questionnaire")
    assert "QuestionnaireResponse" not in json.dumps(made)
    assert of(made, "Observation")["performer"] == [{"reference": f"urn:uuid:{RUTH.id}"}]
    assert "derivedFrom" not in of(made, "Observation")


@pytest.mark.parametrize("slug", [one.slug for one in instruments() if one.items])
def test_every_questionnaire_can_leave_with_its_credit_and_loincs_notice(slug: str) -> None:
    one = instrument(slug)
    file = replace(
        whole_file(), answered=(answered(form_of(one), 1, total=Total(one.low, 0, 0, False)),)
    )

    form = of(json.loads(export(file, MADE_AT)), "Questionnaire")

    assert one.licence.credit in form["copyright"]
    assert (LOINC_NOTICE in form["copyright"]) is (
        "loinc.org" in json.dumps(form["item"]) or (one.codes.panel or one.codes.total) is not None
    )
    asked = [item for item in form["item"] if item["type"] != "display"]
    assert [item["text"] for item in asked] == [item.text for item in one.items]
    assert one.stem in [item.get("text") for item in form["item"]]


def test_a_score_may_be_missing_where_the_two_look_at_it_together_first() -> None:
    file = replace(whole_file(), answered=(answered(PHQ_9, 1, total=None),))

    made = json.loads(export(file, MADE_AT))

    assert "Observation" not in json.dumps(made)
    assert of(made, "QuestionnaireResponse")["item"]
    assert len(of(made, "Provenance")["agent"]) == 1


@pytest.mark.parametrize(
    ("place", "status", "reached", "reason"),
    [
        (0, "active", "in-progress", None),
        (1, "completed", "achieved", None),
        (2, "cancelled", None, "changed"),
        (3, "cancelled", None, "let go"),
    ],
)
def test_a_goal_that_ended_otherwise_is_not_called_failed(
    made: Made, place: int, status: str, reached: str | None, reason: str | None
) -> None:
    goal = of(made, "Goal", place)

    codes = [one["code"] for one in goal.get("achievementStatus", {}).get("coding", [])]
    assert (goal["lifecycleStatus"], codes) == (status, [reached] if reached else [])
    assert goal.get("statusReason") == reason
    assert goal["startDate"] == f"2026-02-{place + 7:02}"
    assert goal.get("statusDate") == (None if place == 0 else "2026-04-01")


def test_only_the_last_consent_is_in_force(made: Made) -> None:
    assert [of(made, "Consent", place)["status"] for place in (0, 1)] == ["inactive", "active"]
    assert "version 2 (SHA-256 cdcd" in of(made, "Consent", 1)["policyRule"]["text"]


def test_each_thing_says_where_it_comes_from(made: Made) -> None:
    told = [one["resource"] for one in made["entry"]]
    targets = {
        target["reference"]
        for one in told
        if one["resourceType"] == "Provenance"
        for target in one["target"]
    }

    from_somebody = {"QuestionnaireResponse", "Observation", "Goal", "Consent"}
    assert targets == {
        f"urn:uuid:{one['id']}" for one in told if one["resourceType"] in from_somebody
    }
    typed = next(
        one for one in told if one["resourceType"] == "Provenance" and str(RUTH.id) in str(one)
    )
    assert typed["agent"][0]["type"]["coding"][0]["code"] == "enterer"


def test_a_remark_goes_along_only_where_it_was_given(made: Made) -> None:
    assert of(made, "Observation", 1)["note"][0]["text"] == REMARK
    assert json.dumps(made).count(REMARK) == 1


@settings(max_examples=20, deadline=None)
@given(words=st.text(min_size=1).filter(str.strip))
def test_whatever_somebody_writes_goes_along_as_it_is(words: str) -> None:
    file = whole_file()
    file = replace(file, aims=(replace(file.aims[0], words=words),))

    made = json.loads(export(file, MADE_AT))

    assert of(made, "Goal")["description"]["text"] == words


def test_a_goal_without_a_word_is_refused_by_its_place() -> None:
    file = whole_file()

    with pytest.raises(NotFhir, match="description"):
        export(replace(file, aims=(replace(file.aims[0], words=""),)), MADE_AT)
