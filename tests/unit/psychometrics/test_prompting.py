"""Prompts worth a conversation: each rule at its edge, by name, with what it saw."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.catalogue import instrument
from portal.psychometrics.change import Verdict
from portal.psychometrics.course import Occasion
from portal.psychometrics.instrument import Direction
from portal.psychometrics.prompting import Prompt, Rule, prompts

PHQ_9 = instrument("phq-9")
TURNED = replace(PHQ_9, direction=Direction.HIGHER)
START = date(2026, 3, 2)


def at(day: int, total: int | None, *, is_prorated: bool = False) -> Occasion:
    return Occasion.of(PHQ_9, START + timedelta(days=day), total, is_prorated=is_prorated)


def weekly(*totals: int) -> list[Occasion]:
    return [at(7 * week, total) for week, total in enumerate(totals)]


def found(course: list[Occasion], *, today: int | None = None) -> tuple[Prompt, ...]:
    last = max((one.on for one in course), default=START)
    return prompts(
        PHQ_9,
        course,
        today=last if today is None else START + timedelta(days=today),
        started_on=START,
        quiet_weeks=4,
    )


def rules(course: list[Occasion], *, today: int | None = None) -> list[Rule]:
    return [prompt.rule for prompt in found(course, today=today)]


@pytest.mark.parametrize(("last", "is_prompt"), [(15, False), (16, True), (17, True)])
def test_reliably_worse_than_the_first_score(last: int, is_prompt: bool) -> None:
    assert rules(weekly(10, 12, last)) == [Rule.WORSE_THAN_BASELINE] * is_prompt


@pytest.mark.parametrize(("last", "is_prompt"), [(10, False), (11, True), (12, True)])
def test_reliably_worse_than_the_best_score(last: int, is_prompt: bool) -> None:
    assert rules(weekly(15, 5, 8, last)) == [Rule.WORSE_THAN_BEST] * is_prompt


@pytest.mark.parametrize(
    ("slug", "last", "rule"),
    [
        ("pcl-5", 59, None),
        ("pcl-5", 60, "marx-2022-sample-1"),
        ("pcl-5", 61, "marx-2022-sample-1"),
        ("pcl-5", 63, "marx-2022-sample-1"),
        ("core-10", 25, None),
        ("core-10", 26, "barkham-2013"),
        ("core-10", 27, "barkham-2013"),
        ("ors", 21, None),
        ("ors", 20, "pcoms"),
        ("ors", 19, "pcoms"),
        ("reqol-10", 0, None),
    ],
)
def test_getting_worse_is_told_by_the_fewest_points_of_a_rule_that_was_read(
    slug: str, last: int, rule: str | None
) -> None:
    """Never by a rule whose source was not seen: 10 points of the PCL-5, 5 of the ReQoL-10."""
    one, first = instrument(slug), {"pcl-5": 45, "core-10": 20, "ors": 25, "reqol-10": 40}[slug]
    course = [Occasion.of(one, START + timedelta(days=n), t) for n, t in enumerate((first, last))]

    told = prompts(one, course, today=course[-1].on, started_on=START, quiet_weeks=None)

    assert [
        prompt.change and prompt.change.rule and prompt.change.rule.rule for prompt in told
    ] == ([rule] if rule else [])


def test_a_rule_that_is_asked_for_is_the_one_that_is_used() -> None:
    one = instrument("pcl-5")
    course = [Occasion.of(one, START + timedelta(days=n), t) for n, t in enumerate((45, 62))]
    days = {"today": course[-1].on, "started_on": START}

    assert prompts(one, course, quiet_weeks=None, rule="marx-2022-sample-2", **days) == ()
    assert prompts(one, course, quiet_weeks=None, rule="nhs-talking-therapies", **days)


def test_getting_better_is_looked_for_by_the_default_rule() -> None:
    one = instrument("pcl-5")
    course = [Occasion.of(one, START + timedelta(days=n), t) for n, t in ((0, 45), (42, 29))]

    (told,) = prompts(one, course, today=course[-1].on, started_on=START, quiet_weeks=None)

    assert told.rule is Rule.NOT_BETTER_YET
    assert told.change is not None
    assert told.change.rule is not None
    assert told.change.rule.rule == "marx-2022-sample-2"


def test_worse_than_both_is_told_twice_each_with_what_it_saw() -> None:
    first, second = found(weekly(10, 8, 17))

    assert (first.rule, first.since, first.until) == (
        Rule.WORSE_THAN_BASELINE,
        at(0, 10),
        at(14, 17),
    )
    assert (second.rule, second.since) == (Rule.WORSE_THAN_BEST, at(7, 8))
    assert first.change is not None
    assert first.change.points == 7
    assert first.change.verdict is Verdict.DETERIORATION
    assert first.change.rule is not None
    assert first.change.rule.rule == "nhs-talking-therapies"


def test_the_first_score_being_the_best_is_told_once() -> None:
    assert rules(weekly(5, 9, 12)) == [Rule.WORSE_THAN_BASELINE]


def test_what_was_worse_once_is_not_told_when_it_is_over() -> None:
    assert rules(weekly(10, 18, 11)) == []


@pytest.mark.parametrize(("day", "is_prompt"), [(41, False), (42, True), (43, True)])
def test_not_reliably_better_by_the_sixth_week(day: int, is_prompt: bool) -> None:
    course = [at(0, 16), at(20, 14), at(day, 13)]

    assert rules(course) == [Rule.NOT_BETTER_YET] * is_prompt


@pytest.mark.parametrize(("total", "is_prompt"), [(11, True), (10, False), (9, False)])
def test_one_score_reliably_better_is_enough(total: int, is_prompt: bool) -> None:
    course = [at(0, 16), at(20, total), at(42, 13)]

    assert rules(course) == [Rule.NOT_BETTER_YET] * is_prompt


@pytest.mark.parametrize(("first", "is_prompt"), [(5, False), (6, True), (7, True)])
def test_nobody_is_asked_to_get_better_than_the_scale_goes(first: int, is_prompt: bool) -> None:
    assert rules([at(0, first), at(42, first)], today=42) == [Rule.NOT_BETTER_YET] * is_prompt


def test_the_sixth_week_tells_how_many_weeks_it_counted() -> None:
    (prompt,) = found([at(0, 16), at(52, 14)])

    assert (prompt.rule, prompt.weeks) == (Rule.NOT_BETTER_YET, 7)
    assert (prompt.since, prompt.until) == (at(0, 16), at(52, 14))


@pytest.mark.parametrize(("today", "is_prompt"), [(34, False), (35, True), (36, True)])
def test_nothing_for_some_weeks(today: int, is_prompt: bool) -> None:
    assert rules(weekly(10, 9), today=today) == [Rule.NOTHING_LATELY] * is_prompt


def test_nothing_ever_counts_from_when_it_was_asked_for() -> None:
    assert rules([], today=27) == []
    (prompt,) = found([], today=28)

    assert (prompt.rule, prompt.since, prompt.weeks) == (Rule.NOTHING_LATELY, None, 4)


def test_an_answer_that_could_not_be_scored_is_still_an_answer() -> None:
    assert rules([*weekly(10), at(30, None)], today=40) == []


def test_without_an_agreed_time_silence_says_nothing() -> None:
    later = START + timedelta(weeks=52)

    assert prompts(PHQ_9, [], today=later, started_on=START, quiet_weeks=None) == ()


@pytest.mark.parametrize(
    "last",
    [
        at(14, 27, is_prorated=True),
        at(14, None),
        replace(at(14, 27), version="2.0.0"),
        replace(at(14, 27), language="de"),
    ],
)
def test_a_score_without_a_verdict_prompts_nothing(last: Occasion) -> None:
    assert rules([*weekly(10, 9), last]) == []
    assert rules([at(0, 16), replace(last, on=START + timedelta(days=49))], today=49) == []


def test_without_a_rule_for_change_only_silence_is_told() -> None:
    unruled = replace(PHQ_9, changes=())

    told = prompts(
        unruled,
        weekly(5, 27),
        today=START + timedelta(weeks=9),
        started_on=START,
        quiet_weeks=4,
    )

    assert [prompt.rule for prompt in told] == [Rule.NOTHING_LATELY]


def test_a_clock_that_was_ahead_once_does_not_count() -> None:
    assert rules([*weekly(10, 9), at(300, 27)], today=7) == []


COURSES = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 27)), max_size=8).map(
    lambda days: [at(day, total) for day, total in dict(days).items()]
)


@given(COURSES)
def test_prompts_are_the_same_on_the_scale_turned_round(course: list[Occasion]) -> None:
    turned = [replace(one, total=27 - (one.total or 0)) for one in course]
    said = prompts(
        TURNED, turned, today=START + timedelta(days=90), started_on=START, quiet_weeks=4
    )

    assert [prompt.rule for prompt in said] == rules(course, today=90)


@given(COURSES)
def test_the_order_in_which_answers_come_plays_no_part(course: list[Occasion]) -> None:
    assert found(course[::-1], today=90) == found(course, today=90)


@given(COURSES)
def test_each_rule_is_told_once_and_in_one_order(course: list[Occasion]) -> None:
    told = rules(course, today=90)

    assert told == [rule for rule in Rule if rule in told]
