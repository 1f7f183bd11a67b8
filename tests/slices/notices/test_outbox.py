"""The outbox: mail survives a server that is down, goes out once, and is forgotten afterwards."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from portal import clock
from portal.notices.models import OutgoingMail
from portal.notices.services import GIVE_UP_AFTER, Mail, mail_settings, post, send_due
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


class Letterbox(Message):
    """An SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[tuple[str, str, str]] = []

    def handle_message(self, message: object) -> None:
        to, subject = str(message["To"]), str(message["Subject"])  # type: ignore[index]
        words = message.get_payload(decode=True).decode()  # type: ignore[attr-defined]
        self.received.append((to, subject, words))


@pytest.fixture
def letterbox(app: Flask) -> Iterator[Letterbox]:
    """A real SMTP server on loopback, which the portal sends to."""
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    send_to(app, controller.port)
    yield box
    controller.stop(no_assert=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send_to(app: Flask, port: int) -> None:
    """Have the portal send its mail to a port on loopback."""
    mailman = app.extensions["mailman"]
    mailman.backend, mailman.server, mailman.port = "smtp", "127.0.0.1", port


def posted(session: Session, cast: Cast, words: str = "Something is here.") -> None:
    """Put one mail into the outbox."""
    post(session, cast.ruth.practice_id, Mail("maren@example.org", "A message", words))
    session.commit()


def test_a_mail_goes_out_over_smtp_once(letterbox: Letterbox, session: Session, cast: Cast) -> None:
    posted(session, cast)

    first, second = send_due(session), send_due(session)

    assert (first, second) == (1, 0)
    assert letterbox.received == [("maren@example.org", "A message", "Something is here.\r\n")]


def test_a_mail_waits_while_the_server_is_down_and_goes_out_later(
    app: Flask, session: Session, cast: Cast, letterbox: Letterbox
) -> None:
    up = app.extensions["mailman"].port
    send_to(app, _free_port())
    posted(session, cast)

    assert send_due(session) == 0
    send_to(app, up)
    assert send_due(session) == 0, "it waits a minute before the next attempt"
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        assert send_due(session) == 1

    assert len(letterbox.received) == 1


def test_the_waits_double_and_end(app: Flask, session: Session, cast: Cast) -> None:
    send_to(app, _free_port())
    posted(session, cast)
    began = clock.now()
    waits = []
    for _attempt in range(GIVE_UP_AFTER):
        mail = session.scalars(select(OutgoingMail)).one()
        with time_machine.travel(mail.due_at, tick=False):
            assert send_due(session) == 0
        session.refresh(mail)
        waits.append(mail.due_at)

    assert mail.given_up_at is not None
    assert mail.attempts == GIVE_UP_AFTER
    assert mail.given_up_at - began > timedelta(hours=8)
    assert mail.body_sealed is None
    gaps = [later - earlier for earlier, later in pairwise(waits)]
    assert gaps == sorted(gaps)
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert send_due(session) == 0


def test_a_mail_that_went_out_is_forgotten(
    letterbox: Letterbox, session: Session, cast: Cast
) -> None:
    posted(session, cast)
    send_due(session)

    kept = session.scalars(select(OutgoingMail)).one()

    assert kept.sent_at is not None
    assert (kept.recipient_sealed, kept.subject_sealed, kept.body_sealed) == (None, None, None)


def test_a_waiting_mail_is_sealed(session: Session, cast: Cast) -> None:
    posted(session, cast, words="a word that nobody else would choose")

    row = session.execute(
        text("SELECT recipient_sealed, body_sealed FROM outgoing_mail"),
        execution_options={"reason": "looking at what is stored"},
    ).one()

    assert b"maren" not in bytes(row[0])
    assert b"nobody else" not in bytes(row[1])


def test_an_address_that_no_server_takes_does_not_hold_up_the_others(
    letterbox: Letterbox, session: Session, cast: Cast
) -> None:
    post(session, cast.ruth.practice_id, Mail("not an\naddress", "A message", "words"))
    posted(session, cast)

    assert send_due(session) == 1
    assert [to for to, _, _ in letterbox.received] == ["maren@example.org"]


def test_a_request_that_posts_mail_has_it_sent_by_the_queue(
    app: Flask, visit: Visit, cast: Cast
) -> None:
    visit(None).post("/forgotten", email=cast.maren.email)

    huey = app.extensions["huey"]
    assert len(huey) == 1
    assert huey.execute(huey.dequeue()) == 1


def test_a_request_that_posts_none_wakes_nobody(app: Flask, visit: Visit, cast: Cast) -> None:
    visit(cast.maren)
    visit(None).post("/forgotten", email="nobody@example.org")

    assert len(app.extensions["huey"]) == 0


def test_a_queue_that_is_away_costs_nothing(
    app: Flask, visit: Visit, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*arguments: object, **more: object) -> None:
        raise OSError("the queue's file is on a full disk")

    monkeypatch.setattr(app.extensions["huey"].storage, "enqueue", away)

    answer = visit(None).post("/forgotten", email=cast.maren.email)

    assert answer.status_code == 303
    assert send_due(session) == 1, "the periodic task finds it"


@pytest.mark.parametrize(
    ("url", "server", "port", "ssl", "tls", "sender"),
    [
        (
            "smtp://mail.example.org",
            "mail.example.org",
            25,
            False,
            False,
            "portal@mail.example.org",
        ),
        ("smtps://u%40x:p%2F@mail.example.org", "mail.example.org", 465, True, False, None),
        ("smtp://mail.example.org:587?starttls", "mail.example.org", 587, False, True, None),
        (
            "smtp://localhost?from=notes%40example.org",
            "localhost",
            25,
            False,
            False,
            "notes@example.org",
        ),
        ("console:", "localhost", 25, False, False, "portal@localhost"),
    ],
)
def test_an_address_of_a_mail_server_is_understood(
    url: str, server: str, port: int, ssl: bool, tls: bool, sender: str | None
) -> None:
    told = mail_settings(url)

    assert (told["MAIL_SERVER"], told["MAIL_PORT"]) == (server, port)
    assert (told["MAIL_USE_SSL"], told["MAIL_USE_TLS"]) == (ssl, tls)
    assert sender is None or told["MAIL_DEFAULT_SENDER"] == sender


def test_names_and_passwords_of_a_mail_server_may_hold_any_character() -> None:
    told = mail_settings("smtps://u%40x:p%2F@mail.example.org")

    assert (told["MAIL_USERNAME"], told["MAIL_PASSWORD"]) == ("u@x", "p/")


def test_an_unknown_kind_of_mail_server_is_refused_with_the_remedy() -> None:
    with pytest.raises(ValueError, match="MAIL_URL begins with"):
        mail_settings("pigeon://loft")


def test_a_mail_that_does_not_open_does_not_hold_up_the_others(
    letterbox: Letterbox, session: Session, cast: Cast
) -> None:
    posted(session, cast)
    session.execute(update(OutgoingMail).values(body_sealed=b"\x01" + b"?" * 40))
    session.commit()
    posted(session, cast, words="This one opens.")

    assert send_due(session) == 1
    assert [words for _, _, words in letterbox.received] == ["This one opens.\r\n"]
