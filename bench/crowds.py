"""Databases with a crowd in them, made once per size and kept in `instance/bench`."""

import hashlib
import shutil
import sys
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.busy_file import fill
from bench.stage import portal_in
from config import ROOT
from portal.access import scope
from portal.access.door import session
from portal.accounts import services
from portal.accounts.queries import user
from portal.caseload.models import Appointment, CareRelationship
from portal.demo.crowd import Gathering, Member, Size, gather
from portal.demo.story import load

HOME = ROOT / "instance" / "bench"
WHO = "practitioner1@crowd.example.org"
"""The practitioner whose pages are measured."""

MADE_OF = (
    "bench/busy_file.py",
    "migrations/versions/*.py",
    "portal/demo/crowd.py",
    "portal/vault/*.py",
)


def crowd(size: Size, *, first_has: int = 0, busy: int = 0) -> Flask:
    """Return a portal with a crowd whose first practitioner has at least so many clients.

    One of these clients has `busy` annotations, goals, private notes and reports.
    """
    name = f"{size.practitioners}-{size.clients}-{size.reflections}-{first_has}-{busy}"
    folder = HOME / f"{name}-{_age()}"
    if not (folder / "made").exists():
        for older in HOME.glob(f"{name}-*"):
            shutil.rmtree(older)
        _make(folder, size, first_has, busy)
    return portal_in(folder)


def _make(folder: Path, size: Size, first_has: int, busy: int) -> None:
    print(f"Making a crowd of {size.reflections:,} reflections", file=sys.stderr, flush=True)
    folder.mkdir(parents=True, mode=0o700)
    app = portal_in(folder)
    with app.app_context(), scope.portal_itself(session(), "benchmarks"):
        upgrade()
        practice = services.open_practice(session(), name="Harbour Lane")
        session().flush()
        gathering = Gathering.of(session(), practice.id, load(), "nobody enters by password", size)
        (first, caseload), *_ = gather(gathering, size)
        _hand_over(session(), first, first_has - len(caseload))
        fill(session(), user(session(), first.id), user(session(), caseload[0].id), busy)
        session().commit()
    (folder / "made").touch()


def _hand_over(session: Session, first: Member, missing: int) -> None:
    """Bring some clients of others, and their appointments, to the first practitioner."""
    others = (
        select(CareRelationship, Appointment)
        .join(Appointment, Appointment.client_id == CareRelationship.client_id)
        .where(CareRelationship.practitioner_id != first.id)
        .order_by(CareRelationship.id)
        .limit(max(0, missing))
    )
    for care, appointment in session.execute(others):
        care.practitioner_id = appointment.practitioner_id = first.id


def _age() -> str:
    """Return a short name for what the databases are made of, so that a new one is made anew."""
    files = sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:10]
