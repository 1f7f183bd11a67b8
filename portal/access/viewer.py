"""The person who asks, as plain facts that are read from the database anew for every request."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from portal.access.entrusted import NOTHING, Entrusted


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
    treat may see for now.
    """

    user_id: uuid.UUID | None = None
    practice_id: uuid.UUID | None = None
    role: Role | None = None
    client_ids: frozenset[uuid.UUID] = frozenset()
    invited_ids: frozenset[uuid.UUID] = frozenset()
    practitioner_ids: frozenset[uuid.UUID] = frozenset()
    has_consented: bool = False
    entrusted: Entrusted = NOTHING

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_client(self) -> bool:
        return self.role is Role.CLIENT

    @property
    def is_practitioner(self) -> bool:
        return self.role is Role.PRACTITIONER

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_supervisor(self) -> bool:
        return self.role is Role.SUPERVISOR

    @property
    def file_ids(self) -> frozenset[uuid.UUID]:
        """Clients of whom any row may be loaded at all."""
        return self.client_ids | self.invited_ids


NOBODY = Viewer()
