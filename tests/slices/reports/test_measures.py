"""Measures in a report: chosen, as far as care sees, and drawn as on the page of the measure."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.caseload.models import CareRelationship
from portal.measures.models import Administration
from portal.reflections.models import Moment
from portal.reports import pdf, services
from portal.reports.choices import Choices
from portal.reports.composition import from_value
from portal.reports.models import Report
from tests import factories as make
from tests.cast import Cast, Person
from tests.counting import MOST, statements_of
from tests.slices.measures.arranging import answered, asked, own_measure, summing_to, weeks_before
from tests.slices.reports.arranging import TODAY, fields
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE
Visit = Callable[[Person | None], Visitor]
Draft = Callable[..., Report]
REMARK = "We had <just> moved."
SOME = [3, None, None, None, 1, 1, 0, 0, 0]
"""Answers to the PHQ-9 that come to no score."""


@pytest.fixture
def workers() -> Iterator[None]:
    """End the page-making processes after a test that made pages."""
    yield
    pdf.close()


@pytest.fixture
def own_slug(cast: Cast, session: Session) -> str:
    """Half a year of one measure, one answer to another, and a line in Maren's own words."""
    phq = asked(session, cast.maren, cast.ruth, weeks_ago=26)
    for ago, answers, remark in ((26, summing_to(22), "Long ago."), (12, summing_to(14), REMARK)):
        answered(session, phq, answers, weeks_ago=ago, remark=remark)
    answered(session, phq, SOME, weeks_ago=10)
    for ago in (8, 2):
        answered(session, phq, summing_to(ago), weeks_ago=ago)
    gad = asked(session, cast.maren, cast.ruth, "gad-7", weeks_ago=2)
    answered(session, gad, [1] * 7, weeks_ago=2)
    own = own_measure(session, cast.maren, cast.ruth, "I sat at the table")
    line = asked(session, cast.maren, cast.ruth, own.slug, weeks_ago=4)
    for ago, value in ((4, 3), (2, 6)):
        answered(session, line, [value], weeks_ago=ago)
    own_measure(session, cast.maren, cast.ruth, "I sat until the end", of=own)
    answered(session, line, [8])
    with weeks_before(6):
        make.shared_reflection(session, cast.maren, moment=Moment.HARD_STRETCH)
    session.commit()
    return own.slug


@pytest.fixture
def report(draft: Draft) -> Report:
    """A draft over the last thirteen weeks."""
    return draft(period=(TODAY - timedelta(weeks=13), TODAY))


def previewed(visit: Visit, cast: Cast, report: Report, *slugs: str, **more: str) -> str:
    """Save the draft with these measures and return the words of its preview."""
    ruth, url = visit(cast.ruth), f"/practice/reports/{report.id}"
    answer = ruth.post(url, **fields(report, measures=list(slugs), do="preview", **more))
    assert answer.status_code == 302, answer.text
    return html.unescape(ruth.get(f"{url}/preview").text)


@pytest.mark.usefixtures("own_slug")
def test_what_was_answered_in_the_period_is_offered_and_it_says_what_the_client_has_not_seen(
    visit: Visit, cast: Cast, session: Session, report: Report
) -> None:
    ruth, url = visit(cast.ruth), f"/practice/reports/{report.id}"

    with statements_of(ruth.app) as sent:
        page = ruth.get(url).text

    assert re.findall(r'name="measures"[^>]*value="([^"]{1,9})"', page) == ["gad-7", "phq-9"]
    assert "Answered 4 times in this period. Your client has not seen all" in page
    assert "checked" not in page.split('id="measures"')[1].split("</fieldset>")[0]
    assert "Long ago." not in page
    assert REMARK not in html.unescape(page)
    assert len(sent) <= MOST


def test_a_chosen_measure_is_a_sentence_a_drawing_a_table_and_its_source(
    visit: Visit, cast: Cast, report: Report, own_slug: str
) -> None:
    page = previewed(visit, cast, report, "phq-9", own_slug)

    section = page.split(">Measures</h2>")[1].split("What is in this report")[0]
    phq = section[section.index("PHQ-9 was 2") :]
    drawing, table = phq.index("<svg"), phq.index("<caption")
    assert drawing < table
    cells = re.findall(r'<td role="cell">([^<]*)</td>', phq.split("</table>")[0])
    assert cells == ["14", "“moderate”", "–", "–", "8", "“mild”", "2", "“minimal”"]
    assert "down 12 points" in section
    assert "NHS Talking Therapies reliable change" in section
    assert re.findall(r'class="line" d="([^"]+)"', phq)[0].count("M") == 3
    assert section.count('class="unscored"') == 2
    assert "Not completed on 2 of 6 occasions." in section
    assert "Pfizer" in section
    assert "A hard stretch, marked by the client" in section
    assert "“I sat at the table” was 6" in section
    assert "“I sat until the end” was 8" in section
    assert "the questionnaire changed from version 1 to 2" in section
    assert section.count("Evenings</bdi>") == 2
    assert "10: every evening" in section
    for never in (REMARK, "Long ago.", ">22<", "GAD-7", "down on you", "Little interest"):
        assert never not in section
    assert "Measures: Evenings, PHQ-9" in page
    assert "Measures not shown: 1" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.usefixtures("own_slug")
def test_a_clients_remark_goes_in_only_where_it_was_chosen(
    visit: Visit, cast: Cast, report: Report
) -> None:
    assert REMARK in previewed(visit, cast, report, "phq-9", with_remarks="y")

    ruth, url = visit(cast.ruth), f"/practice/reports/{report.id}/preview"
    with statements_of(ruth.app) as sent:
        ruth.get(url)
    assert len(sent) <= MOST


@pytest.mark.usefixtures("own_slug")
def test_a_measure_that_is_not_offered_is_refused_and_the_others_stay_ticked(
    visit: Visit, cast: Cast, session: Session, report: Report
) -> None:
    other = asked(session, cast.idris, cast.ruth, "k6", weeks_ago=2)
    answered(session, other, [1] * 6, weeks_ago=1)
    session.commit()

    answer = visit(cast.ruth).post(
        f"/practice/reports/{report.id}", **fields(report, measures=["gad-7", "k6"])
    )

    session.rollback()
    assert answer.status_code == 400
    assert "A measure you chose is not there any more." in answer.text
    assert re.search(r'checked[^>]*value="gad-7"|value="gad-7"[^>]*checked', answer.text)
    assert Choices.from_json(report.choices).measures == ()


@pytest.mark.usefixtures("own_slug")
def test_r27_what_lies_before_the_reach_of_care_is_neither_offered_nor_told(
    visit: Visit, cast: Cast, session: Session, report: Report
) -> None:
    assert ">Measures</h2>" in previewed(visit, cast, report, "phq-9")
    care = session.scalars(
        select(CareRelationship).where(
            CareRelationship.client_id == cast.maren.id,
            CareRelationship.practitioner_id == cast.ruth.id,
        )
    ).one()
    care.started_at, care.carried = clock.now() - timedelta(weeks=1), frozenset()
    session.commit()

    ruth, url = visit(cast.ruth), f"/practice/reports/{report.id}"

    assert 'value="phq-9"' not in ruth.get(url).text
    assert ">Measures</h2>" not in ruth.get(f"{url}/preview").text


@pytest.mark.pdf
@pytest.mark.usefixtures("own_slug", "workers")
def test_a_finished_report_keeps_its_measures_whatever_becomes_of_the_answers(
    visit: Visit, cast: Cast, session: Session, report: Report
) -> None:
    url = f"/practice/reports/{report.id}"
    previewed(visit, cast, report, "phq-9")
    ruth = visit(cast.ruth)
    ruth.post(f"{url}/finish", version=2)
    services.share_report(session.get_one(Report, report.id))
    session.commit()
    pages, before = ruth.get(f"{url}.pdf").data, ruth.get(url).text

    for one in session.scalars(select(Administration)):
        session.delete(one)
    session.commit()

    hers = visit(cast.maren).get(f"/my/reports/{report.id}").text
    drawings = re.findall(r'<svg[^>]*"measure-chart".*?</svg>', before, re.S)
    assert ruth.get(f"{url}.pdf").data == pages
    assert drawings
    assert all(one in hers for one in drawings)
    assert from_value(report.snapshot).measures is not None
