"""Which questions are asked: an instrument of the catalogue, or the client's own words."""

import uuid
from collections.abc import Iterable

from sqlalchemy.orm import Session

from portal.measures.models import Administration, MeasureAssignment
from portal.measures.own.models import OwnMeasure, id_in
from portal.measures.own.queries import Own, own_of
from portal.measures.questions import Question, Sheet, sheet_of
from portal.psychometrics.catalogue import instrument
from portal.psychometrics.instrument import Option

RULER = tuple(Option(value, str(value), None) for value in range(11))


class NoWords(LookupError):
    """There are no words of the client's own under that name, or not in that version."""


class Sheets:
    """The sheets of one client, of whose own words these are the measures."""

    def __init__(self, own: Iterable[Own] = ()) -> None:
        self._own = {one.versions[0].measure_id: one for one in own}

    @classmethod
    def of(cls, session: Session, client_id: uuid.UUID, slugs: Iterable[str]) -> "Sheets":
        """Return those that these slugs need; a client's own words are read only for theirs."""
        has_own = any(id_in(slug) is not None for slug in slugs)
        return cls(own_of(session, client_id) if has_own else ())

    def asked(self, assignment: MeasureAssignment) -> Sheet:
        """Return what is asked now, in the present version. Raises NoWords, UnknownInstrument."""
        return self._sheet(assignment.slug, None)

    def answered(self, administration: Administration) -> Sheet:
        """Return what was asked when it was begun: its words stay, whatever became of them."""
        return self._sheet(administration.slug, administration.version)

    def _sheet(self, slug: str, version: str | None) -> Sheet:
        measure_id = id_in(slug)
        if measure_id is None:
            return sheet_of(instrument(slug, version))
        own = self._own.get(measure_id)
        found = own and (own.current if version is None else _version(own, version))
        if not found:
            raise NoWords(slug)
        return sheet_of_words(found)


def sheet_answered(session: Session, administration: Administration) -> Sheet:
    """Return what was asked in one administration."""
    slugs = [administration.slug]
    return Sheets.of(session, administration.client_id, slugs).answered(administration)


def sheet_of_words(own: OwnMeasure) -> Sheet:
    """Return a client's own words as they are asked: lines from 0 to 10."""
    return Sheet(
        slug=own.slug,
        version=own.version,
        language="",
        name=own.title or "",
        title="",
        stem="",
        questions=tuple(
            Question(number, line["words"], RULER, line["low"], line["high"])
            for number, line in enumerate(own.lines or [], 1)
        ),
    )


def _version(own: Own, version: str) -> OwnMeasure | None:
    return next((one for one in own.versions if one.version == version), None)
