"""One bundle with all of it: the same facts give the same bytes (pure)."""

import json
from collections.abc import Iterator
from datetime import datetime

from portal.fhir import beside, codes
from portal.fhir.facts import Answered, File, Form, Named
from portal.fhir.names import derived, form_id, moment, reference, urn
from portal.fhir.questionnaires import Resource, questionnaire, response
from portal.fhir.scores import observation


def bundle(file: File, made_at: datetime) -> Resource:
    """Return everything as one collection, ordered by what and when."""
    at = moment(made_at)
    resources = [*_people(file), *_measures(file), *_words(file)]
    return {
        "resourceType": "Bundle",
        "id": str(derived(file.client.id, at)),
        "meta": {"security": [{"system": codes.CONFIDENTIALITY, "code": "R"}]},
        "type": "collection",
        "timestamp": at,
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def as_text(made: Resource) -> str:
    """Return a bundle as JSON that a person can read, too."""
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def forms_in(file: File) -> list[Form]:
    """Return each version of each questionnaire once, ordered by name and version."""
    found = {form_id(one.form): one.form for one in file.answered}
    return sorted(found.values(), key=lambda one: (one.slug, one.version))


def _people(file: File) -> Iterator[Resource]:
    yield beside.patient(file.client, file.practice)
    yield beside.organization(file.practice)
    typing: dict[str, Named] = {urn(by.id): by for one in file.answered if (by := one.typed_by)}
    for address in sorted(typing):
        yield beside.practitioner(typing[address])


def _measures(file: File) -> Iterator[Resource]:
    client, practice = reference(file.client.id), reference(file.practice.id)
    yield from map(questionnaire, forms_in(file))
    for one in sorted(file.answered, key=lambda one: (one.on, one.at, one.id)):
        yield from _answered(one, client, practice)


def _answered(
    one: Answered, client: dict[str, str], practice: dict[str, str]
) -> Iterator[Resource]:
    if one.typed_by is None:
        yield response(one, client)
    if one.total is not None:
        yield observation(one, client)
    if one.typed_by is None or one.total is not None:
        yield beside.of_answers(one, client, practice)


def _words(file: File) -> Iterator[Resource]:
    client, practice = reference(file.client.id), reference(file.practice.id)
    for aim in sorted(file.aims, key=lambda one: (one.set_at, one.id)):
        yield beside.goal(aim, client)
        yield beside.of_words(aim.id, moment(aim.set_at), client)
    for given in sorted(file.consents, key=lambda one: (one.at, one.id)):
        yield beside.consent(given, client, practice)
        yield beside.of_words(given.id, moment(given.at), client)
