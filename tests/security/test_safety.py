"""R90, R92, R26: a safety answer shows help at once, and a review is for whoever looks, alone."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import scope
from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.scope import OutOfScope
from portal.audit.catalogue import Kind
from portal.jobs import escalate_overdue
from portal.reflections.models import Reflection, Revision
from portal.safety.models import SafetyReview
from portal.vault.models import ClientKey, Lane
from tests import factories
from tests.cast import Cast, viewer_of
from tests.slices.safety.arranging import (
    CLOSING,
    Visit,
    answered,
    asked,
    covers,
    kinds,
    looks_always,
    mails,
)
from tests.stages import ON_SQLITE


def test_r26_a_cover_reads_reviews_of_the_clients_they_stand_in_for_and_nothing_else(
    visit: Visit, cast: Cast, session: Session
) -> None:
    review, other = answered(session, cast.maren), asked(session, cast.noor)
    shared = factories.shared_reflection(session, cast.maren)
    covers(session, cast.ruth, cast.sena, starts=2)
    sena, address = visit(cast.sena), f"/practice/safety/{review.id}"
    assert sena.get(address).status_code == 404  # not yet

    covers(session, cast.ruth, cast.sena)
    assert "Several days" in sena.get(address).text
    assert sena.get(f"/practice/safety/{other.id}").status_code == 404  # of Tobias's client
    assert sena.get(f"/practice/reflections/{shared.id}").status_code == 404
    for closed in ("", "/private-notes", "/reports", "/end"):
        assert sena.get(f"/practice/clients/{cast.maren.id}{closed}").status_code == 404
    assert kinds(session, cast.maren).count(Kind.SAFETY_OPENED) == 1

    visit(cast.ruth).post("/practice/away/end")
    assert sena.get(address).status_code == 404
    assert sena.post(f"{address}/acknowledge").status_code == 404
    assert sena.post(f"{address}/close", **CLOSING).status_code == 404


@ON_SQLITE
def test_r26_a_cover_sees_no_review_of_whom_the_practitioner_treats_no_more(
    visit: Visit, cast: Cast, session: Session
) -> None:
    covers(session, cast.ruth, cast.tobias)
    review, address = asked(session, cast.maren), "/practice/safety/{}"
    assert visit(cast.tobias).get(address.format(review.id)).status_code == 200  # the control

    factories.end_all_care(session, cast.maren)
    session.commit()

    assert visit(cast.tobias).get(address.format(review.id)).status_code == 404


def test_r26_the_row_guard_lets_a_cover_load_a_review_and_the_key_of_the_file_alone(
    cast: Cast, session: Session
) -> None:
    review, closed = answered(session, cast.maren), asked(session, cast.maren)
    shared = factories.shared_reflection(session, cast.maren)
    session.commit()
    covers(session, cast.ruth, cast.sena)
    scope.enter(session, viewer_of(session, cast.sena))

    assert {one.id for one in session.scalars(select(SafetyReview))} == {review.id, closed.id}
    assert [key.lane for key in session.scalars(select(ClientKey))] == [Lane.FILE]
    for model in (Reflection, Revision):
        assert session.scalars(select(model)).all() == [], model
    assert shared.id


@ON_SQLITE
def test_r26_policy_alone_keeps_a_review_to_whoever_looks(cast: Cast, session: Session) -> None:
    review = answered(session, cast.maren)
    looks_always(session, cast.ruth, colleague=cast.sena)
    covers(session, cast.ruth, cast.tobias)

    allowed = {
        name
        for name, person in cast.everybody().items()
        if name != "wren" and may(viewer_of(session, person), Permission.SAFETY_READ, review)
    }

    assert allowed == {"maren", "ruth", "tobias"}


@ON_SQLITE
@pytest.mark.parametrize("name", ["joan", "vera", "noor"])
def test_r26_supervisors_admins_and_other_clients_see_nothing_of_it(
    visit: Visit, cast: Cast, session: Session, name: str
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        review = answered(session, cast.maren)
        travel.shift(timedelta(days=10))
        assert escalate_overdue(session) == 1  # Joan hears that something waits
        visitor = visit(getattr(cast, name))

        for address in (f"/practice/safety/{review.id}", f"/my/safety/{review.id}"):
            assert visitor.get(address).status_code == 404
            assert str(review.id) not in visitor.get("/practice/team").text
        for act in ("acknowledge", "close"):
            assert visitor.post(f"/practice/safety/{review.id}/{act}", **CLOSING).status_code == 404


@ON_SQLITE
def test_r92_help_is_on_the_screen_at_once_and_nobody_is_said_to_have_been_reached(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)

    card = maren.get(maren.post("/my/safety").location).text

    assert 'href="tel:999"' in card
    assert "not read in real time" in card
    assert card.index('href="tel:999"') < card.index("Who looks at it here")
    assert not re.search(r"has been (told|notified|alerted)|we (told|alerted)", card)


@ON_SQLITE
def test_r92_whoever_looks_sees_how_long_ago_it_was_written(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        review = answered(session, cast.maren)
        travel.shift(timedelta(hours=14))
        ruth = visit(cast.ruth)

        for page in ("/practice/desk", f"/practice/safety/{review.id}"):
            assert "14 hours ago" in ruth.get(page).text


@ON_SQLITE
def test_r33_mails_about_a_review_say_nothing_of_it(cast: Cast, session: Session) -> None:
    looks_always(session, cast.ruth, colleague=cast.sena)
    covers(session, cast.ruth, cast.tobias)
    answered(session, cast.maren, value=3)
    asked(session, cast.maren)

    told = mails(session)

    assert len(told) == 4
    for _recipient, body in told:
        said = set(re.findall(r"\w+", body.lower()))
        assert not said & {"maren", "aldous", "safety", "review", "client", "answer", "risk"}
        assert "http" not in body


@ON_SQLITE
def test_r26_a_cover_changes_nothing_but_the_review(cast: Cast, session: Session) -> None:
    review = answered(session, cast.maren)
    shared = factories.shared_reflection(session, cast.maren)
    covers(session, cast.ruth, cast.sena)
    scope.enter(session, viewer_of(session, cast.sena))

    review.acknowledged_at = clock.now()
    session.flush()
    shared.is_quotable = not shared.is_quotable
    with pytest.raises(OutOfScope):
        session.flush()
    session.rollback()
