"""Supervision and cover in the demonstration, told by the portal's own services."""

from collections.abc import Iterator, Mapping
from datetime import time

from portal.accounts.models import User
from portal.colleagues.supervised import shown
from portal.demo.standing_in import Away, Supervised
from portal.demo.story import Practice, State
from portal.demo.telling import Event, Pair
from portal.entrusting import services, supervision
from portal.reflections.models import Reflection

EVENING = time(18, 40)
DAYS = 30


def events_of_standing_in(
    practice: Practice, pairs: Mapping[str, Pair], staff: Mapping[str, User]
) -> Iterator[Event]:
    """Return what colleagues do for each other: something is shared, and a cover is named."""
    told, away = practice.supervised, practice.away
    pair, left = pairs[told.client], pairs[away.client]
    yield pair.at(told.day, EVENING, lambda: _supervise(pair, told, staff["supervisor"]))
    yield left.at(away.named_day, EVENING, lambda: _go_away(left, away, staff[away.colleague]))


def _supervise(pair: Pair, told: Supervised, supervisor: User) -> None:
    reflection = _last_shared(pair, told.day)
    assert reflection.shared is not None
    assert pair.user is not None
    page = shown(reflection.shared, pair.user, told.sentences, told.question)
    words = supervision.Shared(
        reflection.id, reflection.client_id, page.words, page.question, page.written_at
    )
    supervision.share(pair.session, pair.practitioner, words, supervisor=supervisor, days=DAYS)


def _go_away(pair: Pair, away: Away, colleague: User) -> None:
    calendar, midnight = pair.calendar, time()
    services.name_cover(
        pair.session,
        pair.practitioner,
        colleague=colleague,
        starts_at=calendar.moment(away.from_day, midnight),
        ends_at=calendar.moment(away.until_day + 1, midnight),
    )
    pair.session.flush()
    reflection = _last_shared(pair, away.named_day)
    services.hand_over(
        pair.session,
        pair.practitioner,
        client_id=reflection.client_id,
        reflection_id=reflection.id,
    )


def _last_shared(pair: Pair, day: int) -> Reflection:
    told = [
        place
        for place, one in enumerate(pair.client.reflections)
        if one.state is State.SHARED and one.shared_day < day
    ]
    return pair.written[told[-1]]
