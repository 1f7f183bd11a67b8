"""Codes of an authenticator app, and recovery codes: each opens the door once, to its owner."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config import Settings
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.sign_in.factors.models import Authenticator, RecoveryCode
from tests.cast import Cast, Person
from tests.conftest import build, dispose
from tests.second_factors import (
    CODE,
    RECOVERY,
    add_passkey,
    code_of,
    codes_on,
    come_with_passkey,
    give_app,
    give_codes,
    give_password,
    is_inside,
)
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("still_clock")

Visit = Callable[[Person | None], Visitor]


@ON_SQLITE
def test_r04_a_code_of_the_app_is_taken_once(visit: Visit, cast: Cast, session: Session) -> None:
    seed = give_app(session, cast.maren)
    first, second = (give_password(visit(None), cast.maren) for _ in range(2))

    taken = first.post(CODE, code=code_of(seed))
    again = second.post(CODE, code=code_of(seed))

    assert taken.status_code == 302
    assert is_inside(first)
    assert again.status_code == 400
    assert "does not open the door" in again.text
    assert not is_inside(second)


def test_r04_of_the_same_code_twice_at_once_one_is_taken(
    app: Flask, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)
    visitors = [give_password(Visitor(app), cast.maren) for _ in range(4)]
    session.commit()

    def send(visitor: Visitor) -> int:
        return visitor.post(CODE, code=code_of(seed)).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, visitors))

    assert answers == [302, 400, 400, 400]


@ON_SQLITE
@pytest.mark.parametrize(
    ("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_r04_a_clock_may_be_wrong_by_one_step_and_no_more(
    visit: Visit, cast: Cast, session: Session, steps: int, opens: bool
) -> None:
    seed = give_app(session, cast.maren)
    visitor = give_password(visit(None), cast.maren)

    answer = visitor.post(CODE, code=code_of(seed, steps))

    assert (answer.status_code == 302) is opens
    assert is_inside(visitor) is opens


@ON_SQLITE
def test_r04_after_a_later_code_an_earlier_one_is_refused(
    visit: Visit, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)
    give_password(visit(None), cast.maren).post(CODE, code=code_of(seed, 1))

    earlier = give_password(visit(None), cast.maren).post(CODE, code=code_of(seed))

    assert earlier.status_code == 400


@ON_SQLITE
def test_r04_the_seed_is_sealed_in_the_database(cast: Cast, session: Session) -> None:
    seed = give_app(session, cast.maren)

    stored = session.execute(
        text("SELECT seed_sealed FROM authenticator"), execution_options={"reason": "looking"}
    ).scalar_one()

    assert session.scalars(select(Authenticator)).one().seed == seed
    assert seed not in stored


@ON_SQLITE
def test_r04_the_seed_opens_under_new_keys(
    stage: tuple[Settings, Cast], tmp_path: Path, cast: Cast
) -> None:
    own = tmp_path / "own.keys"
    shutil.copy(stage[0].key_file, own)
    app = build(replace(stage[0], key_file=own))
    device = add_passkey(Visitor(app).sign_in(cast.maren))
    with app.app_context(), portal_itself(request_session(), "tests"):
        seed = give_app(request_session(), cast.ruth)
        sealed = request_session().scalars(select(Authenticator.seed_sealed)).one()
        request_session().rollback()

    run = app.test_cli_runner()
    told = [run.invoke(args=["keys", what]) for what in ("add", "rotate")]
    with app.app_context(), portal_itself(request_session(), "tests"):
        anew = request_session().scalars(select(Authenticator.seed_sealed)).one()
        request_session().rollback()
    visitor = give_password(Visitor(app), cast.ruth)
    visitor.post(CODE, code=code_of(seed))

    assert [one.exit_code for one in told] == [0, 0], told[-1].output
    assert anew != sealed
    assert is_inside(visitor)
    assert "The phone" in come_with_passkey(Visitor(app), device).get("/account").text
    dispose(app)


@ON_SQLITE
def test_r04_a_recovery_code_is_taken_once(visit: Visit, cast: Cast, session: Session) -> None:
    give_app(session, cast.maren)
    code = give_codes(session, cast.maren)[3]
    first, second = (give_password(visit(None), cast.maren) for _ in range(2))

    taken = first.post(RECOVERY, recovery_code=code.upper().replace("-", " "))
    again = second.post(RECOVERY, recovery_code=code)

    assert taken.status_code == 302
    assert is_inside(first)
    assert again.status_code == 400
    assert not is_inside(second)
    assert "9 of 10 are left" in first.get("/account").text


@ON_SQLITE
def test_r04_recovery_codes_are_shown_once_and_stored_as_hashes(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor = visit(cast.maren)
    device = add_passkey(visitor)
    shown = codes_on(visitor.post("/account/recovery-codes").text)
    stored = session.scalars(select(RecoveryCode)).all()
    rows = session.execute(
        text("SELECT * FROM recovery_code"), execution_options={"reason": "looking"}
    ).all()

    assert len(shown) == len(set(shown)) == len(stored) == 10
    assert all(len(one.code_hash) == 32 for one in stored)
    for code in shown:
        for spelling in (code, code.replace("-", ""), code.upper()):
            assert spelling.encode() not in b"".join(
                part if isinstance(part, bytes) else str(part).encode()
                for row in rows
                for part in row
            )
    assert codes_on(visitor.get("/account").text) == []
    assert is_inside(come_with_passkey(visit(None), device))


@ON_SQLITE
def test_r04_new_recovery_codes_end_the_old_ones(
    visit: Visit, cast: Cast, session: Session
) -> None:
    give_app(session, cast.maren)
    old, new = (give_codes(session, cast.maren) for _ in range(2))

    with_old = give_password(visit(None), cast.maren).post(RECOVERY, recovery_code=old[0])
    with_new = give_password(visit(None), cast.maren).post(RECOVERY, recovery_code=new[0])

    assert (with_old.status_code, with_new.status_code) == (400, 302)


@ON_SQLITE
def test_r04_a_recovery_code_is_its_owners_alone(
    visit: Visit, cast: Cast, session: Session
) -> None:
    give_app(session, cast.maren)
    give_app(session, cast.noor)
    code = give_codes(session, cast.noor)[0]

    by_maren = give_password(visit(None), cast.maren).post(RECOVERY, recovery_code=code)
    by_noor = give_password(visit(None), cast.noor).post(RECOVERY, recovery_code=code)

    assert (by_maren.status_code, by_noor.status_code) == (400, 302)
