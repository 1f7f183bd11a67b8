"""What was written to a client, annotations and replies together, in the order to show (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.annotations.models import Annotation, Reply


@dataclass(frozen=True)
class Answer:
    """Something written to a client: an annotation, or a reply under one."""

    annotation: Annotation
    written: Annotation | Reply

    @property
    def is_reply(self) -> bool:
        return self.written is not self.annotation

    @property
    def is_new(self) -> bool:
        return self.written.seen_at is None


def answers(annotations: Iterable[Annotation], replies: Iterable[Reply]) -> list[Answer]:
    """Return annotations and replies together: what was not yet seen first, then the newest."""
    together = [Answer(one, one) for one in annotations]
    together += [Answer(one.annotation, one) for one in replies]
    together.sort(key=lambda answer: answer.written.written_at, reverse=True)
    return sorted(together, key=lambda answer: not answer.is_new)
