"""A quick way out: signed out, at once, by a plain link, which no other site can press."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.sign_in.leaving_views import ELSEWHERE
from tests.cast import Cast, Person
from tests.security.browsers import copy_of, is_in, token_of
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


@pytest.mark.parametrize("says", [None, "same-origin", "none"])
def test_r38_leaving_ends_the_sign_in(
    visit: Visit, cast: Cast, session: Session, says: str | None
) -> None:
    maren = visit(cast.maren)
    copy = copy_of(maren)
    maren.client.environ_base.pop("HTTP_SEC_FETCH_SITE", None)

    answer = maren.fetch("/leave", headers={"Sec-Fetch-Site": says} if says else {})

    assert answer.location == ELSEWHERE
    assert answer.headers["Cache-Control"] == "no-store"
    assert token_of(maren) is None
    assert not is_in(copy)
    assert maren.get("/my/privacy").location == "/sign-in?next=/my/privacy"


@ON_SQLITE
@pytest.mark.parametrize("says", ["cross-site", "same-site", "anything else"])
def test_r38_another_site_signs_nobody_out(visit: Visit, cast: Cast, says: str) -> None:
    maren = visit(cast.maren)

    answer = maren.fetch("/leave", headers={"Sec-Fetch-Site": says})

    assert answer.location == ELSEWHERE
    assert is_in(maren)


@ON_SQLITE
def test_r38_the_browser_is_asked_to_clear_nothing_that_takes_time(
    visit: Visit, cast: Cast
) -> None:
    answer = visit(cast.maren).fetch("/leave")

    assert "Clear-Site-Data" not in answer.headers
    assert "session=;" in answer.headers["Set-Cookie"]


@ON_SQLITE
def test_r38_every_page_of_a_client_and_every_public_one_has_the_link(
    visit: Visit, cast: Cast
) -> None:
    maren, nobody = visit(cast.maren), visit(None)
    own = ("/my/today", "/my/reflections", "/my/write", "/my/goals", "/my/privacy", "/account")

    for visitor, addresses in ((maren, own), (nobody, ("/", "/sign-in", "/help-now", "/nowhere"))):
        for address in addresses:
            page = visitor.fetch(address).text
            assert 'href="/leave"' in page, address
            assert "js/leave.js" in page, address
