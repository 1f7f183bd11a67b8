"""What somebody has beside a password. Rows of one account, found before anybody is signed in.

They are sealed under the practice's key, not a client's: a sign-in must open them while it is not
known yet who asks, and no key of a client is opened for nobody.
"""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, Identified, PracticeOwned, reference
from portal.vault.sealed import SealedBlob, SealedBytes, SealedText
from portal.vault.vault import Owner


class Authenticator(Identified, PracticeOwned, Base):
    """An authenticator app. Until its owner has shown one code of it, it is not kept."""

    __tablename__ = "authenticator"
    __table_args__ = (UniqueConstraint("user_id", "is_kept"),)

    user_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    seed_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    seed = SealedBlob()
    is_kept: Mapped[bool]
    last_step: Mapped[int] = mapped_column(BigInteger)  # a code of this step or before is refused
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id)


class Passkey(Identified, PracticeOwned, Base):
    """A passkey: the public half of a key that stays in somebody's device."""

    __tablename__ = "passkey"

    user_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    name = SealedText()
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id)


class RecoveryCode(Identified, PracticeOwned, Base):
    """A code on paper that works once. Only its hash is kept; the code has 120 random bits."""

    __tablename__ = "recovery_code"

    user_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    used_at: Mapped[datetime | None]
