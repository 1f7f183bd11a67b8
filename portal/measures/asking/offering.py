"""What may be asked of a client: what the practice may use, and the client's own words."""

import uuid

from sqlalchemy.orm import Session

from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.viewer import Viewer
from portal.measures.licences.queries import statements
from portal.measures.licences.terms import usable
from portal.measures.own.queries import own_of
from portal.psychometrics.instrument import Terms


def offered(session: Session, viewer: Viewer, client_id: uuid.UUID) -> list[tuple[str, str]]:
    """Return slugs and names: questionnaires whose words may be shown, and words agreed on."""
    found = [
        (one.slug, f"{one.name}: {one.title}" if one.title else one.name)
        for one in usable(statements(session))
        if one.items and one.licence.terms is not Terms.SCORES_ONLY
    ]
    agreed = [one.current for one in own_of(session, client_id)]
    own = [
        (one.slug, one.title)
        for one in agreed
        if one is not None and may(viewer, Permission.OWN_MEASURE_READ, one)
    ]
    return [*own, *found]
