"""What a form says before its first question is shown there, word for word, and only there."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.cast import Cast, Person
from tests.slices.measures.asking import asked, begun
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE


def test_the_instruction_stands_before_the_first_question(
    visit: Callable[[Person | None], Visitor], cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    answers = begun(maren, asked(session, cast, "pcl-5").id)

    first, second = (maren.get(f"{answers}/questions?question={number}").text for number in (1, 2))

    assert "Keeping your worst event in mind" in first
    assert "In the past month, how much were you bothered by:" in first
    assert "Question 2 of 20" in second
    assert "Keeping your worst event in mind" not in second
