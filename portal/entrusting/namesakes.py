"""Finding a client by name or address in an emergency, where the asker treats none of them."""

import unicodedata
import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.access.scope import portal_itself
from portal.accounts.queries import active_clients
from portal.vault.sealed import vault_of


def clients_called(session: Session, practice_id: uuid.UUID, called: str) -> Sequence[uuid.UUID]:
    """Return the ids of a practice's clients with exactly this name or address.

    Names are sealed under each client's own key, so all are opened, compared and let go. Somebody
    whose keys were destroyed has no name any more, and is not found.
    """
    wanted = _plain(called)
    if not wanted:
        return []
    with portal_itself(session, "a client is looked for by name in an emergency"):
        clients = active_clients(session, practice_id)
        vault_of(session).prefetch({client.id for client in clients})
        return [
            client.id
            for client in clients
            if client.name and wanted in {_plain(client.name), _plain(client.email)}
        ]


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())
