"""A reflection opened for reading: its versions, whose it is, and when the two meet next (pure)."""

import uuid
from datetime import datetime
from typing import NamedTuple

from portal.accounts.models import User
from portal.reflections.models import Reflection, Revision, State


class Reading(NamedTuple):
    """A reflection as one of the two may open it.

    `revisions` are those that they may open, newest first; a draft has none.
    """

    reflection: Reflection
    revisions: tuple[Revision, ...]
    client: User
    next_appointment_at: datetime | None

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

    def at(self, number: int | None) -> Revision | None:
        """Return the revision with this number, or the newest where none is asked for."""
        asked = (one for one in self.revisions if number is None or one.number == number)
        return next(asked, None)
