"""Putting mail in the outbox, and sending what is due. Mails say that something is there, no more."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from flask_mailman import EmailMessage
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import portal_itself
from portal.notices import queries
from portal.notices.models import OutgoingMail
from portal.web.logs import log

FIRST_WAIT = timedelta(minutes=1)
GIVE_UP_AFTER = 10  # attempts: the waits double, so the last is more than eight hours after


@dataclass(frozen=True)
class Mail:
    """A mail as words: to whom, about what, and the text."""

    recipient: str
    subject: str
    body: str


def post(session: Session, practice_id: Any, mail: Mail) -> OutgoingMail:
    """Put a mail in the outbox, in the transaction of what caused it."""
    moment = clock.now()
    outgoing = OutgoingMail(
        practice_id=practice_id,
        recipient=mail.recipient,
        subject=mail.subject,
        body=mail.body,
        attempts=0,
        written_at=moment,
        due_at=moment,
    )
    session.add(outgoing)
    return outgoing


def send_due(session: Session) -> int:
    """Send every mail that is due, each in a transaction of its own; return how many went out.

    A mail is marked before it is handed over, so that two consumers never send it twice; if the
    server refuses it, the mark is taken back and it waits for the next attempt.
    """
    sent = 0
    with portal_itself(session, "sending mail"):
        for mail_id in queries.due_ids(session, clock.now()):
            outgoing = queries.claim(session, mail_id, clock.now())
            if outgoing is None:
                session.rollback()
                continue
            outgoing.sent_at = clock.now()
            outgoing.attempts += 1
            words = Mail(outgoing.recipient, outgoing.subject, outgoing.body)
            session.commit()
            sent += _hand_over(session, mail_id, words)
    return sent


def _hand_over(session: Session, mail_id: Any, words: Mail) -> bool:
    try:
        message = EmailMessage(subject=words.subject, body=words.body, to=[words.recipient])
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        message.send()
    except OSError as problem:  # smtplib's errors are OSErrors too
        _wait(session, mail_id, type(problem).__name__)
        return False
    _forget(session, mail_id)
    return True


def _wait(session: Session, mail_id: Any, error: str) -> None:
    outgoing = queries.mail(session, mail_id)
    outgoing.sent_at = None
    outgoing.due_at = clock.now() + FIRST_WAIT * 2 ** (outgoing.attempts - 1)
    if outgoing.attempts >= GIVE_UP_AFTER:
        outgoing.given_up_at = clock.now()
    session.commit()
    log.warning("mail waits", error=error)


def _forget(session: Session, mail_id: Any) -> None:
    outgoing = queries.mail(session, mail_id)
    outgoing.body_sealed = outgoing.recipient_sealed = outgoing.subject_sealed = None
    session.commit()


def mail_settings(url: str) -> dict[str, Any]:
    """Return Flask-Mailman's settings for a MAIL_URL: console:, memory:, smtp://… or smtps://…"""
    parts = urlsplit(url)
    backends = {"console": "console", "memory": "locmem", "smtp": "smtp", "smtps": "smtp"}
    if parts.scheme not in backends:
        raise ValueError("MAIL_URL begins with console:, memory:, smtp:// or smtps://")
    return {
        "MAIL_BACKEND": backends[parts.scheme],
        "MAIL_SERVER": parts.hostname or "localhost",
        "MAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "MAIL_USERNAME": unquote(parts.username or "") or None,
        "MAIL_PASSWORD": unquote(parts.password or "") or None,
        "MAIL_USE_SSL": parts.scheme == "smtps",
        "MAIL_USE_TLS": "starttls" in parts.query,
        "MAIL_TIMEOUT": 10,
        "MAIL_DEFAULT_SENDER": _sender(parts.query, parts.hostname),
    }


def _sender(query: str, host: str | None) -> str:
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name == "from":
            return unquote(value)
    return f"portal@{host or 'localhost'}"


def sender() -> str:
    """Return the address that mails come from."""
    address: str = current_app.config["MAIL_DEFAULT_SENDER"]
    return address
