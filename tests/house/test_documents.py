"""What the documents point at is there: files, pictures and commands."""

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from config import ROOT
from portal import cli

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("bench/*.md")])
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.png"))
LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)|src=\"([^\"]+)\"")
COMMAND = re.compile(r"(?:dev\.py |--app wsgi |`)flask ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")
LARGEST, ALL_TOGETHER = 250_000, 4_000_000
OF_FLASK = {"db", "run", "shell", "routes"}


def links(document: Path) -> list[str]:
    """Return the files that a document points at."""
    found = ["".join(pair) for pair in LINK.findall(document.read_text(encoding="utf-8"))]
    return [link for link in found if not link.startswith(("http:", "https:", "mailto:"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    missing = [link for link in links(document) if not (document.parent / link).exists()]

    assert not missing, f"{document.name} points at nothing: {missing}"


def test_the_guide_to_running_names_commands() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert {"backup", "audit", "user", "doctor"} <= {group for group, _ in COMMAND.findall(guide)}


def test_every_picture_is_shown_and_none_is_heavy() -> None:
    shown = {(one.parent / link).resolve() for one in DOCUMENTS for link in links(one)}
    sizes = {picture: picture.stat().st_size for picture in PICTURES}

    assert PICTURES
    assert not [one.name for one in PICTURES if one.resolve() not in shown], "nobody shows these"
    assert not [one.name for one, size in sizes.items() if size > LARGEST], "these are too heavy"
    assert sum(sizes.values()) < ALL_TOGETHER


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_is_there(document: Path) -> None:
    app = Flask("commands")
    cli.install(app)

    for group, name in COMMAND.findall(document.read_text(encoding="utf-8")):
        command = app.cli.commands.get(group)
        if command is None:
            assert group in OF_FLASK, f"{document.name}: there is no `flask {group}`"
        elif isinstance(command, click.Group) and name:
            assert name in command.commands, f"{document.name}: there is no `flask {group} {name}`"
