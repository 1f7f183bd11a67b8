"""Keeping each client's summary true to their measures, in the transaction that changes them."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.access.scope import whole_file
from portal.caseload import summary
from portal.caseload.going_on import care_going_on
from portal.caseload.services import keep_measures
from portal.measures.prompts.holding import Held, held
from portal.measures.queries import clients_with_measures
from portal.measures.standing import Standing, standing_for
from portal.psychometrics.course import Occasion, baseline
from portal.psychometrics.instrument import Instrument
from portal.psychometrics.prompting import Rule
from portal.web.templating import timezone


def refresh_measures(session: Session, client_id: uuid.UUID, slug: str | None = None) -> None:
    """Sum up a client's measures anew, one of them or all, for everybody in care with them.

    One alone where one has changed: the client cannot see what was put aside about the others.
    """
    session.flush()
    with whole_file(session, client_id):
        for care in care_going_on(session, client_id):
            who, reach = care.practitioner_id, care.reach
            stands = standing_for(session, who, client_id, reach, timezone())
            found = [one for one in lines(stands) if slug in {None, one.slug}]
            keep_measures(session, care, found, instead_of=slug)
        session.flush()


def rebuild_measures(session: Session) -> None:
    """Sum up every client's measures anew, for a command."""
    for client_id in clients_with_measures(session):
        refresh_measures(session, client_id)


def lines(stands: Standing) -> Iterator[summary.Standing]:
    """Yield a line for each instrument that is asked or was answered.

    A client's own words have no score and no rule.
    """
    ever = held(stands.series, stands.assignments, stands.sheets, stands.asides, date.max)
    answered = {one.slug: one.parts[-1] for one in stands.series}
    for one in stands.asked:
        instrument = stands.sheets.asked(one).instrument
        if instrument is not None and one.slug not in answered:
            yield _line(instrument, (), ever)
    for part in answered.values():
        if part.instrument is not None:
            yield _line(part.instrument, part.occasions, ever)


def _line(
    instrument: Instrument, occasions: Sequence[Occasion], ever: Sequence[Held]
) -> summary.Standing:
    mine = [one for one in ever if one.instrument.slug == instrument.slug]
    scored = [one for one in occasions if one.total is not None]
    first, last = baseline(scored), scored[-1] if scored else None
    return summary.Standing(
        slug=instrument.slug,
        name=instrument.name,
        last=str(last.total) if last else "",
        on=last.on if last else None,
        first=str(first.total) if first and first is not last else "",
        since=first.on if first and first is not last else None,
        prompts=sum(one.prompt.rule is not Rule.NOTHING_LATELY for one in mine),
        quiet_from=next((day for one in mine if (day := _quiet_from(one))), None),
    )


def _quiet_from(one: Held) -> date | None:
    """Return from which day on it is worth a word that nothing is answered."""
    if one.prompt.rule is not Rule.NOTHING_LATELY or one.quiet_weeks is None:
        return None
    since = one.prompt.since.on if one.prompt.since else one.started_on
    return since + timedelta(weeks=one.quiet_weeks)
