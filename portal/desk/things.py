"""The things on a client's Today, and those that measures make."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from portal.measures.answering.asked import Asked
from portal.measures.answering.words import how_far, how_long
from portal.safety.models import SafetyReview
from portal.web.words import number, sentence


@dataclass(frozen=True)
class Thing:
    """One thing on Today: a line, what more there is to say, and where it leads.

    `excerpt` is the client's own words; `is_own` says that nobody else sees them.
    """

    words: str
    more: str
    leads_to: str
    endpoint: str
    values: dict[str, uuid.UUID | str] = field(default_factory=dict)
    excerpt: str = ""
    is_own: bool = False


def safety_thing(review: SafetyReview, *, looks: bool) -> Thing:
    """Lead to the calm card; `looks` says whether anybody here would look."""
    return Thing(
        words=_("You said something that somebody looks at")
        if looks
        else _("You said something that matters"),
        more="" if looks else _("You are in care with nobody here at the moment."),
        leads_to=_("See who, and by when") if looks else _("See who can help now"),
        endpoint="client_safety.card",
        values={"review_id": review.id},
    )


def suggested_thing(words_id: uuid.UUID) -> Thing:
    """Lead to words that were suggested for a measure of the client's own."""
    return Thing(
        words=_("Your therapist suggested words for a measure of yours"),
        more=_("Read, change or leave them."),
        leads_to=_("Read the words"),
        endpoint="client_own_measures.words",
        values={"own_id": words_id},
    )


def measures_things(
    waiting: Sequence[Asked], looked_at: Collection[uuid.UUID | None]
) -> Iterator[Thing]:
    """Yield one thing for all that is asked now; none of it is ever late.

    `looked_at` are administrations of which somebody sees, or saw, one answer before the client
    sends it.
    """
    if len(waiting) > 1:
        yield Thing(
            words=_(
                "%(many)s questionnaires, for when it suits", many=sentence(number(len(waiting)))
            ),
            more=_("You can skip anything, or all of it."),
            leads_to=_("Have a look"),
            endpoint="client_measures.measures",
        )
    elif waiting:
        yield _measure_thing(waiting[0], looked_at)


def _measure_thing(one: Asked, looked_at: Collection[uuid.UUID | None]) -> Thing:
    begun = one.begun
    if begun is None:
        words = _("A few questions, for when it suits: %(name)s", name=one.sheet.name)
        return Thing(
            words=words,
            more=how_long(one.sheet),
            leads_to=_("Have a look"),
            endpoint="client_measures.measure",
            values={"assignment_id": one.assignment.id},
        )
    return Thing(
        words=_("%(name)s, which you began", name=one.sheet.name),
        more=how_far(one.sheet, begun.answers or {}),
        leads_to=_("Go on with it"),
        endpoint="client_answering.questions",
        values={"administration_id": begun.id},
        is_own=begun.id not in looked_at,
    )
