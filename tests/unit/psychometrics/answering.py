"""Answers for tests: such as reach a wanted total, and any that somebody could give."""

from collections.abc import Sequence

from hypothesis import strategies as st

from portal.psychometrics.catalogue import instruments
from portal.psychometrics.instrument import Instrument, Item

ASKED = tuple(one for one in instruments() if one.items)
"""Every measure that has words."""


def answers_for(one: Instrument, total: int) -> list[int]:
    """Return answers whose score is that total."""
    left, found = total // one.factor - one.low // one.factor, []
    for item in one.scored_items:
        more = min(left, max(item.values) - min(item.values))
        found.append(item.worth(min(item.values) + more))
        left -= more
    assert left == 0
    return found


def some_answers(one: Instrument) -> st.SearchStrategy[list[int]]:
    """Return any complete form."""
    return st.tuples(*(st.sampled_from(item.values) for item in one.scored_items)).map(list)


def forms(of: Sequence[Instrument] = ASKED) -> st.SearchStrategy[tuple[Instrument, list[int]]]:
    """Return any of some measures with a complete form of it."""
    return st.sampled_from(of).flatmap(lambda one: st.tuples(st.just(one), some_answers(one)))


def unfinished() -> st.SearchStrategy[tuple[Instrument, list[int | None]]]:
    """Return any measure with a form on which some items may be skipped."""

    def of(item: Item) -> st.SearchStrategy[int | None]:
        return st.sampled_from([None, *item.values])

    return st.sampled_from(ASKED).flatmap(
        lambda one: st.tuples(st.just(one), st.tuples(*map(of, one.scored_items)).map(list))
    )
