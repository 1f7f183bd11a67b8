"""Questionnaires and the answers to them (pure)."""

import re
from typing import Any

from portal.fhir import codes
from portal.fhir.facts import Answered, Choice, Form, Line
from portal.fhir.names import canonical, choices_url, form_id, form_url, link_id, moment
from portal.psychometrics.codes import LOINC_NOTICE
from portal.psychometrics.instrument import Instrument

Resource = dict[str, Any]

READ_ONLY = ("instructions", "stem")
"""What stands above the questions; it is read, never answered."""


def questionnaire(form: Form) -> Resource:
    """Return a questionnaire; where its licence keeps the words here, its shape alone."""
    resource: Resource = {
        "resourceType": "Questionnaire",
        "id": str(form_id(form)),
        "url": form_url(form.slug),
        "version": form.version,
        "name": _computable(form.name),
        "title": form.title or form.name,
        "status": "active",
        "subjectType": ["Patient"],
    }
    if form.language:
        resource["language"] = form.language
    if form.instrument is not None:
        resource |= _rights(form.instrument)
    if form.lines:
        resource["item"] = [*_above(form), *(_item(form, line) for line in form.lines)]
    return resource


def response(answered: Answered, client: dict[str, str]) -> Resource:
    """Return what was answered. What was skipped is not there; what did not fit says so."""
    form = answered.form
    resource: Resource = {
        "resourceType": "QuestionnaireResponse",
        "id": str(answered.id),
        "questionnaire": canonical(form),
        "status": "completed",
        "subject": client,
        "authored": moment(answered.at),
        "author": client,
        "source": client,
    }
    if form.language:
        resource["language"] = form.language
    items = [_answer(form, one, answered) for one in form.lines if one.number in answered.answers]
    return resource | ({"item": items} if items else {})


def coding(form: Form, choice: Choice) -> dict[str, str]:
    """Return the code of an answer: LOINC's, or a number under a system of our own."""
    found = {"system": codes.LOINC if choice.code else choices_url(form.slug)}
    found["code"] = choice.code or str(choice.value)
    return found | ({"display": choice.text} if form.gives_words else {})


def _computable(name: str) -> str:
    """Return a name for programs: a capital letter, then letters and digits (invariant que-0)."""
    plain = re.sub(r"[^A-Za-z0-9]", "", name)
    return plain if re.match(r"[A-Z]", plain) else f"Measure{plain}"[:255]


def _rights(instrument: Instrument) -> Resource:
    """Return its code, and the lines that its licence and LOINC's want to stand beside it."""
    found = instrument.codes
    coded = [found.panel, found.total, *(item.code for item in instrument.items)]
    notices = [instrument.licence.credit, LOINC_NOTICE if any(coded) else ""]
    rights: Resource = {"copyright": "\n".join(one for one in notices if one)}
    if found.panel:
        rights["code"] = [{"system": codes.LOINC, "code": found.panel}]
    return rights


def _above(form: Form) -> list[Resource]:
    """Return what stands above the questions."""
    instructions = form.instrument.instructions if form.instrument else ""
    lines = zip(READ_ONLY, (instructions, form.stem), strict=True)
    return [
        {"linkId": name, "type": "display", "text": words}
        for name, words in lines
        if words and form.gives_words
    ]


def _item(form: Form, line: Line) -> Resource:
    item: Resource = {"linkId": link_id(line)}
    if line.code:
        item["code"] = [{"system": codes.LOINC, "code": line.code}]
    item["prefix"] = str(line.number)
    if form.gives_words:
        item["text"] = line.words
    item["type"] = "choice" if line.choices else "integer"
    if line.choices:
        item["answerOption"] = [_option(form, choice) for choice in line.choices]
    return item


def _option(form: Form, choice: Choice) -> Resource:
    option: Resource = {"valueCoding": coding(form, choice)}
    if choice.worth is None:
        return option
    return {"extension": [{"url": codes.ORDINAL, "valueDecimal": choice.worth}], **option}


def _answer(form: Form, line: Line, answered: Answered) -> Resource:
    value = answered.answers[line.number]
    item: Resource = {"linkId": link_id(line)}
    if value is None:
        reason = {"url": codes.ABSENT_HERE, "valueCode": "not-applicable"}
        return {"extension": [reason], **item}
    if not line.choices:
        return item | {"answer": [{"valueInteger": value}]}
    chosen = next(choice for choice in line.choices if choice.value == value)
    return item | {"answer": [{"valueCoding": coding(form, chosen)}]}
