"""Transfers in the demonstration: proposed by one, agreed to by the client, class by class."""

from collections.abc import Iterable, Iterator
from datetime import time

from portal.access.reach import Part
from portal.caseload.queries import care_between
from portal.demo.telling import MIDDAY, Event, Pair, known
from portal.transfers import services
from portal.transfers.models import Transfer
from portal.transfers.queries import find_proposal

EARLY = time(8, 15)


def events_of_coming_over(pair: Pair) -> Iterator[Event]:
    """Return when a client's former practitioner proposed the present one, and the answer."""
    came = pair.client.came_over
    if came is not None:
        proposed: list[Transfer] = []
        yield pair.at(came.day - 1, MIDDAY, lambda: proposed.append(_propose(pair)))
        yield pair.at(came.day, EARLY, lambda: _agree(pair, proposed[0], came.carried))


def _propose(pair: Pair) -> Transfer:
    assert pair.former is not None
    care = care_between(pair.session, known(pair.viewer), known(pair.former))
    assert care is not None
    return services.propose(pair.session, care, colleague_id=known(pair.practitioner))


def _agree(pair: Pair, proposed: Transfer, carried: Iterable[Part]) -> None:
    proposal = find_proposal(pair.session, proposed.id)
    assert proposal is not None
    services.agree(proposal, carried=frozenset(carried))
