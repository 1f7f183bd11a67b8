"""The gate before a change: known holes are looked up, and every package is pinned by its hash."""

import json
import re
import subprocess
import tomllib
from types import SimpleNamespace
from typing import Any

import pytest

import dev
from config import ROOT

HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"]}


def answering(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """Let the audit of packages answer this."""

    def run(*arguments: Any, **options: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(stdout=answer, returncode=0)

    monkeypatch.setattr(dev.subprocess, "run", run)


def packages(*found: dict[str, Any]) -> bytes:
    """Return what the audit prints for these packages."""
    return json.dumps({"dependencies": list(found), "fixes": []}).encode()


def test_a_known_hole_is_red(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, packages({"name": "flask", "version": "1.0", "vulns": [HOLE]}))

    assert dev.audit_packages() == 1
    assert "flask 1.0 has known holes: PYSEC-2026-1" in capsys.readouterr().err


def test_none_known_is_green_and_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, packages({"name": "flask", "version": "3.1.3", "vulns": []}))

    assert dev.audit_packages() == 0
    assert "1 of 1 packages looked up; with known holes: 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no network",
        packages({"name": "flask", "skip_reason": "not found"}),
        subprocess.TimeoutExpired("pip_audit", 40),
    ],
)
def test_a_source_that_cannot_be_reached_is_said_and_not_red(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: Any
) -> None:
    answering(monkeypatch, answer)

    assert dev.audit_packages() == 0
    assert "NOT CHECKED for known holes" in capsys.readouterr().err


def test_every_file_of_the_lock_has_its_hash() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    files = [
        (package["name"], file)
        for package in lock["package"]
        for file in [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
    ]

    assert len(files) > 500
    for name, file in files:
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", file.get("hash", "")), name


@pytest.mark.parametrize("file", ["requirements-run.txt", "requirements-dev.txt"])
def test_every_requirement_has_its_hashes(file: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (ROOT / file).read_text(encoding="utf-8"))[1:]

    assert len(entries) > 40
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.split()[0]


def test_the_gate_runs_all_of_it() -> None:
    said = " ".join(dev.LINT)

    for tool in ("ruff format --check", "ruff check", "mypy", "bandit"):
        assert tool in said
