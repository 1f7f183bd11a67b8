"""What must hold of measures in a bundle: scores, answers, licences (pure).

Compared with the catalogue itself, not with what the bundle was made from.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.fhir.codes import LOINC
from portal.fhir.names import form_url
from portal.fhir.walking import of_type, parts
from portal.psychometrics.catalogue import earlier, instruments
from portal.psychometrics.codes import LOINC_NOTICE
from portal.psychometrics.instrument import Instrument, Terms

Made = Mapping[str, Any]
Version = tuple[str, str]
WORDS = {"text", "display"}
"""Keys under which a questionnaire, or an answer to it, would show its words."""


def problems(made: Made, stated: frozenset[Version]) -> Iterator[str]:
    """Yield what is wrong with measures.

    `stated` are the slugs and versions of questionnaires for non-commercial use whose words may be
    given, as the practice has stated that its use is no other.
    """
    known = {_canonical(one): one for one in (*instruments(), *earlier())}
    forms = {f"{one['url']}|{one['version']}": one for one in of_type(made, "Questionnaire")}
    for name, form in forms.items():
        yield from _licence(form, known.get(name), stated)
    for answers in of_type(made, "QuestionnaireResponse"):
        name = answers["questionnaire"]
        if name not in forms:
            yield "QuestionnaireResponse.questionnaire: points at nothing in here"
            continue
        yield from _answers(answers, forms[name])
        if not _may_show(known.get(name), stated) and _shows_words(answers):
            yield "QuestionnaireResponse: words that may not leave"
    for score in of_type(made, "Observation"):
        yield from _score(score, list(known.values()))


def _canonical(one: Instrument) -> str:
    return f"{form_url(one.slug)}|{one.version}"


def _may_show(one: Instrument | None, stated: frozenset[Version]) -> bool:
    """Say whether words may be shown: a client's own, free ones, and those that were stated."""
    if one is None or one.licence.terms is Terms.FREE:
        return True
    return one.licence.terms is Terms.NON_COMMERCIAL and (one.slug, one.version) in stated


def _shows_words(resource: Made) -> bool:
    return any(part.key in WORDS and ".item." in part.place for part in parts(resource))


def _licence(form: Made, one: Instrument | None, stated: frozenset[Version]) -> Iterator[str]:
    if not _may_show(one, stated) and _shows_words(form):
        yield "Questionnaire.item: words that may not leave"
    if one is not None and one.licence.terms is Terms.SCORES_ONLY and form.get("item"):
        yield "Questionnaire.item: of this one only scores may be kept"
    rights = form.get("copyright", "")
    if one is not None and one.licence.credit not in rights:
        yield "Questionnaire.copyright: the credit line is missing"
    has_loinc = any(part.key == "system" and part.value == LOINC for part in parts(form))
    if has_loinc and LOINC_NOTICE not in rights:
        yield "Questionnaire.copyright: LOINC's notice is missing"


def _answers(answers: Made, form: Made) -> Iterator[str]:
    """Each answer belongs to a question, stands once, and is one of what it offers."""
    items = {item["linkId"]: item for item in form.get("item", []) if item["type"] != "display"}
    seen = set()
    for given in answers.get("item", []):
        asked = items.get(given["linkId"])
        if asked is None or given["linkId"] in seen:
            yield "QuestionnaireResponse.item.linkId: no such question, or twice"
            continue
        seen.add(given["linkId"])
        if not all(_is_offered(answer, asked) for answer in given.get("answer", [])):
            yield "QuestionnaireResponse.item.answer: none of what is offered"
        if not given.get("answer") and not given.get("extension"):
            yield "QuestionnaireResponse.item.answer: neither there nor said to be missing"


def _is_offered(answer: Made, asked: Made) -> bool:
    if asked["type"] != "choice":
        return "valueInteger" in answer
    offered = [_plain(one["valueCoding"]) for one in asked["answerOption"]]
    return _plain(answer.get("valueCoding", {})) in offered


def _plain(coding: Made) -> tuple[str | None, str | None]:
    return coding.get("system"), coding.get("code")


def _score(score: Made, known: list[Instrument]) -> Iterator[str]:
    """A score has the code of a total and lies in its range, or says why it is missing."""
    if ("valueQuantity" in score) == ("dataAbsentReason" in score):
        yield "Observation.value: there must be a value or a reason, not both"
    if score.get("status") == "entered-in-error" and "valueQuantity" in score:
        yield "Observation.value: a number where there should be none"
    coded = [_plain(one) for one in score["code"].get("coding", [])]
    text = score["code"].get("text")
    totals = [one for one in known if text == f"{one.name} total score"]
    expected = {(LOINC, one.codes.total) for one in totals if one.codes.total}
    if set(coded) != expected:
        yield "Observation.code: not the code of the total"
    value = score.get("valueQuantity", {}).get("value")
    if value is not None and not any(one.low <= value <= one.high for one in totals):
        yield "Observation.value: out of the range of the score"
