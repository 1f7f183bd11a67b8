"""Signing in and out."""

from collections.abc import Callable

from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def test_a_client_signs_in_and_is_sent_to_the_front_page(visit: Visit, cast: Cast) -> None:
    visitor = visit(None)

    answer = visitor.post("/sign-in", email="  MAREN@example.org", password="wet gravel on a sunday")

    assert answer.status_code == 302
    assert answer.location == "/"
