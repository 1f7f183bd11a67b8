"""What stands on a client's pages about one measure, and about answers that were sent."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from flask import render_template
from sqlalchemy.orm import Session

from portal import clock
from portal.access import reach
from portal.access.door import session
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.accounts.queries import users_by_id
from portal.caseload.models import CareRelationship
from portal.caseload.queries import practitioners_of
from portal.measures import queries
from portal.measures.answer_words import answer_in_words
from portal.measures.answering.answering_page import said_so_far
from portal.measures.answering.asked import asked_now
from portal.measures.answering.forms import BeginForm, ShowingForm
from portal.measures.answering.words import how_far, how_long, how_often
from portal.measures.course import client_wording
from portal.measures.course.charting import Told, course_of
from portal.measures.course.gap_wording import no_score_line
from portal.measures.course.series import Entry, Part, day_of, series_of
from portal.measures.models import Administration, MeasureAssignment, Pace
from portal.measures.own import charting as own_charting
from portal.measures.sheets import Sheets
from portal.safety.promises import due_at, promises_by
from portal.web.templating import timezone
from portal.web.words import first_name, listed


def newest_first(session: Session, client_id: uuid.UUID) -> list[Entry]:
    """Return all that a client has answered, of whichever measure, by their days, newest first."""
    completed = queries.completed_of(session, client_id)
    sheets = Sheets.of(session, client_id, [one.slug for one in completed])
    zone = timezone()
    entries = [Entry(one, sheets.answered(one), day_of(one, zone)) for one in reversed(completed)]
    return sorted(entries, key=lambda one: one.on, reverse=True)


def of_measure(
    viewer: Viewer,
    assignment: MeasureAssignment,
    *,
    pacing: BeginForm | None = None,
    showing: ShowingForm | None = None,
) -> str:
    """Return the page about one measure; the forms are those that were refused."""
    assert viewer.user_id is not None
    now = clock.now()
    asked = asked_now(session(), viewer, assignment.id, now, timezone())
    completed = queries.completed_of(session(), viewer.user_id)
    entries = _entries(completed, viewer.user_id, assignment.slug)
    shown = _shown(entries)
    agreed = assignment.scores_agreed or assignment.scores_proposed
    treating = [] if viewer.has_withdrawn else practitioners_of(session(), viewer.user_id)
    readers = [who for care, who in treating if _reads(care, assignment)]
    people = _people(entries, {one.id: one for one in readers}, assignment.assigned_by_id)
    return render_template(
        "measures/measure.html",
        assignment=assignment,
        asked=asked,
        entries=entries[::-1],
        scores=_sentences(shown),
        course=course_of(shown.entries, for_client=True, with_table=False) if shown else None,
        own=_own(entries),
        by=people.get(assignment.assigned_by_id),
        people=people,
        agreements=[care.agreement for care, who in treating if who in readers and care.agreement],
        names=listed([first_name(one.name) for one in readers]),
        told_by=due_at(promises_by(session(), readers, now), now),
        pacing=pacing or BeginForm(formdata=None, pace=_last_pace(completed)),
        showing=showing or ShowingForm(formdata=None, showing=agreed),
        how_often=how_often(assignment),
        how_long=how_long(asked.sheet) if asked else "",
        how_far=how_far(asked.sheet, asked.begun.answers or {}) if asked and asked.begun else "",
    )


def of_answers(administration: Administration) -> str:
    """Return the page of answers that were sent, with the score where the client sees it."""
    client_id, slug = administration.client_id, administration.slug
    entries = _entries(queries.completed_of(session(), client_id, slug), client_id, slug)
    place = next(at for at, one in enumerate(entries) if one.administration.id == administration.id)
    entry = entries[place]
    asked = len(entry.sheet.instrument.scored_items) if entry.sheet.instrument else 0
    missing = len(entry.score.missing) if entry.score else 0
    return render_template(
        "measures/answered.html",
        entry=entry,
        administration=administration,
        answers=administration.answers or {},
        words=answer_in_words,
        scores=_sentences(_shown(entries[: place + 1])) if administration.shows_score else [],
        no_score=no_score_line(missing, asked) if asked and entry.total is None else "",
        review=said_so_far(administration)["review"],
        by=_typist(administration),
    )


def _entries(completed: Sequence[Administration], client_id: uuid.UUID, slug: str) -> list[Entry]:
    """Return what was answered of one measure, the oldest first."""
    of_it = [one for one in completed if one.slug == slug]
    found = series_of(of_it, Sheets.of(session(), client_id, [slug]), timezone())
    return [entry for one in found for part in one.parts for entry in part.entries]


def _last_pace(completed: Sequence[Administration]) -> Pace:
    """Return how the client liked to answer the last time, whichever measure it was."""
    answered = [one.pace for one in completed if one.typed_total is None]
    return answered[-1] if answered else Pace.ONE


def _reads(care: CareRelationship, assignment: MeasureAssignment) -> bool:
    """Tell whether whoever is in that care sees what is asked here, and what is answered."""
    return care.reach.includes(reach.Part.MEASURES, assignment.assigned_at)


def typists(entries: Iterable[Entry]) -> set[uuid.UUID]:
    """Return the ids of those who typed scores in."""
    return {by for one in entries if (by := one.administration.typed_by_id)}


def _people(
    entries: Sequence[Entry], readers: Mapping[uuid.UUID, User], asker: uuid.UUID
) -> dict[uuid.UUID, User]:
    """Return who asks and who typed scores in, also if they treat the client no longer."""
    found = dict(readers)
    missing = {asker, *typists(entries)} - found.keys()
    return found | (users_by_id(session(), missing) if missing else {})


def _typist(administration: Administration) -> User | None:
    """Return who typed a score in; None for answers."""
    by = administration.typed_by_id
    return users_by_id(session(), {by}).get(by) if by else None


def _shown(entries: Sequence[Entry]) -> Part | None:
    """Return those whose scores the client may see, as far as they share the last one's words.

    With them comes what has no score: that it was answered is no secret, and breaks the line.
    """
    shown = [one for one in entries if one.administration.shows_score]
    if not shown or shown[-1].sheet.instrument is None:
        return None
    of_it = [one for one in entries if one.edition == shown[-1].edition]
    return Part(tuple(one for one in of_it if one in shown or one.total is None))


def _own(entries: Sequence[Entry]) -> list[Told]:
    """Return what is told of the client's own words, as they were last answered."""
    if not entries or entries[-1].sheet.instrument:
        return []
    latest = entries[-1].edition
    return own_charting.told(Part(tuple(one for one in entries if one.edition == latest)))


def _sentences(shown: Part | None) -> list[str]:
    """Say the last score, against the first."""
    if shown is None or shown.instrument is None:
        return []
    return client_wording.sentences(shown.instrument, shown.occasions)
