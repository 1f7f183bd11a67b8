"""A world with one of everything, in a SQLite file that is copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from config import Settings
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from tests.cast import Cast
from tests.conftest import build, dispose
from tests.house.crawling import Seen, crawl
from tests.house.stage import Stage
from tests.house.world import World, build_world


def _written(settings: Settings, cast: Cast, folder: Path, many: int) -> tuple[Settings, World]:
    file = folder / f"world{many}.sqlite"
    shutil.copy(settings.instance / "cast.sqlite", file)
    there = replace(settings, database_url=f"sqlite:///{file}")
    app = build(there)
    with app.app_context(), portal_itself(request_session(), "tests"):
        world = build_world(request_session(), cast, many=many)
    dispose(app)
    return there, world


@pytest.fixture(scope="session")
def small_world(
    sqlite_with_cast: tuple[Settings, Cast], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, World]:
    """One of everything, to be copied."""
    return _written(*sqlite_with_cast, tmp_path_factory.mktemp("small"), 1)


@pytest.fixture(scope="session")
def large_world(
    sqlite_with_cast: tuple[Settings, Cast], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, World]:
    """Twelve of everything, to be copied."""
    return _written(*sqlite_with_cast, tmp_path_factory.mktemp("large"), 12)


def _staged(found: tuple[Settings, World], cast: Cast, folder: Path, name: str) -> Iterator[Stage]:
    settings, world = found
    pristine, file = Path(settings.database_url.removeprefix("sqlite:///")), folder / name
    shutil.copy(pristine, file)
    app = build(replace(settings, database_url=f"sqlite:///{file}"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield Stage(app, cast, world, file, pristine)
    dispose(app)


@pytest.fixture
def house(
    small_world: tuple[Settings, World],
    sqlite_with_cast: tuple[Settings, Cast],
    tmp_path: Path,
) -> Iterator[Stage]:
    """The application over one of everything."""
    yield from _staged(small_world, sqlite_with_cast[1], tmp_path, "small.sqlite")


@pytest.fixture(scope="session")
def seen(
    small_world: tuple[Settings, World],
    sqlite_with_cast: tuple[Settings, Cast],
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Seen]:
    """What everybody saw on every page of one of everything."""
    folder = tmp_path_factory.mktemp("crawl")
    with contextmanager(_staged)(small_world, sqlite_with_cast[1], folder, "c.sqlite") as house:
        return crawl(house)


@pytest.fixture
def full_house(
    large_world: tuple[Settings, World],
    sqlite_with_cast: tuple[Settings, Cast],
    tmp_path: Path,
) -> Iterator[Stage]:
    """The application over twelve of everything."""
    yield from _staged(large_world, sqlite_with_cast[1], tmp_path, "large.sqlite")
