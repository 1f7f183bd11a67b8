"""Takes the pictures of the guides and the README from the running demonstration.

Run it with `.venv/bin/python -m docs.make_pictures` after `python3 dev.py test` has set up a
browser (TEST_BROWSER names another one). It needs `pdftoppm` from poppler-utils for the report's
page. It makes a portal of its own in a temporary folder, on the loopback address, and ends it.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from portal.demo.seeding import PASSWORD
from portal.vault.keyfile import create_key_file

FOLDER = Path(__file__).parent / "pictures"
LARGEST = 250_000
RUTH = "ruth.adeyemi@harbourlane.example.org"
MAREN = "maren.aldous@example.org"
WREN = "wren.castell@example.org"
PASSPHRASE = "gravel under the blue gate"
WIDE, PHONE = (1280, 860), (360, 780)
SECONDS = 90


@dataclass
class Studio:
    """A browser before a running portal; each person keeps their own sign-in."""

    browser: Browser
    base: str
    states: dict[str, object] = field(default_factory=dict)

    @contextmanager
    def page(
        self, person: str | None, size: tuple[int, int] = WIDE, *, dark: bool = False
    ) -> Iterator[Page]:
        """Give a page of somebody who is signed in, or of nobody."""
        context = self.browser.new_context(
            base_url=self.base,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            storage_state=self.states.get(person or ""),  # type: ignore[arg-type]
        )
        page = context.new_page()
        if person and person not in self.states:
            sign_in(page, person)
            self.states[person] = context.storage_state()
        yield page
        context.close()


def sign_in(page: Page, email: str) -> None:
    """Come in with the demonstration's password."""
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile("/(my|practice)/"))


def take(page: Page, name: str) -> None:
    """Store what the page shows."""
    page.mouse.move(0, 0)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    size = file.stat().st_size
    print(f"{file.name}: {size // 1000} kB")
    if size > LARGEST:
        sys.exit(f"{file.name} is larger than {LARGEST // 1000} kB.")


def client_pages(studio: Studio) -> None:
    """What Maren sees, at a table and on a phone."""
    for name in ("today", "goals", "privacy"):
        with studio.page(MAREN) as page:
            page.goto(f"/my/{name}")
            take(page, f"client-{name}")
    for name, dark in (("write-phone", False), ("write-phone-dark", True)):
        with studio.page(MAREN, PHONE, dark=dark) as page:
            page.goto("/my/write")
            page.fill("[name=body]", "The kettle was on when I came in. Nobody said anything.")
            page.locator("#saved [data-tick]:not([hidden])").wait_for()
            page.locator("[name=body]").blur()
            page.locator("#writing").evaluate("form => form.scrollIntoView()")
            take(page, f"client-{name}")
    with studio.page(MAREN) as page:
        open_reflection(page, "Coat")
        take(page, "client-reflection")
        page.goto(f"{page.url.split('?')[0]}/withdraw")
        take(page, "client-take-back")
    with studio.page(MAREN, PHONE) as page:
        open_reflection(page, "Coat")
        page.locator("[id^=note-]").first.evaluate("note => note.scrollIntoView({block: 'center'})")
        take(page, "client-reflection-phone")


def open_reflection(page: Page, title: str) -> str:
    """Open one of Maren's reflections by its title and return its id."""
    page.goto("/my/reflections")
    page.locator("main").get_by_role("link", name=title, exact=True).first.click()
    page.wait_for_load_state()
    return page.url.rsplit("/", 1)[1]


def practitioner_pages(studio: Studio) -> None:
    """What Ruth sees."""
    with studio.page(MAREN) as page:
        coat = open_reflection(page, "Coat")
    for name, url, dark in (
        ("desk", "/practice/desk", False),
        ("caseload-dark", "/practice/caseload", True),
        ("reading", f"/practice/reflections/{coat}", False),
        ("reading-dark", f"/practice/reflections/{coat}", True),
    ):
        with studio.page(RUTH, dark=dark) as page:
            page.goto(url)
            take(page, f"practitioner-{name}")
    with studio.page(RUTH) as page:
        annotating(page, coat)
    with studio.page(RUTH) as page:
        page.goto("/practice/caseload")
        page.get_by_role("link", name="Maren Aldous").click()
        take(page, "practitioner-client")
        page.get_by_role("link", name="Begin a report").click()
        page.locator("main form button[type=submit]").first.click()
        page.locator("fieldset#passages").evaluate("choice => choice.scrollIntoView()")
        take(page, "practitioner-report")


def annotating(page: Page, reflection_id: str) -> None:
    """Choose a sentence with the keyboard and begin to answer it."""
    page.goto(f"/practice/reflections/{reflection_id}")
    page.locator("[data-text]").wait_for()
    for key in ("j", "j", "j", "a"):
        page.keyboard.press(key)
    page.keyboard.type("Nine mornings is a long time to be woken like that.")
    take(page, "practitioner-annotating")


def report_page(studio: Studio) -> None:
    """Page 1 of Maren's report, from the PDF that a person would download."""
    with studio.page(MAREN) as page:
        page.goto("/my/reports")
        page.locator("main a[href^='/my/reports/']").first.click()
        take(page, "client-report")
        address = page.locator("main a[href$='.pdf']").first.get_attribute("href")
        pdf = page.request.get(f"{studio.base}{address}").body()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.pdf"
        file.write_bytes(pdf)
        page_one = str(FOLDER / "report-page-1")
        command = ["pdftoppm", "-png", "-r", "80", "-f", "1", "-l", "1", "-singlefile"]
        subprocess.run([*command, str(file), page_one], check=True)


def first_steps(studio: Studio) -> None:
    """An invitation, from the practitioner's page to the client's first one."""
    with studio.page(RUTH) as page:
        page.goto("/practice/invitations")
        page.fill("[name=name]", "Wren Castell")
        page.fill("[name=email]", WREN)
        page.fill("[name=agreement]", "I read on Tuesday and Friday mornings, and before we meet.")
        take(page, "practitioner-invite")
        page.locator("main form button[type=submit]").first.click()
        take(page, "practitioner-invitation")
        link = re.search(r"/invitation/[\w-]+", page.content())
        assert link is not None
    with studio.page(None, PHONE) as page:
        page.goto(link[0])
        take(page, "client-invitation-phone")
        page.fill("[name=password]", PASSPHRASE)
        page.fill("[name=password_confirm]", PASSPHRASE)
        page.locator("main form button[type=submit]").first.click()
        take(page, "client-welcome-phone")
    with studio.page(None) as page:
        page.goto("/sign-in")
        take(page, "sign-in")
    with studio.page(None, PHONE) as page:
        page.goto("/help-now")
        take(page, "help-now-phone")


SERIES: tuple[Callable[[Studio], None], ...] = (
    client_pages,
    practitioner_pages,
    report_page,
    first_steps,
)


@contextmanager
def running_portal() -> Iterator[str]:
    """Make a demonstration in a temporary folder and serve it; end it afterwards."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        settings = {"PORTAL_ENV": "demo", "PORTAL_INSTANCE": folder, "MAIL_URL": "memory:"}
        settings["PUBLIC_URL"] = "https://notes.example.org"
        environment = {"PATH": os.environ["PATH"], **settings}
        create_key_file(Path(folder) / "portal.keys")
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        subprocess.run([*flask, "setup"], env=environment, check=True, timeout=SECONDS)
        serve = [*flask, "run", "--host", "127.0.0.1", "--port", str(port)]
        server = subprocess.Popen(serve, env=environment, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=SECONDS)


def wait_for(address: str) -> None:
    """Wait until the portal answers."""
    for _ in range(SECONDS * 5):
        try:
            with urlopen(address, timeout=1):  # noqa: S310 (our own loopback address)
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("The portal did not start.")


def main() -> None:
    """Take every picture anew."""
    if not shutil.which("pdftoppm"):
        sys.exit("The report's picture needs pdftoppm: apt-get install poppler-utils")
    FOLDER.mkdir(exist_ok=True)
    browser = os.environ.get("TEST_BROWSER") or shutil.which("chromium")
    with running_portal() as base, sync_playwright() as playwright:
        studio = Studio(playwright.chromium.launch(executable_path=browser), base)
        for series in SERIES:
            series(studio)
        studio.browser.close()


if __name__ == "__main__":
    main()
