"""A period with something in it, drafts over it, and finished reports."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import queries as accounts
from portal.reports import services
from portal.reports.models import Report
from tests import factories as make
from tests.cast import Cast, Person
from tests.slices.reports.arranging import BODY, PERIOD, QUOTED, Shared, snapshot


@pytest.fixture
def shared(session: Session, cast: Cast) -> Shared:
    """Maren's shared reflections of this period."""
    quotable = make.shared_reflection(session, cast.maren, body=BODY, mood=4, is_quotable=True)
    not_allowed = make.shared_reflection(session, cast.maren, body="Not this one.", mood=3)
    annotation = make.annotation_on(
        session, cast.ruth, quotable, quote=QUOTED, body="What made it possible?"
    )
    make.reply_to(session, cast.maren, annotation, body="The coats did.")
    session.commit()
    return Shared(quotable, not_allowed, annotation)


@pytest.fixture
def draft(session: Session, cast: Cast) -> Callable[..., Report]:
    """Begin a report of Ruth's about Maren, over the period unless another is given."""

    def begun(
        author: Person = cast.ruth,
        client: Person = cast.maren,
        period: tuple[date, date] = PERIOD,
        **more: Any,
    ) -> Report:
        report = services.begin_report(
            session,
            accounts.user(session, client.id),
            author_id=author.id,
            period=period,
            **more,
        )
        session.commit()
        return report

    return begun


@pytest.fixture
def finished(session: Session, draft: Callable[..., Report]) -> Callable[..., Report]:
    """Finish a report with pages that are no real PDF: quick, for tests about who may do what."""

    def done(**more: Any) -> Report:
        report = draft(**more)
        services.finish_report(
            report,
            version=1,
            snapshot=snapshot(),
            pdf=b"%PDF-1.7 " + uuid.uuid4().bytes,
            finished_at=clock.now(),
        )
        session.commit()
        return report

    return done
