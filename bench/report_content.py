"""What the reports of the benchmark tell: half a year of somebody like those of the demonstration.

Every number gives other moods, passages, goals and paragraphs, always of the same amount. Words in
scripts other than Latin are left out: reportlab has one font a paragraph and would print boxes.
"""

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from portal.demo.story import Annotation, load
from portal.demo.story import Goal as ToldGoal
from portal.drawing.charts import Point
from portal.reflections.words import paragraphs
from portal.reports.facts import Counts, Facts, Goal, HardStretch, Narrative, Note, Passage

START, DAYS = date(2026, 1, 5), 182
MOODS, PASSAGES, GOALS, SHARED = 26, 12, 5, 40
LATIN = re.compile(r"[\n -\u024f\u2010-\u2026]+")


@dataclass(frozen=True)
class Words:
    """What there is to draw from."""

    passages: tuple[str, ...]
    annotations: tuple[Annotation, ...]
    goals: tuple[ToldGoal, ...]


@cache
def words() -> Words:
    """Return the words of the demonstration's people that any font can print."""
    clients = load().clients
    reflections = [one for client in clients for one in client.reflections]
    passages = (part for one in reflections for part in _parts(one.body) if 60 < len(part) < 400)
    annotations = (note for one in reflections for note in one.annotations)
    return Words(
        tuple(filter(LATIN.fullmatch, passages)),
        tuple(note for note in annotations if LATIN.fullmatch(note.body)),
        tuple(goal for client in clients for goal in client.goals if LATIN.fullmatch(goal.text)),
    )


def facts(number: int) -> Facts:
    """Return the facts of report number `number`."""
    chance = random.Random(number)
    quoted, written = chance.sample(words().passages, PASSAGES), chance.sample(words().passages, 6)
    return Facts(
        practice_name="Harbour Lane",
        client_name="Maren Aldous",
        practitioner_name="Ruth Adeyemi",
        credentials="psychotherapist (UKCP)",
        reference=f"{number:08d}",
        version=1,
        period=(START, _day(DAYS)),
        composed_on=_day(DAYS + 1),
        goals=tuple(_goal(chance, told) for told in chance.sample(words().goals, GOALS)),
        moods=tuple(
            Point(_day(7 * week + chance.randrange(5)), chance.randrange(2, 9))
            for week in range(MOODS)
        ),
        hard_stretches=(HardStretch(_day(60), _day(81)),),
        passages=tuple(_passage(chance, at, text) for at, text in enumerate(quoted)),
        narrative=Narrative(*("\n\n".join(written[at : at + 2]) for at in (0, 2, 4))),
        counts=Counts(SHARED, PASSAGES, SHARED - PASSAGES, PASSAGES // 2, 9),
    )


def _passage(chance: random.Random, at: int, text: str) -> Passage:
    """Every second passage has an annotation, and a reply to it."""
    if at % 2:
        return Passage(text, _day(chance.randrange(DAYS)))
    note, reply = chance.sample(words().annotations, 2)
    on = chance.randrange(DAYS - 9)
    answer = Note(reply.body, "Maren Aldous", _day(on + 5))
    return Passage(text, _day(on), (Note(note.body, "Ruth Adeyemi", _day(on + 2), (answer,)),))


def _goal(chance: random.Random, told: ToldGoal) -> Goal:
    return Goal(told.text, told.state.value, _day(chance.randrange(30)), told.closing_words)


def _day(number: int) -> date:
    return START + timedelta(days=number)


def _parts(text: str) -> list[str]:
    return [text[span.start : span.end].strip() for span in paragraphs(text)]
