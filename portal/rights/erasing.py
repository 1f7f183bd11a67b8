"""Erasing a client: their keys are destroyed, and with them every word, here and in backups.

What stays is what says nothing: ids, states, moments, and the audit record of it all. There is no
way back, so only the command line does it, after it has asked.
"""

import uuid
from contextlib import closing
from typing import Any

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Role
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record_all
from portal.caseload.models import Appointment, ClientSummary
from portal.database import Base
from portal.notices.queries import waiting as waiting_mails
from portal.rights.queries import files_that_waited_for
from portal.vault.sealed import vault_of

NOWHERE = "erased.invalid"
"""RFC 2606: no mail ever reaches it, and nobody types it."""


class NotAClient(Exception):
    """Only a client has a file of their own to erase."""


def erase(session: Session, client: User, *, actor_id: uuid.UUID | None) -> None:
    """Destroy both keys of a client, their way in and what points to them. Raises NotAClient."""
    if client.role is not Role.CLIENT:
        raise NotAClient
    for waiting in files_that_waited_for(session, client):  # they bear the name and the address
        erase(session, waiting, actor_id=actor_id)
    _destroy_mails(session, client)
    vault_of(session).destroy_file(client.id)
    _close_account(session, client)
    _end_relationships(session, client.id)
    session.execute(delete(ClientSummary).where(ClientSummary.client_id == client.id))
    session.execute(
        delete(Appointment).where(
            Appointment.client_id == client.id, Appointment.starts_at >= clock.now()
        )
    )
    chains = (client.id, None)  # in the client's chain, and in the practice's
    record_all(
        session,
        [
            Happening(Kind.CLIENT_ERASED, client.practice_id, actor_id, chain, client.id)
            for chain in chains
        ],
    )
    session.flush()


def forget_freed_pages(session: Session) -> None:
    """Have the database overwrite what it still holds of former rows. Outside a transaction."""
    engine = session.get_bind().engine
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:  # SQLAlchemy would say BEGIN before
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM client_key"))


def _destroy_mails(session: Session, client: User) -> None:
    """Empty the mails that wait for this address; they are sealed, so each is opened."""
    for mail in waiting_mails(session, client.practice_id):
        if mail.recipient == client.email:
            mail.given_up_at = clock.now()
            mail.body_sealed = mail.recipient_sealed = mail.subject_sealed = None


def _close_account(session: Session, client: User) -> None:
    """Take away every way in: nobody signs in, nobody is signed in, the address is free again."""
    client.active, client.password = False, None
    client.fs_uniquifier = uuid.uuid4().hex
    client.email = f"{client.id.hex}@{NOWHERE}"
    session.flush()
    for model in _with("user_id"):
        session.execute(delete(model).where(model.user_id == client.id))


def _end_relationships(session: Session, client_id: uuid.UUID) -> None:
    for model in _with("client_id", "ended_at"):
        session.execute(
            update(model)
            .where(model.client_id == client_id, model.ended_at.is_(None))
            .values(ended_at=clock.now())
        )


def _with(*columns: str) -> list[Any]:
    """Return the models that have these columns, a new slice's included."""
    return [
        mapper.class_
        for mapper in Base.registry.mappers
        if all(name in mapper.columns for name in columns)
    ]
