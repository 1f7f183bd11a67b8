"""What a report rests on: only what is shared now, in the period, counted honestly."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session, object_session

from portal import clock
from portal.journey import services as journey
from portal.journey.models import Goal, GoalState
from portal.reflections.models import Moment
from portal.reports.choices import Choices, PassageKey
from portal.reports.composition import Facts, HardStretch, Section
from portal.reports.gathering import Place, facts_of
from portal.reports.material import joined
from portal.reports.models import Report
from tests import factories as make
from tests.cast import Cast
from tests.slices.reports.arranging import Shared, plainly

Draft = Callable[..., Report]
SPRING = (date(2026, 3, 1), date(2026, 5, 31))
PLACE = Place("Europe/London", date(2026, 6, 2), plainly)


def at(month: int, day: int, hour: int = 12) -> datetime:
    """Return a moment of 2026."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def facts(report: Report, *keys: str, **choices: object) -> Facts:
    """Return the facts of a report with these passages chosen."""
    chosen = Choices(passages=tuple(map(PassageKey.parse, keys)), **choices)  # type: ignore[arg-type]
    report.choices = chosen.to_json()
    return facts_of_report(report)


def facts_of_report(report: Report) -> Facts:
    """Return the facts of a report as it stands."""
    session = object_session(report)
    assert session is not None
    return facts_of(session, report, PLACE)[0]


def test_moods_are_those_of_what_is_shared_now(session: Session, cast: Cast, draft: Draft) -> None:
    with clock.telling(at(4, 3)):
        make.shared_reflection(session, cast.maren, mood=6)
        make.shared_reflection(session, cast.maren, mood=None)
        make.kept_reflection(session, cast.maren, mood=1)
        make.withdrawn_reflection(session, cast.maren, mood=2)
        make.draft_reflection(session, cast.maren, mood=3)
        make.shared_reflection(session, cast.idris, mood=4)

    gathered = facts_of_report(draft(period=SPRING))

    assert [(point.on, point.value) for point in gathered.moods] == [(date(2026, 4, 3), 6)]
    assert gathered.counts.reflections_shared == 2


@pytest.mark.every_case
@pytest.mark.parametrize(
    ("moment", "is_in"),
    [
        (at(2, 28, 23), False),
        (at(3, 1, 0), True),
        (at(5, 31, 22), True),  # 23:00 in London, still the last day
        (at(5, 31, 23), False),  # midnight in London
    ],
)
def test_both_days_belong_to_the_period_by_the_practices_clock(
    session: Session, cast: Cast, draft: Draft, moment: datetime, is_in: bool
) -> None:
    with clock.telling(moment):
        make.shared_reflection(session, cast.maren)

    assert facts_of_report(draft(period=SPRING)).counts.reflections_shared == is_in


def test_neighbouring_sentences_become_one_passage_with_their_annotations_once(
    session: Session, cast: Cast, shared: Shared, draft: Draft
) -> None:
    report = draft()

    gathered = facts(
        report,
        shared.key("I drove home with the radio off."),
        shared.key(),
        shared.key("Dilys had sandwiches."),
    )

    assert [passage.quote for passage in gathered.passages] == [
        "I stayed until the cake. I drove home with the radio off.",
        "Dilys had sandwiches.",
    ]
    note = gathered.passages[0].notes[0]
    assert (note.words, note.by) == ("What made it possible?", "Ruth Adeyemi")
    assert [(reply.words, reply.by) for reply in note.replies] == [
        ("The coats did.", "Maren Aldous")
    ]
    assert gathered.passages[1].notes == ()
    counts = gathered.counts
    assert (counts.reflections_quoted, counts.reflections_left_out) == (1, 1)
    assert (counts.annotations_in, counts.annotations_left_out) == (1, 0)


def test_an_annotation_over_two_passages_stands_beside_the_first_only(
    session: Session, cast: Cast, draft: Draft
) -> None:
    reflection = make.shared_reflection(
        session, cast.maren, body="One. Two. Three.", is_quotable=True
    )
    make.annotation_on(session, cast.ruth, reflection, quote="One. Two. Three.", body="All of it.")
    assert reflection.shared is not None
    words = reflection.shared.id.hex

    gathered = facts(draft(), f"{words}.0.4", f"{words}.10.16")

    assert [len(passage.notes) for passage in gathered.passages] == [1, 0]
    assert gathered.counts.annotations_in == 1


def test_annotations_on_the_whole_or_on_older_words_are_counted_as_left_out(
    session: Session, cast: Cast, draft: Draft
) -> None:
    reflection = make.shared_reflection(session, cast.maren, body="One. Two.", is_quotable=True)
    make.annotation_on(session, cast.ruth, reflection)
    make.annotation_on(session, cast.ruth, reflection, quote="One.")
    writing = make.Writing.of("One. Three.", is_quotable=True)
    make.reflections.save_draft(reflection, writing, version=reflection.version)
    make.reflections.share(reflection)
    assert reflection.shared is not None

    gathered = facts(draft(), f"{reflection.shared.id.hex}.0.4")

    assert gathered.passages[0].notes == ()
    assert (gathered.counts.annotations_in, gathered.counts.annotations_left_out) == (0, 2)


def test_without_the_section_no_passage_is_gathered(
    session: Session, shared: Shared, draft: Draft
) -> None:
    gathered = facts(draft(), shared.key(), sections=frozenset({Section.SUMMARY}))

    assert gathered.passages == ()
    assert gathered.counts.reflections_left_out == 2


@pytest.mark.parametrize("key", [f"{uuid.UUID(int=1).hex}.0.4", "{words}.0.999", "{words}.5.5"])
def test_a_passage_that_is_not_there_drops_out(
    session: Session, shared: Shared, draft: Draft, key: str
) -> None:
    words = shared.key().split(".")[0]
    report = draft()
    report.choices = Choices(passages=(PassageKey.parse(key.format(words=words)),)).to_json()

    gathered, dropped = facts_of(session, report, PLACE)

    assert gathered.passages == ()
    assert dropped == 1


def test_goals_stand_as_they_stood_on_the_last_day(
    session: Session, cast: Cast, draft: Draft
) -> None:
    def goal(words: str, on: datetime) -> Goal:
        with clock.telling(on):
            return journey.set_goal(
                session, practice_id=cast.maren.practice_id, client_id=cast.maren.id, words=words
            )

    before, within, later = goal("a", at(1, 5)), goal("b", at(1, 5)), goal("c", at(4, 1))
    goal("d", at(6, 1))
    for one, on in ((before, at(2, 1)), (within, at(4, 9)), (later, at(6, 1))):
        with clock.telling(on):
            journey.end_goal(one, state=GoalState.LET_GO, closing_words="Enough.")

    gathered = facts_of_report(draft(period=SPRING))

    assert [(one.words, one.state, one.closing_words) for one in gathered.goals] == [
        ("b", "let go", "Enough."),
        ("c", "ongoing", ""),
    ]


def test_marks_in_a_row_are_one_hard_stretch_and_an_unmarked_day_ends_it(
    session: Session, cast: Cast, draft: Draft
) -> None:
    marks = {(3, 2): True, (3, 9): True, (3, 12): False, (3, 14): True, (5, 1): True}
    for (month, day), is_hard in marks.items():
        with clock.telling(at(month, day)):
            make.shared_reflection(
                session, cast.maren, moment=Moment.HARD_STRETCH if is_hard else None
            )

    assert facts_of_report(draft(period=SPRING)).hard_stretches == (
        HardStretch(date(2026, 3, 2), date(2026, 3, 9)),
        HardStretch(date(2026, 3, 14), date(2026, 3, 14)),
        HardStretch(date(2026, 5, 1), date(2026, 5, 1)),
    )


def test_a_report_names_its_people(session: Session, draft: Draft) -> None:
    gathered = facts_of_report(draft())

    assert gathered.practice_name == "Harbour Lane"
    assert gathered.client_name == "Maren Aldous"
    assert gathered.practitioner_name == "Ruth Adeyemi"
    assert gathered.credentials == "psychotherapist (UKCP 0000)"
    assert gathered.is_empty


@pytest.mark.parametrize(
    ("keys", "stretches"),
    [
        ([(0, 4)], [(0, 4)]),
        ([(0, 4), (5, 9)], [(0, 9)]),
        ([(5, 9), (0, 4)], [(0, 9)]),
        ([(0, 4), (10, 16)], [(0, 4), (10, 16)]),
        ([(10, 16), (18, 23)], [(10, 16), (18, 23)]),
        ([(0, 9), (2, 4)], [(0, 9)]),
    ],
)
def test_only_neighbours_in_one_paragraph_are_joined(
    keys: list[tuple[int, int]], stretches: list[tuple[int, int]]
) -> None:
    text, revision = "One. Two. Three.\n\nFour.", uuid.uuid4()

    assert joined(text, [PassageKey(revision, *key) for key in keys]) == stretches


def test_a_reflection_shared_later_keeps_its_own_day(
    session: Session, cast: Cast, draft: Draft
) -> None:
    with clock.telling(at(2, 20)):
        kept = make.kept_reflection(session, cast.maren, mood=2)
    with clock.telling(at(2, 20) + timedelta(days=20)):
        make.reflections.share(kept)

    gathered = facts_of_report(draft(period=SPRING))

    assert gathered.counts.reflections_shared == 1
    assert [point.on for point in gathered.moods] == [date(2026, 2, 20)]
    assert gathered.moods_in_period == []
