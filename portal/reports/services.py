"""A report's life: begun, changed, finished, shared; or discarded while it is a draft."""

import hashlib
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.database import session_of
from portal.reports.choices import PRESETS, Choices, Preset
from portal.reports.models import Report, ReportState


class StaleReport(Exception):
    """The draft was saved by somebody else, or in another window, since it was opened."""


class WrongMove(Exception):
    """The report does not stand where this can be done to it."""


def begin_report(
    session: Session,
    client: User,
    *,
    author_id: uuid.UUID,
    period: tuple[date, date],
    preset: Preset = Preset.CLIENT,
) -> Report:
    """Begin a draft about `client` over `period`, both days included."""
    report = Report(
        practice_id=client.practice_id,
        client_id=client.id,
        author_id=author_id,
        state=ReportState.DRAFT,
        period_start=period[0],
        period_end=period[1],
        version=1,
        begun_at=clock.now(),
    )
    report.choices = Choices(PRESETS[preset]).to_json()
    session.add(report)
    _record(session, Kind.REPORT_BEGUN, report, author_id)
    return report


def change_report(
    report: Report, *, version: int, period: tuple[date, date], choices: Choices
) -> None:
    """Save a draft that was opened at `version`. Raises StaleReport, WrongMove."""
    session = _held(report)
    _insist(report, ReportState.DRAFT)
    if report.version != version:
        raise StaleReport
    report.period_start, report.period_end = period
    report.choices, report.version = choices.to_json(), version + 1
    _record(session, Kind.REPORT_CHANGED, report, report.author_id)


def finish_report(
    report: Report, *, version: int, snapshot: Any, pdf: bytes, finished_at: datetime
) -> None:
    """Store the pages that were made of `version`, for good. Raises StaleReport, WrongMove."""
    session = _held(report)
    _insist(report, ReportState.DRAFT)
    if report.version != version:
        raise StaleReport
    report.snapshot, report.pdf = snapshot, pdf
    report.sha256 = hashlib.sha256(pdf).hexdigest()
    report.state, report.finished_at = ReportState.FINISHED, finished_at
    _record(session, Kind.REPORT_FINISHED, report, report.author_id)


def share_report(report: Report) -> None:
    """Give a finished report to the client. Raises WrongMove."""
    session = _held(report)
    _insist(report, ReportState.FINISHED)
    report.state, report.shared_at = ReportState.SHARED, clock.now()
    _record(session, Kind.REPORT_SHARED, report, report.author_id)


def note_seen(report: Report) -> None:
    """Note that the client says to have read it; saying it twice changes nothing."""
    session = _held(report)
    _insist(report, ReportState.SHARED)
    if report.seen_at is None:
        report.seen_at = clock.now()
        _record(session, Kind.REPORT_SEEN, report, report.client_id)


def discard_report(report: Report) -> None:
    """Throw a draft away; nobody but its author ever saw it. Raises WrongMove."""
    session = _held(report)
    _insist(report, ReportState.DRAFT)
    _record(session, Kind.REPORT_DISCARDED, report, report.author_id)
    session.delete(report)


def _held(report: Report) -> Session:
    """Return the session, with the report as it stands now and nobody else able to change it."""
    session = session_of(report)
    session.flush()
    try:
        session.refresh(report, with_for_update={"of": Report})
    except InvalidRequestError as problem:  # discarded in another window
        raise WrongMove from problem
    return session


def _insist(report: Report, state: ReportState) -> None:
    if report.state is not state:
        raise WrongMove


def _record(session: Session, kind: Kind, report: Report, actor_id: uuid.UUID) -> None:
    record(session, Happening(kind, report.practice_id, actor_id, report.client_id, report.id))
