"""Struggling with safety: the calm card, somebody who looks, and others if nobody did."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.jobs import escalate_overdue
from portal.safety.models import SafetyReview
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.hands import Hands, Keyboard
from tests.journeys.looking import Looks
from tests.journeys.people import Guest
from tests.journeys.practitioner import Practitioner
from tests.slices.safety.arranging import looks_always

pytestmark = pytest.mark.browser

Come = Callable[..., Guest]


def test_a_client_presses_and_reads_the_card_and_their_therapist_looks_and_closes(
    come: Come, cast: Cast, hands: type[Hands]
) -> None:
    maren = come(Client, cast.maren, hands)
    maren.opens("Struggling with safety")
    maren.sees("This is not read in real time.", "Monday to Friday, 09:00 to 17:00")
    maren.presses("I’m struggling with safety")
    maren.is_at("Thank you for saying so")
    expect(maren.page.get_by_role("link", name="Call 999")).to_be_visible()
    maren.presses("Say when and how")
    maren.hands.write("When and how you can be reached", "After six")
    maren.presses("Ask my therapist to call me")
    maren.sees("You asked to be called.")
    card = maren.place

    ruth = come(Practitioner, cast.ruth, hands)
    expect(ruth.page.locator(".desk > li").first).to_contain_text("I’m struggling with safety")
    ruth.presses("Look at it, Maren Aldous, safety review")
    ruth.sees("Asks to be called", "After six")
    ruth.presses("I have seen this")
    ruth.sees("Your client sees that you have seen this.")
    ruth.presses("Close this review")
    ruth.is_at("Maren Aldous")  # the browser or the page asks for what is missing
    ruth.hands.choose(ruth.page.get_by_label("We spoke by phone"))
    ruth.hands.write("How things stand", "It was quieter when we had talked.")
    ruth.hands.write("What happens next", "We meet tomorrow.")
    _writes_a_day(ruth, "When you look at it again together", _a_day_soon())
    ruth.presses("Close this review")
    ruth.sees("Closed, with your words.", "The desk is clear.")

    maren.visits(card)
    maren.sees("Ruth Adeyemi has seen this", "has looked into it")
    maren.does_not_see("It was quieter")


def test_nobody_looked_so_a_colleague_is_told_and_finds_it_first(
    app: Flask, come: Come, cast: Cast, session: Session
) -> None:
    looks_always(session, cast.ruth, colleague=cast.sena)
    maren = come(Client, cast.maren)
    maren.opens("Struggling with safety")
    maren.sees("If nobody has looked by then, a colleague of Ruth is told.")
    maren.presses("I’m struggling with safety")
    maren.is_at("Thank you for saying so")
    a_while_ago = clock.now() - timedelta(minutes=1)
    session.execute(update(SafetyReview).values(due_at=a_while_ago))
    session.commit()

    assert escalate_overdue(session) == 1

    assert [mail.to for mail in app.extensions["mailman"].outbox].count([cast.sena.email]) == 1
    sena = come(Practitioner, cast.sena)
    sena.presses("Look at it, Maren Aldous, safety review")
    sena.sees("told, as nobody had looked", "You see this because you stand in.")
    sena.presses("I have seen this")
    sena.sees("This was later than your client was told.")
    maren.visits(maren.place)
    maren.sees("Sena Okafor has seen this")


def test_hours_are_set_as_clients_read_them(come: Come, cast: Cast) -> None:
    ruth = come(Practitioner, cast.ruth)
    ruth.opens("Practice")
    ruth.presses("When you look at a safety review")
    ruth.sees("You have set nothing yet.")
    ruth.hands.tick(ruth.page.get_by_label("Friday"), wanted=False)
    ruth.hands.write("Within how many working hours you look", "4")
    ruth.hands.choose(ruth.page.get_by_label("Tobias Lindqvist"))
    ruth.presses("Tell my clients so")
    ruth.sees("Your clients are told so from now on.", "Monday to Thursday, 09:00 to 17:00")

    maren = come(Client, cast.maren)
    maren.opens("Struggling with safety")
    maren.sees(
        "within four working hours, counted in these times: Monday to Thursday, 09:00 to 17:00"
    )


def _has_on_one_screen(somebody: Guest, button: str) -> None:
    """Fail unless a small phone shows the emergency number and this button before any scrolling."""
    somebody.page.set_viewport_size({"width": 360, "height": 640})
    for role, name in (("link", "Call 999"), ("button", button)):
        expect(somebody.page.get_by_role(role, name=name)).to_be_in_viewport(ratio=1)  # type: ignore[arg-type]


def _a_day_soon() -> str:
    """Return a coming day that reads the same with its month first, as some browsers ask for it."""
    today = clock.today("Europe/London")
    days = (today + timedelta(days=ahead) for ahead in range(1, 60))
    return next(one for one in days if one.day == one.month).isoformat()


def _writes_a_day(somebody: Guest, label: str, day: str) -> None:
    field = somebody.hands.field(label)
    if isinstance(somebody.hands, Keyboard):
        somebody.hands.reach(field)
        year, month, date = day.split("-")
        somebody.page.keyboard.type(f"{date}{month}{year}")
    else:
        field.fill(day)


def test_pages_of_safety_from_all_sides(
    come: Come, cast: Cast, looks: Looks, session: Session
) -> None:
    maren = come(Client, cast.maren)
    maren.visits("/my/safety")
    _has_on_one_screen(maren, "I’m struggling with safety")
    looks(maren, "asking")
    maren.visits("/my/safety")
    maren.presses("I’m struggling with safety")
    maren.is_at("Thank you for saying so")
    _has_on_one_screen(maren, "Ask my therapist to call me")
    looks(maren, "the card")
    ruth = come(Practitioner, cast.ruth)
    ruth.visits("/practice/safety/hours")
    looks(ruth, "hours")
    ruth.visits(maren.place.replace("/my/", "/practice/"))
    looks(ruth, "a review")
    ruth.visits("/practice/desk")
    looks(ruth, "the desk")
