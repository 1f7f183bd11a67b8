"""Setting the hours in which somebody looks: none that let a client wait for ever."""

from flask import Flask

from tests.cast import Cast
from tests.slices.safety.arranging import Visit
from tests.stages import ON_SQLITE

pytestmark = ON_SQLITE
WHERE = "/practice/safety/hours"


def test_r92_hours_that_a_week_does_not_hold_are_refused_in_words(
    app: Flask, visit: Visit, cast: Cast
) -> None:
    ruth = visit(cast.ruth)
    a_minute = {"weekdays": ["0"], "opens": "09:00", "closes": "09:01", "colleague": "nobody"}
    for within in ("80", "1"):
        refused = ruth.post(WHERE, **a_minute, within=within)
        assert refused.status_code == 400
        assert "A week has fewer hours of yours" in refused.text
    assert ruth.post(WHERE, **a_minute | {"weekdays": ["9"]}, within="1").status_code == 400

    assert ruth.post(WHERE, **a_minute | {"closes": "13:00"}, within="4").status_code == 303
    page = ruth.get(WHERE).text
    assert "Monday, 09:00 to 13:00" in page
    assert "Said now, somebody looks by" in page
