"""A reflection opened for reading: its versions, whose it is, and when the two meet next (pure)."""

import uuid
from datetime import datetime
from typing import NamedTuple

from portal.access.reach import Part, Reach
from portal.accounts.models import User
from portal.reflections.models import Reflection, Revision, State


class Reading(NamedTuple):
    """A reflection as one of the two may open it.

    `revisions` are those that they may open, newest first; a draft has none. `noted_at` tells of a
    revision, by its id, when a note was last written on it.
    """

    reflection: Reflection
    revisions: tuple[Revision, ...]
    client: User
    next_appointment_at: datetime | None
    noted_at: dict[uuid.UUID, datetime]

    @property
    def id(self) -> uuid.UUID:
        return self.reflection.id

    @property
    def practice_id(self) -> uuid.UUID:
        return self.reflection.practice_id

    @property
    def client_id(self) -> uuid.UUID:
        return self.reflection.client_id

    @property
    def state(self) -> State:
        return self.reflection.state

    @property
    def last_shared_at(self) -> datetime | None:
        return self.reflection.last_shared_at

    def within(self, reach: Reach | None) -> "Reading":
        """Return what of it a practitioner sees who is in care with the client since then.

        The newest version is there because the client shared it with them; of the older ones,
        those that were, and those with a note that they may read. Without a care relationship,
        as with cover, it is policy alone that says what may be read.
        """
        if reach is None:
            return self
        seen = tuple(one for one in self.revisions if self._is_seen(one, reach))
        return self._replace(revisions=seen)

    def _is_seen(self, revision: Revision, reach: Reach) -> bool:
        return (
            revision.number == self.reflection.shared_number
            or reach.includes(Part.REFLECTIONS, revision.shared_at)
            or reach.includes(Part.ANNOTATIONS, self.noted_at.get(revision.id))
        )

    def at(self, number: int | None) -> Revision | None:
        """Return the revision with this number, or the newest where none is asked for."""
        asked = (one for one in self.revisions if number is None or one.number == number)
        return next(asked, None)
