"""Transfers in the demonstration: proposed by one, agreed to by the client, class by class."""

from collections.abc import Iterator
from datetime import time

from portal.caseload.queries import care_between
from portal.demo.telling import MIDDAY, Event, Pair, known
from portal.transfers import services
from portal.transfers.queries import find_proposal

EARLY = time(8, 15)


def events_of_coming_over(pair: Pair) -> Iterator[Event]:
    """Return when a client's former practitioner proposed the present one, and the answer."""
    came = pair.client.came_over
    if came is not None:
        yield pair.at(came.day - 1, MIDDAY, lambda: _propose(pair))
        yield pair.at(came.day, EARLY, lambda: _agree(pair))


def _propose(pair: Pair) -> None:
    assert pair.former is not None
    care = care_between(pair.session, known(pair.viewer), known(pair.former))
    assert care is not None
    pair.proposed = services.propose(pair.session, care, colleague_id=known(pair.practitioner)).id


def _agree(pair: Pair) -> None:
    assert pair.client.came_over is not None
    assert pair.proposed is not None
    proposal = find_proposal(pair.session, pair.proposed)
    assert proposal is not None
    services.agree(proposal, carried=frozenset(pair.client.came_over.carried))
