"""Coming in with more than a password: an app, a passkey, a recovery code; without scripts too."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy.orm import Session

from tests.cast import PASSWORD, Cast
from tests.journeys.hands import Hands, Keyboard
from tests.journeys.looking import Looks
from tests.journeys.people import Guest
from tests.second_factors import code_of, codes_on, give_app, give_codes

pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
UNASKED = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
"""A browser that offers nothing by itself, so that a button must be pressed."""


class Device:
    """A device that finds its owner's finger, or does not."""

    def __init__(self, page: Page, *, unasked: bool = True) -> None:
        if unasked:
            page.add_init_script(UNASKED)
        self.protocol: CDPSession = page.context.new_cdp_session(page)
        self.protocol.send("WebAuthn.enable")
        added = self.protocol.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.id = added["authenticatorId"]

    def knows_its_owner(self, wanted: bool) -> None:
        """Let the next finger be the right one, or a wrong one."""
        self.protocol.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": wanted}
        )


def adds_a_passkey(somebody: Guest, name: str = "The phone") -> None:
    """Add a passkey from the page about signing in."""
    somebody.visits("/account")
    somebody.presses("Add a passkey")
    somebody.hands.write("What to call it", name)
    somebody.presses("Make the passkey")


def test_an_app_is_set_up_and_asked_for_from_then_on(
    cast: Cast, come: Callable[..., Any], hands: type[Hands], looks: Looks
) -> None:
    maren = come(Guest, cast.maren, hands)
    maren.visits("/account")
    maren.presses("Set up an app")
    maren.is_at("An authenticator app")
    groups = maren.page.locator(".key span").all_text_contents()
    seed = base64.b32decode("".join(groups))
    maren.witness.expects(400)
    maren.hands.write("Code from your app", "000000")
    maren.presses("Keep this app")
    maren.sees("Wait for the next one in the app")
    looks(maren, "a code that is wrong")
    maren.hands.write("Code from your app", code_of(seed))
    maren.presses("Keep this app")
    maren.is_at("Keep these codes")
    looks(maren, "recovery codes")
    assert len(codes_on(maren.page.get_by_label("Your recovery codes").input_value())) == 10
    maren.presses("I have kept them")
    maren.is_at("Signing in")
    looks(maren, "an account with an app")
    maren.page.set_viewport_size({"width": 1280, "height": 800})
    maren.signs_out()

    maren.enters(cast.maren)
    maren.is_at("One more step")
    looks(maren, "the second step")
    maren.hands.write("Code from your app", code_of(seed, 1))
    maren.presses("Come in")

    maren.comes_to("/my/today")


def test_a_passkey_alone_opens_the_door_without_an_address(
    cast: Cast, come: Callable[..., Any], hands: type[Hands], looks: Looks
) -> None:
    maren = come(Guest, cast.maren, hands)
    Device(maren.page)
    adds_a_passkey(maren)
    maren.is_at("Keep these codes")
    adds_a_passkey_again(maren)
    maren.signs_out()

    maren.presses("Sign in with a passkey")

    maren.comes_to("/my/today")
    maren.visits("/account")
    maren.sees("Last used: Today")
    looks(maren, "an account with a passkey")


def adds_a_passkey_again(somebody: Guest) -> None:
    """Try the same device once more: the browser says no, and nothing has changed."""
    adds_a_passkey(somebody, "The same phone")
    somebody.sees("No passkey was made.")


def test_the_browser_offers_a_passkey_where_the_address_is_typed(
    cast: Cast, come: Callable[..., Any]
) -> None:
    ruth = come(Guest, cast.ruth)
    Device(ruth.page, unasked=False)
    adds_a_passkey(ruth)
    ruth.is_at("Keep these codes")

    ruth.opens("Sign out")

    ruth.comes_to("/practice/desk")


def test_a_finger_that_is_not_the_owners_opens_nothing(
    cast: Cast, come: Callable[..., Any]
) -> None:
    maren = come(Guest, cast.maren)
    device = Device(maren.page)
    adds_a_passkey(maren)
    maren.is_at("Keep these codes")
    maren.signs_out()

    device.knows_its_owner(False)
    maren.presses("Sign in with a passkey")
    maren.sees("No passkey was used.")
    assert maren.place == "/sign-in"
    device.knows_its_owner(True)
    maren.presses("Sign in with a passkey")

    maren.comes_to("/my/today")


def test_after_the_password_a_passkey_is_the_second_step(
    cast: Cast, come: Callable[..., Any], looks: Looks
) -> None:
    maren = come(Guest, cast.maren)
    Device(maren.page)
    adds_a_passkey(maren)
    maren.is_at("Keep these codes")
    maren.signs_out()
    maren.visits("/my/privacy")

    maren.enters(cast.maren)
    maren.is_at("One more step")
    looks(maren, "the second step, with a passkey alone")
    maren.presses("Use your passkey")

    maren.comes_to("/my/privacy")


def test_without_scripts_a_code_opens_the_door(
    cast: Cast, session: Session, come: Callable[..., Any]
) -> None:
    seed = give_app(session, cast.maren)
    maren = come(Guest, hands=Keyboard, java_script_enabled=False)
    maren.visits("/sign-in")
    expect(maren.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()

    maren.page.fill("[name=email]", cast.maren.email)
    maren.page.fill("[name=password]", PASSWORD)
    maren.page.get_by_role("button", name="Sign in", exact=True).click()
    maren.page.fill("[name=code]", code_of(seed))
    maren.page.get_by_role("button", name="Come in", exact=True).click()

    maren.comes_to("/my/today")
    maren.visits("/account/passkeys/new")
    maren.sees("This browser cannot make passkeys")


def test_without_scripts_a_recovery_code_opens_the_door(
    cast: Cast, session: Session, come: Callable[..., Any]
) -> None:
    give_app(session, cast.maren)
    code = give_codes(session, cast.maren)[0]
    maren = come(Guest, java_script_enabled=False)
    maren.visits("/sign-in")
    maren.enters(cast.maren)

    maren.presses("Use a recovery code instead")
    maren.hands.write("Recovery code", code)
    maren.presses("Come in with this code")

    maren.comes_to("/my/today")
    maren.visits("/account")
    maren.sees("9 of 10 are left.")
