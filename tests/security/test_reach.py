"""Queries, answers, forms and counts know only what is within somebody's reach."""

import re
import uuid
from collections.abc import Callable

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.access.reach import Part
from portal.access.viewer import Role
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.caseload.models import CareRelationship
from portal.database import Base
from portal.reflections.queries import find_reflection
from portal.transfers.models import Transfer, TransferState
from portal.vault.models import ClientKey
from tests import factories as make
from tests.cast import Cast, Person
from tests.house.tree import sources
from tests.security.caring import WORDS, Ids, Visit, hand_over, in_care
from tests.security.trying import bare
from tests.visitor import Visitor

NUMBER = re.compile(r'\b[0-9a-f]{12}\b|data-left="[0-9]+"')
"""The number of a request, and the seconds that are left: every answer has its own."""


def test_r21_every_query_of_a_request_is_held_to_its_viewer(
    session: Session, acting_as: Callable[[Person], Session], cast: Cast
) -> None:
    """Loaders take the session of the viewer: whatever the id, only rows within reach come."""
    shared = make.shared_reflection(session, cast.maren)
    ids = [shared.id, make.kept_reflection(session, cast.noor).id]
    session.commit()

    found = {
        who.name: [find_reflection(acting_as(who), one) is not None for one in ids]
        for who in (cast.maren, cast.ruth, cast.tobias, cast.sena, cast.joan)
    }

    assert found == {
        cast.maren.name: [True, False],
        cast.ruth.name: [True, False],
        cast.tobias.name: [False, True],  # the row guard knows whose it is; policy knows its state
        cast.sena.name: [False, False],
        cast.joan.name: [False, False],
    }


def test_r21_no_row_is_asked_for_past_a_query() -> None:
    looked_at = 0
    for source in sources("portal"):
        for call in source.calls():
            looked_at += 1
            past = call.dotted.replace("()", "") in {"session.get", "session.get_one"}
            assert not past, f"{source.name}:{call.line}: ask in queries.py"
    assert looked_at > 1000


def test_r22_what_is_out_of_reach_answers_like_what_is_not_there(
    visit: Visit, session: Session, cast: Cast, before: Ids
) -> None:
    ruth, _maren, tobias = hand_over(visit, session, cast)
    ruth.get("/practice/desk")  # what was said to her is said once
    compared = 0
    for visitor, address in (
        (tobias, "/practice/reflections/{old}"),
        (tobias, "/practice/reports/{report}"),
        (tobias, "/practice/former/{care}"),
        (ruth, "/practice/reflections/{old}"),
        (ruth, "/practice/reports/{report}.pdf"),
        (ruth, f"/practice/clients/{cast.maren.id}"),
    ):
        there = visitor.fetch(address.format(**before))
        nowhere = dict.fromkeys(before, uuid.uuid4())
        unknown = address.format(**nowhere).replace(str(cast.maren.id), str(uuid.uuid4()))
        nothing = visitor.fetch(unknown)
        assert there.status_code == nothing.status_code == 404, address
        assert NUMBER.sub("", bare(there)) == NUMBER.sub("", bare(nothing)), address
        compared += 1
    assert compared == 6


def test_r23_fields_that_a_form_does_not_have_change_nothing(
    visit: Visit, session: Session, cast: Cast, before: Ids
) -> None:
    """Whoever answers for themselves cannot say who, whose, which state or when."""
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    foreign, long_ago = str(cast.noor.id), "1999-01-01"
    extra = {
        "id": foreign,
        "client_id": foreign,
        "author_id": str(cast.joan.id),
        "practitioner_id": str(cast.sena.id),
        "proposer_id": str(cast.sena.id),
        "practice_id": foreign,
        "role": "admin",
        "state": "agreed",
        "carried": "reflections",
        "started_at": long_ago,
        "shared_at": long_ago,
        "signed_at": long_ago,
    }
    proposed = {"colleague": str(cast.tobias.id), **extra}
    assert ruth.post(f"/practice/clients/{cast.maren.id}/transfer", **proposed).status_code == 302
    transfer = session.scalars(select(Transfer)).one()
    assert (transfer.client_id, transfer.proposer_id) == (cast.maren.id, cast.ruth.id)
    assert (transfer.state, transfer.carried) == (TransferState.PROPOSED, frozenset())
    sent = (
        (maren, "/my/goals", {"words": WORDS["new"]}),
        (maren, "/my/reflections", {"key": "more", "do": "share", "body": WORDS["new"]}),
        (
            ruth,
            f"/practice/reflections/{before['old']}/annotations",
            {"version": 1, "body": "Yes."},
        ),
        (ruth, f"/practice/clients/{cast.maren.id}/private-notes", {"body": "Mine."}),
        (maren, f"/my/transfer/{transfer.id}/agree", {"parts": "goals"}),
    )
    for visitor, address, fields in sent:
        answer = visitor.post(address, **{**extra, **fields})
        assert answer.status_code in {302, 303}, address

    session.expire_all()
    models = Base.registry.mappers
    everywhere = [row for model in models for row in session.scalars(select(model))]
    assert len(everywhere) > 40
    for row in everywhere:
        for column in inspect(type(row)).columns:
            stored = str(getattr(row, column.key))
            assert not stored.startswith(long_ago), (type(row).__name__, column.key)
    assert session.get_one(User, cast.maren.id).role is Role.CLIENT
    assert in_care(session, cast.maren, cast.tobias).carried == {Part.GOALS}
    noors = [row for row in everywhere if getattr(row, "client_id", None) == cast.noor.id]
    assert {type(row) for row in noors} <= {CareRelationship, AuditEvent, ClientKey, User}


def test_r29_search_counts_and_lists_know_only_what_is_within_reach(
    visit: Visit, session: Session, cast: Cast, before: Ids
) -> None:
    def counted(visitor: Visitor) -> tuple[bool, bool, str]:
        found = visitor.post("/practice/caseload", q="maren", show="all").text
        waiting = visitor.post("/practice/caseload", q="maren", show="waiting").text
        head = re.search(r"<h1>(.*?)</h1>", visitor.get("/practice/desk").text)
        assert head is not None
        return cast.maren.name in found, cast.maren.name in waiting, head[1]

    ruth, tobias = visit(cast.ruth), visit(cast.tobias)
    assert counted(ruth)[:2] == (True, True)
    assert counted(ruth)[2].startswith("One thing")
    assert counted(tobias) == (False, False, "Nothing is waiting")

    _ruth, maren, _tobias = hand_over(visit, session, cast)

    assert counted(ruth) == (False, False, "Nothing is waiting")
    assert counted(tobias) == (True, False, "Nothing is waiting")
    page = tobias.get(f"/practice/clients/{cast.maren.id}").text
    assert "Nothing has been shared yet." in page
    assert "None are set." in page
    maren.post("/my/reflections", key="more", do="share", body=WORDS["new"])
    assert counted(tobias)[:2] == (True, True)
    assert counted(tobias)[2].startswith("One thing")
