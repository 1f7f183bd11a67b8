"""Erasing a client: no word of theirs opens again, on no page, in no file and in no old backup."""

import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextvars import Context
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from portal.accounts.models import Invitation, User
from portal.accounts.queries import find_user
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.audit.queries import breaks_in_chains
from portal.backups import archive, keybox, sealed_file
from portal.caseload.models import CareRelationship, ClientSummary
from portal.notices.models import OutgoingMail
from portal.notices.services import Mail, post
from portal.private_notes.models import PrivateNote
from portal.reflections.models import Revision
from portal.reflections.summing_up import refresh_summary
from portal.vault.keyring import KeyRing
from portal.vault.models import ClientKey
from portal.vault.vault import HEAD
from portal.vault.wrapping import ClientKeyPlace, PracticeSecret, unwrap_client_key
from tests import factories
from tests.cast import Cast, Person
from tests.conftest import build, dispose
from tests.house.stage import Stage
from tests.house.world import CANARIES, rules
from tests.security.rotating import itself
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

WORDS = "The tide was far out."


@pytest.fixture
def told(app: Flask, cast: Cast) -> Flask:
    """A portal in which Maren and Idris wrote, and in which a mail waits for each."""
    with itself(app) as session:
        for person in (cast.maren, cast.idris):
            shared = factories.shared_reflection(session, person, body=WORDS)
            factories.private_note_on(session, cast.ruth, shared, body="look at the summer")
            refresh_summary(session, person.id)
            post(session, person.practice_id, Mail(person.email, "Notes", "Something is there."))
        session.commit()
    return app


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An application over an empty, migrated database."""
    app = build(replace(settings, database_url=f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"))
    with app.app_context():
        upgrade()
    yield app
    dispose(app)


def run(app: Flask, *words: str, typed: str = "") -> Result:
    """Run a command."""
    return Context().run(app.test_cli_runner().invoke, args=list(words), input=typed)


def wrapped_of(session: Session, person: Person) -> list[bytes | None]:
    """Return somebody's two keys as they are stored."""
    return list(session.scalars(select(ClientKey.wrapped).where(ClientKey.client_id == person.id)))


def read_with_everything_at_hand(
    keyring: KeyRing, backup: Path, box: Path, person: Person
) -> list[bytes]:
    """Return what an attacker who has every file and the root keys opens of somebody's words."""
    held, found = keybox.read(keyring, box), []
    practices = {
        key["id"]: PracticeSecret.opened(keyring, key["id"], key["practice_id"], key["wrapped"])
        for key in held.practice_keys
    }
    ciphers = [
        AESGCM(
            unwrap_client_key(
                practices[key["practice_key_id"]],
                key["wrapped"],
                ClientKeyPlace(key["id"], key["client_id"], key["lane"]),
            )
        )
        for key in held.client_keys
        if key["wrapped"]
    ]
    for name, row in archive._rows(keyring, backup):
        if name == "revision" and row["client_id"] == person.id:
            bound = f"revision|body|{row['id']}|{person.id}".encode()
            found += _opened(ciphers, row["body_sealed"], bound)
    return found


def _opened(ciphers: list[AESGCM], blob: bytes, bound: bytes) -> Iterator[bytes]:
    for cipher in ciphers:
        try:
            yield cipher.decrypt(blob[HEAD : HEAD + 12], blob[HEAD + 12 :], bound)
        except InvalidTag:
            continue


@ON_SQLITE
def test_r32_a_backup_made_before_opens_no_word_of_an_erased_client(
    told: Flask, elsewhere: Flask, cast: Cast, tmp_path: Path
) -> None:
    keyring, backup, box = told.extensions["keyring"], tmp_path / "a.backup", tmp_path / "box"
    assert run(told, "backup", "create", str(backup), "--keys", str(box)).exit_code == 0
    shutil.copy(box, tmp_path / "old box")
    assert run(told, "user", "erase", cast.maren.email, "--yes").exit_code == 0
    assert run(told, "backup", "keys", str(box)).exit_code == 0

    verified = run(told, "backup", "verify", str(backup), "--keys", str(box))
    restored = run(elsewhere, "backup", "restore", str(backup), "--keys", str(box))

    assert "1 clients in it were erased" in verified.output
    assert restored.exit_code == 0, restored.output
    assert read_with_everything_at_hand(keyring, backup, box, cast.maren) == []
    everything = (keyring, backup, box, cast.idris)
    assert read_with_everything_at_hand(*everything) == [WORDS.encode()], "the control"
    old = (keyring, backup, tmp_path / "old box", cast.maren)
    assert read_with_everything_at_hand(*old) == [WORDS.encode()], "as the guide says"
    address = b64encode(keyring.find(cast.maren.email, "user.email"))
    assert address in b"".join(sealed_file.lines_of(tmp_path / "old box", keyring, "key box"))
    assert address not in b"".join(sealed_file.lines_of(box, keyring, "key box"))
    assert address not in b"".join(sealed_file.lines_of(backup, keyring, "backup"))


@ON_SQLITE
def test_r32_a_restored_portal_keeps_an_erased_client_erased(
    told: Flask, elsewhere: Flask, cast: Cast, tmp_path: Path
) -> None:
    backup = tmp_path / "a.backup"
    run(told, "backup", "create", str(backup))
    run(told, "user", "erase", cast.maren.email, "--yes")
    run(told, "backup", "keys", str(keybox.beside(backup)))

    assert run(elsewhere, "backup", "restore", str(backup)).exit_code == 0

    with itself(elsewhere) as session:
        words = {one.client_id: one.body for one in session.scalars(select(Revision))}
        assert words == {cast.maren.id: "", cast.idris.id: WORDS}
        notes = {one.client_id: one.body for one in session.scalars(select(PrivateNote))}
        assert notes == {cast.maren.id: "", cast.idris.id: "look at the summer"}
        assert not session.get_one(User, cast.maren.id).active
        assert list(breaks_in_chains(session)) == []
    desk = Visitor(elsewhere).sign_in(cast.ruth).get("/practice/caseload")
    assert "Idris Bello" in desk.text
    assert "Maren" not in desk.text
    assert (
        Visitor(elsewhere)
        .post("/sign-in", email=cast.maren.email, password="wet gravel on a sunday")
        .status_code
        != 302
    )


def test_r32_erasing_leaves_no_key_no_way_in_and_nobody_in_care(told: Flask, cast: Cast) -> None:
    maren = Visitor(told).sign_in(cast.maren)
    with itself(told) as session:
        before = wrapped_of(session, cast.maren)

    done = run(told, "user", "erase", cast.maren.email, "--yes")

    assert done.exit_code == 0, done.output
    assert maren.get("/my/today").status_code in {302, 401}
    with itself(told) as session:
        assert len(before) == 2
        assert wrapped_of(session, cast.maren) == [None, None]
        assert None not in wrapped_of(session, cast.idris)
        client = session.get_one(User, cast.maren.id)
        assert (client.active, client.password, client.name) == (False, None, "")
        care = select(CareRelationship).where(CareRelationship.client_id == cast.maren.id)
        assert all(one.ended_at for one in session.scalars(care))
        summaries = select(ClientSummary.client_id)
        assert cast.maren.id not in set(session.scalars(summaries))
        waiting = [mail.recipient for mail in session.scalars(select(OutgoingMail))]
        assert sorted(filter(None, waiting)) == [cast.idris.email]
        assert find_user(session, cast.maren.email) is None
        assert list(breaks_in_chains(session)) == []
        erased = select(AuditEvent.chain_id).where(AuditEvent.kind == Kind.CLIENT_ERASED)
        assert set(session.scalars(erased)) == {cast.maren.id, cast.maren.practice_id}


@ON_SQLITE
def test_r32_no_file_of_the_database_keeps_the_destroyed_keys(told: Flask, cast: Cast) -> None:
    with itself(told) as session:
        before = [blob for blob in wrapped_of(session, cast.maren) if blob]
        still = [blob for blob in wrapped_of(session, cast.idris) if blob]
    file = Path(told.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))

    run(told, "user", "erase", cast.maren.email, "--yes")

    raw = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert len(before) == len(still) == 2
    assert all(blob in raw for blob in still), "the control"
    assert not [blob for blob in before if blob in raw]


@ON_SQLITE
def test_r32_the_address_can_be_invited_again(told: Flask, cast: Cast) -> None:
    run(told, "user", "erase", cast.maren.email, "--yes")
    ruth = Visitor(told).sign_in(cast.ruth)

    answer = ruth.post("/practice/invitations", name="Maren Aldous", email=cast.maren.email)

    assert answer.status_code in {302, 303}
    with itself(told) as session:
        asked = select(Invitation).where(Invitation.email == cast.maren.email)
        again = session.scalars(asked).one()
        assert again.user_id != cast.maren.id
        assert find_user(session, cast.maren.email) is None


@ON_SQLITE
def test_r32_the_command_asks_for_the_address_again(told: Flask, cast: Cast) -> None:
    other = run(told, "user", "erase", cast.maren.email, typed="idris@example.org\n")
    staff = run(told, "user", "erase", cast.ruth.email, "--yes")
    unknown = run(told, "user", "erase", "who@example.org", "--yes")

    assert {one.exit_code for one in (other, staff, unknown)} == {1}
    assert "Nobody can bring any of it" in " ".join(other.output.split())
    with itself(told) as session:
        assert None not in wrapped_of(session, cast.maren)
    same = run(told, "user", "erase", cast.maren.email, typed=f"{cast.maren.email}\n")
    assert same.exit_code == 0
    assert "key box" in same.output


def test_r32_every_page_is_calm_about_an_erased_client(house: Stage) -> None:
    assert run(house.app, "user", "erase", house.cast.maren.email, "--yes").exit_code == 0
    people = {name: who for name, who in house.personas().items() if name != "maren"}
    looked_at, wrong = 0, []
    for name, who in people.items():
        visitor = house.visit(who)
        for rule in rules(house.app):
            if "GET" not in (rule.methods or ()):
                continue
            answer = visitor.fetch(house.world.address(house.app, rule))
            looked_at += 1
            found = [words for words in (*CANARIES.values(), "Maren") if words in answer.text]
            if answer.status_code >= 500 or found:
                wrong.append(f"{name} at {rule.endpoint}: {answer.status_code} {found}")
    assert looked_at > 150
    assert not wrong, "\n".join(wrong)
