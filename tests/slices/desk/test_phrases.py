"""Days and reasons as they stand inside a sentence."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from portal.caseload.reasons import waits
from portal.caseload.summary import Summary
from portal.desk.phrases import coming, on_day

NOON = datetime(2026, 11, 10, 12, tzinfo=ZoneInfo("Europe/London"))  # a Tuesday


@pytest.fixture(autouse=True)
def _at_noon(app: Flask) -> Iterator[None]:
    with app.test_request_context(), time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(hours=1), "today"),
        (timedelta(hours=13), "yesterday"),
        (timedelta(days=2), "Sunday"),
        (timedelta(days=6), "Wednesday"),
        (timedelta(days=7), "on 3 November"),
        (timedelta(days=400), "on 6 October 2025"),
    ],
)
def test_a_past_day_is_said_as_people_do(ago: timedelta, words: str) -> None:
    assert on_day(NOON - ago) == words


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(hours=3), "today at 15:00"),
        (timedelta(hours=21, minutes=30), "tomorrow at 09:30"),
        (timedelta(days=3), "Friday"),
        (timedelta(days=7), "on 17 November"),
    ],
)
def test_a_coming_moment_is_said_as_people_do(ahead: timedelta, words: str) -> None:
    assert coming(NOON + ahead) == words


@pytest.mark.parametrize(
    ("summary", "phrases"),
    [
        (Summary(), []),
        (Summary(replies=1), ["Answer to your note"]),
        (Summary(replies=2), ["Answers to two notes"]),
        (
            Summary(intents=("just_write", "reply", "reply"), replies=1),
            ["I’d like a reply (two)", "Just needed to write it", "Answer to your note"],
        ),
    ],
)
def test_what_waits_is_said_with_the_most_pressing_first(
    summary: Summary, phrases: list[str]
) -> None:
    assert list(waits(summary)) == phrases
