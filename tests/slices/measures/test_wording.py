"""The plain sentences about scores: each line of the wording bank, at its threshold and by it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask import Flask

from portal.extensions import babel
from portal.measures.course import client_wording, wording
from portal.measures.course import gap_wording as gaps
from portal.psychometrics.catalogue import instrument, instruments
from portal.psychometrics.course import Occasion
from portal.psychometrics.instrument import Direction, Instrument, ReliableChange

PHQ, PCL = instrument("phq-9"), instrument("pcl-5")
RULE = PHQ.changes[0]
UPWARD = replace(PHQ, direction=Direction.HIGHER)
FIRST, LAST = date(2026, 3, 1), date(2026, 5, 3)
NEVER = ("%", "recovered", "normal", "diagnos", "better", "worse", "failed", "moderate depression")


@pytest.fixture(autouse=True)
def in_british_english() -> Iterator[None]:
    app = Flask("words")
    app.config.update(BABEL_DEFAULT_LOCALE="en_GB", BABEL_DEFAULT_TIMEZONE="Europe/London")
    babel.init_app(app)
    with app.test_request_context(), time_machine.travel("2026-05-10T12:00:00Z", tick=False):
        yield


def course(*totals: int | Decimal | None, of: Instrument = PHQ) -> list[Occasion]:
    days = [FIRST, LAST] if len(totals) == 2 else [LAST]
    return [Occasion.of(of, day, total) for day, total in zip(days, totals, strict=True)]


def said(*totals: int | Decimal | None, of: Instrument = PHQ) -> str:
    return " ".join(wording.sentences(of, course(*totals, of=of)))


def told(*totals: int | Decimal | None, of: Instrument = PHQ) -> str:
    return " ".join(client_wording.sentences(of, course(*totals, of=of)))


def test_one_score_is_its_number_its_range_and_its_band() -> None:
    assert said(14) == (
        "PHQ-9 was 14 on 3 May (0–27; in the range called “moderate” on a self-report screen)."
    )


@pytest.mark.parametrize(("total", "band"), [(9, "mild"), (10, "moderate"), (15, "moderately")])
def test_the_band_turns_at_its_threshold(total: int, band: str) -> None:
    assert f"“{band}" in said(total)


def test_a_single_score_without_bands_says_where_the_cut_off_lies() -> None:
    bare = replace(PHQ, bands=())

    assert said(10, of=bare).endswith(
        "It is at or above the cut-off commonly used (10; screening, Kroenke 2001)."
    )
    assert "It is below the cut-off commonly used (10;" in said(9, of=bare)


NHS = "(NHS Talking Therapies reliable change)."


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (
            11,
            "It is down 7 points towards fewer difficulties since 1 March, more than the 6 points "
            f"expected from measurement error {NHS}",
        ),
        (
            12,
            "It is down 6 points towards fewer difficulties since 1 March, just as much as it "
            f"takes to be more than measurement error {NHS}",
        ),
        (
            13,
            "It is down 5 points towards fewer difficulties since 1 March, within measurement "
            f"error {NHS}",
        ),
        (17, "It is down 1 point towards fewer difficulties since 1 March, within measurement"),
        (18, "It is the same as on 1 March."),
        (19, "It rose by 1 point towards more difficulties since 1 March, within measurement"),
        (
            23,
            "It rose by 5 points towards more difficulties since 1 March, within measurement error "
            f"{NHS}",
        ),
        (
            24,
            "It rose by 6 points towards more difficulties since 1 March, just as much as it takes",
        ),
        (25, "It rose by 7 points towards more difficulties since 1 March, more than the 6 points"),
    ],
)
def test_a_change_says_its_direction_and_its_rule(last: int, words: str) -> None:
    assert words in said(18, last)


PAIR = {
    14: "within measurement error (Marx 2022, male veterans, sample 2).",
    15: "within measurement error by one rule (Marx 2022, male veterans, sample 2: 18 points), and "
    "beyond it by another (Marx 2022, male veterans, sample 1: 15 points).",
    17: "within measurement error by one rule (Marx 2022, male veterans, sample 2: 18 points), and "
    "beyond it by another (Marx 2022, male veterans, sample 1: 15 points).",
    18: "just as much as it takes to be more than measurement error (Marx 2022, male veterans, "
    "sample 2).",
    19: "more than the 18 points expected from measurement error (Marx 2022, male veterans, "
    "sample 2).",
}


@pytest.mark.parametrize(("moved", "far"), PAIR.items())
@pytest.mark.parametrize("is_up", [True, False])
def test_where_two_rules_that_were_read_disagree_both_are_named(
    moved: int, far: str, is_up: bool
) -> None:
    """The third rule, of 10 points, was not read in its source and is not told."""
    first, last = (45, 45 + moved) if is_up else (45, 45 - moved)
    way = (
        f"rose by {moved} points towards more" if is_up else f"is down {moved} points towards fewer"
    )

    assert f"It {way} difficulties since 1 March, {far}" in said(first, last, of=PCL)


@pytest.mark.parametrize(
    ("last", "far"),
    [
        (15, "within measurement error (reliable change at 90 %, Barkham 2013)."),
        (
            14,
            "more than measurement error by one rule (reliable change at 90 %, Barkham 2013: 6 "
            "points), and within it by another (reliable change after a stroke, Steverson 2024: 9 "
            "points).",
        ),
        (
            12,
            "expected from measurement error by one rule (reliable change at 90 %, Barkham 2013: "
            "6 points), and within it by another",
        ),
        (11, "more than the 6 points expected from measurement error (reliable change at 90 %"),
        (10, "more than the 6 points expected from measurement error (reliable change at 90 %"),
    ],
)
def test_a_rule_by_which_it_is_not_enough_is_named_too(last: int, far: str) -> None:
    assert far in said(20, last, of=instrument("core-10"))


@pytest.mark.parametrize("one", instruments(), ids=lambda one: one.slug)
def test_every_sentence_about_a_change_says_which_way_it_went(one: Instrument) -> None:
    middle, step = (one.low + one.high) // 2 // one.factor * one.factor, max(one.factor, 2)
    more, fewer = "towards more difficulties", "towards fewer difficulties"
    if one.direction is Direction.HIGHER:
        more, fewer = fewer, more

    assert f"It rose by {step} points {more} since" in said(middle, middle + step, of=one)
    assert f"It is down {step} points {fewer} since" in said(middle, middle - step, of=one)


@pytest.mark.parametrize(
    ("one", "rule"),
    [(one, rule) for one in instruments() for rule in one.changes if rule.source.seen],
    ids=lambda of: getattr(of, "slug", None) or of.rule,
)
def test_each_threshold_turns_at_its_number_of_points(
    one: Instrument, rule: ReliableChange
) -> None:
    """By the default rule alone, or by one of two; one point less and one more tried."""
    points = int(rule.points)
    line = {far: said(one.low, one.low + far, of=one) for far in (points - 1, points, points + 1)}

    def is_within(words: str) -> bool:
        if f"{rule.name}: " not in words:
            return "within" in words
        if words.index(rule.name) > words.index(" by another"):
            return "and within it by another" in words
        return "within measurement error by one rule" in words

    assert [is_within(words) for words in line.values()] == [True, False, False]


@pytest.mark.parametrize(
    ("first", "last", "where"),
    [
        (16, 10, None),
        (16, 9, "It is now below the cut-off commonly used (10; NHS Talking Therapies caseness)."),
        (12, 9, None),
        (9, 9, None),
        (3, 10, "at or above the cut-off commonly used (10; NHS Talking Therapies caseness)."),
    ],
)
def test_a_cut_off_is_told_when_it_was_passed(first: int, last: int, where: str | None) -> None:
    words = said(first, last)

    assert where in words if where else "cut-off" not in words


def test_where_higher_is_better_the_sides_of_the_cut_off_are_turned() -> None:
    assert "It is now above the cut-off" in said(10, 16, of=UPWARD)
    assert "It is now at or below the cut-off" in said(16, 10, of=UPWARD)


@pytest.mark.parametrize(
    ("last", "where"), [(7, "below the cut-off commonly used (8; NHS"), (8, None), (10, None)]
)
def test_change_and_cut_off_are_told_by_one_rule(last: int, where: str | None) -> None:
    """A fall of the GAD-7 from 15 to 8 is reliable by the NHS's rule, and 8 is still caseness."""
    words = said(15, last, of=instrument("gad-7"))

    assert "NHS Talking Therapies reliable change" in words
    assert where in words if where else "cut-off" not in words


@pytest.mark.parametrize("one", instruments(), ids=lambda one: one.slug)
def test_no_cut_off_is_named_as_a_diagnosis(one: Instrument) -> None:
    named = [*one.cut_offs, *(cut_off for part in one.subscales for cut_off in part.cut_offs)]

    for cut_off in named:
        assert "screening" in cut_off.name or cut_off.rule == "nhs-talking-therapies"
        assert not re.search("probable|clinical range|normal|positive", cut_off.name)


def test_where_higher_is_better_and_steps_are_four_the_cut_off_is_one_number() -> None:
    """The WHO's "below 50" is 48 or less in steps of four: the drawing has no other number."""
    who = instrument("who-5")

    assert said(48, of=who).endswith(
        "It is at or below the cut-off commonly used (48; screening, WHO 2024)."
    )
    assert said(52, of=who).endswith(
        "It is above the cut-off commonly used (48; screening, WHO 2024)."
    )
    assert "50" not in said(48, of=who)


@pytest.mark.parametrize(
    ("slug", "total", "band"),
    [("dass-21-stress", 14, "normal"), ("dass-21-stress", 16, "mild"), ("wsas", 9, "subclinical")],
)
def test_a_band_is_the_questionnaires_own_word_in_quotes(slug: str, total: int, band: str) -> None:
    words = said(total, of=instrument(slug))

    assert words.endswith(f"; in the range called “{band}” on a self-report screen).")
    assert words.count(band) == 1


def test_nothing_is_concluded_from_a_score_with_a_question_left_out() -> None:
    first, last = course(18, 9)
    last = replace(last, is_prorated=True)

    words = " ".join(wording.sentences(PHQ, [first, last]))

    assert "PHQ-9 was 9 on 3 May (0–27)." in words
    assert "It is down 9 points towards fewer difficulties since 1 March. Nothing is" in words
    assert "concluded from it, because a question was left out." in words
    assert "cut-off" not in words
    assert "“" not in words


def test_nothing_is_concluded_across_another_version() -> None:
    first, last = course(18, 9)
    first = replace(first, version="0.9.0")

    words = " ".join(wording.sentences(PHQ, [first, last]))

    assert "Nothing is concluded from it, because the questionnaire itself changed." in words
    assert "cut-off" not in words
    assert gaps.version_line(LAST, "0.9.0", "1.0.0") == (
        "On 3 May the questionnaire changed from version 0.9.0 to 1.0.0. Scores before and after "
        "are not compared."
    )


def test_without_a_rule_a_change_is_points_and_no_more() -> None:
    ruleless = replace(PHQ, changes=())

    assert said(18, 9, of=ruleless).endswith(
        "It is down 9 points towards fewer difficulties since 1 March. How much of that may be "
        "measurement error is not known here."
    )


def test_a_number_whose_source_was_not_seen_says_so() -> None:
    unseen = replace(RULE.source, seen=False)
    doubtful = replace(PHQ, changes=(replace(RULE, source=unseen),))

    assert "reliable change, not checked against its source)" in said(18, 9, of=doubtful)


def test_a_first_score_is_often_the_hardest_and_that_is_said_once() -> None:
    assert "comes by itself" in wording.first_is_often_hardest(PHQ, course(18, 9))
    assert wording.first_is_often_hardest(PHQ, course(18, 18)) == ""
    assert wording.first_is_often_hardest(PHQ, course(9, 18)) == ""
    assert wording.first_is_often_hardest(PHQ, course(9)) == ""
    assert "comes by itself" in wording.first_is_often_hardest(UPWARD, course(9, 18))


def test_what_was_left_out_is_said_in_numbers() -> None:
    assert gaps.prorated_line(1, 9).startswith("One of 9 questions was left out; the score")
    assert gaps.prorated_line(2, 9).startswith("2 of 9 questions were left out; the score")
    assert gaps.no_score_line(1, 9) == "One of 9 questions was left out, so there is no score."
    assert gaps.no_score_line(3, 9) == "3 of 9 questions were left out, so there is no score."
    assert gaps.not_completed_line(3, 8) == "Not completed on 3 of 8 occasions."
    assert wording.sentences(PHQ, course(None)) == []


def test_another_year_is_named_and_decimals_are_written_as_people_do() -> None:
    old = Occasion.of(PHQ, date(2025, 12, 30), Decimal("18.5"))

    assert "PHQ-9 was 18.5 on 30 December 2025" in wording.score_line(PHQ, old)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (18, "It is the same as on 1 March."),
        (13, "It is 5 points lower than on 1 March. So much can be chance. Lower means"),
        (23, "It is 5 points higher than on 1 March. So much can be chance. Lower means"),
        (12, "It is 6 points lower than on 1 March. Lower means"),
        (24, "It is 6 points higher than on 1 March. You may want to talk about it with your"),
    ],
)
def test_the_client_reads_neutral_facts_and_an_invitation(last: int, words: str) -> None:
    assert words in told(18, last)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (59, "14 points higher than on 1 March. So much can be chance. Lower means"),
        (
            60,
            "15 points higher than on 1 March. Sources differ on whether so much can be chance. "
            "You may want to talk about it with your therapist.",
        ),
        (
            62,
            "17 points higher than on 1 March. Sources differ on whether so much can be chance. "
            "You may want to talk",
        ),
        (63, "18 points higher than on 1 March. You may want to talk about it with"),
        (
            28,
            "17 points lower than on 1 March. Sources differ on whether so much can be chance. "
            "Lower means",
        ),
        (27, "18 points lower than on 1 March. Lower means"),
    ],
)
def test_the_client_reads_where_sources_differ(last: int, words: str) -> None:
    assert words in told(45, last, of=PCL)


def test_the_client_reads_which_way_the_numbers_go() -> None:
    assert told(14) == (
        "Your score on 3 May was 14, on a scale from 0 to 27. Lower means fewer difficulties. Ups "
        "and downs are common."
    )
    assert "Higher means fewer difficulties." in told(14, of=UPWARD)
    assert "You may want to talk about it" in told(18, 12, of=UPWARD)
    assert told(None) == ""


def test_no_line_judges_anybody() -> None:
    lines = [
        one
        for first in range(0, 28, 3)
        for last in range(28)
        for one in (said(first, last), told(first, last), said(last), told(last))
    ]

    assert len(lines) > 1000
    for word in NEVER:
        assert not [one for one in lines if word in one], word
