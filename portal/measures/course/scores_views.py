"""The practitioner's table of a client's scores, to keep."""

from flask import Response

from portal import clock
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.caseload.queries import find_client
from portal.measures.course.scores_file import scores_for_practitioner
from portal.measures.standing import standing
from portal.web.attachment import CSV, attachment
from portal.web.templating import timezone

door = Door("practitioner_scores_file", __name__, prefix="/practice")


@door.get(
    "/clients/<uuid:client_id>/measures/scores.csv",
    permission=Permission.CLIENT_READ,
    find=find_client,
    discloses=Kind.MEASURE_SCORES_EXPORTED,
    confirmed=True,
)
def scores(viewer: Viewer, client: User) -> Response:
    """Give the scores within reach, without what the client remarked on them."""
    stands = standing(session(), viewer, client.id, timezone())
    name = f"scores-{clock.today(timezone()):%Y-%m}.csv"
    return attachment(scores_for_practitioner(stands.series), name=name, kind=CSV)
