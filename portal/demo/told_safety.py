"""Safety reviews in the demonstration: asked for, seen and closed by the portal's own services."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from sqlalchemy.orm import Session

from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.demo.looked_at import Struggle
from portal.demo.telling import Event, Pair, known
from portal.safety import services
from portal.safety.closing import Closing
from portal.safety.hours import USUAL
from portal.safety.models import Cause, Contact, SafetyReview
from portal.safety.queries import open_of

EVENING = time(18, 50)


@dataclass
class _Told:
    """A review as it is told, and what there is of it in the database."""

    pair: Pair
    struggle: Struggle
    review: SafetyReview | None = None

    def ask(self) -> None:
        """Let the client press, or take up what their answer opened; and ask to be called."""
        session, client_id = self.pair.session, known(self.pair.viewer)
        if self.struggle.is_answer:
            self.review = open_of(session, client_id)[0]
        else:
            self.review = services.open_review(session, client_id=client_id, cause=Cause.ASKED)
        if self.struggle.call:
            services.ask_to_call(self.review, words=self.struggle.call)

    def see(self) -> None:
        """Let the practitioner say that they have seen it."""
        assert self.review is not None
        services.acknowledge(self.review, self.pair.practitioner)

    def close(self) -> None:
        """Let the practitioner close it with words, after they have talked."""
        assert self.review is not None
        told = self.struggle
        next_on = self.pair.calendar.day(told.seen_day + told.next_after_days)
        closing = Closing(Contact.CALLED, told.summary, None, told.plan, next_on)
        services.close(self.review, self.pair.practitioner, closing)

    def look_again(self) -> None:
        """Let the practitioner put it away on the day that they had set for it."""
        assert self.review is not None
        services.put_away(self.review)


def set_hours_of(session: Session, practitioners: Sequence[User]) -> None:
    """Let each say that they look on working days, and that the next is told if they have not."""
    for one, colleague in zip(practitioners, [*practitioners[1:], practitioners[0]], strict=True):
        who = Viewer(one.id, one.practice_id, Role.PRACTITIONER)
        services.set_hours(session, who, USUAL, colleague_id=colleague.id)


def events_of_safety(pair: Pair) -> Iterator[Event]:
    """Return when a client said that they were struggling with safety, and what was done."""
    for struggle in pair.client.struggles:
        told = _Told(pair, struggle)
        yield pair.at(struggle.day, struggle.at, told.ask)
        seen = pair.at(struggle.seen_day, struggle.seen_at, told.see)
        yield seen
        if struggle.summary:
            closed = timedelta(hours=struggle.closed_after_hours)
            yield Event(seen.moment + closed, told.close)
            yield pair.at(struggle.seen_day + struggle.next_after_days, EVENING, told.look_again)
