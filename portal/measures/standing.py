"""Where a client's measures stand for whoever treats them: scores, what is asked, what holds."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import Reach
from portal.access.viewer import Viewer
from portal.measures import queries
from portal.measures.course.series import Series, series_of
from portal.measures.models import Administration, MeasureAssignment
from portal.measures.own.queries import Own, own_of
from portal.measures.prompts.holding import Held, held
from portal.measures.prompts.models import PromptAside
from portal.measures.prompts.queries import put_aside_by
from portal.measures.sheets import Sheets


@dataclass(frozen=True)
class Standing:
    """What the practitioner's pages about one client's measures show.

    `mistakes` are scores that were typed in by mistake: nothing else is made of them.
    """

    series: list[Series]
    mistakes: Sequence[Administration]
    assignments: Sequence[MeasureAssignment]
    own: list[Own]
    sheets: Sheets
    asides: Sequence[PromptAside]
    zone: str

    @cached_property
    def prompts(self) -> list[Held]:
        """What may be worth a conversation today."""
        today = clock.today(self.zone)
        return held(self.series, self.assignments, self.sheets, self.asides, today)

    @property
    def asked(self) -> list[MeasureAssignment]:
        """What is asked of the client now."""
        return [one for one in self.assignments if one.ended_at is None]

    @property
    def proposals(self) -> list[Own]:
        """Measures in the client's own words that wait for somebody to agree."""
        return [one for one in self.own if one.proposal is not None]


def standing(session: Session, viewer: Viewer, client_id: uuid.UUID, zone: str) -> Standing:
    """Return where the measures of a client stand, as far back as the viewer sees."""
    assert viewer.user_id is not None
    return standing_for(session, viewer.user_id, client_id, viewer.reach.get(client_id), zone)


def standing_for(
    session: Session,
    practitioner_id: uuid.UUID,
    client_id: uuid.UUID,
    reach: Reach | None,
    zone: str,
) -> Standing:
    """Return the same for a practitioner, by their reach; None is all of it.

    Words of the client's own are read whole: an answer within reach is an answer to them.
    """
    own = own_of(session, client_id)
    sheets = Sheets(own)
    completed, mistakes = queries.completed_and_taken_out(session, client_id, reach)
    return Standing(
        series=series_of(completed, sheets, zone),
        mistakes=mistakes,
        assignments=queries.assignments_of(session, client_id, reach),
        own=own,
        sheets=sheets,
        asides=put_aside_by(session, practitioner_id, client_id),
        zone=zone,
    )
