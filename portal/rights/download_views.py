"""What a client takes away as a file: their measures, for a spreadsheet or for another system."""

import uuid
from typing import NamedTuple

from flask import Response

from portal import clock
from portal.access.door import Door, session, shown
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.fhir.export import export
from portal.measures.course.scores_file import scores_for_client
from portal.rights.taking_along import all_series, gathered
from portal.web.attachment import CSV, FHIR, attachment
from portal.web.templating import timezone

door = Door("client_downloads", __name__, prefix="/my/privacy")


class Whose(NamedTuple):
    """Whose file was taken along, as the record wants it."""

    practice_id: uuid.UUID | None
    client_id: uuid.UUID
    id: uuid.UUID


@door.get(
    "/scores.csv",
    permission=Permission.OWN_FILE_READ,
    confirmed=True,
    discloses=Kind.MEASURE_SCORES_EXPORTED,
)
def scores(viewer: Viewer) -> Response:
    """Give the client's scores as a table."""
    assert viewer.user_id is not None
    shown([Whose(viewer.practice_id, viewer.user_id, viewer.user_id)])
    table = scores_for_client(all_series(session(), viewer.user_id, timezone()))
    return attachment(table, name=_name("scores", "csv"), kind=CSV)


@door.get(
    "/measures.json",
    permission=Permission.OWN_FILE_READ,
    confirmed=True,
    discloses=Kind.FILE_DOWNLOADED,
)
def measures(viewer: Viewer) -> Response:
    """Give the client's measures, goals and consents in the shapes of FHIR."""
    assert viewer.user_id is not None
    shown([Whose(viewer.practice_id, viewer.user_id, viewer.user_id)])
    facts = gathered(session(), viewer.user_id, timezone(), for_client=True)
    text = export(facts, clock.now())
    return attachment(text, name=_name("measures", "json"), kind=FHIR)


def _name(what: str, ending: str) -> str:
    return f"{what}-{clock.today(timezone()):%Y-%m}.{ending}"
