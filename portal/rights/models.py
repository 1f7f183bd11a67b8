"""Consents: which version of the words, by their hash, was acknowledged when."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from portal.database import Base, ClientOwned, Identified


class Consent(Identified, ClientOwned, Base):
    """One acknowledgement of one version of what this place is and is not."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_client", "practice_id", "client_id"),)

    version: Mapped[int]
    text_sha256: Mapped[str]
    acknowledged_at: Mapped[datetime]
