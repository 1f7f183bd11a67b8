"""A client's summary tells the same as the rows do, whatever happened before."""

import contextlib
import random
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import EVERYTHING, Reach
from portal.caseload.models import ClientSummary
from portal.caseload.summary import Summary
from portal.reflections import queries, services
from portal.reflections.models import Intent, Reflection, State, Waiting
from portal.reflections.services import WrongMove
from portal.reflections.summing_up import rebuild_summaries
from portal.reflections.words import NothingWritten
from portal.reflections.writing import Writing
from tests import factories as make
from tests.cast import Cast, viewer_of


def slow_truth(session: Session, cast: Cast) -> Summary:
    """Work the summary out from every row of Maren's, one by one, in plain Python."""
    session.flush()
    session.expire_all()
    shared = [
        one
        for one in session.scalars(select(Reflection))
        if one.client_id == cast.maren.id and one.state is State.SHARED
    ]
    course = sorted(shared, key=lambda one: (one.shared_at, one.id))
    texts = [one.revisions[(one.shared_number or 0) - 1] for one in course]
    moods = [text.mood for text in texts if text.mood is not None]
    waiting = sorted(
        (one for one in shared if one.waits_for), key=lambda one: (one.waits_since, one.id)
    )
    return Summary(
        last_word_at=max((one.last_word_at for one in shared if one.last_word_at), default=None),
        moods=tuple(moods[-8:]),
        intents=tuple(one.intent for one in waiting if one.waits_for is Waiting.READING),
        replies=len([one for one in waiting if one.waits_for is Waiting.REPLY]),
    )


def kept_summary(session: Session, cast: Cast) -> Summary:
    """Return what is stored."""
    session.flush()
    row = session.scalars(
        select(ClientSummary).where(ClientSummary.client_id == cast.maren.id)
    ).one_or_none()
    return Summary.from_json(row.content if row else None)


def something_happens(session: Session, cast: Cast, chance: random.Random) -> None:
    """Let the client or the practitioner do anything at all, allowed or not."""
    own = list(session.scalars(select(Reflection).order_by(Reflection.id)))
    if not own or chance.random() < 0.3:
        make.draft_reflection(
            session, cast.maren, mood=chance.choice([None, *range(11)]), intent=_intent(chance)
        )
        return
    one, reader = chance.choice(own), viewer_of(session, cast.ruth)
    deed = chance.choice(
        [
            lambda: services.share(one),
            lambda: services.share(one),
            lambda: services.keep(one),
            lambda: services.withdraw(one),
            lambda: services.mark_read(one, reader),
            lambda: services.answered(one, reader),
            lambda: services.client_replied(one),
            lambda: services.save_draft(one, _writing(chance), version=one.version),
            lambda: services.discard_draft(one, version=one.version),
            lambda: services.set_quotable(one, is_quotable=chance.random() < 0.5),
        ]
    )
    with contextlib.suppress(WrongMove, NothingWritten):
        deed()
    session.flush()


def _intent(chance: random.Random) -> Intent:
    return chance.choice(list(Intent))


def _writing(chance: random.Random) -> Writing:
    mood = chance.choice([None, *range(11)])
    return Writing.of(f"Words {chance.random()}", mood=mood, intent=_intent(chance))


@pytest.mark.every_case
@pytest.mark.parametrize("seed", range(4))
def test_the_summary_equals_the_slow_truth_after_anything(
    session: Session, cast: Cast, seed: int
) -> None:
    chance, seen = random.Random(seed), set()
    with time_machine.travel(clock.now(), tick=False) as wall_clock:
        for step in range(60):
            wall_clock.shift(timedelta(minutes=chance.randint(0, 900)))
            something_happens(session, cast, chance)
            if step % 5 == 4:
                truth = slow_truth(session, cast)
                assert kept_summary(session, cast) == truth
                seen.add(truth)

    assert len(seen) > 5  # the series was not a dull one


def test_a_summary_that_went_astray_is_rebuilt(session: Session, cast: Cast) -> None:
    make.shared_reflection(session, cast.maren, mood=7, intent=Intent.REPLY)
    make.draft_reflection(session, cast.idris)
    row = session.scalars(
        select(ClientSummary).where(ClientSummary.client_id == cast.maren.id)
    ).one()
    row.content = Summary().to_json()
    session.flush()

    count = rebuild_summaries(session)

    assert count == 2
    assert kept_summary(session, cast) == slow_truth(session, cast)
    assert kept_summary(session, cast).moods == (7,)


def test_the_last_moods_reach_back_over_words_without_a_number(
    session: Session, cast: Cast
) -> None:
    for mood in (5, 6, *[None] * 8):
        make.shared_reflection(session, cast.maren, mood=mood)

    assert kept_summary(session, cast).moods == (5, 6)


def test_what_is_kept_or_withdrawn_is_not_summed_up(session: Session, cast: Cast) -> None:
    make.kept_reflection(session, cast.maren, mood=1)
    make.withdrawn_reflection(session, cast.maren, mood=2)
    make.shared_reflection(session, cast.maren, mood=3)

    assert kept_summary(session, cast).moods == (3,)
    everything = Reach(clock.now(), EVERYTHING)
    assert queries.last_shared_moods(session, cast.maren.id, everything) == (3,)
