"""What a client hands in at one go, in its one stored form: words, number, tags, wishes."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.reflections.models import Draft, Intent, Moment, Reflection, Revision, Written
from portal.reflections.words import MAX_LENGTH, canonical

MAX_TITLE = 200
MAX_TAGS = 12
MAX_TAG = 40
MOODS = range(11)


class Unacceptable(ValueError):
    """The writing breaks a rule that its form should have caught. The message names the rule."""


@dataclass(frozen=True)
class Writing:
    """What the form of a reflection holds. Make it with `Writing.of`."""

    body: str
    title: str | None = None
    prompt: str | None = None
    mood: int | None = None
    tags: tuple[str, ...] = ()
    moment: Moment | None = None
    intent: Intent = Intent.JUST_WRITE
    is_quotable: bool = False

    @classmethod
    def of(
        cls,
        body: str,
        *,
        title: str | None = None,
        prompt: str | None = None,
        mood: int | None = None,
        tags: Iterable[str] = (),
        moment: Moment | None = None,
        intent: Intent = Intent.JUST_WRITE,
        is_quotable: bool = False,
    ) -> "Writing":
        """Return the writing in canonical form. Raises Unacceptable and UnreadableText."""
        writing = cls(
            body=canonical(body),
            title=_line(title),
            prompt=_line(prompt),
            mood=mood,
            tags=distinct(tags),
            moment=moment,
            intent=intent,
            is_quotable=is_quotable,
        )
        writing._check()
        return writing

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no visible word in it."""
        return not self.body.strip()

    def _check(self) -> None:
        if len(self.body) > MAX_LENGTH:
            raise Unacceptable(f"more than {MAX_LENGTH} characters")
        if len(self.title or "") > MAX_TITLE:
            raise Unacceptable(f"a title of more than {MAX_TITLE} characters")
        if self.mood is not None and self.mood not in MOODS:
            raise Unacceptable("a mood outside 0 to 10")
        if len(self.tags) > MAX_TAGS or any(len(tag) > MAX_TAG for tag in self.tags):
            raise Unacceptable(f"more than {MAX_TAGS} tags, or a tag longer than {MAX_TAG}")

    def put_into(self, row: Draft | Revision) -> None:
        """Write the words, and what was said about them, into a new or an open row."""
        row.body, row.title, row.prompt = self.body, self.title, self.prompt
        row.mood, row.tags = self.mood, list(self.tags)
        row.moment = self.moment.value if self.moment else None
        if isinstance(row, Draft):
            row.intent, row.is_quotable = self.intent, self.is_quotable


def writing_in(row: Draft) -> Writing:
    """Return what a draft holds."""
    return _writing(row, row.intent, row.is_quotable)


def writing_of(reflection: Reflection) -> Writing:
    """Return what the latest revision of a reflection holds, to go on from. It must have one."""
    assert reflection.latest is not None
    return _writing(reflection.latest, reflection.intent, reflection.is_quotable)


def saved_writing(reflection: Reflection, draft: Draft | None) -> Writing:
    """Return what is saved: the open draft, or the latest revision. There must be one of them."""
    return writing_in(draft) if draft else writing_of(reflection)


def same_words(one: Written, other: Written) -> bool:
    """Tell whether a draft and a revision say the same, wishes about reading aside."""
    return _said(one) == _said(other)


def distinct(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags on one line each, in order, without empty ones and repeats in another case."""
    found: dict[str, str] = {}
    for tag in tags:
        if line := _line(tag):
            found.setdefault(line.casefold(), line)
    return tuple(found.values())


def _line(text: str | None) -> str | None:
    return " ".join(canonical(text).split()) or None if text else None


def _said(row: Written) -> tuple[object, ...]:
    return (row.body, row.title, row.prompt, row.mood, tuple(row.tags or ()), row.moment)


def _writing(row: Written, intent: Intent, is_quotable: bool) -> Writing:
    return Writing(
        body=row.body,
        title=row.title,
        prompt=row.prompt,
        mood=row.mood,
        tags=tuple(row.tags or ()),
        moment=Moment(row.moment) if row.moment else None,
        intent=intent,
        is_quotable=is_quotable,
    )
