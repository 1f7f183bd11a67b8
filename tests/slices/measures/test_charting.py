"""The course of a measure on the pages: the sentence, the drawing, the table."""

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from portal.measures import queries
from portal.measures.course.charting import course_of
from portal.measures.course.series import series_of
from portal.measures.sheets import Sheets
from tests.cast import Cast, Person
from tests.slices.measures.arranging import ZONE, answered, asked, own_measure, summing_to
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE
Visit = Callable[[Person | None], Visitor]


def course_page(visit: Visit, cast: Cast, session: Session, *totals: int) -> str:
    """Return the practitioner's page after these scores, two weeks apart, the oldest first."""
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=2 * len(totals))
    given = [
        answered(
            session,
            assignment,
            summing_to(total),
            weeks_ago=2 * (len(totals) - at),
            remark="<b>We had just moved.</b>" if at == 1 else "",
        )
        for at, total in enumerate(totals, 1)
    ]
    session.commit()
    return visit(cast.ruth).get(f"/practice/measures/{given[-1].id}").text


def test_one_score_is_a_number_with_its_band_and_no_drawing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    page = course_page(visit, cast, session, 14)

    assert "“moderate”" in page
    assert "measure-chart" not in page


def test_from_two_scores_on_there_is_a_sentence_a_drawing_and_a_table(
    visit: Visit, cast: Cast, session: Session
) -> None:
    page = course_page(visit, cast, session, 14, 11, 8)

    sentence, drawing, table = (page.index(one) for one in ("6 points", "<svg xmlns", "<caption"))
    assert sentence < drawing < table
    assert len(re.findall('class="measure-chart"', page)) == 2
    assert len(set(re.findall(r'aria-labelledby="(course[^"]+)"', page))) == 2
    legend = page.split("<figcaption")[1].split("</figcaption")[0]
    for said in ("from 0 to 27", "less than 6 points", "within measurement error", "cut-off", "10"):
        assert said in legend
    assert "%" not in legend
    assert page.count(">“moderate”</td>") == 2
    assert ">“mild”</td>" in page
    assert legend.count("NHS Talking Therapies") == 2  # one rule for the band and for the cut-off


def test_a_remark_stands_below_the_drawing_and_is_never_markup(
    visit: Visit, cast: Cast, session: Session
) -> None:
    page = course_page(visit, cast, session, 14, 11)

    pins = page.split("drawing__pins")[1].split("</ul>")[0]
    assert "<b>1</b>" in pins
    assert "&lt;b&gt;We had just moved." in pins
    assert "<b>We had" not in page


def test_a_day_answered_without_a_score_breaks_the_line_is_marked_and_keeps_its_remark(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=6)
    answered(session, assignment, summing_to(14), weeks_ago=6)
    some = [3, None, None, None, 1, 1, 0, 0, 0]
    answered(session, assignment, some, weeks_ago=4, remark="It was late.")
    last = answered(session, assignment, summing_to(8), weeks_ago=2)
    last.talked_at = last.completed_at
    session.flush()
    first = queries.completed_of(session, cast.maren.id)[0]
    first.talked_at = first.completed_at
    session.commit()

    pages = [
        visit(cast.ruth).get(f"/practice/measures/{last.id}").text,
        visit(cast.maren).get(f"/my/measures/{assignment.id}").text,
    ]

    for page in pages:
        (line, *_) = re.findall(r'class="line" d="([^"]+)"', page)
        assert line.count("M") == 2
        assert len(re.findall('class="unscored" d="M[^M"]+"', page)) == 2
        assert "answered that day, without a score" in page
        assert "It was late." in page.split("drawing__pins")[1].split("</ul>")[0]


def test_the_drawing_has_the_cut_off_of_the_rule_that_the_sentence_has(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, "gad-7", weeks_ago=2)
    for ago, answers in ((2, [2] * 7), (0, [1] * 7)):
        last = answered(session, assignment, answers, weeks_ago=ago)
    session.commit()

    page = visit(cast.ruth).get(f"/practice/measures/{last.id}").text

    sentence = page.split("<figure")[0]
    assert "the cut-off commonly used (8;" in sentence
    assert "cut-off commonly used, 8 (NHS Talking Therapies" in page.split("<figcaption")[1]


def test_each_line_of_ones_own_words_has_a_sentence_and_a_drawing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    own = own_measure(session, cast.maren, cast.ruth, "I could be <at> the table")
    assignment = asked(session, cast.maren, cast.ruth, own.slug, weeks_ago=6)
    for ago, value in ((6, 3), (4, None), (2, 7)):
        last = answered(session, assignment, [value], weeks_ago=ago)
    session.commit()

    theirs = visit(cast.ruth).get(f"/practice/measures/{last.id}").text
    hers = visit(cast.maren).get(f"/my/measures/{assignment.id}").text

    for page in (theirs, hers):
        sentence = page.index("I could be &lt;at&gt; the table” was 7")
        assert sentence < page.index("<svg xmlns")
        assert re.findall(r'class="line" d="([^"]+)"', page)[0].count("M") == 2
        for words in ("0: never", "10: every evening", "with this line left open"):
            assert words in page
        for word in ("cut-off", "measurement error", "chance", "within-edge"):
            assert word not in page.split("<figure")[1].split("</figure>")[0]
    for number in ("3", "–", "7"):
        assert f"</a>: {number}</p>" in hers


def test_a_client_sees_no_cut_off_and_no_band_and_hears_of_chance(
    app: Flask, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=2)
    for ago, total in ((2, 14), (0, 8)):
        answered(session, assignment, summing_to(total), weeks_ago=ago)
    sheets = Sheets.of(session, cast.maren.id, ["phq-9"])
    (series,) = series_of(queries.completed_of(session, cast.maren.id), sheets, ZONE)

    with app.test_request_context():
        course = course_of(series.parts[-1].entries, for_client=True)

    assert course is not None
    said = " ".join((*course.legend, *course.drawings.values(), *course.columns))
    assert "less than 6 points can be chance" in said
    for word in ("cut-off", "Range called", "measurement error"):
        assert word not in said
    assert [row.score for row in course.rows] == ["14", "8"]
    assert course.figure.address.startswith("data:image/svg+xml,")
