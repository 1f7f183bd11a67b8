"""Who may do what with a report: its states, its author, its client, and everybody else."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.reports import queries, services
from portal.reports.choices import Choices
from portal.reports.models import Report, ReportState
from tests import factories as make
from tests.cast import Cast, Person
from tests.counting import MOST, statements_of
from tests.slices.reports.arranging import PERIOD, fields, snapshot
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Make = Callable[..., Report]
OTHERS = ("maren", "idris", "noor", "tobias", "sena", "joan")
POSTS = ("", "/finish", "/share", "/discard")
PAGES = ("", "/preview", "/page", ".pdf")


def moves(report: Report) -> dict[str, Callable[[], Any]]:
    """Return every move there is."""
    return {
        "change": lambda: services.change_report(
            report, version=report.version, period=PERIOD, choices=Choices()
        ),
        "finish": lambda: services.finish_report(
            report,
            version=report.version,
            snapshot=snapshot(),
            pdf=b"%PDF",
            finished_at=clock.now(),
        ),
        "share": lambda: services.share_report(report),
        "say seen": lambda: services.note_seen(report),
        "discard": lambda: services.discard_report(report),
    }


@pytest.mark.parametrize(
    ("state", "right"),
    [
        (ReportState.DRAFT, {"change", "finish", "discard"}),
        (ReportState.FINISHED, {"share"}),
        (ReportState.SHARED, {"say seen"}),
    ],
)
def test_each_state_has_its_right_moves_and_no_others(
    session: Session, draft: Make, state: ReportState, right: set[str]
) -> None:
    for name in moves(draft()):
        report = draft()
        if state is not ReportState.DRAFT:
            moves(report)["finish"]()
        if state is ReportState.SHARED:
            moves(report)["share"]()
        if name in right:
            moves(report)[name]()
            continue
        with pytest.raises(services.WrongMove):
            moves(report)[name]()


def test_an_old_version_is_neither_saved_nor_finished(session: Session, draft: Make) -> None:
    report = draft()

    with pytest.raises(services.StaleReport):
        services.change_report(report, version=0, period=PERIOD, choices=Choices())
    with pytest.raises(services.StaleReport):
        services.finish_report(
            report, version=2, snapshot=snapshot(), pdf=b"%PDF", finished_at=clock.now()
        )


def test_a_report_discarded_elsewhere_makes_no_move(session: Session, draft: Make) -> None:
    report = draft()
    session.refresh(report)
    session.execute(delete(Report).execution_options(synchronize_session=False))

    with pytest.raises(services.WrongMove):
        services.change_report(report, version=1, period=PERIOD, choices=Choices())


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_but_its_author_reaches_a_draft(
    visit: Visit, cast: Cast, draft: Make, name: str
) -> None:
    report = draft()
    url, sent = f"/practice/reports/{report.id}", fields(report)
    visitor = visit(cast.everybody()[name])

    for page in PAGES:
        assert visitor.get(url + page).status_code == 404, page
    for post in POSTS:
        assert visitor.post(url + post, **sent).status_code == 404, post
    assert visitor.get(f"/my/reports/{url.rsplit('/')[-1]}").status_code == 404
    assert visitor.get(f"/my/reports/{url.rsplit('/')[-1]}.pdf").status_code == 404


@pytest.mark.parametrize("name", ["idris", "noor", "tobias", "sena", "joan"])
def test_a_shared_report_is_nobody_elses(
    visit: Visit, cast: Cast, session: Session, finished: Make, name: str
) -> None:
    report = finished()
    services.share_report(report)
    visitor = visit(cast.everybody()[name])
    report_id = report.id

    for page in (f"/practice/reports/{report_id}", f"/practice/reports/{report_id}.pdf"):
        assert visitor.get(page).status_code == 404
    for page in (f"/my/reports/{report_id}", f"/my/reports/{report_id}.pdf"):
        assert visitor.get(page).status_code == 404
    assert visitor.post(f"/my/reports/{report_id}/seen").status_code == 404


def test_the_practice_pages_of_a_shared_report_are_not_the_clients(
    visit: Visit, cast: Cast, session: Session, finished: Make
) -> None:
    report = finished()
    services.share_report(report)
    url = f"/practice/reports/{report.id}"
    maren, ruth = visit(cast.maren), visit(cast.ruth)

    for page in PAGES:
        assert maren.get(url + page).status_code == 404, page
    assert ruth.get(url.replace("practice", "my")).status_code == 404


def test_nobody_begins_a_report_about_anothers_client(
    visit: Visit, cast: Cast, session: Session
) -> None:
    url = f"/practice/clients/{cast.maren.id}/reports"
    period = {"start": "2026-02-01", "end": "2026-04-30"}

    for name in OTHERS:
        visitor = visit(cast.everybody()[name])
        assert visitor.get(url).status_code == 404, name
        assert visitor.post(url, **period).status_code == 404, name
    assert session.scalars(select(Report)).all() == []


def test_signed_out_is_sent_to_sign_in(visit: Visit, cast: Cast, draft: Make) -> None:
    url = f"/practice/reports/{draft().id}"

    for page in (url, f"{url}.pdf", "/practice/reports", "/my/reports"):
        answer = visit(None).get(page)
        assert answer.status_code == 302
        assert answer.location.startswith("/sign-in")
    assert visit(None).post(f"{url}/share").status_code == 401


def test_wrong_methods_are_refused(visit: Visit, cast: Cast, draft: Make) -> None:
    url = f"/practice/reports/{draft().id}"
    ruth = visit(cast.ruth)

    for post in POSTS[1:]:
        assert ruth.get(url + post).status_code == 405
    for page in PAGES[1:]:
        assert ruth.post(url + page).status_code == 405


def test_staff_and_clients_have_their_own_lists(visit: Visit, cast: Cast) -> None:
    assert visit(cast.maren).get("/practice/reports").status_code == 403
    assert visit(cast.joan).get("/practice/reports").status_code == 403
    assert visit(cast.ruth).get("/my/reports").status_code == 403


def test_a_finished_report_cannot_be_written_or_finished_again(
    visit: Visit, cast: Cast, session: Session, finished: Make
) -> None:
    report = finished()
    url, sent, before = f"/practice/reports/{report.id}", fields(report), report.sha256
    ruth = visit(cast.ruth)

    answers = [ruth.post(url + post, **sent).status_code for post in ("", "/finish", "/discard")]
    preview = ruth.get(f"{url}/preview")

    session.rollback()
    assert answers == [403, 403, 403]
    assert preview.location == url
    assert (report.state, report.sha256) == (ReportState.FINISHED, before)


def test_a_draft_cannot_be_shared_or_downloaded(
    visit: Visit, cast: Cast, session: Session, draft: Make
) -> None:
    report = draft()
    url = f"/practice/reports/{report.id}"
    ruth = visit(cast.ruth)

    assert ruth.post(f"{url}/share").status_code == 403
    assert ruth.get(f"{url}.pdf").status_code == 403


def test_the_client_sees_a_report_from_the_moment_it_is_shared(
    visit: Visit, cast: Cast, session: Session, finished: Make
) -> None:
    report = finished()
    url, own = f"/practice/reports/{report.id}", f"/my/reports/{report.id}"
    pages, sha256, reference = report.pdf, report.sha256, report.reference
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    before = [maren.get(own).status_code, maren.get(f"{own}.pdf").status_code]
    empty = maren.get("/my/reports").text

    answer = ruth.post(f"{url}/share")

    listed, page = maren.get("/my/reports").text, maren.get(own).text
    assert before == [404, 404]
    assert "No report has been shared with you." in empty
    assert answer.location == url
    assert own in listed
    assert (sha256 or "")[:8] in listed
    assert sha256 in page
    assert "Progress report" in page
    assert maren.get(f"{own}.pdf").data == pages
    assert reference not in empty


def test_pages_of_another_version_leave_the_pdf_in_reach(
    visit: Visit, cast: Cast, session: Session, finished: Make
) -> None:
    report = finished()
    report.snapshot = {"format": 0}
    services.share_report(report)
    url, own = f"/practice/reports/{report.id}", f"/my/reports/{report.id}"
    ruth, maren = visit(cast.ruth), visit(cast.maren)

    for page in (ruth.get(url), maren.get(own)):
        assert "The PDF holds them as they were." in page.text
    assert ruth.get(f"{url}/page").location == url
    assert ruth.get(f"{url}.pdf").data == maren.get(f"{own}.pdf").data


def test_sharing_twice_changes_nothing(
    visit: Visit, cast: Cast, session: Session, finished: Make
) -> None:
    report = finished()
    url = f"/practice/reports/{report.id}"
    ruth = visit(cast.ruth)
    ruth.post(f"{url}/share")
    session.rollback()
    before = report.shared_at

    answer = ruth.post(f"{url}/share")

    session.rollback()
    assert answer.location == url
    assert "was shared already" in ruth.get(url).text
    assert report.shared_at == before


def test_a_client_says_that_they_have_read_it(
    visit: Visit, cast: Cast, session: Session, finished: Make
) -> None:
    report = finished()
    services.share_report(report)
    report_id = report.id
    maren, ruth = visit(cast.maren), visit(cast.ruth)
    assert "A report was shared with you" in maren.get("/my/today").text

    maren.post(f"/my/reports/{report_id}/seen")
    maren.post(f"/my/reports/{report_id}/seen")

    kinds = session.scalars(
        select(AuditEvent.kind).where(
            AuditEvent.subject_id == report_id, AuditEvent.kind == Kind.REPORT_SEEN
        )
    ).all()
    assert len(kinds) == 1
    assert "A report was shared with you" not in maren.get("/my/today").text
    assert "read by the client" in ruth.get(f"/practice/reports/{report_id}").text
    assert "I have read it" not in maren.get(f"/my/reports/{report_id}").text


def test_each_download_by_the_practitioner_is_recorded(
    visit: Visit, cast: Cast, session: Session, finished: Make
) -> None:
    report_id = finished().id

    visit(cast.ruth).get(f"/practice/reports/{report_id}.pdf")

    event = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == Kind.REPORT_DOWNLOADED)
    ).one()
    assert (event.subject_id, event.client_id) == (report_id, cast.maren.id)
    assert event.actor_id == cast.ruth.id


def test_lists_hold_what_their_reader_may_open(
    cast: Cast,
    session: Session,
    finished: Make,
    draft: Make,
    acting_as: Callable[[Person], Session],
) -> None:
    mine, given = draft(), finished()
    services.share_report(given)
    before = draft(author=cast.sena)
    session.commit()
    ids = {"mine": mine.id, "given": given.id, "before": before.id}

    narrow = acting_as(cast.ruth)
    by_ruth = {one.id for one in queries.reports_by(narrow, cast.ruth.id)}
    of_maren = {one.id for one in queries.reports_of(narrow, cast.maren.id, author_id=cast.ruth.id)}
    by_sena = queries.reports_by(acting_as(cast.sena), cast.sena.id)
    own = {one.id for one in queries.shared_reports(acting_as(cast.maren), cast.maren.id)}

    assert by_ruth == of_maren == {ids["mine"], ids["given"]}
    assert by_sena == []
    assert own == {ids["given"]}


def test_when_care_ends_the_report_is_out_of_reach_at_the_next_click(
    visit: Visit, cast: Cast, session: Session, finished: Make
) -> None:
    url = f"/practice/reports/{finished().id}"
    ruth = visit(cast.ruth)
    assert ruth.get(url).status_code == 200

    make.end_all_care(session, cast.maren)

    assert ruth.get(url).status_code == 404
    assert ruth.get(f"{url}.pdf").status_code == 404


def test_the_clients_pages_take_few_statements(
    visit: Visit, cast: Cast, session: Session, finished: Make
) -> None:
    for _ in range(3):
        services.share_report(finished())
    report_id = session.scalars(select(Report.id)).first()
    maren, ruth = visit(cast.maren), visit(cast.ruth)

    for person, page in (
        (maren, "/my/reports"),
        (maren, f"/my/reports/{report_id}"),
        (maren, f"/my/reports/{report_id}.pdf"),
        (ruth, f"/practice/reports/{report_id}"),
        (ruth, f"/practice/reports/{report_id}.pdf"),
    ):
        with statements_of(person.app) as sent:
            assert person.get(page).status_code == 200
        assert len(sent) <= MOST, page
