"""The list, taking back, quoting, marking as read: who may, and what each of them says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.reflections import queries, services
from portal.reflections.models import Reflection, State
from portal.reflections.writing import Writing
from tests import factories as make
from tests.cast import Cast, Person, viewer_of
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def only(session: Session) -> Reflection:
    """Return the one reflection as another request left it."""
    session.rollback()
    return session.scalars(select(Reflection)).one()


def test_the_list_begins_with_drafts_and_ends(visit: Visit, cast: Cast, session: Session) -> None:
    make.kept_reflection(session, cast.maren, body="Kept words", title="<b>Quiet</b>")
    read = make.shared_reflection(session, cast.maren, body="Shared words")
    services.mark_read(read, viewer_of(session, cast.ruth))
    make.withdrawn_reflection(session, cast.maren, body="Words taken back")
    make.draft_reflection(session, cast.maren, body="Half a sentence")
    make.kept_reflection(session, cast.idris, body="Somebody else’s")
    session.commit()

    page = visit(cast.maren).get("/my/reflections").text

    parts = ["Half a sentence", "Words taken back", "Shared words", "&lt;b&gt;Quiet"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)
    assert "You and Ruth" in page
    assert "Read: Today" in page
    assert "Taken back: Today" in page
    assert "Somebody else" not in page
    assert "That is everything you have written here." in page


def test_an_empty_list_says_so(visit: Visit, cast: Cast) -> None:
    page = visit(cast.maren).get("/my/reflections").text

    assert "Nothing is written here yet." in page


def test_a_long_list_goes_on_and_shows_everything_once(
    visit: Visit, cast: Cast, session: Session
) -> None:
    today = clock.now()
    for number in range(queries.PAGE + 3):
        one = make.kept_reflection(session, cast.maren, title=f"No. {number:03}")
        one.changed_at = today - timedelta(days=number // 7)  # seven at one moment
    session.commit()
    visitor = visit(cast.maren)

    first = visitor.get("/my/reflections").text
    link = first.split('href="/my/reflections?before=')[1].split('"')[0]
    second = visitor.get(f"/my/reflections?before={link}").text

    shown = [first.count(f"No. {n:03}") + second.count(f"No. {n:03}") for n in range(53)]
    assert shown == [1] * 53
    assert "everything you have written" not in first
    assert "everything you have written" in second


def test_somebody_elses_place_in_the_list_is_no_place(
    visit: Visit, cast: Cast, session: Session
) -> None:
    foreign = make.stored(session, make.kept_reflection(session, cast.idris))

    answers = [
        visit(cast.maren).get(f"/my/reflections?before={before}") for before in (foreign, "odd")
    ]

    assert [answer.status_code for answer in answers] == [200, 200]


def opened(session: Session, cast: Cast, reflection: Reflection) -> None:
    """Record that Ruth opened it, as the Door does."""
    record(
        session,
        Happening(
            Kind.REFLECTION_OPENED,
            cast.ruth.practice_id,
            cast.ruth.id,
            cast.maren.id,
            reflection.id,
        ),
    )


def read(session: Session, cast: Cast, reflection: Reflection) -> None:
    """Mark it as read by Ruth."""
    services.mark_read(reflection, viewer_of(session, cast.ruth))


def read_before_an_edit(session: Session, cast: Cast, reflection: Reflection) -> None:
    """Mark it as read by Ruth, and share another version afterwards."""
    read(session, cast, reflection)
    services.save_draft(reflection, Writing.of("Newer."), version=reflection.version)
    services.share(reflection)


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        (None, "Nobody has opened it yet."),
        (opened, "Ruth Okafor opened it on"),
        (read, "by Ruth Okafor."),
        (read_before_an_edit, "That was an earlier version."),
    ],
)
def test_taking_back_tells_first_what_was_read(
    visit: Visit, cast: Cast, session: Session, happened: Any, said: str
) -> None:
    shared = make.shared_reflection(session, cast.maren)
    if happened:
        happened(session, cast, shared)
    url = f"/my/reflections/{make.stored(session, shared)}/withdraw"
    said = said.replace("Ruth Okafor", cast.ruth.name)

    page = visit(cast.maren).get(url)

    assert page.status_code == 200
    assert said in page.text
    assert only(session).state is State.SHARED


def test_what_is_taken_back_is_gone_for_the_practitioner(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = make.stored(session, make.shared_reflection(session, cast.maren))
    client, practitioner = visit(cast.maren), visit(cast.ruth)

    answer = client.post(f"/my/reflections/{shared}/withdraw")

    assert answer.headers["Location"] == f"/my/reflections/{shared}"
    assert practitioner.post(f"/practice/reflections/{shared}/read").status_code == 404
    assert only(session).state is State.WITHDRAWN
    session.rollback()
    assert client.post(f"/my/reflections/{shared}/share").status_code == 303
    assert practitioner.post(f"/practice/reflections/{shared}/read").status_code == 303


def test_newer_words_are_looked_over_before_sharing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    kept = make.kept_reflection(session, cast.maren)
    services.save_draft(kept, Writing.of("Newer."), version=kept.version)
    url = f"/my/reflections/{make.stored(session, kept)}"

    answer = visit(cast.maren).post(f"{url}/share")

    assert answer.headers["Location"] == f"{url}/edit"
    assert only(session).state is State.KEPT


def test_sharing_twice_is_sharing_once(visit: Visit, cast: Cast, session: Session) -> None:
    kept = make.stored(session, make.kept_reflection(session, cast.maren))
    visitor = visit(cast.maren)

    answers = [visitor.post(f"/my/reflections/{kept}/share") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert only(session).shared_number == 1


@pytest.mark.parametrize(("sent", "is_quotable"), [("yes", True), ("", False), ("on", False)])
def test_quoting_is_allowed_only_by_yes(
    visit: Visit, cast: Cast, session: Session, sent: str, is_quotable: bool
) -> None:
    shared = make.stored(session, make.shared_reflection(session, cast.maren, is_quotable=True))

    visit(cast.maren).post(f"/my/reflections/{shared}/quoting", is_quotable=sent)

    assert only(session).is_quotable is is_quotable


def test_marking_as_read_gives_the_receipt(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.stored(session, make.shared_reflection(session, cast.maren))
    visitor = visit(cast.ruth)

    answers = [visitor.post(f"/practice/reflections/{shared}/read") for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/practice/desk"] * 2
    reflection = only(session)
    assert reflection.waits_for is None
    assert reflection.shared
    assert reflection.shared.reader_id == cast.ruth.id


CLIENT_POSTS = ("edit", "share", "withdraw", "quoting")


@pytest.mark.parametrize("page", ["edit", "withdraw"])
@pytest.mark.parametrize("who", ["idris", "noor", "ruth", "tobias", "sena", "joan"])
def test_nobody_else_opens_a_clients_pages(
    visit: Visit, cast: Cast, session: Session, who: str, page: str
) -> None:
    shared = make.stored(session, make.shared_reflection(session, cast.maren))

    answer = visit(cast.everybody()[who]).get(f"/my/reflections/{shared}/{page}")

    assert answer.status_code == 404


@pytest.mark.parametrize("deed", CLIENT_POSTS)
@pytest.mark.parametrize("who", ["idris", "noor", "ruth", "tobias", "sena", "joan"])
def test_nobody_else_changes_a_clients_reflection(
    visit: Visit, cast: Cast, session: Session, who: str, deed: str
) -> None:
    shared = make.shared_reflection(session, cast.maren)
    before, shared_id = shared.version, make.stored(session, shared)

    answer = visit(cast.everybody()[who]).post(
        f"/my/reflections/{shared_id}/{deed}", version=2, body="Not mine", do="share"
    )

    assert answer.status_code == 404
    after = only(session)
    assert (after.state, after.version, after.is_quotable) == (State.SHARED, before, False)


@pytest.mark.parametrize("who", ["maren", "idris", "tobias", "sena", "joan"])
def test_only_the_practitioner_now_in_care_marks_as_read(
    visit: Visit, cast: Cast, session: Session, who: str
) -> None:
    shared = make.stored(session, make.shared_reflection(session, cast.maren))

    answer = visit(cast.everybody()[who]).post(f"/practice/reflections/{shared}/read")

    assert answer.status_code == 404
    assert only(session).waits_for is not None


@pytest.mark.parametrize("state", [make.draft_reflection, make.kept_reflection])
def test_what_was_never_shared_cannot_be_marked_as_read(
    visit: Visit, cast: Cast, session: Session, state: Callable[..., Reflection]
) -> None:
    own = make.stored(session, state(session, cast.maren))

    assert visit(cast.ruth).post(f"/practice/reflections/{own}/read").status_code == 404


@pytest.mark.parametrize("url", ["/my/write", "/my/reflections"])
@pytest.mark.parametrize("who", ["ruth", "joan"])
def test_staff_have_no_sheet(visit: Visit, cast: Cast, who: str, url: str) -> None:
    assert visit(cast.everybody()[who]).get(url).status_code == 403


def test_signed_out_everybody_signs_in_first(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.stored(session, make.shared_reflection(session, cast.maren))
    visitor = visit(None)

    for url in ("/my/write", "/my/reflections", f"/my/reflections/{shared}/edit"):
        answer = visitor.get(url)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")
    kept = visitor.post("/my/reflections", key="k", body="My words")
    assert kept.status_code == 401
    assert "My words" in kept.text


@pytest.mark.parametrize(
    ("url", "method"),
    [
        ("/my/write", "POST"),
        ("/my/reflections/{id}/share", "GET"),
        ("/my/reflections/{id}/quoting", "GET"),
        ("/practice/reflections/{id}/read", "GET"),
    ],
)
def test_the_wrong_method_is_405(
    visit: Visit, cast: Cast, session: Session, url: str, method: str
) -> None:
    shared = make.stored(session, make.shared_reflection(session, cast.maren))
    visitor, where = visit(cast.maren), url.format(id=shared)

    answer = visitor.get(where) if method == "GET" else visitor.post(where)

    assert answer.status_code == 405


def test_an_ended_relationship_ends_reading_at_the_next_click(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = make.shared_reflection(session, cast.maren)
    shared_id = make.stored(session, shared)
    visitor = visit(cast.ruth)
    assert visitor.post(f"/practice/reflections/{shared_id}/read").status_code == 303
    make.end_all_care(session, cast.maren)
    session.commit()

    assert visitor.post(f"/practice/reflections/{shared_id}/read").status_code == 404


def test_a_viewer_without_clients_has_nothing_waiting(session: Session, cast: Cast) -> None:
    make.shared_reflection(session, cast.maren)

    assert queries.waiting(session, Viewer()) == []
    assert len(queries.waiting(session, viewer_of(session, cast.ruth))) == 1
