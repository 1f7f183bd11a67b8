"""Beginning, composing and saving a draft."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.reflections import services as reflections
from portal.reports.choices import Choices
from portal.reports.composition import Section
from portal.reports.models import Report, ReportState
from tests import factories as make
from tests.cast import Cast, Person
from tests.counting import MOST, statements_of
from tests.slices.reports.arranging import QUOTED, TODAY, Shared, fields
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Draft = Callable[..., Report]


def chosen(session: Session, report: Report) -> Choices:
    """Return the choices as they are stored now."""
    session.rollback()
    return Choices.from_json(report.choices)


def the_only(session: Session) -> Report:
    """Return the one report there is."""
    session.rollback()
    return session.scalars(select(Report)).one()


def test_a_report_begins_with_a_period_of_whole_days(
    visit: Visit, cast: Cast, session: Session
) -> None:
    url = f"/practice/clients/{cast.maren.id}/reports"
    ruth = visit(cast.ruth)

    page = ruth.get(url)
    answer = ruth.post(url, start="2026-02-01", end="2026-04-30", preset="referrer")

    report = the_only(session)
    assert f'value="{TODAY.isoformat()}"' in page.text
    assert answer.location == f"/practice/reports/{report.id}"
    assert (report.period_start, report.period_end) == (date(2026, 2, 1), date(2026, 4, 30))
    assert report.state is ReportState.DRAFT
    assert chosen(session, report).sections == frozenset(Section) - {Section.OWN_WORDS}
    assert report.author_id == cast.ruth.id
    assert report.client_id == cast.maren.id


def test_a_form_sent_twice_begins_one_report(visit: Visit, cast: Cast, session: Session) -> None:
    url, ruth = f"/practice/clients/{cast.maren.id}/reports", visit(cast.ruth)
    period = {"start": "2026-02-01", "end": "2026-04-30", "once": "k"}

    answers = [ruth.post(url, **period), ruth.post(url, **period)]

    assert answers[0].location == answers[1].location
    assert the_only(session).version == 1


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-04-30", "2026-04-29", "The last day lies before the first."),
        ("2026-04-30", "9999-12-31", "The last day is still to come."),
        ("2006-04-30", "2026-04-29", "five years at most"),
        ("0001-01-01", "2026-04-29", "five years at most"),
        ("soon", "2026-04-29", "Choose a day"),
        ("2026-04-30", "", "Choose a day"),
    ],
)
def test_a_period_that_cannot_be_is_refused_in_words(
    visit: Visit, cast: Cast, session: Session, start: str, end: str, words: str
) -> None:
    answer = visit(cast.ruth).post(
        f"/practice/clients/{cast.maren.id}/reports", start=start, end=end, preset="minimum"
    )

    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{start}"' in answer.text
    assert re.search(r'<input[^>]*checked[^>]*value="minimum"', answer.text)
    assert session.scalar(select(func.count()).select_from(Report)) == 0


def test_one_day_is_a_period(visit: Visit, cast: Cast, session: Session) -> None:
    visit(cast.ruth).post(
        f"/practice/clients/{cast.maren.id}/reports", start="2026-04-30", end="2026-04-30"
    )

    assert the_only(session).period_start == the_only(session).period_end


def test_only_sentences_the_client_allows_are_offered(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft
) -> None:
    make.kept_reflection(session, cast.maren, body="Only mine, this.", is_quotable=True)
    make.withdrawn_reflection(session, cast.maren, body="Taken back.", is_quotable=True)
    make.shared_reflection(session, cast.idris, body="Of somebody else.", is_quotable=True)
    report = draft()

    page = visit(cast.ruth).get(f"/practice/reports/{report.id}").text

    offered = re.findall(r'name="passages" value="([^"]+)"', page)
    assert offered[0] == shared.key()
    assert len(offered) == 3
    assert "with what is written beside it" in page
    for words in ("Not this one.", "Only mine, this.", "Taken back.", "Of somebody else."):
        assert words not in page


def test_a_draft_is_saved_with_everything_chosen_and_written(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft
) -> None:
    report, ruth = draft(), visit(cast.ruth)

    answer = ruth.post(
        f"/practice/reports/{report.id}",
        **fields(report, passages=[shared.key()], sections=["summary", "own_words"]),
    )
    page = ruth.get(f"/practice/reports/{report.id}").text

    choices = chosen(session, report)
    assert answer.status_code == 302
    assert report.version == 2
    assert [str(key) for key in choices.passages] == [shared.key()]
    assert choices.sections == {Section.SUMMARY, Section.OWN_WORDS}
    assert choices.narrative.summary == "She eats with others in most weeks."
    assert f'value="{shared.key()}" checked' in page
    assert "October was harder." in page


@pytest.mark.parametrize("do", ["save", "preview"])
def test_each_button_leads_where_it_says(
    visit: Visit, cast: Cast, session: Session, draft: Draft, do: str
) -> None:
    report = draft()
    url = f"/practice/reports/{report.id}"

    answer = visit(cast.ruth).post(url, **fields(report, do=do))

    assert answer.location == (f"{url}/preview" if do == "preview" else url)


@pytest.mark.parametrize("which", ["another client", "not allowed", "never shared", "nonsense"])
def test_a_passage_that_is_not_offered_is_refused_and_the_words_come_back(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft, which: str
) -> None:
    elsewhere = make.shared_reflection(session, cast.idris, body="His own.", is_quotable=True)
    kept = make.kept_reflection(session, cast.maren, body="Only mine.", is_quotable=True)
    assert kept.latest is not None
    key = {
        "another client": shared.key("His own.", elsewhere),
        "not allowed": shared.key("Not this one.", shared.not_allowed),
        "never shared": f"{kept.latest.id.hex}.0.10",
        "nonsense": "../../etc/passwd",
    }[which]
    report = draft()

    answer = visit(cast.ruth).post(
        f"/practice/reports/{report.id}", **fields(report, passages=[shared.key(), key])
    )

    assert answer.status_code == 400
    assert "may not be quoted any more" in answer.text
    assert "She eats with others in most weeks." in answer.text
    assert f'value="{shared.key()}" checked' in answer.text
    assert key not in answer.text
    assert not chosen(session, report).passages
    assert report.version == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("summary", "a" * 10_001, "Keep it to 10,000 characters."),
        ("course", "a\x00b", "There is a character in here that cannot be kept."),
        ("end", "2020-01-01", "The last day lies before the first."),
        ("start", "", "Choose a day"),
    ],
)
def test_a_refused_draft_keeps_everything_typed(
    visit: Visit, cast: Cast, session: Session, draft: Draft, name: str, value: Any, words: str
) -> None:
    report = draft()

    answer = visit(cast.ruth).post(
        f"/practice/reports/{report.id}",
        **fields(report, what_comes_next="We go on, <b>slowly</b>.", **{name: value}),
    )

    assert answer.status_code == 400
    assert words in answer.text
    assert "We go on, &lt;b&gt;slowly&lt;/b&gt;." in answer.text
    assert chosen(session, report).narrative.what_comes_next == ""


def test_a_stale_save_gets_both_texts_and_can_then_be_saved(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft
) -> None:
    report, ruth = draft(), visit(cast.ruth)
    url = f"/practice/reports/{report.id}"
    first = fields(report, summary="Saved first.")
    ruth.post(url, **first)

    answer = ruth.post(
        url, **{**first, "summary": "Typed in the other window.", "passages": [shared.key()]}
    )

    assert answer.status_code == 409
    assert "Saved first." in answer.text
    assert "Typed in the other window." in answer.text
    assert f'name="passages" value="{shared.key()}"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert chosen(session, report).narrative.summary == "Saved first."


def test_changing_the_period_lets_go_of_passages_outside_it(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft
) -> None:
    report, ruth = draft(), visit(cast.ruth)
    url = f"/practice/reports/{report.id}"
    long_ago = (TODAY - timedelta(days=400)).isoformat()
    ruth.post(url, **fields(report, passages=[shared.key()]))

    answer = ruth.post(
        url,
        **fields(
            the_only(session),
            passages=[shared.key()],
            start=long_ago,
            end=(TODAY - timedelta(days=300)).isoformat(),
        ),
    )
    page = ruth.get(url).text

    assert answer.status_code == 302
    assert "There is nothing to quote" in page
    assert "not be quoted now: 1." in page


@pytest.mark.parametrize("how", ["withdrawn", "edited", "not allowed any more"])
def test_a_passage_that_is_allowed_no_more_drops_out_and_the_pages_say_so(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft, how: str
) -> None:
    report, ruth = draft(), visit(cast.ruth)
    url = f"/practice/reports/{report.id}"
    ruth.post(url, **fields(report, passages=[shared.key()]))
    assert QUOTED in ruth.get(f"{url}/preview").text
    session.rollback()
    if how == "withdrawn":
        reflections.withdraw(shared.quotable)
    elif how == "edited":
        writing = make.Writing.of("I left before the cake.", is_quotable=True)
        reflections.save_draft(shared.quotable, writing, version=shared.quotable.version)
        reflections.share(shared.quotable)
    else:
        reflections.set_quotable(shared.quotable, is_quotable=False)

    preview, page = ruth.get(f"{url}/preview").text, ruth.get(url).text

    for text in (preview, page):
        assert QUOTED not in text
        assert "not be quoted now: 1." in text


def test_what_ruth_does_with_a_report_is_recorded(
    visit: Visit, cast: Cast, session: Session, draft: Draft
) -> None:
    report, ruth = draft(), visit(cast.ruth)
    report_id, sent = report.id, fields(report)
    url = f"/practice/reports/{report_id}"

    ruth.get(url)
    ruth.post(url, **sent)
    ruth.get(f"{url}/preview")
    ruth.post(f"{url}/discard")

    session.rollback()
    kinds = session.scalars(
        select(AuditEvent.kind)
        .where(AuditEvent.subject_id == report_id)
        .order_by(AuditEvent.sequence)
    ).all()
    assert kinds == [
        Kind.REPORT_BEGUN,
        Kind.REPORT_OPENED,
        Kind.REPORT_CHANGED,
        Kind.REPORT_OPENED,
        Kind.REPORT_DISCARDED,
    ]


def test_a_refused_form_that_shows_the_clients_words_is_recorded_as_a_read(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft
) -> None:
    report, ruth = draft(), visit(cast.ruth)
    report_id, sent = report.id, fields(report, start="")

    refused = ruth.post(f"/practice/reports/{report_id}", **sent)
    not_begun = ruth.post(f"/practice/clients/{cast.maren.id}/reports", start="", end="")

    session.rollback()
    kinds = session.scalars(
        select(AuditEvent.kind).order_by(AuditEvent.at.desc(), AuditEvent.sequence.desc()).limit(2)
    ).all()
    assert refused.status_code == not_begun.status_code == 400
    assert QUOTED in refused.text
    assert kinds == [Kind.CLIENT_OPENED, Kind.REPORT_OPENED]


def test_a_discarded_draft_is_gone_and_nothing_else(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft
) -> None:
    kept, thrown = draft().id, draft().id
    ruth = visit(cast.ruth)

    answer = ruth.post(f"/practice/reports/{thrown}/discard")

    assert answer.location == f"/practice/clients/{cast.maren.id}/reports"
    assert ruth.get(f"/practice/reports/{thrown}").status_code == 404
    assert the_only(session).id == kept


def test_the_pages_take_few_statements_whatever_the_number_of_rows(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft
) -> None:
    for _ in range(4):
        more = make.shared_reflection(
            session, cast.maren, body="One more. And one.", mood=5, is_quotable=True
        )
        note = make.annotation_on(session, cast.ruth, more, quote="One more.")
        make.reply_to(session, cast.maren, note)
    report, ruth = draft(), visit(cast.ruth)
    draft(client=cast.idris)
    url = f"/practice/reports/{report.id}"
    ruth.post(url, **fields(report, passages=[shared.key()]))

    for page in (
        url,
        f"{url}/preview",
        f"{url}/page",
        "/practice/reports",
        f"/practice/clients/{cast.maren.id}/reports",
    ):
        with statements_of(ruth.app) as sent:
            assert ruth.get(page).status_code == 200
        assert len(sent) <= MOST, page


def test_the_list_shows_what_is_being_written_first(
    visit: Visit, cast: Cast, session: Session, draft: Draft, finished: Draft
) -> None:
    finished()
    draft(client=cast.idris)

    page = visit(cast.ruth).get("/practice/reports").text

    assert page.index("Being written") < page.index("Idris Bello")
    assert page.index("Idris Bello") < page.index("Finished, not shared")
    assert page.index("Finished, not shared") < page.index("Maren Aldous")


def test_a_list_without_reports_ends_at_once(visit: Visit, cast: Cast) -> None:
    assert "There is no report yet." in visit(cast.ruth).get("/practice/reports").text


def test_the_period_is_kept_over_a_save(
    visit: Visit, cast: Cast, session: Session, draft: Draft
) -> None:
    report = draft()

    visit(cast.ruth).post(
        f"/practice/reports/{report.id}", **fields(report, start="2026-02-01", end="2026-02-28")
    )

    assert the_only(session).period_start == date(2026, 2, 1)
    assert the_only(session).period_end == date(2026, 2, 28)
