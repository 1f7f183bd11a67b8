"""Who can help now, without a network, without scripts, and what a browser keeps of the portal."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from portal.web import public_views
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.looking import Looks
from tests.journeys.people import Guest

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      kept.push([request.url, await (await cache.match(request)).text()]);
    }
  }
  return kept;
}"""
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope)"
READY = """async () => {
  for (let tries = 0; tries < 200; tries += 1) {
    const registration = await navigator.serviceWorker.getRegistration("/help-now");
    if (registration?.active?.state === "activated") return true;
    await new Promise((go) => setTimeout(go, 100));
  }
  return false;
}"""


def waits_for_the_page_to_be_kept(somebody: Guest) -> None:
    """Wait until the worker has what it needs."""
    assert somebody.page.evaluate(READY)


def loses_the_network(somebody: Guest) -> None:
    """Go where there is none; the worker tries in vain, and that is no fault."""
    somebody.witness.expects("net::ERR_INTERNET_DISCONNECTED")
    somebody.page.context.set_offline(True)


def test_the_page_opens_without_a_network_though_it_was_never_opened_before(
    come: Callable[..., Any], looks: Looks
) -> None:
    guest = come(Guest, service_workers="allow")
    guest.visits("/sign-in")
    waits_for_the_page_to_be_kept(guest)
    loses_the_network(guest)

    guest.presses("Need help now?")

    guest.is_at("Who can help now")
    guest.sees("Samaritans", "Call 116 123", "Call 999", "Text SHOUT to 85258")
    looks(guest, "who can help now, without a network")
    assert guest.page.evaluate("document.styleSheets.length") >= 10


def test_every_place_is_there_without_a_network(come: Callable[..., Any]) -> None:
    guest = come(Guest, service_workers="allow")
    guest.visits("/sign-in")
    waits_for_the_page_to_be_kept(guest)
    loses_the_network(guest)
    guest.visits("/help-now")

    guest.page.get_by_label("Another place").select_option("Ireland")
    guest.presses("Show")

    expect(guest.page).to_have_url(f"{guest.witness.here}/help-now#in-IE")
    guest.sees("Call 112", "Text HELLO to 50808")


def test_r35_what_a_browser_keeps_is_one_public_page_and_nobodys(
    come: Callable[..., Any], cast: Cast
) -> None:
    maren = come(Client, cast.maren, service_workers="allow")
    waits_for_the_page_to_be_kept(maren)
    for path in ("/help-now", "/my/today", "/my/privacy", "/my/reflections", "/help-now?place=IE"):
        maren.visits(path)
    maren.visits("/my/today")

    kept = dict(maren.page.evaluate(KEPT))

    pages = [address for address in kept if not urlsplit(address).path.startswith("/static/")]
    assert [urlsplit(address).path for address in pages] == ["/help-now"]
    assert maren.page.evaluate(WORKERS) == [f"{maren.witness.here}/help-now"]
    assert maren.page.evaluate("navigator.serviceWorker.controller") is None
    page = kept[pages[0]]
    assert "Samaritans" in page
    for word in (cast.maren.name.split()[0], "csrf_token", "Sign out", "My", "data-left"):
        assert word not in page


def test_signing_out_takes_it_away_and_the_next_page_keeps_it_again(
    come: Callable[..., Any], cast: Cast
) -> None:
    maren = come(Client, cast.maren, service_workers="allow")
    waits_for_the_page_to_be_kept(maren)

    maren.signs_out()

    waits_for_the_page_to_be_kept(maren)
    assert "Samaritans" in dict(maren.page.evaluate(KEPT))[f"{maren.witness.here}/help-now"]


def test_without_scripts_the_page_and_its_places_open_too(come: Callable[..., Any]) -> None:
    guest = come(Guest, java_script_enabled=False)
    guest.visits("/help-now")

    guest.page.get_by_label("Another place").select_option("Scotland")
    guest.presses("Show")
    guest.sees("NHS 24 Mental Health Hub", "Breathing Space")
    guest.presses(guest.page.locator("summary", has_text="New Zealand"))

    guest.sees("Text 1737")


def test_when_the_portal_cannot_answer_the_kept_page_does(
    come: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = come(Guest, service_workers="allow")
    guest.visits("/sign-in")
    waits_for_the_page_to_be_kept(guest)
    monkeypatch.delattr(public_views, "every_place")
    guest.witness.expects(500)

    guest.visits("/help-now")

    guest.is_at("Who can help now")
    guest.sees("Samaritans")
