"""A course over time as a drawing."""

import re
from datetime import date, timedelta
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.drawing.charts import (
    Labels,
    Palette,
    Point,
    as_data_uri,
    line_chart,
    number,
    sentence_of,
    spark,
    usual_range,
)
from portal.drawing.frame import Box

START, END = date(2026, 2, 12), date(2026, 11, 10)
SVG = "{http://www.w3.org/2000/svg}"


def at(month, day, value):
    return Point(date(2026, month, day), value)


def parse(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)


def draw(points, **changes):
    facts = {
        "low": 0,
        "high": 10,
        "start": START,
        "end": END,
        "title": "Mood",
        "description": "What it was.",
        **changes,
    }
    return parse(line_chart(points, **facts))


def words(drawing):
    return [node.text for node in drawing.iter(f"{SVG}text")]


def paths(drawing, kind):
    return [n.get("d") for n in drawing.iter(f"{SVG}path") if n.get("class") == kind]


SCALES = st.sampled_from([(0, 10), (0, 27), (1, 5), (-2, 2), (0, 0.5), (10, 50)])


@st.composite
def charts(draw_one):
    low, high = draw_one(SCALES)
    days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
    start = draw_one(days)
    end = start + timedelta(draw_one(st.integers(0, 2500)))
    values = st.floats(low, high)
    points = draw_one(st.lists(st.builds(Point, days, values), max_size=40))
    usual = draw_one(st.none() | st.tuples(values, values).map(lambda pair: tuple(sorted(pair))))
    harder = draw_one(st.lists(st.tuples(days, days).map(lambda p: tuple(sorted(p))), max_size=4))
    anything = st.text(max_size=20)
    return line_chart(
        points,
        low=low,
        high=high,
        start=start,
        end=end,
        title=draw_one(anything),
        description=draw_one(anything),
        harder_periods=harder,
        usual=usual,
        labels=Labels(hard=draw_one(anything), usual=draw_one(anything)),
    )


@settings(max_examples=40)
@given(charts())
def test_every_chart_is_well_formed_and_says_what_it_is(svg):
    drawing = parse(svg)

    ids = drawing.get("aria-labelledby").split()
    assert drawing.get("role") == "img"
    assert [drawing.find(f"{SVG}title").get("id"), drawing.find(f"{SVG}desc").get("id")] == ids
    assert "nan" not in svg.split("<desc")[1].split("</desc>")[1]


@settings(max_examples=40)
@given(charts())
def test_no_word_is_cut_at_an_edge(svg):
    for node in parse(svg).iter(f"{SVG}text"):
        shown = node.text or ""
        half = len(shown) * 0.6 * float(node.get("font-size", 11)) / 2
        x = float(node.get("x"))
        if node.get("text-anchor") == "middle" and len(shown) < 12:
            assert x - half >= -2
            assert x + half <= 562
        assert 0 < float(node.get("y")) <= 224


@settings(max_examples=40)
@given(charts())
def test_numbers_never_collide(svg):
    drawing = parse(svg)
    boxes = []
    for node in drawing.iter(f"{SVG}rect"):
        if node.get("class") == "halo":
            x, y = float(node.get("x")), float(node.get("y"))
            boxes.append(Box(x, x + float(node.get("width")), y, y + 10))

    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.meets(b) and a != b]


@settings(max_examples=40)
@given(charts())
def test_a_chart_needs_no_style_sheet(svg):
    assert "var(" not in svg
    assert "currentColor" not in svg
    for node in parse(svg).iter():
        if node.tag in (f"{SVG}path", f"{SVG}rect"):
            assert node.get("fill") or node.get("stroke")


def test_points_stand_at_their_dates_not_at_their_turn():
    (line,) = paths(draw([at(3, 1, 0), at(3, 11, 0), at(4, 10, 10)]), "line")
    (x1, y1), (x2, _), (x3, y3) = [map(float, p.split()) for p in re.split("[ML]", line)[1:]]

    assert (x3 - x2) / (x2 - x1) == pytest.approx(3, abs=0.05)
    assert y3 < y1


def test_the_line_breaks_after_six_weeks_without_a_value():
    near = draw([at(3, 1, 4), at(4, 12, 5)])
    far = draw([at(3, 1, 4), at(4, 13, 5)])

    assert paths(near, "line")[0].count("M") == 1
    assert paths(far, "line")[0].count("M") == 2


def test_all_dots_are_one_path_and_the_last_is_drawn_again():
    drawing = draw([at(3, 1, 4), at(3, 9, 5), at(3, 20, 6)])

    assert paths(drawing, "dots")[0].count("M") == 3
    assert paths(drawing, "dots dots--now")[0].count("M") == 1


def test_the_axis_shows_the_full_range_whatever_the_values():
    assert words(draw([at(3, 1, 5)]))[:3] == ["0", "5", "10"]
    assert words(draw([], high=27))[:4] == ["0", "9", "18", "27"]


def test_few_points_each_carry_their_number_and_many_only_the_telling_ones():
    few = [at(month, 9, month % 5) for month in range(3, 10)]
    many = [Point(START + timedelta(day), 4 + day % 3) for day in range(90)]

    assert len(paths(draw(few), "dots")[0].split("h.01")) - 1 == 7
    assert len([n for n in draw(few).iter(f"{SVG}text") if n.get("class") == "number"]) == 7
    assert len([n for n in draw(many).iter(f"{SVG}text") if n.get("class") == "number"]) <= 4


def test_the_usual_range_is_named_in_words_beside_the_band():
    drawing = draw([at(3, 1, 5)], usual=(4, 6))

    assert "usual range" in words(drawing)
    assert "4 to 6" in words(drawing)
    assert next(drawing.iter(f"{SVG}rect")).get("class") == "band"


def test_a_usual_range_of_one_value_is_one_number():
    assert "5" in words(draw([at(3, 1, 5)], usual=(5, 5)))


def test_a_hard_stretch_is_a_dashed_line_with_its_name():
    drawing = draw([at(3, 1, 5)], harder_periods=[(date(2026, 8, 2), date(2026, 8, 30))])

    (stretch,) = [n for n in drawing.iter(f"{SVG}path") if n.get("class") == "stretch"]
    assert stretch.get("stroke-dasharray")
    assert "hard stretch" in words(drawing)


def test_what_lies_outside_the_period_is_not_drawn():
    drawing = draw(
        [at(1, 1, 3), at(12, 1, 3)], harder_periods=[(date(2025, 1, 1), date(2025, 2, 1))]
    )

    assert paths(drawing, "dots") == []
    assert paths(drawing, "stretch") == []


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), ["1 Mar", "9 Mar", "16 Mar", "23 Mar", "30 Mar"]),
        (date(2026, 2, 12), date(2026, 5, 20), ["Feb", "Mar", "Apr", "May"]),
        (date(2025, 11, 5), date(2026, 2, 25), ["Nov", "2025", "Dec", "Jan", "2026", "Feb"]),
        (date(2023, 1, 1), date(2026, 12, 31), ["2023", "2024", "2025", "2026"]),
        (date(2026, 3, 1), date(2026, 3, 1), ["1 Mar"]),
    ],
)
def test_the_calendar_uses_the_shortest_cells_that_fit(start, end, expected):
    assert words(draw([], start=start, end=end))[3:] == expected


def test_a_long_calendar_in_a_wide_chart_uses_quarters():
    shown = words(draw([], start=date(2025, 1, 1), end=date(2026, 12, 31), width=700))

    assert "Jan–Mar" in shown
    assert "Oct–Dec" in shown


def test_a_year_without_words_of_its_own_falls_back_to_its_span():
    shown = words(draw([], start=date(1990, 6, 1), end=date(2026, 6, 1), width=300))

    assert shown[3:] == ["1990–2026"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 10, "high": 0},
        {"high": float("inf")},
        {"start": END, "end": START},
        {"uid": "7"},
        {"uid": 'x"'},
        {"usual": (4, 11)},
        {"high": 3},
    ],
)
def test_a_chart_that_would_mislead_is_refused(wrong):
    draw([at(3, 1, 5)])  # the right one passes
    with pytest.raises(ValueError, match=r"chart|scale|uid"):
        draw([at(3, 1, 5)], **wrong)


def test_words_are_escaped():
    drawing = draw([], title='<b>&"', description="a\0b")

    assert drawing.find(f"{SVG}title").text == '<b>&"'
    assert drawing.find(f"{SVG}desc").text == "a\ufffdb"


def test_a_palette_replaces_every_colour():
    night = Palette(ink="#fff001", soft="#fff002", grid="#fff003", band="#fff004", paper="#fff005")

    svg = line_chart(
        [at(3, 1, 5)],
        low=0,
        high=10,
        start=START,
        end=END,
        title="",
        description="",
        usual=(4, 6),
        palette=night,
    )

    assert set(re.findall("#[0-9a-f]{6}", svg)) == {f"#fff00{n}" for n in range(1, 6)}


def test_a_drawing_becomes_the_address_of_an_image():
    address = as_data_uri("<svg>é #</svg>")

    assert address.startswith("data:image/svg+xml,%3Csvg")
    assert unquote(address.split(",", 1)[1]) == "<svg>é #</svg>"


def test_a_spark_says_its_values_and_marks_the_last():
    drawing = parse(spark([3, 4.5, 2, 6], low=0, high=10, title="Mood & more"))

    assert drawing.get("aria-label") == "Mood & more: 3, 4.5, 2, 6"
    assert drawing.get("viewBox") == "0 0 100 28"
    assert [child.get("class") for child in drawing] == ["band", "line", "last"]
    assert drawing[2].get("d").startswith("M97.0 ")


def test_a_spark_of_three_values_has_no_band():
    assert "band" not in spark([3, 4, 5], low=0, high=10, title="Mood")


def test_a_spark_of_no_values_is_nothing():
    assert spark([], low=0, high=10, title="Mood") == ""


def test_a_spark_off_its_scale_is_refused():
    with pytest.raises(ValueError, match="scale"):
        spark([11], low=0, high=10, title="Mood")


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_a_spark_stays_inside_its_box(values):
    drawing = parse(spark(values, low=0, high=10, title="Mood"))

    line = next(n.get("points") for n in drawing if n.get("class") == "line")
    for pair in line.split():
        x, y = map(float, pair.split(","))
        assert 3 <= x <= 97
        assert 3 <= y <= 25


@pytest.mark.parametrize(
    ("values", "usual"),
    [
        ([], None),
        ([1, 2, 3], None),
        ([9, 1, 2, 3], (2, 3)),
        ([1, 2, 3, 4, 5, 6, 7], (2, 6)),
        ([8, 7, 6, 5, 4, 3, 2, 1], (3, 6)),
    ],
)
def test_the_usual_range_is_the_middle_half(values, usual):
    assert usual_range(values) == usual


def test_the_facts_of_a_course_are_counts_ends_and_extremes():
    course = sentence_of([at(5, 1, 6), at(3, 1, 4), at(4, 1, 2), at(4, 9, 8)])

    assert (course.count, course.first, course.last) == (4, at(3, 1, 4), at(5, 1, 6))
    assert (course.lowest, course.highest, course.usual) == (2, 8, (4, 6))


def test_an_empty_course_has_no_facts():
    assert sentence_of([]).count == 0
    assert sentence_of([]).first is None


@pytest.mark.parametrize(("value", "shown"), [(7, "7"), (7.0, "7"), (6.5, "6.5"), (0, "0")])
def test_numbers_are_written_as_people_write_them(value, shown):
    assert number(value) == shown


def test_a_number_that_would_hide_the_line_is_left_out():
    values = {day: 10 if day % 2 else 0.1 for day in range(40, 120)} | {80: 0}
    crowd = [Point(START + timedelta(day), value) for day, value in values.items()]

    drawing = draw([Point(START, 5), *crowd, Point(END, 5)])

    numbers = [n.text for n in drawing.iter(f"{SVG}text") if n.get("class") == "number"]
    assert sorted(numbers) == ["10", "5", "5"]  # the lowest, 0, would stand on the line
