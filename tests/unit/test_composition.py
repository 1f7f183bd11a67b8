"""From facts to a report."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.drawing.charts import line_chart
from portal.reports.composition import (
    Counts,
    Facts,
    Goal,
    HardStretch,
    Narrative,
    Note,
    Passage,
    Point,
    Section,
    compose,
    from_json,
    from_value,
    to_json,
    to_value,
)
from portal.reports.document import Chart
from tests.slices.reports.arranging import MEASURE

EVERYTHING = frozenset(Section)
ANNOTATED = Passage(
    "I stayed until the cake.",
    date(2026, 11, 8),
    (
        Note(
            "You stayed, and you also left.",
            "Ruth Adeyemi",
            date(2026, 11, 9),
            (Note("I had not seen it so.", "Maren Aldous", date(2026, 11, 10)),),
        ),
    ),
)
FACTS = Facts(
    practice_name="Harbour Lane",
    client_name="Maren Aldous",
    practitioner_name="Ruth Adeyemi",
    credentials="psychotherapist (UKCP)",
    reference="4F21A0B7",
    version=2,
    period=(date(2026, 2, 12), date(2026, 11, 10)),
    composed_on=date(2026, 11, 10),
    goals=(Goal("Eat with others", "ongoing", date(2026, 2, 26), "The table can wait."),),
    moods=tuple(Point(date(2026, month, 3), value) for month, value in enumerate("3456564", 3)),
    hard_stretches=(HardStretch(date(2026, 8, 2), date(2026, 8, 30)),),
    passages=(
        ANNOTATED,
        Passage("I can leave a room without leaving the house.", date(2026, 4, 3)),
        Passage("It was the ordinary sort of tired.", date(2026, 10, 1)),
        Passage("long " * 60, date(2026, 10, 2)),
    ),
    narrative=Narrative("First.\n\nSecond\nline.", "It went on.", "We meet in a week."),
    counts=Counts(25, 4, 21, 1, 14),
)
FACTS = replace(FACTS, moods=tuple(Point(p.on, float(p.value)) for p in FACTS.moods))
EMPTY = replace(
    FACTS,
    goals=(),
    moods=(),
    hard_stretches=(),
    passages=(),
    narrative=Narrative(),
    counts=Counts(),
)


def english(message, /, **values):
    return message % values if values else message


def composed(facts=FACTS, sections=EVERYTHING):
    return compose(facts, sections, english)


def line(document, label):
    return next(each.words for each in document.lines if each.label == label)


def with_moods(*values):
    return replace(FACTS, moods=tuple(Point(date(2026, 3, 1 + n), v) for n, v in enumerate(values)))


def test_the_head_says_who_when_by_whom_on_what_and_which_version():
    document = composed()

    assert line(document, "About") == "Maren Aldous"
    assert line(document, "Period") == "12 February 2026 to 10 November 2026"
    assert line(document, "Written by") == "Ruth Adeyemi, psychotherapist (UKCP)"
    assert line(document, "Rests on") == (
        "What the client shared in this period; reflections: 25, moods noted: 7"
    )
    assert line(document, "Standing") == (
        "Version 2, composed on 10 November 2026; reference 4F21A0B7"
    )


def test_the_running_footer_names_reference_and_version_but_not_the_client():
    assert composed().running == "Progress report · 4F21A0B7 · version 2"


def test_a_practitioner_without_credentials_is_named_without_a_comma():
    assert line(composed(replace(FACTS, credentials="")), "Written by") == "Ruth Adeyemi"


def test_page_one_quotes_two_short_passages_and_prefers_those_without_annotations():
    document = composed()

    assert [quote.words for quote in document.own_words.quotes] == [
        "I can leave a room without leaving the house.",
        "It was the ordinary sort of tired.",
    ]
    assert [quote.words for quote in document.further_words.quotes] == [
        ANNOTATED.quote,
        FACTS.passages[3].quote,
    ]


@given(st.lists(st.tuples(st.integers(1, 400), st.booleans()), max_size=8))
@settings(max_examples=50)
def test_every_passage_is_quoted_once_in_its_order(kinds):
    passages = tuple(
        Passage(str(n) * length, date(2026, 3, 1), ANNOTATED.notes if noted else ())
        for n, (length, noted) in enumerate(kinds)
    )

    document = composed(replace(FACTS, passages=passages))

    first = [quote.words for quote in document.own_words.quotes]
    more = (
        [quote.words for quote in document.further_words.quotes] if document.further_words else []
    )
    everything = [passage.quote for passage in passages]
    assert sorted(first + more) == sorted(everything)
    assert first == [words for words in everything if words in first]
    assert more == [words for words in everything if words in more]
    assert len(first) <= 2


def test_a_quote_carries_its_date_its_annotations_and_their_replies():
    (quote,) = composed(replace(FACTS, passages=(ANNOTATED,))).own_words.quotes

    assert quote.cite == "8 November 2026"
    assert [remark.words for remark in quote.remarks] == ["You stayed, and you also left."]
    assert quote.remarks[0].cite == "Ruth Adeyemi, 9 November 2026"
    assert [reply.cite for reply in quote.remarks[0].replies] == ["Maren Aldous, 10 November 2026"]


def test_passages_too_long_for_page_one_are_announced_there():
    document = composed(replace(FACTS, passages=(FACTS.passages[3],)))

    assert document.own_words.quotes == ()
    assert document.own_words.instead == (
        "The passages quoted in this report stand on its later pages."
    )
    assert len(document.further_words.quotes) == 1


def test_the_narrative_keeps_its_paragraphs_and_their_lines():
    document = composed()

    assert document.summary.paragraphs == ("First.", "Second\nline.")
    assert document.next_steps.heading == "What comes next"
    assert document.next_steps.paragraphs == ("We meet in a week.",)


def test_the_course_states_the_hard_stretches_after_the_practitioners_words():
    assert composed().course.paragraphs == (
        "It went on.",
        "A hard stretch, marked by the client, from 2 August 2026 to 30 August 2026.",
    )


def test_a_hard_stretch_that_lasts_is_said_so_and_drawn_to_the_end_of_the_period():
    document = composed(
        replace(
            FACTS,
            narrative=Narrative(),
            hard_stretches=(HardStretch(date(2026, 10, 20), None),),
        )
    )

    assert document.course.paragraphs == (
        "A hard stretch, marked by the client, since 20 October 2026.",
    )
    assert document.mood.chart.harder_periods == ((date(2026, 10, 20), date(2026, 11, 10)),)


def test_what_lies_outside_the_period_is_not_in_the_report():
    document = composed(
        replace(
            EMPTY,
            moods=(Point(date(2026, 2, 11), 1), Point(date(2026, 11, 11), 9)),
            hard_stretches=(
                HardStretch(date(2026, 1, 1), date(2026, 2, 11)),
                HardStretch(date(2026, 11, 11), None),
            ),
        )
    )

    assert document.mood is document.course is None


def test_a_hard_stretch_that_only_touches_the_period_is_in_the_report():
    touching = (
        HardStretch(date(2026, 1, 1), date(2026, 2, 12)),
        HardStretch(date(2026, 11, 10), date(2026, 12, 1)),
    )

    assert len(composed(replace(EMPTY, hard_stretches=touching)).course.paragraphs) == 2


def test_both_days_of_the_period_belong_to_it():
    edges = replace(EMPTY, moods=(Point(date(2026, 11, 10), 9), Point(date(2026, 2, 12), 1)))

    assert [point.value for point in composed(edges).mood.chart.points] == [1, 9]


@pytest.mark.parametrize(
    ("values", "glance", "ends"),
    [
        ((), "No mood was noted in this period.", None),
        (
            (5,),
            "Mood was noted once: 5 on a scale from 0 to 10.",
            "One mood was noted: 5 on 1 March 2026.",
        ),
        (
            (3, 5.5),
            "Mood was noted 2 times, between 3 and 5.5 on a scale from 0 to 10.",
            "The first was 3 on 1 March 2026, the last 5.5 on 2 March 2026.",
        ),
        (
            (4, 4),
            "Mood was noted 2 times, always 4 on a scale from 0 to 10.",
            "The first was 4 on 1 March 2026, the last 4 on 2 March 2026.",
        ),
        (
            (9, 1, 2, 3),
            "Mood was noted 4 times, between 1 and 9 on a scale from 0 to 10. "
            "The usual range was 2 to 3.",
            "The first was 9 on 1 March 2026, the last 3 on 4 March 2026.",
        ),
        (
            (9, 5, 5, 3),
            "Mood was noted 4 times, between 3 and 9 on a scale from 0 to 10. "
            "The usual value was 5.",
            "The first was 9 on 1 March 2026, the last 3 on 4 March 2026.",
        ),
    ],
)
def test_the_mood_course_is_told_in_plain_facts(values, glance, ends):
    document = composed(with_moods(*values))

    assert document.standing.sentences == (glance,)
    assert (document.mood.sentence if document.mood else None) == ends


def test_the_table_has_every_value_by_month_and_day():
    months = composed(with_moods(3, 5)).mood.months

    assert [(row.month, [(v.label, v.words) for v in row.values]) for row in months] == [
        ("Mar 2026", [("1 Mar", "3"), ("2 Mar", "5")])
    ]
    assert len(composed().mood.months) == 7


def test_the_description_of_the_chart_says_all_the_chart_shows():
    chart = composed().mood.chart

    assert "Mood was noted 7 times, between 3 and 6" in chart.description
    assert "The usual range was 4 to 6." in chart.description
    assert "from 2 August 2026 to 30 August 2026" in chart.description
    assert chart.usual == (4, 6)


def test_the_rule_says_only_what_this_chart_needs():
    assert composed(with_moods(5)).mood.rule == ""
    assert composed(with_moods(5, 6)).mood.rule.startswith("The line breaks")
    assert composed().mood.rule.startswith("Usual range: the middle half")


def test_a_name_that_runs_the_other_way_is_kept_apart_from_its_sentence():
    document = composed(replace(FACTS, client_name="أمينة"))

    assert document.sign_off[1] == "Read by \u2068أمينة\u2069 · date"
    assert line(document, "About") == "أمينة"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("one", "ltr"), ("اليوم", "rtl"), ("1. שלום", "rtl"), ("😀", "ltr"), ("今天", "ltr")],
)
def test_words_run_the_way_of_their_first_letter(words, expected):
    (quote,) = composed(
        replace(FACTS, passages=(Passage(words, date(2026, 3, 1)),))
    ).own_words.quotes

    assert quote.direction == expected


def test_the_charts_facts_are_the_arguments_of_the_drawing():
    chart = composed().mood.chart

    drawing = line_chart(**{name: getattr(chart, name) for name in Chart.__slots__})

    assert "hard stretch" in drawing
    assert "4 to 6" in drawing


def test_goals_are_told_in_words_with_their_closing_words():
    standing = composed().standing

    (goal,) = standing.goals
    assert (goal.words, goal.state, goal.since) == (
        "Eat with others",
        "ongoing",
        "26 February 2026",
    )
    assert goal.closing_words == "The table can wait."
    assert len(standing.columns) == 3


def test_the_manifest_says_what_is_in_and_what_was_left_out():
    manifest = composed().manifest

    assert manifest.included == (
        "Passages allowed by the client: 4",
        "Reflections they come from: 4",
        "Annotations on them: 1",
        "Goals: 1",
        "Moods noted: 7",
        "Hard stretches: 1",
        "Written by the practitioner: summary, course, what comes next",
    )
    assert manifest.left_out == (
        "Shared reflections not quoted: 21",
        "Annotations not shown: 14",
        "Private notes are never part of a report.",
    )


def test_sections_that_were_not_chosen_are_absent_and_the_manifest_says_so():
    document = composed(sections={Section.SUMMARY})

    assert document.own_words is document.further_words is None
    assert document.standing is document.course is document.next_steps is document.mood is None
    assert document.manifest.included == ("Written by the practitioner: summary",)
    assert document.manifest.left_out[2] == (
        "Not chosen for this report: the client’s own words, goals, mood, course, what comes next"
    )


@pytest.mark.parametrize(
    ("section", "field"),
    [
        (Section.SUMMARY, "summary"),
        (Section.OWN_WORDS, "own_words"),
        (Section.GOALS, "standing"),
        (Section.MOOD, "mood"),
        (Section.COURSE, "course"),
        (Section.NEXT, "next_steps"),
    ],
)
def test_each_section_can_stand_alone(section, field):
    document = composed(sections={section})

    assert getattr(document, field) is not None
    assert document.sign_off
    assert document.manifest.left_out


def test_an_empty_period_gives_an_honest_report():
    document = composed(EMPTY)

    assert document.summary.paragraphs == (
        "Nothing was shared in this period. That says nothing about how the time was.",
    )
    assert line(document, "Rests on") == "Nothing was shared in this period."
    assert document.own_words.instead == "No passage is quoted in this report."
    assert document.standing.sentences == (
        "No mood was noted in this period.",
        "No goal has been written down.",
    )
    assert document.mood is document.course is document.next_steps is document.further_words is None


def test_an_empty_period_keeps_the_practitioners_own_summary():
    document = composed(replace(EMPTY, narrative=Narrative(summary="A pause we agreed on.")))

    assert document.summary.paragraphs == ("A pause we agreed on.",)


def test_the_sign_off_has_a_line_for_each_of_the_two():
    assert composed().sign_off == (
        "Ruth Adeyemi, psychotherapist (UKCP) · date",
        "Read by Maren Aldous · date",
    )


def test_no_word_of_the_page_judges_counts_percent_or_speaks_of_patients():
    text = to_json(composed(replace(FACTS, narrative=Narrative()))).lower()
    text = text.replace("%(low)s to %(high)s", "")  # filled in by the drawing

    assert "diagnosis" in text  # the check does look at words: this one is there, as a denial
    for word in (
        "%",
        "!",
        "patient",
        "improve",
        "worse",
        "better",
        "relapse",
        "fail",
        "not shared",
    ):
        assert word not in text, word


def test_every_word_of_the_page_goes_through_the_translator():
    document = compose(
        FACTS,
        EVERYTHING,
        lambda message, /, **values: "§" + (message % values if values else message),
        day=lambda day: "§day",
        months=["§m"] * 12,
        language="nb",
    )

    own = {"Harbour Lane", "Maren Aldous", "4F21A0B7", "Ruth Adeyemi, psychotherapist (UKCP)"}
    theirs = {"Eat with others", "ongoing", "The table can wait.", "nb"}
    texts = {text for text in texts_of(to_value(document)) if "§" not in text}
    written = {"First.", "Second\nline.", "It went on.", "We meet in a week."}
    quoted = {p.quote for p in FACTS.passages} | {"You stayed, and you also left."}
    assert texts - own - theirs - written - quoted - {"I had not seen it so.", "", "3", "4"} <= {
        "5",
        "6",
        *(point.on.isoformat() for point in FACTS.moods),
        *("2026-02-12", "2026-11-10", "2026-08-02", "2026-08-30"),
    }


def texts_of(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in texts_of(each)]
    return [value] if isinstance(value, str) else []


WITH_MEASURES = replace(EMPTY, measures=(MEASURE, MEASURE), counts=Counts(measures_left_out=1))


def test_measures_stand_under_the_rule_by_which_they_are_read_and_in_the_manifest():
    document = composed(WITH_MEASURES)

    assert document.measures.measures == (MEASURE, MEASURE)
    assert "do not establish a diagnosis" in document.measures.rule
    assert line(document, "Rests on").endswith("times a measure was answered: 8")
    assert "Measures: PHQ-9" in document.manifest.included
    assert "Measures not shown: 1" in document.manifest.left_out
    assert composed().measures is None


def test_a_snapshot_from_before_there_were_measures_is_read_as_one_without():
    value = to_value(composed())
    del value["document"]["measures"]

    assert from_value(value) == composed()


def test_a_measure_in_a_snapshot_is_drawn_again_to_the_letter():
    again = from_json(to_json(composed(WITH_MEASURES)))

    drawn = [
        one.measures.measures[0].told[0].figure.svg("wide", "a")
        for one in (again, composed(WITH_MEASURES))
    ]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("facts", [FACTS, EMPTY, with_moods(1, 2), WITH_MEASURES])
@pytest.mark.parametrize("sections", [EVERYTHING, frozenset()])
def test_a_document_comes_back_from_its_json_unchanged(facts, sections):
    document = composed(facts, sections)

    assert from_json(to_json(document)) == document
    assert from_value(to_value(document)) == document
    assert to_json(from_json(to_json(document))) == to_json(document)


def test_equal_documents_give_equal_json():
    assert to_json(composed()) == to_json(composed())
    assert list(json.loads(to_json(composed()))["document"]) == sorted(
        to_value(composed())["document"]
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda value: value.update(format=2),
        lambda value: value["document"].pop("title"),
        lambda value: value["document"].update(extra=1),
        lambda value: value["document"].update(title=1),
        lambda value: value["document"].update(page_of=["page"]),
        lambda value: value["document"]["mood"]["chart"].update(start="yesterday"),
        lambda value: value["document"].update(summary="text"),
        lambda value: measured_in(value).update(high=9),
        lambda value: measured_in(value)["scores"][0].update(is_prorated="no"),
        lambda value: measured_in(value)["scores"][0].pop("value"),
    ],
)
def test_a_damaged_snapshot_is_noticed(damage):
    value = to_value(composed(replace(FACTS, measures=(MEASURE,))))
    damage(value)

    with pytest.raises(ValueError, match=r".+"):
        from_value(value)


def measured_in(value):
    return value["document"]["measures"]["measures"][0]["told"][0]["figure"]["measured"]


@pytest.mark.parametrize("text", ["[]", "null", '{"format":1}', "no json"])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        from_json(text)


def test_a_hard_stretch_of_one_day_is_not_said_to_last_from_a_day_to_itself() -> None:
    day = date(2026, 7, 29)
    facts = replace(FACTS, hard_stretches=(HardStretch(day, day),))

    words = to_json(composed(facts))

    assert "marked by the client on 29 July 2026." in words
    assert "from 29 July 2026 to 29 July 2026" not in words


def test_the_practices_address_stands_in_the_letterhead() -> None:
    document = composed(replace(FACTS, practice_address="14 Harbour Lane"))

    assert document.practice_address == "14 Harbour Lane"
