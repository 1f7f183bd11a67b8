"""What a client takes along to another system: their file as the plain facts of an export."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.accounts.queries import practice, users_by_id
from portal.fhir.facts import Acknowledged, Aim, Answered, File, Named, Stage, Total
from portal.journey.models import Goal
from portal.journey.queries import goals_of
from portal.measures.course.series import Entry, Series, series_of
from portal.measures.licences.models import LicenceStatement
from portal.measures.licences.queries import statements
from portal.measures.models import Administration, AdministrationState
from portal.measures.queries import completed_and_taken_out, completed_of
from portal.measures.questions import DOES_NOT_FIT
from portal.measures.sheets import Sheets
from portal.rights.models import Consent
from portal.rights.queries import consents_of
from portal.rights.taking_forms import form_of, is_gated

EVER = 1000  # more acknowledgements than there will be versions; a list must end somewhere


def gathered(session: Session, client_id: uuid.UUID, zone: str, *, for_client: bool) -> File:
    """Return what goes along, every moment in the practice's time zone.

    Only `for_client` are remarks and closing words there; and then the scores are left out that
    the two agreed to look at together first.
    """
    told = completed_and_taken_out(session, client_id)
    entries = [one for part in told for one in _entries(_series(session, client_id, part, zone))]
    typing = {by for one in entries if (by := one.administration.typed_by_id)}
    people = users_by_id(session, {client_id, *typing})
    client = people[client_id]
    here = practice(session, client.practice_id)
    stated = _stated(session, here.id, entries)
    answered = (_answered(one, stated, people, zone, for_client=for_client) for one in entries)
    return File(
        client=Named(client.id, client.name or ""),
        practice=Named(here.id, here.name or ""),
        answered=tuple(one for one in answered if one is not None),
        aims=tuple(_aim(one, zone, for_client=for_client) for one in goals_of(session, client.id)),
        consents=_consents(client, consents_of(session, client.id, limit=EVER), zone),
    )


def _stated(
    session: Session, practice_id: uuid.UUID, entries: Sequence[Entry]
) -> list[LicenceStatement]:
    """Return what the practice has stated of licences, where any of these asks for it."""
    if not any(is_gated(one.sheet.instrument) for one in entries):
        return []
    return [one for one in statements(session) if one.practice_id == practice_id]


def all_series(session: Session, client_id: uuid.UUID, zone: str) -> list[Series]:
    """Return everything that a client answered, measure by measure."""
    return _series(session, client_id, completed_of(session, client_id), zone)


def _series(
    session: Session, client_id: uuid.UUID, completed: Sequence[Administration], zone: str
) -> list[Series]:
    sheets = Sheets.of(session, client_id, [one.slug or "" for one in completed])
    return series_of(completed, sheets, zone)


def _entries(series: Sequence[Series]) -> Iterator[Entry]:
    for one in series:
        for part in one.parts:
            yield from part.entries


def _answered(
    entry: Entry,
    stated: Sequence[LicenceStatement],
    people: Mapping[uuid.UUID, User],
    zone: str,
    *,
    for_client: bool,
) -> Answered | None:
    """Return one time that something was answered; None for a typed score not to be told yet."""
    administration = entry.administration
    total = _total(entry) if administration.shows_score or not for_client else None
    if entry.is_typed and total is None:
        return None
    assert administration.completed_at is not None
    typed_by = people.get(administration.typed_by_id) if administration.typed_by_id else None
    return Answered(
        id=administration.id,
        form=form_of(entry.sheet, stated),
        on=entry.on,
        at=clock.local(administration.completed_at, zone),
        answers=dict(_answers(entry)),
        total=total,
        remark=(administration.remark or "") if for_client else "",
        typed_by=Named(typed_by.id, typed_by.name or "") if typed_by else None,
        is_mistaken=administration.state is AdministrationState.TAKEN_OUT,
    )


def _answers(entry: Entry) -> Iterator[tuple[int, int | None]]:
    """Yield what was answered by the number of its question; None where it did not fit."""
    given = entry.administration.answers or {}
    for question in entry.sheet.questions:
        value = given.get(str(question.number))
        if value == DOES_NOT_FIT:
            yield question.number, None
        elif isinstance(value, int):
            yield question.number, value


def _total(entry: Entry) -> Total | None:
    score, instrument = entry.score, entry.sheet.instrument
    if score is None or instrument is None:
        return None
    of = len(instrument.scored_items)
    return Total(score.total, len(score.missing), of, score.is_prorated)


def _aim(goal: Goal, zone: str, *, for_client: bool) -> Aim:
    return Aim(
        id=goal.id,
        words=goal.words or "",
        stage=Stage(goal.state.value),
        set_at=clock.local(goal.set_at, zone),
        ended_at=_local(goal.ended_at, zone),
        closing_words=(goal.closing_words or "") if for_client else "",
    )


def _consents(client: User, given: Sequence[Consent], zone: str) -> tuple[Acknowledged, ...]:
    """Return what was acknowledged; the newest is in force, unless consent was taken back."""
    return tuple(
        Acknowledged(
            id=one.id,
            version=one.version,
            text_sha256=one.text_sha256,
            at=clock.local(one.acknowledged_at, zone),
            is_in_force=one is given[0] and client.consent_version == one.version,
        )
        for one in given
    )


def _local(at: datetime | None, zone: str) -> datetime | None:
    return None if at is None else clock.local(at, zone)
