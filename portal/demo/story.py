"""Load the demonstration's people from their TOML files, checked, without a database."""

from __future__ import annotations

import tomllib
from pathlib import Path

from portal.demo.cast import (
    Admin,
    Annotation,
    Appointment,
    Client,
    ClientNote,
    Goal,
    Practice,
    Practitioner,
    PrivateNote,
    Prompt,
    Reflection,
    Reply,
    Rest,
    Revision,
    Rhythm,
    Story,
    Totals,
)
from portal.demo.checks import check_client, check_story
from portal.demo.kinds import Author, GoalState, Intent, Moment, ReportState, State
from portal.demo.reported import Report
from portal.demo.strict_toml import StoryError, build

PEOPLE = Path(__file__).parent / "people"
PRACTICE_FILE = "practice.toml"


def load(folder: Path = PEOPLE) -> Story:
    """The whole story, clients in the order they were invited; StoryError names file and place."""
    practice = build(Practice, _read(folder / PRACTICE_FILE), PRACTICE_FILE)
    paths = sorted(path for path in folder.glob("*.toml") if path.name != PRACTICE_FILE)
    clients = [_load_client(path, practice) for path in paths]
    clients.sort(key=lambda client: (client.invited_day, client.key))
    story = Story(practice, tuple(clients))
    check_story(story)
    return story


def _load_client(path: Path, practice: Practice) -> Client:
    client = build(Client, _read(path), path.name)
    check_client(client, practice, path.name)
    return client


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoryError(f"{path.name}: there is no such file in {path.parent.name}/") from None
    except tomllib.TOMLDecodeError as error:
        raise StoryError(f"{path.name}: {error}") from error


__all__ = [
    "Admin",
    "Annotation",
    "Appointment",
    "Author",
    "Client",
    "ClientNote",
    "Goal",
    "GoalState",
    "Intent",
    "Moment",
    "Practice",
    "Practitioner",
    "PrivateNote",
    "Prompt",
    "Reflection",
    "Reply",
    "Report",
    "ReportState",
    "Rest",
    "Revision",
    "Rhythm",
    "State",
    "Story",
    "StoryError",
    "Totals",
    "load",
]
