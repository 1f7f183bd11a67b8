"""The demonstration's people load and hold together, and a mistake is named with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.demo.story import (
    PEOPLE,
    Author,
    Client,
    GoalState,
    Intent,
    Moment,
    ReportState,
    State,
    Story,
    StoryError,
    load,
)

DATED = re.compile(
    r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
    r"|\b(January|February|April|June|July|August|September|October|November|December)\b"
    r"|\b(Christmas|Easter|((this|last|next|the) (spring|summer|autumn|winter)))\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def story() -> Story:
    return load()


def every_prose(story: Story) -> Iterator[tuple[str, str]]:
    """(client key, text) for every piece of prose, whoever wrote it."""
    for client in story.clients:
        texts = [client.agreement, *(goal.text + goal.closing_words for goal in client.goals)]
        texts += [note.body for note in client.private_notes]
        texts += [part for one in client.reports for part in (one.summary, one.course, one.plan)]
        for reflection in client.reflections:
            texts += [reflection.title, *reflection.bodies]
            texts += [note.body for note in reflection.private_notes]
            for annotation in reflection.annotations:
                texts += [annotation.body, *(reply.body for reply in annotation.replies)]
        yield from ((client.key, text) for text in texts)


def client_words(client: Client) -> str:
    return "\n".join(body for one in client.reflections for body in one.bodies)


def test_the_practice_has_two_practitioners_with_six_and_four_clients(story: Story) -> None:
    keys = [client.practitioner for client in story.clients]

    assert [one.key for one in story.practice.practitioners] == ["ruth", "tobias", "sena"]
    assert (keys.count("ruth"), keys.count("tobias")) == (6, 4)


def test_the_totals_count_what_the_reflections_hold(story: Story) -> None:
    totals = story.totals

    assert 130 <= totals.reflections <= 160
    assert totals.reflections == totals.shared + totals.kept + totals.drafts + totals.withdrawn
    assert min(totals.kept, totals.drafts, totals.withdrawn, totals.private_notes) > 0
    assert totals.annotations > 40
    assert totals.replies > 30


def test_every_client_wrote_eight_to_twenty_five_reflections(story: Story) -> None:
    counts = {client.key: len(client.reflections) for client in story.clients}

    assert len(counts) == 10
    assert {key: n for key, n in counts.items() if not 8 <= n <= 25} == {}


def test_lengths_run_from_one_line_to_several_pages_and_most_are_short(story: Story) -> None:
    # Chinese has no spaces: about 1.6 characters stand for one English word.
    lengths = [
        len(re.sub(r"[\u4e00-\u9fff]", "", one.latest_body).split())
        + len(re.findall(r"[\u4e00-\u9fff]", one.latest_body)) / 1.6
        for one in story.reflections
    ]

    assert min(lengths) < 8
    assert 600 <= max(lengths) <= 900
    assert sum(30 <= length <= 150 for length in lengths) > len(lengths) / 2


def test_all_three_intents_wait_unread_for_both_practitioners(story: Story) -> None:
    waiting = [(c.practitioner, r) for c in story.clients for r in c.reflections if r.is_waiting]

    assert {key for key, _ in waiting} == {"ruth", "tobias"}
    assert {reflection.intent for _, reflection in waiting} == set(Intent)
    assert all(reflection.shared_day >= -4 for _, reflection in waiting)


def test_both_moments_and_every_state_and_goal_end_occur(story: Story) -> None:
    goals = {goal.state for client in story.clients for goal in client.goals}

    assert {one.moment for one in story.reflections} == {*Moment, None}
    assert {one.state for one in story.reflections} == set(State)
    assert goals == set(GoalState)


def test_both_people_answer_on_a_passage(story: Story) -> None:
    replies = [
        reply.by
        for reflection in story.reflections
        for annotation in reflection.annotations
        for reply in annotation.replies
    ]

    assert replies.count(Author.CLIENT) > replies.count(Author.PRACTITIONER) > 0


def test_moods_have_gaps_and_no_client_simply_rises(story: Story) -> None:
    looked_at = 0
    for client in story.clients:
        moods = [one.mood for one in client.reflections]
        given = [mood for mood in moods if mood is not None]
        looked_at += len(given)

        assert None in moods, client.key
        assert given != sorted(given), client.key

    assert looked_at > 80


def test_one_relationship_has_ended_and_nothing_was_written_after_it(story: Story) -> None:
    ended = [client for client in story.clients if client.ended_day is not None]

    assert [(client.practitioner, client.ended_day) for client in ended] == [("tobias", -40)]
    assert ended[0].reflections[-1].day <= -40
    assert not any(appointment.day > -40 for appointment in ended[0].appointments)


def test_the_others_meet_again_within_ten_days(story: Story) -> None:
    for client in story.clients:
        coming = [one.day for one in client.appointments if one.day >= 0]

        assert (client.ended_day is None) == any(day <= 9 for day in coming), client.key


def test_one_report_is_shared_and_one_is_a_draft(story: Story) -> None:
    states = [report.state for client in story.clients for report in client.reports]

    assert sorted(states) == [ReportState.DRAFT, ReportState.SHARED]


@pytest.mark.parametrize(
    ("what", "letters"),
    [
        ("Arabic", r"[\u0600-\u06ff]"),
        ("Chinese", r"[\u4e00-\u9fff]"),
        ("Spanish", r"[áéíóúñ¿¡]"),
        ("emoji", r"[\U0001f300-\U0001faff]"),
    ],
)
def test_people_write_in_their_own_letters(story: Story, what: str, letters: str) -> None:
    writers = [
        one.key for one in story.clients if len(re.findall(letters, client_words(one))) >= 12
    ]

    assert writers, what


def test_no_prose_names_a_weekday_or_a_month_so_that_it_is_true_on_any_day(story: Story) -> None:
    texts = list(every_prose(story))

    assert DATED.search("see you on thursday")
    assert len(texts) > 350
    assert [(key, text) for key, text in texts if DATED.search(text)] == []


def test_two_loads_are_equal(story: Story) -> None:
    assert load() == story


# Mistakes, one at a time, in a copy of the smallest believable client.

GOOD = """
key = "nell"
name = "Nell Ward"
email = "nell.ward@example.org"
practitioner = "ruth"
invited_day = -30
usual_hour = 20
agreement = "I read here once a week."

[[rhythms]]
first = -28
last = 7
at = 09:00:00

[[goals]]
day = -20
text = "Sleep in the bed"

[[reflections]]
day = -10
at = 20:00:00
body = "The tap drips. I counted."
read_after_days = 1
quotable = true

[[reflections.annotations]]
quote = "I counted."
body = "How far?"
after_days = 2
at = 09:00:00
replies = [{ by = "client", after_days = 3, at = 20:00:00, body = "Forty." }]

[[reports]]
from_day = -30
to_day = -2
written_day = -2
recipient = "the client"
summary = "Short."
course = "Even."
plan = "More of it."
quotes = ["The tap drips."]
"""


@pytest.fixture
def loads(tmp_path: Path) -> Callable[[str], Story]:
    """Load a folder that holds the practice and one client written as given."""

    def load_client(text: str) -> Story:
        practice = (PEOPLE / "practice.toml").read_text(encoding="utf-8")
        (tmp_path / "practice.toml").write_text(practice, encoding="utf-8")
        (tmp_path / "nell.toml").write_text(text, encoding="utf-8")
        return load(tmp_path)

    return load_client


def test_the_small_client_is_good(loads: Callable[[str], Story]) -> None:
    story = loads(GOOD)

    assert story.totals.reflections == 1
    assert [one.day for one in story.clients[0].appointments] == [-28, -21, -14, -7, 0, 7]
    assert story.practice.prompt_text("let-be").startswith("One thing")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'quote = "I counted."',
            'quote = "I count."',
            "^nell.toml, reflections 1 .day -10.: quote found 0 times",
        ),
        ('quote = "I counted."', 'quote = "t"', "found 2 times"),
        (
            "quotable = true",
            "quoteable = true",
            "^nell.toml, reflections 1 .day -10.: unknown key quoteable",
        ),
        ("usual_hour = 20\n", "", "missing key usual_hour"),
        ("usual_hour = 20", 'usual_hour = "20"', "usual_hour should be int"),
        ("quotable = true", "mood = 11", "mood is 11"),
        ("quotable = true", 'state = "sent"', "state is 'sent'"),
        ("quotable = true", 'state = "draft"', "cannot have been read"),
        ("quotable = true", 'state = "withdrawn"', "withdrawn_after_days"),
        ("quotable = true", 'prompt = "none"', "no prompt 'none'"),
        ("quotable = true", "", "no quotable reflection holds"),
        ("read_after_days = 1", "read_after_days = 10", "has not happened yet"),
        ("read_after_days = 1\n", "", "annotated before it was read"),
        ("after_days = 3", "after_days = 1", "answers not in order"),
        ("day = -10", "day = -40", "outside the time of the work"),
        ("day = -10", "day = 0", "outside the time of the work"),
        ('practitioner = "ruth"', 'practitioner = "rose"', "no practitioner 'rose'"),
        ("to_day = -2", "to_day = -12", "quoted from outside its period"),
        ('quotes = ["The', 'state = "shared"\nquotes = ["The', "has shared_day"),
        ('text = "Sleep in the bed"', 'text = "Sleep"\nstate = "done"', "closed_day"),
        ("The tap drips. I counted.", " ", "body is empty"),
        ("The tap drips.", "The tap drips\\u0007.", "control character"),
        ("I counted.", "I cafe\\u0301 counted.", "NFC"),
        ("last = 7", "last = 7\nevery = 0.5", "every should be int"),
        ("[[goals]]", "[goals]", "goals should be a list"),
        ("usual_hour = 20", "usual_hour = 20\nended_day = -9", "after the work had ended"),
        ("[[goals]]", "[[rests]]\nfrom_day = -12\n\n[[goals]]", "in the middle of a rest"),
        ("[[goals]]", "[[goals]]\nday = -40\ntext = 'Early'\n\n[[goals]]", "days are not in order"),
        ('body = "How far?"', 'body = "How far?"\nrevision = 2', "no revision 2"),
        (
            "[[reports]]",
            "[[reflections]]\nday = -11\nat = 08:00:00\nbody = 'x'\n\n[[reports]]",
            "order",
        ),
        ("usual_hour = 20", "usual_hour = 20\nprivate_notes = [3]", "expected a table, found 3"),
        ("nell.ward@example.org", "ruth.adeyemi@harbourlane.example.org", "used twice"),
        ('key = "nell"', 'key = "nell', "nell.toml: "),
    ],
)
def test_a_mistake_is_refused_with_its_place(
    loads: Callable[[str], Story], old: str, new: str, said: str
) -> None:
    assert old in GOOD

    with pytest.raises(StoryError, match=said):
        loads(GOOD.replace(old, new))


def test_waiting_for_a_meeting_needs_a_meeting(loads: Callable[[str], Story]) -> None:
    waiting = "[[reflections]]\nday = -1\nat = 08:00:00\nbody = 'x'\nintent = 'before_meeting'\n"

    assert loads(GOOD + waiting).totals.waiting == 1
    with pytest.raises(StoryError, match="waits for a meeting, and none is coming"):
        loads(GOOD.replace("last = 7", "last = -7") + waiting)


def test_a_missing_practice_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match="practice.toml: there is no such file"):
        load(tmp_path)
