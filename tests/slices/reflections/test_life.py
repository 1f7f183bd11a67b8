"""The life of a reflection, move by move; every move that is wrong is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.reflections import queries, services
from portal.reflections.models import Draft, Intent, Reflection, Revision, State, Waiting
from portal.reflections.services import StaleDraft, WrongMove
from portal.reflections.words import NothingWritten, UnreadableText
from portal.reflections.writing import Unacceptable, Writing
from tests import factories as make
from tests.cast import Cast, viewer_of

FRESH = {
    "draft": make.draft_reflection,
    "kept": make.kept_reflection,
    "shared": make.shared_reflection,
    "withdrawn": make.withdrawn_reflection,
}


def in_state(session: Session, cast: Cast, state: str) -> Reflection:
    """Return a reflection of Maren's in a state; "shared+" and the like have a newer draft too."""
    reflection = FRESH[state.rstrip("+")](session, cast.maren)
    if state.endswith("+"):
        services.save_draft(reflection, Writing.of("New words."), version=reflection.version)
        session.flush()
    return reflection


def kinds(session: Session, reflection: Reflection) -> list[Kind]:
    """Return what was recorded about it, in order."""
    return [
        Kind(kind)
        for kind in session.scalars(
            select(AuditEvent.kind)
            .where(AuditEvent.subject_id == reflection.id)
            .order_by(AuditEvent.sequence)
        )
    ]


STATES = ("draft", "kept", "kept+", "shared", "shared+", "withdrawn", "withdrawn+")
MOVES: dict[str, tuple[Callable[[Reflection, Any], Any], dict[str, str]]] = {
    "keep": (
        lambda reflection, reader: services.keep(reflection),
        {"draft": "kept", "kept+": "kept", "withdrawn+": "withdrawn"},
    ),
    "share": (
        lambda reflection, reader: services.share(reflection),
        {
            "draft": "shared",
            "kept": "shared",
            "kept+": "shared",
            "shared+": "shared",
            "withdrawn": "shared",
            "withdrawn+": "shared",
        },
    ),
    "withdraw": (
        lambda reflection, reader: services.withdraw(reflection),
        {"shared": "withdrawn", "shared+": "withdrawn"},
    ),
    "discard": (
        lambda reflection, reader: services.discard_draft(reflection, version=reflection.version),
        {"draft": "gone", "kept+": "kept", "shared+": "shared", "withdrawn+": "withdrawn"},
    ),
    "mark read": (services.mark_read, {"shared": "shared", "shared+": "shared"}),
    "answer": (services.answered, {"shared": "shared", "shared+": "shared"}),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("move", MOVES)
def test_each_move_leads_on_or_is_refused(
    session: Session, cast: Cast, state: str, move: str
) -> None:
    reflection = in_state(session, cast, state)
    act, leads_to = MOVES[move]
    reader = viewer_of(session, cast.ruth)

    if state not in leads_to:
        with pytest.raises(WrongMove):
            act(reflection, reader)
        return
    act(reflection, reader)
    session.flush()

    found = queries.find_reflection(session, reflection.id)
    assert (found.state.value if found else "gone") == leads_to[state]


def test_sharing_a_draft_makes_its_first_revision_and_waits_to_be_read(
    session: Session, cast: Cast
) -> None:
    reflection = make.shared_reflection(session, cast.maren, mood=4, tags=["sea"], title="Tide")
    session.expire_all()

    found = queries.find_reflection(session, reflection.id)
    assert found
    assert found.shared
    assert found.latest is found.shared
    assert (found.shared.number, found.shared.title, found.shared.mood) == (1, "Tide", 4)
    assert found.shared.body == make.BODY
    assert found.shared.tags == ["sea"]
    assert found.waits_for is Waiting.READING
    assert found.waits_since == found.shared_at == found.last_word_at == found.shared.shared_at
    assert queries.draft_of(session, reflection.id) is None
    assert kinds(session, reflection) == [Kind.REFLECTION_SHARED]


def test_sharing_kept_words_makes_no_second_revision(session: Session, cast: Cast) -> None:
    reflection = make.kept_reflection(session, cast.maren)

    services.share(reflection)

    assert (reflection.latest_number, reflection.shared_number) == (1, 1)
    assert kinds(session, reflection) == [Kind.REFLECTION_KEPT, Kind.REFLECTION_SHARED]


def test_an_edit_of_shared_words_is_the_clients_alone_until_it_is_shared(
    session: Session, cast: Cast
) -> None:
    reflection = make.shared_reflection(session, cast.maren)
    services.mark_read(reflection, viewer_of(session, cast.ruth))
    first_shared_at = reflection.shared_at
    services.save_draft(
        reflection, Writing.of("Not yet.", intent=Intent.REPLY), version=reflection.version
    )
    session.flush()

    assert reflection.shared
    assert reflection.shared.body == make.BODY
    assert (reflection.intent, reflection.waits_for) == (Intent.JUST_WRITE, None)
    services.share(reflection)
    assert reflection.shared.body == "Not yet."
    assert (reflection.shared_number, reflection.intent) == (2, Intent.REPLY)
    assert reflection.waits_for is Waiting.READING
    assert reflection.shared_at == first_shared_at
    assert kinds(session, reflection)[-1] is Kind.REFLECTION_EDITED
    old = queries.revision(session, reflection.id, 1)
    assert old
    assert old.body == make.BODY
    assert old.read_at


def test_sharing_an_edit_without_a_new_word_does_not_wait_again(
    session: Session, cast: Cast
) -> None:
    reflection = make.shared_reflection(session, cast.maren)
    services.mark_read(reflection, viewer_of(session, cast.ruth))

    services.save_draft(
        reflection, Writing.of(make.BODY, is_quotable=True), version=reflection.version
    )
    services.share(reflection)

    assert (reflection.latest_number, reflection.waits_for) == (1, None)
    assert reflection.is_quotable


def test_the_heard_receipt_is_given_once_and_by_the_first_reader(
    session: Session, cast: Cast
) -> None:
    reflection = make.shared_reflection(session, cast.maren)

    services.mark_read(reflection, viewer_of(session, cast.ruth))
    first = reflection.shared and reflection.shared.read_at
    services.answered(reflection, viewer_of(session, cast.ruth))

    assert reflection.shared
    assert reflection.shared.read_at == first
    assert reflection.shared.reader_id == cast.ruth.id
    assert (reflection.waits_for, reflection.waits_since) == (None, None)
    reading = queries.last_reading(session, reflection.id)
    assert reading
    assert (reading[0].number, reading[1].id) == (1, cast.ruth.id)


def test_a_clients_reply_waits_unless_it_waits_already(session: Session, cast: Cast) -> None:
    reflection = make.shared_reflection(session, cast.maren)

    services.client_replied(reflection)
    assert reflection.waits_for is Waiting.READING
    services.answered(reflection, viewer_of(session, cast.ruth))
    services.client_replied(reflection)
    assert reflection.waits_for is Waiting.REPLY
    services.withdraw(reflection)
    services.client_replied(reflection)
    assert reflection.waits_for is None


def test_the_same_key_begins_one_reflection(session: Session, cast: Cast) -> None:
    for body in ("One", "One two", "One two three"):
        begun = make.draft_reflection(session, cast.maren, body=body, key="same")

    assert session.scalar(select(func.count()).select_from(Reflection)) == 1
    assert session.scalars(select(Draft)).one().body == "One two three"
    assert begun.version == 1


def test_the_same_key_of_two_clients_begins_two(session: Session, cast: Cast) -> None:
    make.draft_reflection(session, cast.maren, key="same")
    make.draft_reflection(session, cast.idris, key="same")

    assert session.scalar(select(func.count()).select_from(Reflection)) == 2


def test_a_form_sent_again_after_sharing_changes_nothing(session: Session, cast: Cast) -> None:
    reflection = make.shared_reflection(session, cast.maren, key="same")

    again = make.draft_reflection(session, cast.maren, key="same")

    assert again is reflection
    assert session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("state", ["kept", "shared", "withdrawn+"])
def test_a_form_sent_again_with_other_words_is_stale_once_it_went_on(
    session: Session, cast: Cast, state: str
) -> None:
    reflection = in_state(session, cast, state)

    with pytest.raises(StaleDraft) as stale:
        make.draft_reflection(session, cast.maren, key=reflection.once, body="Something else.")

    assert stale.value.reflection is reflection


def test_a_save_from_an_older_version_is_stale(session: Session, cast: Cast) -> None:
    reflection = make.draft_reflection(session, cast.maren)
    services.save_draft(reflection, Writing.of("Tab one"), version=1)
    session.flush()

    with pytest.raises(StaleDraft):
        services.save_draft(reflection, Writing.of("Tab two"), version=1)

    draft = queries.draft_of(session, reflection.id)
    assert draft
    assert draft.body == "Tab one"


@pytest.mark.parametrize("then", [services.keep, services.share])
def test_a_save_from_before_keeping_or_sharing_is_stale(
    session: Session, cast: Cast, then: Callable[[Reflection], None]
) -> None:
    reflection = make.draft_reflection(session, cast.maren)
    then(reflection)
    session.flush()

    with pytest.raises(StaleDraft):
        services.save_draft(reflection, Writing.of("An old tab"), version=1)


@pytest.mark.parametrize("move", [services.keep, services.share])
def test_nothing_written_is_neither_kept_nor_shared(
    session: Session, cast: Cast, move: Callable[[Reflection], None]
) -> None:
    reflection = make.draft_reflection(session, cast.maren, body=" \n\t ")

    with pytest.raises(NothingWritten):
        move(reflection)


def test_refusing_to_be_quoted_reaches_the_open_draft(session: Session, cast: Cast) -> None:
    reflection = make.shared_reflection(session, cast.maren, is_quotable=True)
    again = Writing.of("More.", is_quotable=True)
    services.save_draft(reflection, again, version=reflection.version)
    session.flush()

    services.set_quotable(reflection, is_quotable=False)
    services.share(reflection)

    assert reflection.is_quotable is False
    assert Kind.QUOTING_CHANGED in kinds(session, reflection)


def test_words_are_stored_in_one_form(session: Session, cast: Cast) -> None:
    reflection = make.shared_reflection(
        session,
        cast.maren,
        body="Cafe\u0301\r\nwith  Noor\rafter ",
        title=" One\nline ",
        tags=[" the  sea", "The sea", "", "Zoe\u0308"],
    )
    session.expire_all()

    words = session.scalars(select(Revision)).one()
    assert words.body == "Café\nwith  Noor\nafter "
    assert words.title == "One line"
    assert words.tags == ["the sea", "Zoë"]
    assert reflection.state is State.SHARED


@pytest.mark.parametrize(
    "odd",
    [
        {"body": "a" * 50_001},
        {"title": "a" * 201},
        {"mood": 11},
        {"mood": -1},
        {"tags": [str(number) for number in range(13)]},
        {"tags": ["a" * 41]},
    ],
)
def test_writing_beyond_the_limits_is_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(Unacceptable):
        Writing.of(odd.pop("body", "Words"), **odd)


@pytest.mark.parametrize("body", ["a\x00b", "\ud83d alone", "alone \udc00"])
def test_unreadable_writing_is_refused(body: str) -> None:
    with pytest.raises(UnreadableText):
        Writing.of(body)


def test_fifty_thousand_code_points_are_kept_whole(session: Session, cast: Cast) -> None:
    body = "𝄞é" * 25_000

    make.kept_reflection(session, cast.maren, body=body)
    session.expire_all()

    assert session.scalars(select(Revision)).one().body == body
