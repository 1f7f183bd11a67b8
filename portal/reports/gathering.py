"""Gathering the facts of a report. Private notes cannot be imported here, so none gets in."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.annotations.models import Annotation, Reply
from portal.drawing.measured import Moment as Happened
from portal.drawing.voice import Say
from portal.journey.models import Goal as OwnGoal
from portal.journey.models import GoalState
from portal.journey.queries import goals_of
from portal.measures.course.happened import named_moment
from portal.reflections.models import Moment
from portal.reports.choices import Choices, PassageKey
from portal.reports.composition import (
    Counts,
    Facts,
    Goal,
    HardStretch,
    Note,
    Passage,
    Point,
    Section,
)
from portal.reports.material import Piece, joined, shared_pieces, still_allowed
from portal.reports.measure_words import Asked
from portal.reports.measuring import answered, measures_of
from portal.reports.models import Report

TOGETHER = timedelta(days=21)
"""Marks with nothing else shared between them, at most so far apart, are one hard stretch."""


@dataclass(frozen=True)
class Place:
    """Where and when a report is composed: the time zone, the day there, the language."""

    zone: str
    today: date
    say: Say


def facts_of(session: Session, report: Report, place: Place) -> tuple[Facts, int]:
    """Return the facts of a draft as they stand now, and how many chosen passages dropped out.

    A passage drops out when the client has withdrawn or edited it, or allows it no more.
    """
    period = (report.period_start, report.period_end)
    choices = Choices.from_json(report.choices)
    pieces = shared_pieces(session, report.client_id, report.reach, period, place.zone)
    chosen = set(choices.passages) if Section.OWN_WORDS in choices.sections else set()
    allowed = still_allowed(pieces, chosen)
    passages, quoted, shown = _passages(pieces, allowed, place.zone)
    found = answered(session, report, place.zone)
    asked = _asked(choices, pieces)
    left_out = sum(one.slug not in asked.slugs for one in found.series)
    facts = Facts(
        practice_name=report.practice.name,
        practice_address=report.practice.address or "",
        client_name=report.client.name,
        practitioner_name=report.author.name,
        credentials=report.author.credentials or "",
        reference=report.reference,
        version=1,
        period=period,
        composed_on=place.today,
        goals=_goals(goals_of(session, report.client_id, report.reach), period, place),
        moods=tuple(
            Point(piece.on, piece.words.mood) for piece in pieces if piece.words.mood is not None
        ),
        hard_stretches=_hard_stretches(pieces),
        passages=passages,
        narrative=choices.narrative,
        counts=replace(_counts(pieces, quoted, shown), measures_left_out=left_out),
        measures=measures_of(report, found, asked, place.zone),
    )
    return facts, len(chosen) - len(allowed)


def _asked(choices: Choices, pieces: Iterable[Piece]) -> Asked:
    """Return which measures are to be told; what happened, only where it is told anyway."""
    happened = [
        Happened(piece.on, named_moment(piece.words.moment))
        for piece in pieces
        if piece.words.moment and Section.COURSE in choices.sections
    ]
    return Asked(frozenset(choices.measures), happened, choices.with_remarks)


def _passages(
    pieces: Sequence[Piece], keys: Sequence[PassageKey], zone: str
) -> tuple[tuple[Passage, ...], int, int]:
    """Return the passages in the order of their days, of how many reflections, with how many notes.

    An annotation that touches two passages stands beside the first of them only.
    """
    passages, quoted, shown = list[Passage](), 0, set[uuid.UUID]()
    for piece in pieces:
        text = piece.words.body
        own = [key for key in keys if key.revision_id == piece.words.id]
        quoted += bool(own)
        for start, end in joined(text, own):
            beside = [each for each in piece.beside(start, end) if each.id not in shown]
            shown.update(each.id for each in beside)
            notes = tuple(_note(each, zone) for each in beside)
            passages.append(Passage(text[start:end], piece.on, notes))
    return tuple(passages), quoted, len(shown)


def _note(written: Annotation | Reply, zone: str) -> Note:
    replies = written.replies if isinstance(written, Annotation) else ()
    return Note(
        written.body,
        written.author.name,
        clock.local(written.written_at, zone).date(),
        tuple(_note(reply, zone) for reply in replies),
    )


def _goals(goals: Iterable[OwnGoal], period: tuple[date, date], place: Place) -> tuple[Goal, ...]:
    """Return the goals that were there in the period, as they stood on its last day."""
    start, end = period
    told = []
    for goal in goals:
        since = clock.local(goal.set_at, place.zone).date()
        ended = clock.local(goal.ended_at, place.zone).date() if goal.ended_at else None
        if since > end or (ended is not None and ended < start):
            continue
        has_ended = ended is not None and ended <= end
        state = goal.state if has_ended else GoalState.ONGOING
        closing_words = (goal.closing_words or "") if has_ended else ""
        told.append(Goal(goal.words, _state(state, place.say), since, closing_words))
    return tuple(told)


def _state(state: GoalState, say: Say) -> str:
    return {
        GoalState.ONGOING: say("ongoing"),
        GoalState.DONE: say("done"),
        GoalState.CHANGED: say("changed"),
        GoalState.LET_GO: say("let go"),
    }[state]


def _hard_stretches(pieces: Iterable[Piece]) -> tuple[HardStretch, ...]:
    """Return the stretches the client marked; nothing is read into what carries no mark."""
    stretches, is_open = list[HardStretch](), False
    for piece in sorted(pieces, key=lambda each: each.on):
        if piece.words.moment != Moment.HARD_STRETCH:
            is_open = False
            continue
        last = stretches[-1] if is_open else None
        if last is not None and last.end is not None and piece.on - last.end <= TOGETHER:
            stretches[-1] = HardStretch(last.start, piece.on)
        else:
            stretches.append(HardStretch(piece.on, piece.on))
        is_open = True
    return tuple(stretches)


def _counts(pieces: Sequence[Piece], quoted: int, shown: int) -> Counts:
    annotations = sum(len(piece.annotations) for piece in pieces)
    return Counts(
        reflections_shared=len(pieces),
        reflections_quoted=quoted,
        reflections_left_out=len(pieces) - quoted,
        annotations_in=shown,
        annotations_left_out=annotations - shown,
    )
