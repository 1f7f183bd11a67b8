"""Recording what a client acknowledges, and that they take it back."""

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import WITHDRAWN, User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.database import session_of
from portal.rights.models import Consent


def give_consent(session: Session, client: User, *, version: int, text_sha256: str) -> None:
    """Record that a client acknowledged a version of the words; once is enough."""
    if client.consent_version >= version:
        return
    consent = Consent(
        practice_id=client.practice_id,
        client_id=client.id,
        version=version,
        text_sha256=text_sha256,
        acknowledged_at=clock.now(),
    )
    session.add(consent)
    client.consent_version = version
    record(
        session,
        Happening(Kind.CONSENT_GIVEN, client.practice_id, client.id, client.id, consent.id),
    )


def withdraw_consent(client: User) -> None:
    """Record that a client takes their consent back: nobody reads, nothing new is kept."""
    if client.consent_version == WITHDRAWN:
        return
    client.consent_version = WITHDRAWN
    session = session_of(client)
    record(
        session,
        Happening(Kind.CONSENT_WITHDRAWN, client.practice_id, client.id, client.id, client.id),
    )
