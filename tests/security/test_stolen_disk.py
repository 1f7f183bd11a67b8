"""A stolen disk tells nothing: no word in the database, the log, the queue, the backup (R33)."""

import logging
import multiprocessing.util
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from config import ROOT, Settings
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.notices.services import send_due
from tests.cast import PASSWORD, Cast
from tests.conftest import build, dispose
from tests.house.world import CANARIES, build_world
from tests.security.searching import files_in, forms, traces
from tests.visitor import Visitor

TYPED = "wrenhollow typed in a form"
NAMES = ("Maren Aldous", "Ruth Adeyemi", "maren@example.org", "ruth@example.org", "Ada Thistlewick")
PEOPLE = ROOT / "portal" / "demo" / "people"


@pytest.fixture
def disk(
    sqlite_with_cast: tuple[Settings, Cast], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Flask, Cast, Path]]:
    """An application whose every file lies in one folder, the temporary ones too."""
    settings, cast = sqlite_with_cast
    folder = tmp_path / "disk"
    (folder / "tmp").mkdir(parents=True)
    multiprocessing.util.get_temp_dir()  # kept for good, and for sockets: their paths must be short
    monkeypatch.setenv("TMPDIR", str(folder / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    shutil.copy(settings.instance / "cast.sqlite", folder / "portal.sqlite")
    app = build(
        replace(
            settings,
            instance=folder,
            database_url=f"sqlite:///{folder / 'portal.sqlite'}",
            jobs_url=f"sqlite:///{folder / 'jobs.sqlite'}",
        )
    )
    yield app, cast, folder
    dispose(app)


def live_a_little(app: Flask, cast: Cast) -> None:
    """Write, share, annotate, invite, ask for a link, by the services and by the forms."""
    with app.app_context(), portal_itself(request_session(), "tests"):
        build_world(request_session(), cast)
        request_session().commit()
    maren, ruth = Visitor(app).sign_in(cast.maren), Visitor(app).sign_in(cast.ruth)
    for do in ("keep", "share"):
        maren.post("/my/reflections", key=do, do=do, body=TYPED, title=TYPED, new_tags=TYPED[:20])
    maren.post("/my/goals", words=TYPED)
    maren.post("/my/goals", words=TYPED * 3000)
    ruth.post("/practice/invitations", name="Ada Thistlewick", email="ada@thistlewick.example")
    ruth.fetch(f"/practice/clients/{cast.maren.id}")
    Visitor(app).post("/forgotten", email=cast.maren.email)
    Visitor(app).post("/sign-in", email=TYPED, password=TYPED)


def test_r33_a_stolen_disk_tells_nothing_of_what_anybody_wrote(
    disk: tuple[Flask, Cast, Path], caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    app, cast, folder = disk
    caplog.set_level(logging.DEBUG)
    live_a_little(app, cast)
    backup = app.test_cli_runner().invoke(args=["backup", "create", str(folder / "b.backup")])
    with app.app_context():
        sent = send_due(request_session())
    said = capfd.readouterr()

    places = files_in(folder) | {
        "log": caplog.text.encode(),
        "said": (said.out + said.err).encode(),
    }
    words = [*CANARIES.values(), *NAMES, TYPED, PASSWORD, "ada@thistlewick.example"]

    assert backup.exit_code == 0, backup.output
    assert sent > 0
    assert {Path(place).name for place in places} >= {"portal.sqlite", "jobs.sqlite", "b.backup"}
    assert sum(map(len, places.values())) > 300_000
    assert list(traces(words, places)) == []


@pytest.mark.parametrize("form", forms(TYPED))
def test_r33_the_search_finds_a_word_in_every_form_and_every_place(
    disk: tuple[Flask, Cast, Path], form: str
) -> None:
    _, _, folder = disk
    before = list(traces([TYPED], files_in(folder)))

    for name in ("portal.sqlite", "portal.sqlite-wal", "tmp/page.html", "log.txt"):
        with (folder / name).open("ab") as file:
            file.write(b"\x00\x01" + forms(TYPED)[form] + b"\x02")

    found = list(traces([TYPED], files_in(folder)))
    assert before == []
    for name in ("portal.sqlite", "portal.sqlite-wal", "tmp/page.html", "log.txt"):
        assert any(f"disk/{name}," in one for one in found), name


def strings(value: Any) -> Iterator[str]:
    """Yield every string inside a piece of TOML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def told_by_the_demonstration() -> list[str]:
    """Return names and addresses of the demonstration, and the beginning of every fifth text."""
    short, long = set[str](), list[str]()
    for file in sorted(PEOPLE.glob("*.toml")):
        for text in strings(tomllib.loads(file.read_text(encoding="utf-8"))):
            if len(text) > 60:
                long.append(" ".join(text.split())[:40])
            elif " " in text.strip() or "@" in text:
                short.add(text)
    return [*sorted(short)[::3], *long[::5]]


def test_r33_the_seeded_demonstration_tells_none_of_its_names_and_words(
    disk: tuple[Flask, Cast, Path],
) -> None:
    app, _, folder = disk
    settings = app.extensions["settings"]
    fresh = build(replace(settings, database_url=f"sqlite:///{folder / 'demo.sqlite'}"))
    with fresh.app_context():
        upgrade()
    seeded = fresh.test_cli_runner().invoke(args=["demo", "seed"])
    fresh.test_cli_runner().invoke(args=["backup", "create", str(folder / "demo.backup")])

    words, places = told_by_the_demonstration(), files_in(folder)
    found = list(traces(words, places))
    dispose(fresh)

    assert seeded.exit_code == 0, seeded.output
    assert len(words) > 100
    assert sum(len(held) for place, held in places.items() if "demo.sqlite" in place) > 500_000
    assert not found, "\n".join(found[:20])
