"""Somebody who watches a browser: what goes wrong unseen, and where requests go."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

LOADING = "Failed to load resource"  # the console's words for an answer that is counted anyway
BLOCKED = "Service Worker registration blocked"  # by the test itself, unless it is about that
GIVEN_UP = "net::ERR_ABORTED"  # a page was left while something was on its way


class Witness:
    """Notes console errors, bugs in scripts, refusals and requests to any other host."""

    def __init__(self, context: BrowserContext, here: str) -> None:
        self.here = here
        self.odd: list[str] = []
        self.refusals: set[str] = set()
        self.expected: set[str] = set()
        self.elsewhere: set[str] = set()
        self.expected_elsewhere: set[str] = set()
        context.on("console", self._hear)
        context.on("weberror", lambda bug: self.odd.append(f"script: {bug.error}"))
        context.on("request", self._follow)
        context.on("response", self._weigh)
        context.on("requestfailed", self._miss)

    def expects(self, *refusals: int | str) -> None:
        """Say which refusals belong to the story, by status or by the network's name for it."""
        self.expected.update(map(str, refusals))

    def expects_a_way_to(self, address: str) -> None:
        """Say that the story leads to a page of somebody else."""
        self.expected_elsewhere.add(address)

    def swears_that_nothing_odd_happened(self) -> None:
        """Fail if something happened that is not in the story, or did not though it is."""
        assert not self.odd, self.odd
        assert self.elsewhere == self.expected_elsewhere, self.elsewhere
        assert {each.split()[0] for each in self.refusals} == self.expected, self.refusals

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith((LOADING, BLOCKED)):
            self.odd.append(f"console: {message.text}")

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((self.here, "blob:", "data:")):
            self.elsewhere.add(request.url)

    def _weigh(self, response: Response) -> None:
        if response.status >= 400:
            self.refusals.add(f"{response.status} {urlsplit(response.url).path}")

    def _miss(self, request: Request) -> None:
        if request.failure != GIVEN_UP:
            self.refusals.add(f"{request.failure} {urlsplit(request.url).path}")
