"""Questions about measures in a client's own words."""

import uuid
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from portal.access.reach import Part, Reach
from portal.access.viewer import Viewer
from portal.caseload.within import within
from portal.measures.own.models import OwnMeasure, OwnState

MANY = 200  # more wordings than two people ever find; a list must end somewhere


class Own(NamedTuple):
    """One measure of the client's own, in all its versions, the first one first."""

    versions: tuple[OwnMeasure, ...]

    @property
    def current(self) -> OwnMeasure | None:
        """The words that both have agreed on last, if any."""
        agreed = [one for one in self.versions if one.state is OwnState.AGREED]
        return agreed[-1] if agreed else None

    @property
    def proposal(self) -> OwnMeasure | None:
        """The words that wait for an answer, if any."""
        return next((one for one in self.versions if one.state is OwnState.PROPOSED), None)

    @property
    def is_there(self) -> bool:
        """Whether there are words to use or to answer; what was let go is not shown."""
        return self.current is not None or self.proposal is not None


def find_version(session: Session, own_id: uuid.UUID) -> OwnMeasure | None:
    """Return one version, whoever asks; the Door decides."""
    return session.scalars(select(OwnMeasure).where(OwnMeasure.id == own_id)).one_or_none()


def own_of(session: Session, client_id: uuid.UUID, reach: Reach | None = None) -> list[Own]:
    """Return a client's own measures, in the order in which they were first proposed.

    `reach` is how far back a practitioner sees; the client sees all.
    """
    query = select(OwnMeasure).where(OwnMeasure.client_id == client_id)
    if reach is not None:
        query = query.where(within(reach, Part.MEASURES, OwnMeasure.proposed_at))
    rows = session.scalars(query.order_by(OwnMeasure.measure_id, OwnMeasure.number).limit(MANY))
    return [Own(tuple(versions)) for _id, versions in groupby(rows, lambda one: one.measure_id)]


def suggested_to(client: Viewer) -> ScalarSelect[uuid.UUID]:
    """Select, inside another query, the first words that wait for a client to read them."""
    return (
        select(OwnMeasure.id)
        .where(
            OwnMeasure.client_id == client.user_id,
            OwnMeasure.state == OwnState.PROPOSED,
            OwnMeasure.proposer_id.in_(client.practitioner_ids),
        )
        .order_by(OwnMeasure.proposed_at, OwnMeasure.id)
        .limit(1)
        .scalar_subquery()
    )


def suggested(own: Iterable[Own], client: Viewer) -> list[OwnMeasure]:
    """Return, of a client's own measures, the words that wait for the client to read them."""
    treating = frozenset[uuid.UUID]() if client.has_withdrawn else client.practitioner_ids
    return [one.proposal for one in own if one.proposal and one.proposal.proposer_id in treating]


def versions_of(session: Session, measure_id: uuid.UUID) -> Sequence[OwnMeasure]:
    """Return the versions of one measure as they stand now, the first one first."""
    return session.scalars(
        select(OwnMeasure)
        .where(OwnMeasure.measure_id == measure_id)
        .order_by(OwnMeasure.number)
        .execution_options(populate_existing=True)
    ).all()


def last_number(session: Session, measure_id: uuid.UUID) -> int:
    """Return the number of the last version, 0 where there is none."""
    query = select(func.max(OwnMeasure.number)).where(OwnMeasure.measure_id == measure_id)
    return session.scalars(query).one() or 0
