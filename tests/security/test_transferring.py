"""Care that goes over to a colleague: with the client's consent, class by class."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.reach import EVERYTHING, Part
from portal.caseload.going_on import care_history
from portal.caseload.models import CareRelationship
from portal.caseload.queries import care_between
from portal.private_notes.models import PrivateNote
from portal.transfers.models import Transfer
from tests.cast import Cast
from tests.security.caring import WORDS, Ids, Visit, hand_over, in_care, seen_by


def test_r27_nothing_changes_until_the_client_says_yes(
    visit: Visit, session: Session, cast: Cast, before: Ids
) -> None:
    ruth, maren, tobias = visit(cast.ruth), visit(cast.maren), visit(cast.tobias)
    seen = seen_by(ruth, cast, before)

    ruth.post(f"/practice/clients/{cast.maren.id}/transfer", colleague=str(cast.tobias.id))
    proposed = session.scalars(select(Transfer.id)).one()

    assert "Tobias Lindqvist" in maren.get("/my/today").text
    assert "checked" not in maren.get(f"/my/transfer/{proposed}").text
    assert seen_by(ruth, cast, before) == seen
    assert seen_by(tobias, cast, before) == set()
    assert cast.maren.name not in tobias.get("/practice/desk").text
    assert maren.post(f"/my/transfer/{proposed}/decline").status_code == 302
    assert "chose today to stay with you" in ruth.get("/practice/desk").text
    assert seen_by(ruth, cast, before) == seen


@pytest.mark.parametrize(
    ("parts", "seen"),
    [
        ((), set()),
        ((Part.REFLECTIONS,), {"old"}),
        ((Part.ANNOTATIONS,), set()),
        ((Part.GOALS,), {"goal"}),
        ((Part.REFLECTIONS, Part.ANNOTATIONS), {"old", "note", "reply"}),
        (tuple(Part), {"old", "note", "reply", "goal"}),
    ],
)
def test_r27_the_new_practitioner_sees_exactly_what_was_ticked(
    visit: Visit,
    session: Session,
    cast: Cast,
    before: Ids,
    parts: tuple[Part, ...],
    seen: set[str],
) -> None:
    _ruth, _maren, tobias = hand_over(visit, session, cast, *parts)

    assert seen_by(tobias, cast, before) == seen
    report = tobias.fetch(f"/practice/reports/{before['report']}.pdf")
    assert report.status_code == (200 if Part.REPORTS in parts else 404)
    caseload = tobias.get("/practice/caseload").text
    assert cast.maren.name in caseload
    waits = "Answer to your note" in caseload or "Just needed to write it" in caseload
    assert waits is (Part.REFLECTIONS in parts)


def test_r27_what_is_shared_after_the_transfer_is_seen_whatever_came_along(
    visit: Visit, session: Session, cast: Cast, before: Ids
) -> None:
    _ruth, maren, tobias = hand_over(visit, session, cast)
    assert "Tobias cannot see this" in maren.get(f"/my/reflections/{before['old']}").text
    maren.post("/my/reflections", key="afterwards", do="share", body=WORDS["new"])

    assert seen_by(tobias, cast, before) == {"new"}

    edit = {"version": 2, "do": "share", "body": "The tide, once more."}
    assert maren.post(f"/my/reflections/{before['old']}/edit", **edit).status_code == 303
    assert "cannot see this" not in maren.get(f"/my/reflections/{before['old']}").text
    page = tobias.get(f"/practice/reflections/{before['old']}").text
    assert "The tide, once more." in page
    assert WORDS["old"] not in page
    assert WORDS["note"] not in page


def test_r27_the_old_practitioner_sees_nothing_more_and_private_notes_never_move(
    visit: Visit, session: Session, cast: Cast, before: Ids
) -> None:
    ruth, maren, tobias = hand_over(visit, session, cast, *Part)
    maren.post("/my/reflections", key="afterwards", do="share", body=WORDS["new"])

    assert seen_by(ruth, cast, before) == set()
    assert "private" not in seen_by(tobias, cast, before)
    assert {note.author_id for note in session.scalars(select(PrivateNote))} == {cast.ruth.id}
    assert "went over to Tobias Lindqvist" in ruth.get("/practice/desk").text
    assert "came over to you from Ruth Adeyemi" in tobias.get("/practice/desk").text


def test_r27_only_the_client_answers_and_only_once(
    visit: Visit, session: Session, cast: Cast, before: Ids
) -> None:
    ruth = visit(cast.ruth)
    ruth.post(f"/practice/clients/{cast.maren.id}/transfer", colleague=str(cast.tobias.id))
    proposed = session.scalars(select(Transfer.id)).one()
    for person in (cast.ruth, cast.tobias, cast.noor, cast.joan):
        other = visit(person)
        assert other.post(f"/my/transfer/{proposed}/agree").status_code == 404
        assert other.fetch(f"/my/transfer/{proposed}").status_code == 404

    maren = visit(cast.maren)
    maren.post(f"/my/transfer/{proposed}/decline")
    maren.post(f"/my/transfer/{proposed}/agree", parts=["reflections"])

    session.expire_all()
    assert in_care(session, cast.maren, cast.ruth).ended_at is None
    assert care_between(session, cast.maren.id, cast.tobias.id) is None


def test_r27_a_first_care_relationship_carries_all_and_a_later_one_nothing_by_itself(
    session: Session, cast: Cast
) -> None:
    kinds = {care.carried for care, _who in care_history(session, cast.maren.id)}

    assert kinds == {EVERYTHING}
    assert CareRelationship.__table__.c.carried.default.arg({}) == frozenset()
