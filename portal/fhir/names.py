"""How things are called inside a bundle: by ids alone, the same in every export (pure)."""

import uuid
from datetime import datetime

from portal.fhir.facts import Form, Line

OURS = uuid.UUID("5b0a5f0e-6a0c-5d0d-9a55-3f1c6a2f7c11")
"""The space of names from which ids are derived that no row has. It never changes."""


def urn(one: uuid.UUID) -> str:
    """Return an id as an address that needs no server."""
    return f"urn:uuid:{one}"


def reference(one: uuid.UUID) -> dict[str, str]:
    """Return a reference to an entry of the bundle."""
    return {"reference": urn(one)}


def derived(one: uuid.UUID, what: str) -> uuid.UUID:
    """Return the id of something that is made from a row, and only here."""
    return uuid.uuid5(one, what)


def form_id(form: Form) -> uuid.UUID:
    """Return the id of one version of a questionnaire."""
    return uuid.uuid5(OURS, f"{form.slug}|{form.version}")


def form_url(slug: str) -> str:
    """Return the address of a questionnaire, whatever its version."""
    return urn(uuid.uuid5(OURS, slug))


def canonical(form: Form) -> str:
    """Return the address of a questionnaire with its version."""
    return f"{form_url(form.slug)}|{form.version}"


def choices_url(slug: str) -> str:
    """Return the system of those answers of a questionnaire that have no code elsewhere."""
    return urn(uuid.uuid5(OURS, f"{slug} answers"))


def link_id(line: Line) -> str:
    """Return what ties an answer to its question, as LOINC's own questionnaires do."""
    return f"/{line.code or line.number}"


def moment(at: datetime) -> str:
    """Return a moment as FHIR writes it, to the second."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
