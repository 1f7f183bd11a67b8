"""What a practitioner asks for, and what they type in, as plain facts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portal.measures.models import Rhythm, Showing
from portal.psychometrics.catalogue import instruments
from portal.psychometrics.instrument import Instrument


@dataclass(frozen=True)
class Plan:
    """What a practitioner asks for: which measure, how often, and who sees the scores when."""

    slug: str
    rhythm: Rhythm
    starts_on: date
    every: int = 0
    days_before: int = 0
    scores: Showing = Showing.TOGETHER

    @property
    def asks_about_safety(self) -> bool:
        """Whether an answer to it may be shown to a person at once."""
        return any(one.slug == self.slug and one.safety_items for one in instruments())


class Typed(NamedTuple):
    """A score, the day it was answered, and where it comes from."""

    instrument: Instrument
    total: Decimal
    on: date
    source: str
