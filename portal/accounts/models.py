"""A practice, its people, and the invitations that bring them in."""

import uuid
from datetime import datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.access.viewer import Role, Viewer
from portal.accounts import passwords
from portal.database import Base, Identified, PracticeOwned, reference, stored_by_value
from portal.vault.sealed import Findable, SealedBytes, SealedOptionalText, SealedText
from portal.vault.vault import Owner


class Practice(Identified, Base):
    """The practice that runs the portal."""

    __tablename__ = "practice"

    name_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    name = SealedText()
    address_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    address = SealedOptionalText()
    created_at: Mapped[datetime]

    def sealing_owner(self) -> Owner:
        return Owner(self.id)


WITHDRAWN = -1
"""The consent version of a client who took their consent back; 0 is one who never gave any."""


class User(Identified, PracticeOwned, UserMixin, Base):  # type: ignore[misc]
    """A person with an account. Until the invitation is accepted there is no password.

    Nor is there an address until then: `email` is a word that is none, so that somebody can be
    invited without a look at who has an account.
    """

    __tablename__ = "user"

    role: Mapped[Role] = mapped_column(stored_by_value(Role))
    email: Mapped[str] = mapped_column(Findable("user.email"), unique=True)
    password: Mapped[str | None]
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    name_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    name = SealedText()
    credentials_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    credentials = SealedOptionalText()
    consent_version: Mapped[int]
    created_at: Mapped[datetime]
    factors_declined_at: Mapped[datetime | None]

    roles: list[Any] = []  # noqa: RUF012 (Flask-Security asks; access/policy.py decides)

    def __init__(self, **values: Any) -> None:
        values.setdefault("fs_uniquifier", uuid.uuid4().hex)
        values.setdefault("consent_version", 0)
        super().__init__(**values)
        if values.get("email") is None:
            self.has_no_address()

    @property
    def client_id(self) -> uuid.UUID:
        """A client's file is named by the client's own id."""
        return self.id

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.id if self.role is Role.CLIENT else None)

    def has_no_address(self) -> None:
        """Leave the address to somebody else: nobody can write the word that stands for none."""
        self.email = f"none of {self.id}"

    def as_owner(self) -> Viewer:
        """Return the viewer who may open this account's own file, for a link that proves them."""
        own = frozenset({self.id} if self.role is Role.CLIENT else ())
        return Viewer(self.id, self.practice_id, self.role, client_ids=own)

    def verify_and_update_password(self, password: str) -> bool:
        """Check a password while no transaction is open: hashing must not hold up writers."""
        return passwords.verify_outside_transaction(self, password)


class Invitation(Identified, PracticeOwned, Base):
    """A single-use way in for one address, and for one care relationship where it is a client.

    Whether somebody has that address already is asked when it is accepted, never before.
    It is found by the hash of its token. The token itself is kept sealed while the invitation is
    open, so that whoever invites can copy the link again; closing the invitation destroys it.
    """

    __tablename__ = "invitation"

    user_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"), index=True)
    author_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    care_relationship_id: Mapped[uuid.UUID | None] = mapped_column(
        reference("care_relationship.id")
    )
    email: Mapped[str] = mapped_column(Findable("user.email"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    token_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    token = SealedOptionalText()
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]

    def is_open(self, moment: datetime) -> bool:
        """Tell whether the invitation can still be accepted at `moment`."""
        return self.used_at is None and self.voided_at is None and moment < self.expires_at

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id)
