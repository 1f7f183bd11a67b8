"""A client writes on a phone, and whatever happens to the page, the words are there."""

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy.orm import Session

from portal.accounts.models import User
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.hands import Finger, Hands
from tests.journeys.practitioner import Practitioner

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WORDS = "The tide was far out. 🌊 我在墙上坐着。 I stayed until the light went."
MORE = " And nobody hurried me."


@pytest.fixture
def on_phone(come: Callable[..., Client], cast: Cast) -> Client:
    """Maren with her phone, on an empty sheet."""
    maren = come(Client, cast.maren, Finger, **PHONE)
    maren.opens("Write")
    maren.is_at("Write")
    return maren


def test_everything_about_a_reflection_is_said_and_shared(
    come: Callable[..., Client], cast: Cast, hands: type[Hands]
) -> None:
    maren = come(Client, cast.maren, hands)

    maren.begins(WORDS)
    maren.titles_it("Low water")
    maren.marks("6", "This is a hard stretch", "I’d like a reply")
    maren.hands.write("Add a word", "harbour, Sunday")
    maren.shares_with("Ruth")

    maren.is_at("Low water")
    maren.sees(WORDS, "Mood 6 of 10", "This is a hard stretch", "harbour", "Sunday")
    maren.sees("You shared it with the words: “I’d like a reply”.", "Not marked as read yet.")


def test_words_outlive_a_tab_that_was_closed_without_a_word(on_phone: Client) -> None:
    on_phone.writes(WORDS)
    on_phone.titles_it("Low water")
    on_phone.marks("This is something I managed")
    on_phone.is_told("Saved at")
    maren = on_phone.takes_another_tab()
    on_phone.page.close()

    maren.visits("/my/today")
    maren.sees("A page you began", "Low water")
    maren.opens("Reflections")
    maren.sees("Not finished; saved")
    maren.presses("Low water")
    maren.is_at("Go on writing")

    expect(maren.sheet).to_have_value(WORDS)
    expect(maren.page.get_by_role("radio", name="This is something I managed")).to_be_checked()


def test_words_typed_before_the_script_came_are_saved(on_phone: Client) -> None:
    late: list[Route] = []
    on_phone.page.route("**/write.js*", lambda route: late.append(route))
    with on_phone.page.expect_request("**/write.js*"):
        on_phone.page.goto("/my/write", wait_until="commit")

    on_phone.writes(WORDS)
    late[0].continue_()

    on_phone.is_told("Saved at")


def test_words_typed_in_the_last_second_are_saved_as_the_tab_closes(on_phone: Client) -> None:
    on_phone.writes(WORDS)
    on_phone.is_told("Saved at")
    maren = on_phone.takes_another_tab()
    on_phone.page.on("dialog", lambda warning: warning.accept())
    address = on_phone.place

    on_phone.writes(WORDS + MORE)
    with on_phone.page.expect_event("close"):
        on_phone.page.close(run_before_unload=True)

    maren.finds(address, WORDS + MORE)


def test_a_lost_connection_is_said_calmly_and_the_words_are_saved_when_it_is_back(
    on_phone: Client,
) -> None:
    on_phone.witness.expects("net::ERR_INTERNET_DISCONNECTED")
    on_phone.page.context.set_offline(True)
    on_phone.writes(WORDS)
    on_phone.is_told("Not connected. Your words are still on this page")
    on_phone.presses("Save for later")
    on_phone.is_at("Write")

    on_phone.page.context.set_offline(False)

    on_phone.is_told("Saved at")
    on_phone.takes_another_tab().finds(on_phone.place, WORDS)


def loses_the_cookie(maren: Client, session: Session, cast: Cast) -> set[int]:
    """Return what saves then answer: their token fits no session."""
    maren.page.context.clear_cookies()
    return {400}


def is_signed_out_elsewhere(maren: Client, session: Session, cast: Cast) -> set[int]:
    """Return what saves then answer: first they come from nobody, then with an old token."""
    session.get_one(User, cast.maren.id).fs_uniquifier = uuid.uuid4().hex
    session.commit()
    return {401, 400}


@pytest.mark.parametrize("happens", [loses_the_cookie, is_signed_out_elsewhere])
def test_an_expired_sign_in_is_renewed_in_another_tab(
    on_phone: Client,
    cast: Cast,
    session: Session,
    happens: Callable[[Client, Session, Cast], set[int]],
) -> None:
    on_phone.writes(WORDS)
    on_phone.is_told("Saved at")

    on_phone.witness.expects(*happens(on_phone, session, cast))
    on_phone.writes(WORDS + MORE)
    on_phone.is_told("You were signed out. Your words stay here while you sign in.")
    with on_phone.page.expect_popup() as tab:
        on_phone.presses("Sign in in another tab")
    another = on_phone.turns_to(tab.value)
    another.enters(cast.maren)
    another.comes_to("/my/today")
    on_phone.comes_back()

    expect(on_phone.sheet).to_have_value(WORDS + MORE)
    on_phone.is_told("Saved at")
    another.finds(on_phone.place, WORDS + MORE)


def test_two_tabs_that_cross_show_both_texts(on_phone: Client) -> None:
    on_phone.writes("The first thought.")
    on_phone.is_told("Saved at")
    other = on_phone.takes_another_tab()
    other.visits(on_phone.place)
    other.writes("The second thought.")
    other.is_told("Saved at")
    on_phone.witness.expects(409)

    on_phone.writes("A third thought, in the first tab.")
    on_phone.is_told("This was saved from another window too.")
    on_phone.presses("Save for later")

    on_phone.is_at("Two versions of one reflection")
    expect(on_phone.page.get_by_label("The words you have just sent")).to_have_value(
        "A third thought, in the first tab."
    )
    expect(on_phone.page.get_by_label("The words that are saved")).to_have_value(
        "The second thought."
    )
    on_phone.presses("Go on with these words")
    on_phone.is_at("Go on writing")
    expect(on_phone.sheet).to_have_value("A third thought, in the first tab.")


def test_a_reflection_is_kept_shared_edited_and_taken_back(
    on_phone: Client, ruth: Practitioner
) -> None:
    on_phone.writes(WORDS)
    on_phone.titles_it("Low water")
    on_phone.keeps()
    ruth.opens("Desk")
    ruth.does_not_see("Low water")

    on_phone.shares_with("Ruth")
    ruth.takes_from_the_desk("Maren Aldous")
    its_page = ruth.place
    ruth.marks_it_as_read()
    on_phone.page.reload()
    on_phone.sees("Read on ")
    on_phone.presses("Edit as a new version")
    on_phone.writes(WORDS + MORE)
    on_phone.shares_the_new_version_with("Ruth")
    on_phone.sees("Version 2, shared", "Not marked as read yet.")

    on_phone.presses("Take it back")
    on_phone.sees("by Ruth Adeyemi.", "That was an earlier version.", "cannot be unread")
    on_phone.presses("Take it back")

    on_phone.sees("Taken back. Only you can see it now.")
    ruth.witness.expects(404)
    ruth.visits(its_page)
    ruth.is_at("There is no page here")


def test_what_is_refused_comes_back_with_the_words(on_phone: Client) -> None:
    on_phone.titles_it("Low water")
    on_phone.witness.expects(400)

    on_phone.presses("Keep for myself")

    expect(on_phone.page.get_by_role("alert")).to_be_focused()
    on_phone.sees("Write at least one sentence.")
    expect(on_phone.page.get_by_label("A title, if you want one")).to_have_value("Low water")


def test_refused_words_are_not_taken_for_saved(on_phone: Client) -> None:
    asked: list[str] = []
    on_phone.witness.expects(400)
    on_phone.page.on("dialog", lambda warning: (asked.append(warning.type), warning.accept()))
    on_phone.sheet.fill("a" * 50_001)

    on_phone.presses("Keep for myself")

    on_phone.sees("Cut one, or go on in a second reflection.")
    on_phone.is_told("Not saved yet:")
    on_phone.page.reload()
    assert asked == ["beforeunload"]
