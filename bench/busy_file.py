"""What else than reflections a client's file may hold, so that each page has rows to show."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.annotations import services as annotations
from portal.annotations.anchor import anchor
from portal.journey.services import set_goal
from portal.private_notes.services import keep_note
from portal.reflections.models import Reflection, State
from portal.reports import services as reports
from portal.reports.models import Report


def fill(session: Session, practitioner: User, client: User, count: int) -> None:
    """Write so many annotations with replies, private notes, goals and shared reports; one draft.

    The first shared reflection gets all of the annotations; the next ones get one each.
    """
    reader = Viewer(practitioner.id, practitioner.practice_id, Role.PRACTITIONER)
    writer = Viewer(client.id, client.practice_id, Role.CLIENT)
    shared = session.scalars(
        select(Reflection)
        .where(Reflection.client_id == client.id, Reflection.state == State.SHARED)
        .order_by(Reflection.id)
        .limit(count)
    ).all()
    for number in range(count):
        for reflection in {shared[0], shared[number % len(shared)]}:
            _annotate(session, reader, writer, reflection)
        keep_note(session, reader, shared[0], body="Mine alone.", reflection=shared[0])
        set_goal(session, practice_id=client.practice_id, client_id=client.id, words="To walk.")
        _give(session, _begun(session, client, reader))
    _begun(session, client, reader)


def _annotate(session: Session, reader: Viewer, writer: Viewer, reflection: Reflection) -> None:
    revision = reflection.shared
    assert revision is not None
    passage = anchor(revision.body, 0, min(20, len(revision.body)))
    written = annotations.annotate(
        session, reader, reflection, revision, body="I read this twice.", passage=passage
    )
    annotations.reply(session, writer, written, body="It was quiet there.")


def _begun(session: Session, client: User, reader: Viewer) -> Report:
    assert reader.user_id is not None
    today = clock.now().date()
    period = (today - timedelta(days=90), today)
    report = reports.begin_report(session, client, author_id=reader.user_id, period=period)
    session.flush()
    return report


def _give(session: Session, report: Report) -> None:
    pages = {"snapshot": {}, "pdf": b"%PDF-1.7", "finished_at": clock.now()}
    reports.finish_report(report, version=report.version, **pages)
    reports.share_report(report)
    session.flush()
