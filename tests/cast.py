"""The small cast of every story: who they are, and how they enter.

Maren is Ruth's client, as Idris is; Noor is Tobias's. Sena treated Maren until last month. Joan
runs the practice, Vera supervises. Wren was invited by Ruth and has not answered. Nobody is signed
out.
"""

import uuid
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import EVERYTHING
from portal.access.scope import portal_itself
from portal.access.viewer import Role, Viewer
from portal.accounts import passwords
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.accounts.queries import token_hash
from portal.caseload.models import CareRelationship, CareRole
from portal.caseload.queries import CONSENT_VERSION
from portal.caseload.viewers import user_and_viewer
from portal.sign_in.devices.services import open_device

PASSWORD = "wet gravel on a sunday"
PRACTICE = "Harbour Lane"
TOKEN = "of a browser that is open for a moment"


@dataclass(frozen=True)
class Person:
    """Somebody of the cast, as plain facts."""

    id: uuid.UUID
    practice_id: uuid.UUID
    uniquifier: str
    email: str
    name: str


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    maren: Person
    idris: Person
    noor: Person
    wren: Person
    ruth: Person
    tobias: Person
    sena: Person
    joan: Person
    vera: Person

    def everybody(self) -> dict[str, Person]:
        """Return the cast by their first names."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def assemble(session: Session) -> Cast:
    """Make the practice and its people in an empty, migrated database."""
    with portal_itself(session, "tests"):
        practice = accounts.open_practice(session, name=PRACTICE, address="14 Harbour Lane")
        staff = {
            name: _staff(session, practice.id, name, full, role)
            for name, full, role in (
                ("ruth", "Ruth Adeyemi", Role.PRACTITIONER),
                ("tobias", "Tobias Lindqvist", Role.PRACTITIONER),
                ("sena", "Sena Okafor", Role.PRACTITIONER),
                ("joan", "Joan Pettifer", Role.ADMIN),
                ("vera", "Vera Lindahl", Role.SUPERVISOR),
            )
        }
        clients = {
            name: _client(session, practice.id, name, full)
            for name, full in (
                ("maren", "Maren Aldous"),
                ("idris", "Idris Bello"),
                ("noor", "Noor Haddad"),
                ("wren", "Wren Castell"),
            )
        }
        clients["wren"].active, clients["wren"].consent_version = False, 0
        long_ago = clock.now() - timedelta(days=200)
        _care(session, clients["maren"], staff["sena"], long_ago, ended=True)
        _care(session, clients["maren"], staff["ruth"], long_ago + timedelta(days=170))
        _care(session, clients["idris"], staff["ruth"], long_ago)
        _care(session, clients["noor"], staff["tobias"], long_ago)
        _care(session, clients["wren"], staff["ruth"], None)
        session.flush()
        cast = Cast(**{name: _facts(user) for name, user in (staff | clients).items()})
        session.commit()
    return cast


def viewer_of(session: Session, person: Person) -> Viewer:
    """Return the viewer that a request of `person` would have now."""
    with portal_itself(session, "tests"), session.begin_nested() as meanwhile:
        user = session.get_one(User, person.id)
        open_device(session, user, token=TOKEN, label="A browser")
        session.flush()
        found = user_and_viewer(session, person.uniquifier, token_hash(TOKEN))
        meanwhile.rollback()
    assert found is not None
    return found[1]


def add_client(session: Session, practitioner: Person, name: str, full: str) -> Person:
    """Add one more client to a practitioner's caseload."""
    client = _client(session, practitioner.practice_id, name, full)
    _care(session, client, session.get_one(User, practitioner.id), clock.now())
    session.flush()
    return _facts(client)


def _staff(session: Session, practice_id: uuid.UUID, name: str, full: str, role: Role) -> User:
    user = accounts.add_staff(
        session,
        practice_id,
        role=role,
        email=f"{name}@example.org",
        name=full,
        credentials="psychotherapist (UKCP 0000)",
    )
    user.password, user.active = passwords.hashed(PASSWORD), True
    return user


def _client(session: Session, practice_id: uuid.UUID, name: str, full: str) -> User:
    user = accounts.add_client(session, practice_id, email=f"{name}@example.org", name=full)
    user.password, user.active = passwords.hashed(PASSWORD), True
    user.consent_version = CONSENT_VERSION
    return user


def _care(
    session: Session,
    client: User,
    practitioner: User,
    started: datetime | None,
    *,
    ended: bool = False,
) -> None:
    session.add(
        CareRelationship(
            practice_id=client.practice_id,
            client_id=client.id,
            practitioner_id=practitioner.id,
            role=CareRole.PRIMARY,
            invited_at=started or datetime.now(UTC),
            started_at=started,
            ended_at=clock.now() - timedelta(days=30) if ended else None,
            carried=EVERYTHING,
        )
    )


def _facts(user: User) -> Person:
    return Person(user.id, user.practice_id, user.fs_uniquifier, user.email, user.name)
