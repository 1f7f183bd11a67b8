"""R32: an erased client's name and address are not left over in invitations of theirs either."""

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Invitation, User
from portal.audit.queries import breaks_in_chains
from portal.vault.models import ClientKey
from portal.vault.vault import ERASED
from tests.cast import Cast, Person
from tests.security.rotating import itself
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def invited_again(visit: Visit, by: Person, client: Person, name: str) -> None:
    """Let a practitioner invite a client who has an account already."""
    answer = visit(by).post("/practice/invitations", email=client.email, name=name)
    assert answer.status_code == 302


def kept_of(session: Session, person: Person) -> list[str]:
    """Return the names of the files that waited for somebody's address."""
    session.expire_all()
    found = select(User).join(Invitation, Invitation.user_id == User.id)
    return [one.name for one in session.scalars(found.where(Invitation.email == person.email))]


@ON_SQLITE
def test_r32_no_invitation_keeps_the_name_or_address_of_an_erased_client(
    app: Flask, visit: Visit, cast: Cast
) -> None:
    invited_again(visit, cast.tobias, cast.maren, "Maren A.")
    maren = visit(cast.maren)
    waiting = re.search(r'name="invitation"[^>]*value="([^"]+)"', maren.get("/my/invitations").text)
    assert waiting is not None
    assert maren.post("/my/invitations", invitation=waiting[1], says="yes").status_code == 302
    invited_again(visit, cast.sena, cast.maren, "Maren Aldous, Friday")
    invited_again(visit, cast.sena, cast.noor, "Noor, Monday")
    with itself(app) as session:
        assert {"Maren A.", "Maren Aldous, Friday"} <= set(kept_of(session, cast.maren))
        keys = session.query(ClientKey).where(ClientKey.wrapped.is_(None)).count()
        session.commit()

    erased = app.test_cli_runner().invoke(args=["user", "erase", cast.maren.email, "--yes"])

    assert erased.exit_code == 0, erased.output
    with itself(app) as session:
        assert kept_of(session, cast.maren) == []
        names = {one.name for one in session.scalars(select(User))}
        assert not {"Maren A.", "Maren Aldous, Friday", cast.maren.name} & names
        assert ERASED in names
        assert session.query(ClientKey).where(ClientKey.wrapped.is_(None)).count() == keys + 6
        assert "Noor, Monday" in kept_of(session, cast.noor), "the control: nobody else's"
        assert list(breaks_in_chains(session)) == []
