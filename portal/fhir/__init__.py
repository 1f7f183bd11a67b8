"""A client's measures, goals and consents in the shapes of HL7 FHIR R4, for another system."""
