"""A practice's statement that it uses a questionnaire for no profit, as its licence asks."""

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, Identified, PracticeOwned, reference


class LicenceStatement(Identified, PracticeOwned, Base):
    """What was stated, by whom and when, for one licence and one version of a questionnaire.

    It holds for these alone: when either changes, the practice is asked again. Rows are never
    changed but for being taken back.
    """

    __tablename__ = "licence_statement"
    __table_args__ = (Index("ix_licence_statement_slug", "practice_id", "slug", "taken_back_at"),)

    slug: Mapped[str]
    version: Mapped[str]
    licence_id: Mapped[str]
    words: Mapped[str]
    stated_by_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    stated_at: Mapped[datetime]
    taken_back_by_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))
    taken_back_at: Mapped[datetime | None]
