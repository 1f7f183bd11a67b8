"""The codes that may stand where, since the library checks shapes and not codes (pure).

HL7 FHIR R4 (4.0.1), the code systems and value sets at hl7.org/fhir/R4/terminologies-systems.html.
"""

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
TOOK_PART = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"

ABSENT_HERE = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
"""Extensions: why an answer is missing, and what a choice adds to the score."""

CONSENT_DOCUMENT = "59284-0"
SCORE = "{score}"


def _codes(words: str) -> frozenset[str]:
    return frozenset(words.split())


STATUSES: dict[str, frozenset[str]] = {
    "Bundle.type": _codes("collection"),
    "Questionnaire.status": _codes("draft active retired unknown"),
    "Questionnaire.subjectType": _codes("Patient"),
    "Questionnaire.item.type": _codes("display choice integer"),
    "QuestionnaireResponse.status": _codes(
        "in-progress completed amended entered-in-error stopped"
    ),
    "Observation.status": _codes(
        "registered preliminary final amended corrected cancelled entered-in-error unknown"
    ),
    "Goal.lifecycleStatus": _codes(
        "proposed planned accepted active on-hold completed cancelled entered-in-error rejected"
    ),
    "Consent.status": _codes("draft proposed active rejected inactive entered-in-error"),
    "Provenance.entity.role": _codes("derivation revision quotation source removal"),
}
"""Codes that stand by themselves, by their place; of types, those that are made here."""

SYSTEMS: dict[str, frozenset[str]] = {
    CATEGORY: _codes(
        "social-history vital-signs imaging laboratory procedure survey exam therapy activity"
    ),
    ABSENT: _codes(
        "unknown asked-unknown temp-unknown not-asked asked-declined masked not-applicable "
        "unsupported as-text error not-a-number negative-infinity positive-infinity "
        "not-performed not-permitted"
    ),
    ACHIEVEMENT: _codes(
        "in-progress improving worsening no-change achieved sustaining not-achieved no-progress "
        "not-attainable"
    ),
    SCOPE: _codes("adr research patient-privacy treatment"),
    TOOK_PART: _codes(
        "enterer performer author verifier legal attester informant custodian assembler composer"
    ),
    CONFIDENTIALITY: _codes("L M N R U V"),
    UCUM: _codes(SCORE),
}
"""Codes by their system; of units, the one that is used here."""

TARGETS: dict[str, frozenset[str]] = {
    "Patient.managingOrganization": _codes("Organization"),
    "QuestionnaireResponse.subject": _codes("Patient"),
    "QuestionnaireResponse.author": _codes("Patient"),
    "QuestionnaireResponse.source": _codes("Patient"),
    "Observation.subject": _codes("Patient"),
    "Observation.performer": _codes("Patient Practitioner"),
    "Observation.derivedFrom": _codes("QuestionnaireResponse"),
    "Observation.note.authorReference": _codes("Patient Practitioner"),
    "Goal.subject": _codes("Patient"),
    "Goal.expressedBy": _codes("Patient"),
    "Goal.note.authorReference": _codes("Patient"),
    "Consent.patient": _codes("Patient"),
    "Consent.performer": _codes("Patient"),
    "Consent.organization": _codes("Organization"),
    "Provenance.target": _codes("QuestionnaireResponse Observation Goal Consent"),
    "Provenance.agent.who": _codes("Patient Practitioner Organization"),
    "Provenance.entity.what": _codes("Questionnaire QuestionnaireResponse"),
}
"""What a reference may point at, by its place; one that is not listed is not made here."""
