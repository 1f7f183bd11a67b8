"""Progress reports: a draft with choices, then pages that never change."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.reach import NOWHERE, Reach
from portal.accounts.models import WITHDRAWN, Practice, User
from portal.caseload.models import CareRelationship
from portal.database import Base, ClientOwned, Identified, reference, stored_by_value
from portal.vault.sealed import SealedBlob, SealedBytes, SealedJson
from portal.vault.vault import Owner


class ReportState(StrEnum):
    """A report is written, then finished (its pages exist), then shared with the client."""

    DRAFT = "draft"
    FINISHED = "finished"
    SHARED = "shared"


class Report(Identified, ClientOwned, Base):
    """One progress report of a client over a period (both days belong to it).

    `choices` are the draft's sections, passages and narrative (see choices.py). `snapshot` is the
    composed document, `pdf` its pages, `sha256` their hash in hexadecimal. `version` grows with
    every save of the draft. `seen_at` is when the client said that they had read it.
    """

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_client", "practice_id", "client_id", "state"),)

    author_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    state: Mapped[ReportState] = mapped_column(stored_by_value(ReportState))
    period_start: Mapped[date]
    period_end: Mapped[date]
    choices_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    choices = SealedJson()
    snapshot_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    snapshot = SealedJson()
    pdf_sealed: Mapped[bytes | None] = mapped_column(SealedBytes, deferred=True)
    pdf = SealedBlob()
    sha256: Mapped[str | None]
    version: Mapped[int]
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    shared_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    practice: Mapped[Practice] = relationship(foreign_keys="Report.practice_id")
    client: Mapped[User] = relationship(foreign_keys="Report.client_id")
    author: Mapped[User] = relationship(foreign_keys="Report.author_id")
    care: Mapped[CareRelationship | None] = relationship(
        primaryjoin="and_(foreign(CareRelationship.client_id) == Report.client_id, "
        "foreign(CareRelationship.practitioner_id) == Report.author_id, "
        "CareRelationship.started_at.is_not(None), CareRelationship.ended_at.is_(None))",
        viewonly=True,
        uselist=False,
    )

    @property
    def reach(self) -> Reach:
        """How far back its author sees: nowhere once their care has ended."""
        return NOWHERE if self.care is None else self.care.reach

    @property
    def may_go_on(self) -> bool:
        """Tell whether its author treats the client still, and with their consent."""
        return self.care is not None and self.client.consent_version != WITHDRAWN

    @property
    def reference(self) -> str:
        """A short name for people: the last eight digits of the id."""
        return self.id.hex[-8:].upper()

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)
