"""A sign-in as a row that can be ended: the browser holds a token, the row only its hash."""

import uuid
from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.access.viewer import Role
from portal.database import Base, Identified, PracticeOwned, reference, stored_by_value
from portal.vault.sealed import SealedBytes, SealedText
from portal.vault.vault import Owner


class DeviceSession(Identified, PracticeOwned, Base):
    """One sign-in on one device.

    `file_id` is its owner where that is a client: the label is sealed with the client's file.
    `role` is what the owner was then: whoever becomes something else signs in anew.
    `former_hash` is of the token before the last proof: what was on its way then still arrives.
    """

    __tablename__ = "device_session"

    user_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"), index=True)
    file_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))
    role: Mapped[Role] = mapped_column(stored_by_value(Role))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    former_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    label_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    label = SealedText()
    signed_in_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.file_id)
