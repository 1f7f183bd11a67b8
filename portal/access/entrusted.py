"""What is entrusted for now to somebody who does not treat, as plain facts of a viewer."""

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entrusted:
    """Facts that end by themselves.

    `reflection_ids` were handed over to the viewer as cover, `item_ids` shared with them for
    supervision. `client_ids` are whose these are: their key opens, and nothing else of their file.
    `emergency_ids` are clients whose file may be read, and not written, `emergency_until` then.
    """

    client_ids: frozenset[uuid.UUID] = frozenset()
    reflection_ids: frozenset[uuid.UUID] = frozenset()
    item_ids: frozenset[uuid.UUID] = frozenset()
    emergency_ids: frozenset[uuid.UUID] = frozenset()
    emergency_until: datetime | None = None


NOTHING = Entrusted()
