"""Scores as observations: under the code of the total, never of the panel (pure)."""

from portal.fhir import codes
from portal.fhir.facts import Answered, Total
from portal.fhir.names import derived, moment, reference
from portal.fhir.questionnaires import Resource
from portal.psychometrics.instrument import Instrument

WHAT = "score"
"""What the id of an observation is derived under, from the id of what was answered."""


def observation(answered: Answered, client: dict[str, str]) -> Resource:
    """Return a score, or why there is none. Ask for it where there is something to tell."""
    instrument, total = answered.form.instrument, answered.total
    assert instrument is not None
    assert total is not None
    by = client if answered.typed_by is None else reference(answered.typed_by.id)
    resource: Resource = {
        "resourceType": "Observation",
        "id": str(derived(answered.id, WHAT)),
        "status": "entered-in-error" if answered.is_mistaken else "final",
        "category": [{"coding": [{"system": codes.CATEGORY, "code": "survey"}]}],
        "code": _code(instrument),
        "subject": client,
        "effectiveDateTime": _when(answered),
        "issued": moment(answered.at),
        "performer": [by],
        **(_mistaken() if answered.is_mistaken else _value(total)),
    }
    if answered.remark and not answered.is_mistaken:
        resource["note"] = [{"authorReference": by, "text": answered.remark}]
    if way := _way(instrument, total):
        resource["method"] = {"text": way}
    if answered.typed_by is None:
        resource["derivedFrom"] = [reference(answered.id)]
    return resource


def _when(answered: Answered) -> str:
    """Return the moment of the answers; of a score that was typed in, the day it is about."""
    return moment(answered.at) if answered.typed_by is None else answered.on.isoformat()


def _code(instrument: Instrument) -> Resource:
    found: Resource = {"text": f"{instrument.name} total score"}
    if instrument.codes.total:
        found["coding"] = [{"system": codes.LOINC, "code": instrument.codes.total}]
    return found


def _value(total: Total) -> Resource:
    if total.value is None:
        why = f"{total.missing} of {total.of} items were not answered"
        coded = [{"system": codes.ABSENT, "code": "unknown"}]
        return {"dataAbsentReason": {"coding": coded, "text": why}}
    value = total.value if isinstance(total.value, int) else float(total.value)
    quantity = {"value": value, "unit": "score", "system": codes.UCUM, "code": codes.SCORE}
    return {"valueQuantity": quantity}


def _mistaken() -> Resource:
    """Give no number where there should have been none, also to whoever overlooks the status."""
    coded = [{"system": codes.ABSENT, "code": "error"}]
    return {"dataAbsentReason": {"coding": coded, "text": "typed in by mistake"}}


def _way(instrument: Instrument, total: Total) -> str:
    """Say how it was scored, where there is more than one way."""
    ways = [f"scored {instrument.scoring_variant}"] if instrument.scoring_variant else []
    if total.is_prorated:
        answered = total.of - total.missing
        ways.append(f"raised in proportion from {answered} of {total.of} items")
    return "; ".join(ways)
