"""What a supervisor is shown: chosen sentences in order, one sign for what is left out, no date."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.colleagues.supervised import about, shown
from tests import factories
from tests.cast import Cast
from tests.stages import ON_SQLITE

pytestmark = ON_SQLITE
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = "One is first. Two comes then. Three ends it.\n\nFour stands alone.\n\nFive. Six."


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({0, 1, 2, 3, 4, 5}, TEXT),
        ({1}, "[…] Two comes then. […]\n\n[…]"),
        ({0, 2}, "One is first. […] Three ends it.\n\n[…]"),
        ({5}, "[…]\n\n[…] Six."),
    ],
)
def test_what_is_left_out_leaves_one_sign(
    app: Flask, session: Session, cast: Cast, chosen: set[int], words: str
) -> None:
    revision = factories.shared_reflection(session, cast.maren, body=TEXT).shared
    assert revision is not None

    with app.test_request_context():
        page = shown(revision, session.get_one(User, cast.maren.id), chosen, None)

    assert page.words == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "A Monday, within the last week"),
        (6, "A Tuesday, within the last week"),
        (7, "A Monday, about a week ago"),
        (21, "A Monday, about three weeks ago"),
        (180, "A Wednesday, about six months ago"),
    ],
)
def test_a_day_is_told_by_its_weekday_and_roughly(app: Flask, days: int, words: str) -> None:
    with app.test_request_context():
        assert about(NOW - timedelta(days=days), NOW) == words
