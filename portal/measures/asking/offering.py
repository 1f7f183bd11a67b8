"""What may be asked of a client: what the practice may use, and the client's own words."""

import uuid
from collections.abc import Collection

from sqlalchemy.orm import Session

from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.viewer import Viewer
from portal.measures.licences.queries import statements
from portal.measures.licences.terms import usable
from portal.measures.own.queries import own_of
from portal.psychometrics.catalogue import instruments
from portal.psychometrics.instrument import Terms
from portal.safety.queries import hours_of


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


def needing_hours(session: Session, viewer: Viewer, slugs: Collection[str]) -> list[str]:
    """Return which of these ask about safety, by name, if hours to look in were never set."""
    names = [one.name for one in instruments() if one.slug in slugs and one.safety_items]
    assert viewer.user_id is not None
    return [] if not names or hours_of(session, [viewer.user_id]) else names
