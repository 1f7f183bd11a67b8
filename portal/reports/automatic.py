"""A report without anybody choosing: for the command line, from what is shared and allowed."""

import uuid
from datetime import date

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal import clock
from portal.access.viewer import Role
from portal.accounts.models import User
from portal.accounts.queries import find_user, practice
from portal.caseload.queries import practitioners_of
from portal.reports import pdf, sheets
from portal.reports.choices import PRESETS, Choices, Preset
from portal.reports.material import shared_pieces
from portal.reports.models import Report, ReportState
from portal.reports.offers import offers_among
from portal.web.templating import timezone


class NoSuchClient(Exception):
    """Nobody with this address is a client in care now; the message says which of the two."""


def render_report(
    session: Session, client_email: str, start: date, end: date, preset: str
) -> bytes:
    """Return the pages of a draft that nobody wrote: annotated sentences, goals, moods, counts.

    Nothing is stored. Raises NoSuchClient, pdf.PdfUnavailable and pdf.RenderFailed.
    """
    client = find_user(session, client_email)
    if client is None or client.role is not Role.CLIENT:
        raise NoSuchClient(f"No client has the address {client_email}.")
    report = _unwritten(session, client, (start, end), Preset(preset))
    document = sheets.as_draft(sheets.composed(session, report).document)
    return pdf.render(
        sheets.print_html(document),
        title=sheets.title_of(report),
        language=document.language,
        stamp=clock.now(),
        identifier=str(report.id),
    )


def _unwritten(session: Session, client: User, period: tuple[date, date], preset: Preset) -> Report:
    """Return a draft that belongs to no session. Its id is the same for the same question."""
    practitioners = practitioners_of(session, client.id)
    if not practitioners:
        raise NoSuchClient("This client is in care with nobody now, so nobody could sign.")
    reach = practitioners[0][0].reach
    pieces = shared_pieces(session, client.id, reach, period, timezone())
    annotated = (offer.key for group in offers_among(pieces) for offer in group.annotated)
    report = Report(
        id=uuid.uuid5(client.id, f"{period[0]} {period[1]} {preset}"),
        practice_id=client.practice_id,
        client_id=client.id,
        author_id=practitioners[0][1].id,
        state=ReportState.DRAFT,
        period_start=period[0],
        period_end=period[1],
        version=1,
        begun_at=clock.now(),
    )
    report.choices = Choices(PRESETS[preset], tuple(annotated)).to_json()
    report.practice = practice(session, client.practice_id)
    report.client, report.author = client, practitioners[0][1]
    set_committed_value(report, "care", practitioners[0][0])
    return report
