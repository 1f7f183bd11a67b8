"""What is entrusted for now to somebody who does not treat, as plain facts of a viewer."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal.access.reach import Reach


@dataclass(frozen=True)
class Entrusted:
    """Facts that end by themselves.

    `reflection_ids` were handed over to the viewer as cover, `item_ids` shared with them for
    supervision. `review_ids` are safety reviews of clients for whose practitioner they cover, or
    of which they were told because nobody had looked in time. `reach` says, by the id of what was
    handed over, how far back its giver sees: a cover sees no further. `client_ids` are whose these
    are: their key opens, and nothing else of their file. `emergency_ids` are clients whose file may
    be read, and not written, until `emergency_until`.
    """

    client_ids: frozenset[uuid.UUID] = frozenset()
    reflection_ids: frozenset[uuid.UUID] = frozenset()
    item_ids: frozenset[uuid.UUID] = frozenset()
    review_ids: frozenset[uuid.UUID] = frozenset()
    emergency_ids: frozenset[uuid.UUID] = frozenset()
    emergency_until: datetime | None = None
    reach: Mapping[uuid.UUID, Reach] = field(default_factory=dict, hash=False)

    @property
    def thing_ids(self) -> frozenset[uuid.UUID]:
        """Every single row of a file that the viewer may load and write on."""
        return self.reflection_ids | self.review_ids


NOTHING = Entrusted()
