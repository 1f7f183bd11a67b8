"""Who it is about, goals, consents, and where each thing comes from (pure)."""

import uuid

from portal.fhir import codes
from portal.fhir.facts import Acknowledged, Aim, Answered, Named, Stage
from portal.fhir.names import derived, form_id, moment, reference
from portal.fhir.questionnaires import Resource
from portal.fhir.scores import WHAT

LIFE = {
    Stage.ONGOING: "active",
    Stage.DONE: "completed",
    Stage.CHANGED: "cancelled",
    Stage.LET_GO: "cancelled",
}
REACHED = {Stage.ONGOING: "in-progress", Stage.DONE: "achieved"}
"""Of a goal that was changed or let go nothing is said: it was not failed."""

ENDED = {Stage.CHANGED: "changed", Stage.LET_GO: "let go"}


def patient(client: Named, practice: Named) -> Resource:
    """Return the client, by name and number alone."""
    return {
        "resourceType": "Patient",
        "id": str(client.id),
        "name": [{"text": client.name}],
        "managingOrganization": reference(practice.id),
    }


def organization(practice: Named) -> Resource:
    """Return the practice."""
    return {"resourceType": "Organization", "id": str(practice.id), "name": practice.name}


def practitioner(person: Named) -> Resource:
    """Return somebody who typed a score in."""
    return {
        "resourceType": "Practitioner",
        "id": str(person.id),
        "name": [{"text": person.name}],
    }


def goal(aim: Aim, client: dict[str, str]) -> Resource:
    """Return a goal in the client's words."""
    resource: Resource = {
        "resourceType": "Goal",
        "id": str(aim.id),
        "lifecycleStatus": LIFE[aim.stage],
        "description": {"text": aim.words},
        "subject": client,
        "startDate": aim.set_at.date().isoformat(),
        "expressedBy": client,
    }
    if aim.stage in REACHED:
        reached = {"system": codes.ACHIEVEMENT, "code": REACHED[aim.stage]}
        resource["achievementStatus"] = {"coding": [reached]}
    if aim.stage in ENDED:
        resource["statusReason"] = ENDED[aim.stage]
    if aim.ended_at is not None:
        resource["statusDate"] = aim.ended_at.date().isoformat()
    if aim.closing_words:
        resource["note"] = [{"authorReference": client, "text": aim.closing_words}]
    return resource


def consent(given: Acknowledged, client: dict[str, str], practice: dict[str, str]) -> Resource:
    """Return an acknowledgement: which words, by their version and hash, and when."""
    words = f"What this place is and is not, version {given.version}"
    return {
        "resourceType": "Consent",
        "id": str(given.id),
        "status": "active" if given.is_in_force else "inactive",
        "scope": {"coding": [{"system": codes.SCOPE, "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": codes.LOINC, "code": codes.CONSENT_DOCUMENT}]}],
        "patient": client,
        "dateTime": moment(given.at),
        "performer": [client],
        "organization": [practice],
        "policyRule": {"text": f"{words} (SHA-256 {given.text_sha256})"},
    }


def of_answers(answered: Answered, client: dict[str, str], practice: dict[str, str]) -> Resource:
    """Say where answers and their score come from."""
    score = reference(derived(answered.id, WHAT))
    targets = [reference(answered.id)] if answered.typed_by is None else []
    targets += [score] if answered.total is not None else []
    if answered.typed_by is None:
        who = _agent("author", client)
    else:
        who = _agent("enterer", reference(answered.typed_by.id))
    resource = _provenance(answered.id, targets, moment(answered.at), [who])
    if answered.total is not None:
        resource["agent"].append(_agent("assembler", practice))
    source = {"role": "source", "what": reference(form_id(answered.form))}
    return resource | {"entity": [source]}


def of_words(one: uuid.UUID, at: str, client: dict[str, str]) -> Resource:
    """Say that a goal or a consent comes from the client."""
    return _provenance(one, [reference(one)], at, [_agent("author", client)])


def _provenance(
    one: uuid.UUID, targets: list[dict[str, str]], at: str, agents: list[Resource]
) -> Resource:
    return {
        "resourceType": "Provenance",
        "id": str(derived(one, "provenance")),
        "target": targets,
        "recorded": at,
        "agent": agents,
    }


def _agent(part: str, who: dict[str, str]) -> Resource:
    return {"type": {"coding": [{"system": codes.TOOK_PART, "code": part}]}, "who": who}
