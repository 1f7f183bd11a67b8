"""Looking at one page in every light: axe, overflow, sizes of targets, names, headings."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.people import Guest

Looks = Callable[[Guest, str], None]
"""Looks at the page that somebody has before them, under a name to tell of it."""

WIDE, NARROW, PHONE = (
    {"width": 1280, "height": 900},
    {"width": 320, "height": 640},
    {"width": 360, "height": 740},
)
HALF = {"width": 640, "height": 800}
TWICE = "document.documentElement.style.fontSize = '32px'"

AXE = "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)"

STICKING_OUT = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const out = [...document.body.querySelectorAll("*")]
        .filter((each) => each.getBoundingClientRect().right > wide + 1);
    return (out.length ? out : [document.body]).slice(-3).map((each) =>
        `${each.outerHTML.slice(0, 120)} reaches ${each.getBoundingClientRect().right}`);
}"""

# What can be pressed is 24 px high and wide, but for links inside a sentence (WCAG 2.5.8).
SMALL = """() => {
    const pressed = "a[href], button, summary, select, input:not([type=hidden]), textarea";
    const isInSentence = (each) => each.matches("a") && getComputedStyle(each).display === "inline"
        && each.parentElement.textContent.trim().length > each.textContent.trim().length;
    return [...document.querySelectorAll(pressed)]
        .filter((each) => each.checkVisibility({ visibilityProperty: true }))
        .filter((each) => !each.closest(".visually-hidden, .skip") && !isInSentence(each))
        .map((each) => each.closest("label") ?? each)
        .map((each) => [each, each.getBoundingClientRect()])
        .filter(([each, place]) => place.width < 23.9 || place.height < 23.9)
        .map(([each, { width, height }]) =>
            `${width.toFixed(1)} × ${height.toFixed(1)}: ${each.outerHTML.slice(0, 140)}`);
}"""

# What a person sees on a thing is part of what it is called: speech control depends on it.
MISNAMED = """() => [...document.querySelectorAll(":is(a, button)[aria-label]")]
    .filter((each) => each.innerText.trim())
    .filter((each) => !each.getAttribute("aria-label").toLowerCase()
        .includes(each.innerText.trim().toLowerCase()))
    .map((each) => each.outerHTML.slice(0, 200))"""

HEADINGS = "[...document.querySelectorAll('h1')].length"


@cache
def axe_script() -> str:
    """Return axe-core, to be run inside a page."""
    return str(Axe().axe_script)


def look_at(page: Page) -> Iterator[str]:
    """Yield what is wrong with the page that lies open, in light, in dark, narrow and enlarged."""
    page.evaluate(axe_script())
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    yield from _axe(page, "light")
    if (count := page.evaluate(HEADINGS)) != 1:
        yield f"{count} main headings"
    yield from (f"named otherwise than shown: {each}" for each in page.evaluate(MISNAMED))
    page.emulate_media(color_scheme="dark")
    yield from _axe(page, "dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    yield from _axe(page, "320 px")
    yield from (f"at 320 px {each}" for each in page.evaluate(STICKING_OUT))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    yield from (f"at 360 px {each}" for each in page.evaluate(STICKING_OUT))
    yield from (f"small at 360 px, {each}" for each in page.evaluate(SMALL))
    page.set_viewport_size(HALF)  # type: ignore[arg-type]
    page.evaluate(TWICE)
    yield from (f"at 200 % {each}" for each in page.evaluate(STICKING_OUT))


def _axe(page: Page, light: str) -> Iterator[str]:
    found: list[dict[str, Any]] = page.evaluate(AXE)
    for rule in found:
        for node in rule["nodes"][:3]:
            yield f"axe, {light}: {rule['id']}: {rule['help']}: {node['html'][:160]}"
