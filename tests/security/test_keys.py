"""A ciphertext opens where it was written for and nowhere else; notes have a key of their own."""

import json
import uuid
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.private_notes.models import PrivateNote
from portal.reflections.models import Reflection, Revision
from portal.vault.keyring import Tampered
from portal.vault.models import ClientKey, Lane
from portal.vault.sealed import vault_of
from portal.vault.vault import HEAD, VERSION, Owner
from tests import factories
from tests.cast import Cast, Person
from tests.house.stage import Stage
from tests.house.world import CANARIES
from tests.security.sealing import Field, every_field, is_in_a_file, row_of
from tests.stages import ON_SQLITE

WORDS = b"7"  # a text, a number and a value in JSON alike


def stranger(session: Session) -> Person:
    """Return a client of another practice."""
    practice = accounts.open_practice(session, name="Quay House")
    session.flush()
    user = accounts.add_client(session, practice.id, email="una@example.org", name="Una Price")
    session.flush()
    return Person(user.id, practice.id, user.fs_uniquifier, "una@example.org", "Una Price")


def put(session: Session, row: Any, one: Field, blob: bytes) -> Any:
    """Put a ciphertext into a row that is never saved, and read the field."""
    with session.no_autoflush:
        setattr(row, one.field.column, blob)
        session.add(row)
        try:
            return getattr(row, one.field.name)
        finally:
            session.expunge(row)


def opens(session: Session, row: Any, one: Field, blob: bytes) -> bool:
    """Tell whether a ciphertext that was put into a row can be read there."""
    try:
        put(session, row, one, blob)
    except Tampered:
        return False
    return True


def elsewhere(one: Field, cast: Cast, other: Person, row_id: uuid.UUID) -> dict[str, Any]:
    """Return rows that the ciphertext of one field of Maren's does not belong into."""
    places = {"another practice": row_of(one.model, other, row_id=row_id)}
    if one.model.__tablename__ != "practice":
        places["another row"] = row_of(one.model, cast.maren)
    if one.model.__tablename__ == "user" or is_in_a_file(one.model):
        places["another client"] = row_of(one.model, cast.noor, row_id=row_id)
    if one.model.__tablename__ == "user":
        del places["another row"]  # a client's row is named by the client
    return places


@ON_SQLITE
def test_r30_no_ciphertext_opens_in_another_place(session: Session, cast: Cast) -> None:
    other, opportunities, opened = stranger(session), 0, []
    vault = vault_of(session)
    for one in every_field():
        row_id = uuid.uuid4()
        own = row_of(one.model, cast.maren, row_id=row_id)
        blob = vault.seal(WORDS, own.sealing_owner(), one.field.place(own))
        assert put(session, own, one, blob) in {"7", 7, b"7"}, f"{one}: the control opens"
        for where, row in elsewhere(one, cast, other, own.id).items():
            for moved in (blob, _readdressed(vault, blob, row)):
                opportunities += 1
                if opens(session, row, one, moved):
                    opened.append(f"{one} opens in {where}")
    assert opportunities > 100
    assert not opened, "\n".join(opened)


@ON_SQLITE
def test_r30_no_ciphertext_opens_in_another_column_or_table(session: Session, cast: Cast) -> None:
    fields, vault, opportunities, opened = every_field(), vault_of(session), 0, []
    for one in fields:
        own = row_of(one.model, cast.maren)
        blob = vault.seal(WORDS, own.sealing_owner(), one.field.place(own))
        for another in fields:
            row = row_of(another.model, cast.maren, row_id=own.id)
            if another is one or row.sealing_owner() != own.sealing_owner():
                continue
            opportunities += 1
            if opens(session, row, another, blob):
                opened.append(f"{one} opens as {another}")
    assert opportunities > 200
    assert not opened, "\n".join(opened)


@ON_SQLITE
def test_r30_what_is_in_a_file_is_sealed_under_its_client(session: Session, cast: Cast) -> None:
    looked_at = 0
    for one in every_field():
        owner = row_of(one.model, cast.maren).sealing_owner()
        if is_in_a_file(one.model):
            looked_at += 1
            assert owner.client_id == cast.maren.id, f"{one}: rotation would pass it by"
    assert looked_at > 12


@ON_SQLITE
@pytest.mark.parametrize("lane", list(Lane))
def test_r30_a_wrapped_key_opens_for_its_client_and_lane_only(
    session: Session, cast: Cast, lane: Lane
) -> None:
    def key(person: Person, of: Lane) -> ClientKey:
        which = (ClientKey.client_id == person.id, ClientKey.lane == of)
        return session.scalars(select(ClientKey).where(*which)).one()

    other_lane = next(one for one in Lane if one is not lane)
    own, theirs, second = key(cast.maren, lane), key(cast.noor, lane), key(cast.maren, other_lane)
    before = own.wrapped
    for foreign in (theirs.wrapped, second.wrapped):
        own.wrapped = foreign
        _afresh(session)
        with pytest.raises(Tampered):
            vault_of(session).seal(WORDS, Owner(cast.maren.practice_id, cast.maren.id, lane), "x")
    own.wrapped = before
    _afresh(session)
    assert vault_of(session).seal(WORDS, Owner(cast.maren.practice_id, cast.maren.id, lane), "x")


def test_r30_a_page_with_a_changed_ciphertext_is_an_error_and_says_nothing(
    house: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    ruth = house.visit(house.cast.ruth)
    page = f"/practice/reflections/{house.world.ids['reflection_id']}"
    assert CANARIES["reflection"] in ruth.fetch(page).text, "the control"
    _spoil_words_of(house)
    capsys.readouterr()

    answer = ruth.fetch(page)

    said = capsys.readouterr().out
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert answer.status_code == 500
    assert "<h1" in answer.text
    assert not [words for words in CANARIES.values() if words in answer.text + said]
    assert [one["error"] for one in told if one["event"] == "bug"] == ["Tampered"]


@ON_SQLITE
def test_r41_the_key_of_the_file_opens_no_private_note(session: Session, cast: Cast) -> None:
    reflection = factories.shared_reflection(session, cast.maren)
    note = factories.private_note_on(session, cast.ruth, reflection, body="look at the summer")
    session.commit()
    vault, place = vault_of(session), PrivateNote.body.place(note)
    blob, owner = note.body_sealed or b"", note.sealing_owner()
    as_file = owner._replace(lane=Lane.FILE)

    assert vault.open(blob, owner, place) == b"look at the summer", "the control"
    assert owner.lane is Lane.PRIVATE_NOTES
    for one in (blob, _with_key_id(blob, vault.seal(b"", as_file, place))):
        with pytest.raises(Tampered):
            vault.open(one, as_file, place)


@ON_SQLITE
def test_r41_the_two_keys_of_a_client_live_and_die_apart(session: Session, cast: Cast) -> None:
    reflection = factories.shared_reflection(session, cast.maren, body="By the tide.")
    factories.private_note_on(session, cast.ruth, reflection, body="look at the summer")
    keys = {key.lane: key for key in session.scalars(select(ClientKey)) if _is_of(key, cast.maren)}
    assert keys[Lane.FILE].wrapped != keys[Lane.PRIVATE_NOTES].wrapped

    for gone, words, note in ((Lane.FILE, "", "look at the summer"), (Lane.PRIVATE_NOTES, "", "")):
        keys[gone].wrapped = None
        _afresh(session)
        assert session.scalars(select(Reflection)).one().shared.body == words  # type: ignore[union-attr]
        assert session.scalars(select(PrivateNote)).one().body == note


def test_r41_no_page_of_the_client_and_no_report_holds_a_note(house: Stage) -> None:
    maren, ruth = house.visit(house.cast.maren), house.visit(house.cast.ruth)
    looked_at = [maren.fetch(url).text for url in ("/my/today", "/my/reflections", "/my/privacy")]
    looked_at += [
        maren.fetch(f"/my/reflections/{house.world.ids['reflection_id']}").text,
        ruth.fetch(f"/practice/reports/{house.world.finished}").text,
    ]
    reading = ruth.fetch(f"/practice/reflections/{house.world.ids['reflection_id']}").text
    notes = ruth.fetch(f"/practice/clients/{house.cast.maren.id}/private-notes").text

    assert CANARIES["note"] in notes + reading, "the control: its author reads it"
    assert CANARIES["reflection"] in "".join(looked_at), "the control: these are the pages"
    assert CANARIES["note"] not in "".join(looked_at)


def _afresh(session: Session) -> None:
    session.commit()
    session.info.pop("vault", None)


def _is_of(key: ClientKey, person: Person) -> bool:
    return key.client_id == person.id


def _with_key_id(blob: bytes, example: bytes) -> bytes:
    return example[:HEAD] + blob[HEAD:]


def _readdressed(vault: Any, blob: bytes, row: Any) -> bytes:
    """Return the ciphertext with the name of the key that is used where it is moved to."""
    assert blob[:1] == VERSION
    return _with_key_id(blob, vault.seal(WORDS, row.sealing_owner(), "anywhere"))


def _spoil_words_of(house: Stage) -> None:
    with house.app.app_context(), portal_itself(request_session(), "tests"):
        session = request_session()
        for revision in session.scalars(select(Revision)).all():
            blob = bytearray(revision.body_sealed or b"")
            blob[-1] ^= 1
            changed = update(Revision).where(Revision.id == revision.id)
            session.execute(changed.values(body_sealed=bytes(blob)))
        assert session.scalars(select(User)).all()
        session.commit()
