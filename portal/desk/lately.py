"""What a practitioner is told for two weeks: care that went over, was declined, or was ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.desk.phrases import on_day
from portal.transfers.models import TransferState
from portal.transfers.queries import Decision, decisions_since

TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True)
class News:
    """One line. It names a client only if they are in care with the reader now."""

    words: str
    client: User | None = None


def lately(session: Session, practitioner: Viewer) -> Sequence[News]:
    """Return what clients decided about their care with a practitioner, the newest first."""
    assert practitioner.user_id is not None
    since = clock.now() - TOLD_FOR
    decisions = decisions_since(session, practitioner.user_id, since)
    return [_news(one, practitioner) for one in decisions]


def clients_in(news: Sequence[News]) -> list[User]:
    """Return the clients who are named."""
    return [one.client for one in news if one.client is not None]


def _news(decision: Decision, reader: Viewer) -> News:
    care, transfer = decision.care, decision.transfer
    client = decision.client if care.client_id in reader.client_ids else None
    who = client.name if client is not None else _("A client of yours")
    if transfer is None or (transfer.state is TransferState.DECLINED and care.ended_at is not None):
        return News(
            _("%(client)s ended care with you %(day)s.", client=who, day=_day(care.ended_at))
        )
    day = _day(transfer.answered_at)
    if transfer.state is TransferState.DECLINED:
        return News(_("%(client)s chose %(day)s to stay with you.", client=who, day=day), client)
    assert decision.colleague is not None
    if transfer.proposer_id == reader.user_id:
        name = decision.colleague.name
        return News(_("%(client)s went over to %(name)s %(day)s.", client=who, name=name, day=day))
    name = decision.practitioner.name
    words = _("%(client)s came over to you from %(name)s %(day)s.", client=who, name=name, day=day)
    return News(words, client)


def _day(moment: datetime | None) -> str:
    return on_day(moment or clock.now())
