"""What must hold of codes, names and references in a bundle, beyond its shape (pure).

A rule yields what is wrong with its place; never a value that somebody wrote.
"""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from portal.fhir.codes import ABSENT, ABSENT_HERE, LOINC, ORDINAL, STATUSES, SYSTEMS, TARGETS
from portal.fhir.walking import Part, parts, resources
from portal.psychometrics.codes import is_loinc

CODINGS = {"coding", "valueCoding", "security"}
Made = Mapping[str, Any]


def problems(made: Made) -> Iterator[str]:
    """Yield what is wrong with the codes, names and references of a bundle."""
    yield from _codes({**made, "entry": []}, frozenset())
    yield from _names(made)
    kinds = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in made["entry"]}
    local = frozenset(_local_systems(made))
    for resource in resources(made):
        yield from _codes(resource, local)
        yield from _references(resource, kinds)


def _names(made: Made) -> Iterator[str]:
    """Each entry under the id of its resource, each once; one patient and one practice."""
    seen = set()
    for entry in made["entry"]:
        resource = entry["resource"]
        kind, name = resource["resourceType"], str(resource.get("id"))
        if not _is_uuid(name) or entry["fullUrl"] != f"urn:uuid:{name}":
            yield f"{kind}: its address is not its id"
        if entry["fullUrl"] in seen:
            yield f"{kind}: its address is there twice"
        seen.add(entry["fullUrl"])
    for kind in ("Patient", "Organization"):
        if sum(one["resourceType"] == kind for one in resources(made)) != 1:
            yield f"{kind}: there must be one"


def _is_uuid(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _local_systems(made: Made) -> Iterator[tuple[str, str]]:
    """Yield the codes that the questionnaires of this bundle give their own answers."""
    for resource in resources(made):
        if resource["resourceType"] == "Questionnaire":
            for part in parts(resource):
                if part.place == "Questionnaire.item.answerOption.valueCoding":
                    yield part.value.get("system"), part.value.get("code")


def _codes(resource: Made, local: frozenset[tuple[str, str]]) -> Iterator[str]:
    for part in parts(resource):
        if part.place in STATUSES and part.value not in STATUSES[part.place]:
            yield f"{part.place}: no such code"
        if _is_coding(part) and not _is_known(part.value, local):
            yield f"{part.place}: no such code in such a system"
        if part.key == "valueQuantity" and not _is_known(part.value, local):
            yield f"{part.place}: no such unit"
        if part.key == "extension":
            yield from _extension(part)


def _is_coding(part: Part) -> bool:
    return isinstance(part.value, Mapping) and (
        part.key in CODINGS or (part.key == "code" and part.place.startswith("Questionnaire."))
    )


def _is_known(coding: Made, local: frozenset[tuple[str, str]]) -> bool:
    system, code = coding.get("system", ""), coding.get("code", "")
    if system == LOINC:
        return is_loinc(code)
    return code in SYSTEMS.get(system, ()) or (
        (system, code) in local and system.startswith("urn:uuid:")
    )


def _extension(part: Part) -> Iterator[str]:
    url, value = part.value.get("url"), part.value.get("valueCode")
    is_reason = url == ABSENT_HERE and value in SYSTEMS[ABSENT]
    if not is_reason and not (url == ORDINAL and "valueDecimal" in part.value):
        yield f"{part.place}: no such extension"


def _references(resource: Made, kinds: Mapping[str, str]) -> Iterator[str]:
    for part in parts(resource):
        if not isinstance(part.value, Mapping) or "reference" not in part.value:
            continue
        kind = kinds.get(part.value["reference"])
        if kind is None:
            yield f"{part.place}: points at nothing in here"
        elif kind not in TARGETS.get(part.place, ()):
            yield f"{part.place}: may not point at a {kind}"
