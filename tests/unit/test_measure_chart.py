"""The course of a measure as a drawing: nothing that a score does not say."""

import gzip
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import isfinite
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.drawing.marks import Palette
from portal.drawing.measure_chart import measure_chart
from portal.drawing.measured import CutOff, Margin, Measured, Moment, Score, Unscored
from portal.drawing.pins import moments, remarks

START = date(2026, 2, 2)
SVG = "{http://www.w3.org/2000/svg}"
WIDE, HIGH = 560, 260


def scores(*values, every=14, **more):
    return tuple(
        Score(START + timedelta(every * at), value, **more) for at, value in enumerate(values)
    )


PHQ = Measured(
    name="PHQ-9",
    low=0,
    high=27,
    direction="lower: fewer difficulties",
    scores=scores(18, 17, 12, 9),
    margin=Margin(6, "NHS Talking Therapies"),
    cut_offs=(CutOff(10, "screening, Kroenke 2001"),),
    every_days=14,
)


def draw(measured=PHQ, **changes):
    svg = measure_chart(measured, **{"title": "PHQ-9", "description": "What it was.", **changes})
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)


def paths(drawing, kind):
    return [n for n in drawing.iter(f"{SVG}path") if n.get("class") == kind]


def words(drawing):
    return [node.text for node in drawing.iter(f"{SVG}text")]


def said(drawing):
    return " ".join(words(drawing))


def spots(path):
    return [tuple(map(float, one.split())) for one in re.findall(r"[ML]([\d. ]+)", path.get("d"))]


def level(drawing, value, low=0, high=27):
    """The height of a value, between those of the first and the last line of the grid."""
    grid = [float(re.findall(r"[\d.]+", n.get("d"))[1]) for n in paths(drawing, "grid")]
    return grid[0] + (grid[-1] - grid[0]) * (value - low) / (high - low)


@st.composite
def courses(one):
    low, high = one(st.sampled_from([(0, 27), (0, 100), (5, 25), (0, 40), (-2, 2)]))
    values = st.integers(low, high) | st.floats(low, high)
    days = sorted(one(st.lists(st.integers(0, 1200), min_size=1, max_size=40)))
    editions = one(st.lists(st.sampled_from(["1", "2, Deutsch"]), min_size=1, max_size=2))
    some = st.text(max_size=12)
    return Measured(
        name=one(some),
        low=low,
        high=high,
        direction=one(some),
        scores=tuple(
            Score(
                START + timedelta(day),
                one(values),
                is_prorated=one(st.booleans()),
                edition=editions[at * len(editions) // len(days)],
                remark=one(some),
            )
            for at, day in enumerate(days)
        ),
        margin=one(st.none() | st.builds(Margin, st.floats(0.5, 30), some)),
        cut_offs=tuple(one(st.lists(st.builds(CutOff, values, some), max_size=3))),
        every_days=one(st.none() | st.integers(1, 60)),
        moments=tuple(
            one(
                st.lists(st.builds(Moment, st.dates(START, START + timedelta(1300)), some)).filter(
                    lambda found: len(found) < 40
                )
            )
        ),
        unscored=tuple(
            Unscored(START + timedelta(day), one(some))
            for day in one(st.lists(st.integers(-30, 1300), max_size=6))
        ),
        ends=one(st.tuples(some, some)),
    )


@settings(max_examples=60)
@given(courses(), st.sampled_from([(560, 260), (300, 250)]))
def test_every_chart_is_whole_inside_its_frame_and_in_order(measured, size):
    svg = measure_chart(measured, title="t", description="d", width=size[0], height=size[1])
    drawing = ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)

    marks = "".join(n.get("d") for n in drawing.iter(f"{SVG}path"))
    assert not re.search("nan|inf|e-", marks)
    for command, x, y in re.findall(r"([ML])([-\d.]+) ([-\d.]+)", marks):
        assert isfinite(float(x)), command
        assert 0 <= float(x) <= size[0]
        assert 0 <= float(y) <= size[1]
    for node in drawing.iter(f"{SVG}text"):
        assert 0 <= float(node.get("x")) <= size[0]
        assert 0 < float(node.get("y")) <= size[1]
    dots = spots(paths(drawing, "dots")[0])
    assert len(dots) == len(measured.scores)
    assert all(a[0] <= b[0] for a, b in pairwise(dots))
    assert spots(paths(drawing, "line")[0]) == dots
    assert drawing.get("role") == "img"
    assert drawing.get("aria-labelledby").split() == ["measure-title", "measure-desc"]


@settings(max_examples=40)
@given(courses())
def test_nothing_is_smoothed_filled_in_or_drawn_beyond_the_last_score(measured):
    drawing = draw(measured)

    drawn = "".join(n.get("d") for n in drawing.iter(f"{SVG}path"))
    assert set(re.findall("[A-Za-z]", drawn)) <= set("MLHVhv")
    (line,) = paths(drawing, "line")
    assert set(re.findall("[A-Za-z]", line.get("d"))) <= {"M", "L"}
    assert len(spots(line)) == len(measured.scores)
    kinds = {n.tag.removeprefix(SVG) for n in drawing.iter()}
    assert kinds <= {"svg", "title", "desc", "path", "text", "rect"}


def test_a_score_stands_at_its_day_not_at_its_turn():
    far = (*scores(18, 17), Score(START + timedelta(56), 9))

    (x1, _), (x2, _), (x3, _) = spots(paths(draw(replace(PHQ, scores=far)), "dots")[0])

    assert (x3 - x2) / (x2 - x1) == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize(("values", "high"), [((2, 3), 27), ((18, 17), 27), ((50, 52), 100)])
def test_the_axis_shows_the_whole_range_whatever_the_scores(values, high):
    drawing = draw(replace(PHQ, high=high, scores=scores(*values)))

    shown = [float(n) for n in words(drawing) if re.fullmatch(r"\d+", n or "")]
    assert {0.0, float(high)} <= set(shown)


@pytest.mark.parametrize("direction", ["lower: fewer difficulties", "higher: fewer difficulties"])
def test_which_way_is_which_is_said_in_words(direction):
    assert words(draw(replace(PHQ, direction=direction)))[0] == direction


@pytest.mark.parametrize(
    ("every", "days", "pieces"), [(14, 28, 1), (14, 29, 2), (None, 42, 1), (None, 43, 2)]
)
def test_the_line_breaks_where_more_than_two_planned_times_lie_between(every, days, pieces):
    apart = (Score(START, 18), Score(START + timedelta(days), 12))

    (line,) = paths(draw(replace(PHQ, scores=apart, every_days=every)), "line")

    assert line.get("d").count("M") == pieces


@pytest.mark.parametrize(("days", "pieces"), [(-7, 1), (0, 1), (1, 2), (13, 2), (14, 1), (21, 1)])
def test_the_line_breaks_where_it_was_answered_without_a_score_and_the_day_is_marked(days, pieces):
    two, day = PHQ.scores[:2], START + timedelta(days)

    drawing = draw(replace(PHQ, scores=two, unscored=(Unscored(day),)))

    assert paths(drawing, "line")[0].get("d").count("M") == pieces
    (stroke,) = paths(drawing, "unscored")
    places = [x for x, _ in spots(paths(drawing, "dots")[0])]
    across = float(re.findall(r"M([\d.]+)", stroke.get("d"))[0])
    expected = places[0] + (places[1] - places[0]) * days / 14
    assert across == pytest.approx(expected, abs=0.2)
    assert not paths(draw(), "unscored")


def test_a_day_without_a_score_keeps_its_remark_in_the_order_of_days():
    first, second = (replace(one, remark=f"On day {one.on.day}.") for one in PHQ.scores[:2])
    between = Unscored(START + timedelta(5), "The last page was too much.")

    found = remarks(replace(PHQ, scores=(first, second), unscored=(between,)))

    assert [(pin.mark, pin.words) for pin in found] == [
        ("1", "On day 2."),
        ("2", "The last page was too much."),
        ("3", "On day 16."),
    ]


def test_words_for_either_end_stand_level_with_it():
    plain = replace(PHQ, margin=None, cut_offs=(), direction="")
    drawing = draw(replace(plain, ends=("never", "every day")))

    levels = {n.text: float(n.get("y")) for n in drawing.iter(f"{SVG}text")}
    assert levels["never"] == pytest.approx(level(drawing, 0), abs=8)
    assert levels["every day"] == pytest.approx(level(drawing, 27), abs=8)
    assert "" not in words(drawing)


def test_the_band_lies_a_reliable_change_around_the_first_score():
    drawing = draw()

    edges = [float(re.findall(r"[\d.]+", n.get("d"))[1]) for n in paths(drawing, "within-edge")]
    assert edges == [pytest.approx(level(drawing, value), abs=0.2) for value in (24, 12)]
    assert "within measurement error (NHS Talking Therapies)" in said(drawing)


def test_the_band_is_told_by_a_pattern_and_never_filled():
    drawing = draw()

    assert paths(drawing, "within")
    for mark in paths(drawing, "within"):
        assert mark.get("fill") == "none"
        assert mark.get("stroke-dasharray")
    assert {n.get("class") for n in drawing.iter(f"{SVG}rect")} == {"halo"}


def test_the_band_ends_where_the_scale_ends():
    drawing = draw(replace(PHQ, scores=scores(25, 24)))

    edges = [float(re.findall(r"[\d.]+", n.get("d"))[1]) for n in paths(drawing, "within-edge")]
    assert min(edges) == pytest.approx(level(drawing, 27), abs=0.2)


def test_nothing_is_compared_with_a_score_that_was_worked_out_from_some_answers():
    first, *rest = PHQ.scores
    drawing = draw(replace(PHQ, scores=(replace(first, value=20, is_prorated=True), *rest)))

    edges = [float(re.findall(r"[\d.]+", n.get("d"))[1]) for n in paths(drawing, "within-edge")]
    assert edges == [pytest.approx(level(drawing, value), abs=0.2) for value in (23, 11)]


def test_without_a_rule_there_is_no_band():
    drawing = draw(replace(PHQ, margin=None))

    assert not paths(drawing, "within-edge")
    assert "measurement" not in said(drawing)


def test_one_score_has_neither_a_band_nor_a_line_to_anywhere():
    drawing = draw(replace(PHQ, scores=scores(18)))

    assert not paths(drawing, "within-edge")
    assert paths(drawing, "line")[0].get("d").count("L") == 0
    assert "18" in words(drawing)


def test_the_cut_off_is_a_dashed_line_with_its_source():
    drawing = draw()

    (line,) = paths(drawing, "cut-off")
    height = float(re.findall(r"[\d.]+", line.get("d"))[1])
    assert height == pytest.approx(level(drawing, 10), abs=0.2)
    assert line.get("stroke-dasharray")
    assert "cut-off 10 (screening, Kroenke 2001)" in said(drawing)


@pytest.mark.parametrize("values", [(2, 3), (26, 25)])
def test_names_beside_the_plot_stay_level_with_it_and_apart(values):
    near = (CutOff(values[0], "a rule with a long name of its own"), CutOff(values[1], "another"))
    drawing = draw(replace(PHQ, scores=scores(*values), cut_offs=near))

    right = max(float(n.get("x")) for n in drawing.iter(f"{SVG}text"))
    beside = [n for n in drawing.iter(f"{SVG}text") if float(n.get("x")) == right]
    bases = [float(n.get("y")) for n in beside]
    assert len(beside) >= 5
    assert all(after - before >= 11 for before, after in pairwise(bases))
    assert level(drawing, 27) - 4 <= bases[0] - 9
    assert bases[-1] <= level(drawing, 0) + 4


def test_a_prorated_score_is_hollow():
    some = (*scores(18, 17), Score(START + timedelta(28), 15, is_prorated=True))

    drawing = draw(replace(PHQ, scores=some))

    (hole,) = paths(drawing, "dots--hole")
    assert spots(hole) == spots(paths(drawing, "dots")[0])[2:]
    assert not paths(draw(), "dots--hole")


def test_scores_of_another_version_or_language_are_never_joined():
    both = (
        *(replace(one, edition="1, English") for one in PHQ.scores[:2]),
        *(replace(one, edition="1, Deutsch") for one in PHQ.scores[2:]),
    )

    drawing = draw(replace(PHQ, scores=both))

    assert paths(drawing, "line")[0].get("d").count("M") == 2
    assert len(paths(drawing, "edition")) == 1
    assert "1, Deutsch" in words(drawing)
    end = float(re.findall(r"H([\d.]+)", paths(drawing, "within-edge")[0].get("d"))[0])
    assert end == pytest.approx(spots(paths(drawing, "dots")[0])[1][0], abs=0.1)


def test_remarks_are_pinned_by_number_and_moments_by_letter():
    first, *rest = PHQ.scores
    told = replace(
        PHQ,
        scores=(replace(first, remark="We had just moved."), *rest),
        moments=(Moment(START + timedelta(20), "New job"), Moment(START - timedelta(1), "Before")),
    )

    drawing = draw(told)

    assert [(pin.mark, pin.words) for pin in remarks(told)] == [("1", "We had just moved.")]
    assert [(pin.mark, pin.words) for pin in moments(told)] == [("A", "New job")]
    assert [n.get("d").count("M") for n in paths(drawing, "pin")] == [1, 1]
    assert {"1", "A"} <= set(words(drawing))
    assert "moved" not in said(drawing)


def test_pins_that_would_stand_on_one_another_are_one():
    near = tuple(Moment(START + timedelta(at), f"{at}") for at in range(4))

    shown = words(draw(replace(PHQ, moments=near), width=300))

    assert "A–D" in shown
    assert [pin.mark for pin in moments(replace(PHQ, moments=near * 7))][25:28] == ["Z", "AA", "AB"]


def test_everything_can_be_told_apart_without_colour():
    told = replace(
        PHQ,
        scores=(*PHQ.scores[:2], *(replace(s, edition="2") for s in PHQ.scores[2:])),
        unscored=(Unscored(START),),
    )
    drawing = draw(told)

    kinds = ("line", "grid", "within", "within-edge", "cut-off", "edition", "unscored")
    marks = {kind: paths(drawing, kind)[0] for kind in kinds}
    looks = {
        (n.get("stroke-dasharray"), n.get("stroke-width"), n.get("stroke-linecap"))
        for n in marks.values()
    }
    assert len(looks) == len(kinds)


def test_no_colour_but_the_palette_s_and_no_style_sheet_is_needed():
    night = Palette(ink="#fff001", soft="#fff002", grid="#fff003", band="#fff004", paper="#fff005")

    svg = measure_chart(PHQ, title="", description="", palette=night)

    used = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg))
    assert used == {f"#fff00{n}" for n in (1, 2, 3, 5)} | {"none"}
    assert "var(" not in svg
    assert "currentColor" not in svg
    assert "style" not in svg


def test_it_never_speaks_of_percentages_or_of_what_will_be():
    drawing = draw()

    assert "%" not in said(drawing)
    for word in ("trend", "average", "expected", "recover", "normal", "better", "worse"):
        assert word not in said(drawing).lower()


def test_words_of_people_are_escaped():
    drawing = draw(replace(PHQ, direction='<b>&"', name="x"), title="<script>", description="a\0b")

    assert words(drawing)[0] == '<b>&"'
    assert drawing.find(f"{SVG}title").text == "<script>"


@pytest.mark.parametrize("size", [(560, 260), (300, 250)])
def test_half_a_year_of_weekly_scores_stays_small(size):
    told = replace(
        PHQ,
        scores=tuple(
            Score(START + timedelta(7 * at), (at * 5) % 28, remark="A remark.") for at in range(26)
        ),
        moments=tuple(Moment(START + timedelta(30 * at), "Moved") for at in range(6)),
    )

    svg = measure_chart(told, title="PHQ-9", description="d", width=size[0], height=size[1])

    assert len(svg) < 10_000
    assert len(gzip.compress(svg.encode())) < 2_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 27},
        {"high": float("inf")},
        {"scores": scores(28)},
        {"cut_offs": (CutOff(28, "x"),)},
        {"margin": Margin(0, "x")},
        {"scores": scores(18, 17)[::-1]},
        {"scores": ()},
    ],
)
def test_a_chart_that_would_mislead_is_refused(wrong):
    draw(PHQ)  # the right one passes
    with pytest.raises(ValueError, match=r"scale|change|oldest|score"):
        draw(replace(PHQ, **wrong))
