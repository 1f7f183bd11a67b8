"""The person who asks, as plain facts that are read from the database anew for every request."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from portal.access.entrusted import NOTHING, Entrusted
from portal.access.reach import Reach

CONFIRMED_FOR = timedelta(minutes=5)
"""How long a proof of who is there is enough for what cannot be undone (R15)."""


class Role(StrEnum):
    """What a person is to the practice."""

    CLIENT = "client"
    PRACTITIONER = "practitioner"
    ADMIN = "admin"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Viewer:
    """Facts about who asks.

    `client_ids` are the clients whose files may be opened: a client's own, or those in care with a
    practitioner now. `invited_ids` are clients who have not answered their invitation yet.
    `practitioner_ids` are a client's practitioners. `entrusted` is what somebody who does not
    treat may see for now. `reach` says how far back care sees: by the client's id for a
    practitioner, by the practitioner's for a client. `has_withdrawn`: a client took their consent
    back, and nobody treats them until they give it again.

    The rest is about the sign-in itself: its row, when its owner last proved who they are (never,
    for a token that was just replaced), when they were last seen, when it ends by itself.
    """

    user_id: uuid.UUID | None = None
    practice_id: uuid.UUID | None = None
    role: Role | None = None
    client_ids: frozenset[uuid.UUID] = frozenset()
    invited_ids: frozenset[uuid.UUID] = frozenset()
    practitioner_ids: frozenset[uuid.UUID] = frozenset()
    has_consented: bool = False
    has_withdrawn: bool = False
    has_second_factor: bool = False
    reach: Mapping[uuid.UUID, Reach] = field(default_factory=dict, hash=False)
    entrusted: Entrusted = NOTHING
    device_id: uuid.UUID | None = None
    confirmed_at: datetime | None = None
    seen_at: datetime | None = None
    lasts_until: datetime | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_client(self) -> bool:
        return self.role is Role.CLIENT

    @property
    def is_staff(self) -> bool:
        return self.is_signed_in and not self.is_client

    @property
    def is_practitioner(self) -> bool:
        return self.role is Role.PRACTITIONER

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    def is_confirmed(self, moment: datetime) -> bool:
        """Tell whether the last proof of who is there is young enough at `moment`."""
        return self.confirmed_at is not None and moment - self.confirmed_at <= CONFIRMED_FOR

    @property
    def is_supervisor(self) -> bool:
        return self.role is Role.SUPERVISOR

    def reach_to(self, client_id: uuid.UUID, reflection_id: uuid.UUID) -> Reach | None:
        """Return how far back the viewer sees beside a reflection, as who treats or as cover."""
        return self.reach.get(client_id) or self.entrusted.reach.get(reflection_id)

    @property
    def file_ids(self) -> frozenset[uuid.UUID]:
        """Clients of whom any row may be loaded at all."""
        return self.client_ids | self.invited_ids


NOBODY = Viewer()
