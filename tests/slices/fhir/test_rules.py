"""Each rule of an export, broken once: it is caught, and told by its place alone."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from portal.fhir.bundle import bundle
from portal.fhir.codes import LOINC, STATUSES, TARGETS
from portal.fhir.export import insist
from portal.fhir.shapes import NotFhir
from portal.fhir.walking import parts
from portal.psychometrics.catalogue import instrument
from portal.psychometrics.instrument import Terms
from tests.slices.fhir.sample import MADE_AT, whole_file

Made = dict[str, Any]
Breaking = Callable[[Made], object]
SOUND = bundle(whole_file(), MADE_AT)


def of(made: Made, kind: str, place: int = 0) -> Made:
    found = [one["resource"] for one in made["entry"] if one["resource"]["resourceType"] == kind]
    resource: Made = found[place]
    return resource


def form(made: Made, name: str) -> Made:
    return next(one["resource"] for one in made["entry"] if one["resource"].get("name") == name)


def refused(breaking: Breaking) -> str:
    """Break a sound bundle and return what is said of it."""
    made = copy.deepcopy(SOUND)
    breaking(made)
    with pytest.raises(NotFhir) as problem:
        insist(made, whole_file())
    return str(problem.value)


def put(kind: str, key: str, value: object, place: int = 0) -> Breaking:
    """Set a part of a resource."""
    return lambda made: of(made, kind, place).__setitem__(key, value)


def test_what_is_made_is_sound() -> None:
    insist(SOUND, whole_file())


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("Questionnaire", "status"),
        ("QuestionnaireResponse", "status"),
        ("Observation", "status"),
        ("Goal", "lifecycleStatus"),
        ("Consent", "status"),
    ],
)
def test_a_status_that_the_library_lets_pass_is_caught(kind: str, key: str) -> None:
    assert f"{kind}.{key}: no such code" in refused(put(kind, key, "bogus"))


SHAPES: list[tuple[str, Breaking, str]] = [
    ("no status", lambda made: of(made, "Observation").pop("status"), "status"),
    ("no words", lambda made: of(made, "Goal").pop("description"), "description"),
    ("unknown part", put("Goal", "mood", "low"), "mood"),
    ("no date", put("Observation", "effectiveDateTime", "in May"), "effectiveDateTime"),
    ("a list", put("Observation", "subject", []), "subject"),
]


@pytest.mark.parametrize(("what", "breaking", "place"), SHAPES, ids=[one[0] for one in SHAPES])
def test_the_library_catches_shapes(what: str, breaking: Breaking, place: str) -> None:
    assert place in refused(breaking)


BROKEN: list[tuple[str, Breaking, str]] = [
    ("bundle type", lambda made: made.update(type="message"), "Bundle.type: no such code"),
    (
        "confidentiality",
        lambda made: made["meta"]["security"][0].update(code="X"),
        "Bundle.meta.security: no such code in such a system",
    ),
    (
        "item type",
        lambda made: form(made, "PHQ9")["item"][1].update(type="question"),
        "Questionnaire.item.type: no such code",
    ),
    (
        "check digit of a question",
        lambda made: form(made, "PHQ9")["item"][1]["code"][0].update(code="44250-8"),
        "Questionnaire.item.code: no such code in such a system",
    ),
    (
        "check digit of an answer",
        lambda made: form(made, "PHQ9")["item"][1]["answerOption"][0]["valueCoding"].update(
            code="LA6568-6"
        ),
        "Questionnaire.item.answerOption.valueCoding: no such code in such a system",
    ),
    (
        "check digit of a panel",
        lambda made: form(made, "PHQ9")["code"][0].update(code="44249-2"),
        "Questionnaire.code: no such code in such a system",
    ),
    (
        "category",
        lambda made: of(made, "Observation")["category"][0]["coding"][0].update(code="mood"),
        "Observation.category.coding: no such code in such a system",
    ),
    (
        "system",
        lambda made: of(made, "Consent")["scope"]["coding"][0].update(system="http://x.example"),
        "Consent.scope.coding: no such code in such a system",
    ),
    (
        "system left out",
        lambda made: of(made, "Provenance")["agent"][0]["type"]["coding"][0].pop("system"),
        "Provenance.agent.type.coding: no such code in such a system",
    ),
    (
        "achievement",
        lambda made: of(made, "Goal")["achievementStatus"]["coding"][0].update(code="failed"),
        "Goal.achievementStatus.coding: no such code in such a system",
    ),
    (
        "unit",
        lambda made: of(made, "Observation")["valueQuantity"].update(code="points"),
        "Observation.valueQuantity: no such unit",
    ),
    (
        "reason",
        lambda made: of(made, "QuestionnaireResponse", 1)["item"][1]["extension"][0].update(
            valueCode="refused"
        ),
        "QuestionnaireResponse.item.extension: no such extension",
    ),
    (
        "extension",
        lambda made: form(made, "PHQ9")["item"][1]["answerOption"][0]["extension"][0].update(
            url="http://x.example/ordinal"
        ),
        "Questionnaire.item.answerOption.extension: no such extension",
    ),
    (
        "role of an entity",
        lambda made: of(made, "Provenance")["entity"][0].update(role="cause"),
        "Provenance.entity.role: no such code",
    ),
    (
        "dangling reference",
        lambda made: of(made, "Goal").update(subject={"reference": f"urn:uuid:{'0' * 8}"}),
        "Goal.subject: points at nothing in here",
    ),
    (
        "relative reference",
        lambda made: of(made, "Goal").update(subject={"reference": "Patient/1"}),
        "Goal.subject: points at nothing in here",
    ),
    (
        "reference to the wrong thing",
        lambda made: of(made, "Consent").update(patient=of(made, "Consent")["organization"][0]),
        "Consent.patient: may not point at a Organization",
    ),
    (
        "address",
        lambda made: made["entry"][0].update(fullUrl="urn:uuid:1"),
        "Patient: its address is not its id",
    ),
    (
        "twice",
        lambda made: made["entry"].append(made["entry"][-1]),
        "Provenance: its address is there twice",
    ),
    (
        "two practices",
        lambda made: made["entry"].append(
            {
                "fullUrl": f"urn:uuid:{'0' * 8}-0000-0000-0000-{'0' * 12}",
                "resource": {
                    "resourceType": "Organization",
                    "name": "x",
                    "id": f"{'0' * 8}-0000-0000-0000-{'0' * 12}",
                },
            }
        ),
        "Organization: there must be one",
    ),
    (
        "version of the questionnaire",
        lambda made: of(made, "QuestionnaireResponse").update(
            questionnaire=of(made, "QuestionnaireResponse")["questionnaire"].replace("1.0.0", "9")
        ),
        "QuestionnaireResponse.questionnaire: points at nothing in here",
    ),
    (
        "question that is not there",
        lambda made: of(made, "QuestionnaireResponse")["item"][0].update(linkId="/1"),
        "QuestionnaireResponse.item.linkId: no such question, or twice",
    ),
    (
        "answered twice",
        lambda made: of(made, "QuestionnaireResponse")["item"].append(
            of(made, "QuestionnaireResponse")["item"][0]
        ),
        "QuestionnaireResponse.item.linkId: no such question, or twice",
    ),
    (
        "answer that is not offered",
        lambda made: of(made, "QuestionnaireResponse")["item"][0]["answer"][0][
            "valueCoding"
        ].update(code="LA6572-7"),
        "QuestionnaireResponse.item.answer: none of what is offered",
    ),
    (
        "no answer and no reason",
        lambda made: of(made, "QuestionnaireResponse")["item"][0].pop("answer"),
        "QuestionnaireResponse.item.answer: neither there nor said to be missing",
    ),
    (
        "panel for the total",
        lambda made: of(made, "Observation", 1)["code"]["coding"][0].update(code="44249-1"),
        "Observation.code: not the code of the total",
    ),
    (
        "another total",
        lambda made: of(made, "Observation", 1)["code"]["coding"][0].update(code="70274-6"),
        "Observation.code: not the code of the total",
    ),
    (
        "a code beside the total",
        lambda made: of(made, "Observation", 1)["code"]["coding"].append(
            {"system": LOINC, "code": "44249-1"}
        ),
        "Observation.code: not the code of the total",
    ),
    (
        "no code",
        lambda made: of(made, "Observation", 1)["code"].pop("coding"),
        "Observation.code: not the code of the total",
    ),
    (
        "beyond the range",
        lambda made: of(made, "Observation", 1)["valueQuantity"].update(value=28),
        "Observation.value: out of the range of the score",
    ),
    (
        "below the range",
        lambda made: of(made, "Observation", 1)["valueQuantity"].update(value=-1),
        "Observation.value: out of the range of the score",
    ),
    (
        "neither value nor reason",
        lambda made: of(made, "Observation", 1).pop("valueQuantity"),
        "Observation.value: there must be a value or a reason, not both",
    ),
    (
        "both value and reason",
        lambda made: of(made, "Observation", 2).update(
            valueQuantity=of(made, "Observation", 1)["valueQuantity"]
        ),
        "Observation.value: there must be a value or a reason, not both",
    ),
    (
        "number of a mistake",
        lambda made: of(made, "Observation", 1).update(status="entered-in-error"),
        "Observation.value: a number where there should be none",
    ),
    (
        "words of a gated question",
        lambda made: form(made, "CORE10")["item"][0].update(text="I have felt tense"),
        "Questionnaire.item: words that may not leave",
    ),
    (
        "words of a gated choice",
        lambda made: form(made, "CORE10")["item"][0]["answerOption"][0]["valueCoding"].update(
            display="Not at all"
        ),
        "Questionnaire.item: words that may not leave",
    ),
    (
        "words beside a gated answer",
        lambda made: of(made, "QuestionnaireResponse", 3)["item"][0].update(text="I have felt"),
        "QuestionnaireResponse: words that may not leave",
    ),
    (
        "questions of scores only",
        lambda made: form(made, "WSAS").update(item=[{"linkId": "1", "type": "integer"}]),
        "Questionnaire.item: of this one only scores may be kept",
    ),
    (
        "credit",
        lambda made: form(made, "PHQ9").update(
            copyright=form(made, "PHQ9")["copyright"].split("\n")[1]
        ),
        "Questionnaire.copyright: the credit line is missing",
    ),
    (
        "LOINC's notice",
        lambda made: form(made, "PHQ9").update(
            copyright=form(made, "PHQ9")["copyright"].split("\n")[0]
        ),
        "Questionnaire.copyright: LOINC's notice is missing",
    ),
]


@pytest.mark.parametrize(("what", "breaking", "said"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_broken_rule_is_caught_and_told_by_its_place(
    what: str, breaking: Breaking, said: str
) -> None:
    assert said in refused(breaking)


def test_no_value_that_somebody_wrote_is_told() -> None:
    words = "Something that she said"

    said = [
        refused(put("Goal", "description", words)),
        refused(put("Goal", "lifecycleStatus", words)),
        refused(lambda made: of(made, "Observation")["code"].update(text=words)),
    ]

    assert not [one for one in said if words in one]


def test_every_place_that_a_rule_names_is_there() -> None:
    places = {part.place for entry in SOUND["entry"] for part in parts(entry["resource"])} | {
        "Bundle.type"
    }

    assert places >= STATUSES.keys()
    assert places >= TARGETS.keys()


def test_a_practice_states_nothing_for_scores_only() -> None:
    assert instrument("wsas").licence.terms is Terms.SCORES_ONLY
    assert instrument("core-10").licence.terms is Terms.NON_COMMERCIAL
