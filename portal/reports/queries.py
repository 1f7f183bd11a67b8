"""Questions about reports: one of them, and the lists of either side."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, defer, joinedload

from portal.access.reach import Part, Reach
from portal.reports.models import Report, ReportState
from portal.vault.sealed import vault_of

ON_ONE_PAGE = 200

WITHOUT_PAGES = (defer(Report.choices_sealed), defer(Report.snapshot_sealed))
"""A list shows when and about whom, never what."""


def find_report(session: Session, report_id: uuid.UUID) -> Report | None:
    """Return a report with its people and practice, whoever asks; the Door decides."""
    return session.scalars(
        select(Report)
        .where(Report.id == report_id)
        .options(
            joinedload(Report.practice),
            joinedload(Report.client),
            joinedload(Report.author),
            joinedload(Report.care),
        )
    ).one_or_none()


def reports_by(session: Session, author_id: uuid.UUID) -> list[Report]:
    """Return the reports that a practitioner wrote on clients in care now, by client's name."""
    reports = session.scalars(
        select(Report)
        .where(Report.author_id == author_id)
        .options(joinedload(Report.client), *WITHOUT_PAGES)
        .order_by(Report.begun_at.desc(), Report.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()
    vault_of(session).prefetch(report.client_id for report in reports)
    return sorted(reports, key=lambda report: report.client.name.casefold())


def reports_of(session: Session, client_id: uuid.UUID, *, author_id: uuid.UUID) -> Sequence[Report]:
    """Return the reports that a practitioner wrote about one client, newest first."""
    return session.scalars(
        select(Report)
        .where(Report.client_id == client_id, Report.author_id == author_id)
        .options(*WITHOUT_PAGES)
        .order_by(Report.begun_at.desc(), Report.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()


def finished_reports_of(
    session: Session, client_id: uuid.UUID, *, author_id: uuid.UUID
) -> Sequence[Report]:
    """Return the reports that somebody finished about one client, newest first."""
    return session.scalars(
        select(Report)
        .where(
            Report.client_id == client_id,
            Report.author_id == author_id,
            Report.state != ReportState.DRAFT,
        )
        .options(*WITHOUT_PAGES)
        .order_by(Report.finished_at.desc(), Report.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()


def find_finished_by(session: Session, report_id: uuid.UUID, author_id: uuid.UUID) -> Report | None:
    """Return a report if this author finished it."""
    return session.scalars(
        select(Report).where(
            Report.id == report_id,
            Report.author_id == author_id,
            Report.state != ReportState.DRAFT,
        )
    ).one_or_none()


def own_and_brought(
    session: Session, client_id: uuid.UUID, reach: Reach, *, reader_id: uuid.UUID
) -> tuple[list[Report], list[Report]]:
    """Return a practitioner's reports about a client, and colleagues' that came along from before.

    Both newest first, and in one statement: the client page has no room for two.
    """
    came_along = and_(
        Report.state == ReportState.SHARED,
        Report.shared_at < reach.since,
        true() if Part.REPORTS in reach.carried else false(),
    )
    found = session.scalars(
        select(Report)
        .where(Report.client_id == client_id, or_(Report.author_id == reader_id, came_along))
        .options(joinedload(Report.author), *WITHOUT_PAGES)
        .order_by(Report.begun_at.desc(), Report.id.desc())
        .limit(2 * ON_ONE_PAGE)
    ).all()
    own = [one for one in found if one.author_id == reader_id]
    brought = [one for one in found if one.author_id != reader_id]
    return own, sorted(brought, key=lambda one: one.shared_at or one.begun_at, reverse=True)


def shared_reports(session: Session, client_id: uuid.UUID) -> Sequence[Report]:
    """Return the reports that a client was given, newest first, with their authors."""
    return session.scalars(
        select(Report)
        .where(Report.client_id == client_id, Report.state == ReportState.SHARED)
        .options(joinedload(Report.author), *WITHOUT_PAGES)
        .order_by(Report.shared_at.desc(), Report.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()


def has_unseen(client_id: uuid.UUID) -> ColumnElement[bool]:
    """Say whether a client was given a report that they have not said to have read."""
    return exists().where(
        Report.client_id == client_id,
        Report.state == ReportState.SHARED,
        Report.seen_at.is_(None),
    )
