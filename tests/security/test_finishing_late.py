"""R25: a report whose pages are being made is not kept if care or consent ends meanwhile."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.reports import pdf, services
from portal.reports.models import Report, ReportState
from tests.cast import Cast, Person
from tests.house.world import PERIOD
from tests.security.caring import in_care
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
MADE = b"%PDF-1.7 made"


@ON_SQLITE
@pytest.mark.parametrize("meanwhile", ["nothing", "consent taken back", "care ended"])
def test_r25_a_report_is_not_kept_if_care_or_consent_ends_while_its_pages_are_made(
    visit: Visit,
    cast: Cast,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: str,
) -> None:
    client = session.get_one(User, cast.maren.id)
    report = services.begin_report(session, client, author_id=cast.ruth.id, period=PERIOD)
    care, report_id, version = in_care(session, cast.maren, cast.ruth).id, report.id, report.version
    session.commit()
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    acts = {"consent taken back": "/my/privacy/consent", "care ended": f"/my/care/{care}/end"}

    def render(*words: object, **named: object) -> bytes:
        if meanwhile in acts:
            assert maren.post(acts[meanwhile]).status_code == 302
        return MADE

    monkeypatch.setattr(pdf, "render", render)
    answer = ruth.post(f"/practice/reports/{report_id}/finish", version=version)

    session.expire_all()
    state = session.get_one(Report, report_id).state
    is_kept = meanwhile == "nothing"  # the control
    assert answer.status_code == (302 if is_kept else 409)
    assert state is (ReportState.FINISHED if is_kept else ReportState.DRAFT)
