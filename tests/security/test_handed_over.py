"""R26, R28: a cover sees no more than whoever handed over, and loses what is taken back.

So does whoever treats: what the client did not let come along stands on no page, the desk included.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.reach import Part
from portal.accounts.models import User
from portal.annotations.models import Annotation
from portal.entrusting.models import SupervisionItem
from portal.entrusting.queries import ON_ONE_PAGE
from portal.entrusting.services import hand_over as put_into_hands
from portal.entrusting.services import name_cover
from portal.entrusting.supervision import Shared, share
from tests import factories
from tests.cast import Cast, Person, viewer_of
from tests.security.caring import WORDS, a_day_ago, hand_over, seen_by
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def covered(session: Session, away: Person, colleague: Person) -> None:
    """Let a colleague cover from now on."""
    name_cover(
        session,
        viewer_of(session, away),
        colleague=session.get_one(User, colleague.id),
        starts_at=clock.now() - timedelta(hours=1),
        ends_at=clock.now() + timedelta(days=5),
    )
    session.commit()


def test_r26_a_cover_sees_no_note_that_whoever_handed_over_does_not_see(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ids = a_day_ago(session, cast)
    _ruth, maren, tobias = hand_over(visit, session, cast, Part.REFLECTIONS)
    reading = f"/practice/reflections/{ids['old']}"
    covered(session, cast.tobias, cast.sena)
    tobias.post(f"{reading}/annotations", version=1, body="a word of my own")
    assert tobias.post(f"{reading}/hand-over").status_code == 303

    page = visit(cast.sena).get(reading).text

    assert WORDS["old"] in page, "the control"
    assert "a word of my own" in page, "the control"
    assert WORDS["note"] not in page
    assert WORDS["reply"] not in page
    assert WORDS["note"] in maren.get(reading.replace("/practice/", "/my/")).text
    note, sena = session.get_one(Annotation, ids["note"]), viewer_of(session, cast.sena)
    for permission in (Permission.ANNOTATION_READ, Permission.ANNOTATION_REPLY):
        assert not may(sena, permission, note)


@ON_SQLITE
def test_r28_the_desk_shows_no_reply_that_did_not_come_along(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ids = a_day_ago(session, cast)
    ruth = visit(cast.ruth)
    ruth.post(f"/practice/reflections/{ids['old']}/read")
    visit(cast.maren).post(
        f"/my/annotations/{ids['note']}/replies", body="yarrowgate to Ruth alone"
    )
    assert "yarrowgate" in ruth.get("/practice/desk").text, "the control"

    _ruth, _maren, tobias = hand_over(visit, session, cast, Part.REFLECTIONS)

    assert "old" in seen_by(tobias, cast, ids), "the control"
    assert "yarrowgate" not in tobias.get("/practice/desk").text


@ON_SQLITE
def test_r26_any_reflection_is_taken_back_however_many_were_handed_over(
    visit: Visit, cast: Cast, session: Session
) -> None:
    covered(session, cast.ruth, cast.tobias)
    ruth = viewer_of(session, cast.ruth)
    handed = [factories.shared_reflection(session, cast.maren) for _each in range(ON_ONE_PAGE + 1)]
    for one in handed:
        put_into_hands(session, ruth, client_id=cast.maren.id, reflection_id=one.id)
    session.commit()
    tobias, reading = visit(cast.tobias), f"/practice/reflections/{handed[0].id}"
    assert tobias.get(reading).status_code == 200, "the control"

    assert visit(cast.ruth).post(f"{reading}/take-back").status_code == 303

    assert tobias.get(reading).status_code == 404


@ON_SQLITE
def test_r26_taking_a_reflection_back_ends_every_sharing_for_supervision(
    visit: Visit, cast: Cast, session: Session
) -> None:
    reflection = factories.shared_reflection(session, cast.maren)
    shared = Shared(reflection.id, cast.maren.id, "some words", None, clock.now())
    vera, ruth = session.get_one(User, cast.vera.id), viewer_of(session, cast.ruth)
    items: list[SupervisionItem] = [
        share(session, ruth, shared, supervisor=vera, days=3) for _each in range(ON_ONE_PAGE + 1)
    ]
    session.commit()
    pages = [f"/practice/supervision/{item.id}" for item in items]
    supervisor = visit(cast.vera)
    assert supervisor.get(pages[0]).status_code == 200, "the control"

    visit(cast.maren).post(f"/my/reflections/{reflection.id}/withdraw")

    assert {supervisor.get(page).status_code for page in pages} == {404}
