"""Putting mail in the outbox, and sending what is due. Mails say that something is there."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from email.errors import MessageError
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import render_template
from flask_mailman import EmailMessage
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import portal_itself
from portal.notices import queries
from portal.notices.models import OutgoingMail
from portal.vault.keyring import Tampered
from portal.vault.vault import KeyMissing
from portal.web.logs import log

FIRST_WAIT = timedelta(minutes=1)
GIVE_UP_AFTER = 10  # attempts: the waits double, so the last is more than eight hours after


@dataclass(frozen=True)
class Mail:
    """A mail as words: to whom, about what, and the text."""

    recipient: str
    subject: str
    body: str


def post(session: Session, practice_id: uuid.UUID, mail: Mail) -> OutgoingMail:
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
    session.info["posted"] = True
    return outgoing


def post_words(
    session: Session, practice_id: uuid.UUID, recipient: str, template: str, **values: Any
) -> OutgoingMail:
    """Write a mail from a template and put it in the outbox. `values` hold links, never words."""
    subject = render_template("notices/subject.txt").strip()
    words = render_template(template, **values)
    return post(session, practice_id, Mail(recipient, subject, words))


def was_posted(session: Session) -> bool:
    """Tell once whether a mail was posted in this session since it was last asked."""
    return bool(session.info.pop("posted", False))


def send_due(session: Session) -> int:
    """Send every mail that is due, each in a transaction of its own; return how many went out.

    A mail is put off before it is handed over: two consumers never send it twice, and one that is
    killed half-way leaves it to the next attempt.
    """
    sent = 0
    with portal_itself(session, "sending mail"):
        for mail_id in queries.due_ids(session, clock.now()):
            outgoing = queries.claim(session, mail_id, clock.now())
            if outgoing is None:
                session.rollback()
                continue
            _put_off(outgoing)
            words = _words_of(outgoing)
            session.commit()
            sent += _hand_over(session, mail_id, words)
    return sent


def _put_off(outgoing: OutgoingMail) -> None:
    outgoing.due_at = clock.now() + FIRST_WAIT * 2**outgoing.attempts
    outgoing.attempts += 1


def _words_of(outgoing: OutgoingMail) -> Mail | None:
    """Return the words of a mail; one whose words do not open keeps no other waiting."""
    try:
        return Mail(outgoing.recipient, outgoing.subject, outgoing.body)
    except (Tampered, KeyMissing) as problem:
        log.error("mail does not open", error=type(problem).__name__)
        return None


def _hand_over(session: Session, mail_id: uuid.UUID, words: Mail | None) -> bool:
    went_out = words is not None and _goes_out(words)
    outgoing = queries.mail(session, mail_id)
    if went_out:
        outgoing.sent_at = clock.now()
    elif outgoing.attempts >= GIVE_UP_AFTER:
        outgoing.given_up_at = clock.now()
    if outgoing.sent_at or outgoing.given_up_at:
        outgoing.body_sealed = outgoing.recipient_sealed = outgoing.subject_sealed = None
    session.commit()
    return went_out


def _goes_out(words: Mail) -> bool:
    message = EmailMessage(subject=words.subject, body=words.body, to=[words.recipient])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        message.message()  # what cannot be a mail shows before anybody is called
        message.send()
    except (OSError, ValueError, MessageError) as problem:  # smtplib's errors are OSErrors too
        log.warning("mail waits", error=type(problem).__name__)
        return False
    return True


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
