"""What the tests of annotations share: a scene that is set, and forms as a browser sends them."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import factories as make
from tests.cast import Cast

TEXT = (
    "The tide was far out. I stayed on the wall 😀 until the light went.\n\n"
    "Nobody hurried me. 慢慢来。 Then I went home."
)


@dataclass(frozen=True)
class Scene:
    """Maren shared TEXT, and Ruth wrote beside "on the wall": the ids and the addresses."""

    reflection: uuid.UUID
    annotation: uuid.UUID

    @property
    def reading(self) -> str:
        return f"/practice/reflections/{self.reflection}"

    @property
    def annotations(self) -> str:
        return f"{self.reading}/annotations"

    @property
    def answering(self) -> str:
        return f"/practice/annotations/{self.annotation}/replies"

    @property
    def own(self) -> str:
        return f"/my/reflections/{self.reflection}"

    @property
    def writing_back(self) -> str:
        return f"/my/annotations/{self.annotation}/replies"


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    """The scene, committed."""
    reflection = make.shared_reflection(session, cast.maren, body=TEXT, title="Tide")
    annotation = make.annotation_on(
        session, cast.ruth, reflection, quote="on the wall", body="Stay with that."
    )
    scene = Scene(reflection.id, annotation.id)
    session.commit()
    return scene


def chosen(quote: str, text: str = TEXT, **more: Any) -> dict[str, Any]:
    """Return what a browser sends when `quote` was chosen; line ends as a browser sends them."""
    start = text.index(quote)
    end = start + len(quote)
    return {
        "version": "1",
        "start": str(start),
        "end": str(end),
        "quote": quote.replace("\n", "\r\n"),
        "prefix": text[max(0, start - 32) : start].replace("\n", "\r\n"),
        "suffix": text[end : end + 32].replace("\n", "\r\n"),
        "body": "I read this twice.",
        **more,
    }
