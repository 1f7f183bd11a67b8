"""Prompts worth a conversation: for the practitioner, with rule and inputs, put aside for good."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.measures.prompts.models import PromptAside
from tests.cast import Cast, Person
from tests.slices.measures.arranging import ZONE, answered, asked, own_measure, summing_to
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE
Visit = Callable[[Person | None], Visitor]

HEADING = "Worth a conversation"
REASON = "We spoke of the move on Tuesday."


def harder(session: Session, cast: Cast, last: int = 16) -> str:
    """Ask Maren and let her score rise; return the key of the prompt."""
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=3)
    answered(session, assignment, summing_to(10), weeks_ago=2)
    answered(session, assignment, summing_to(last))
    return f"phq-9 worse_than_baseline {clock.today(ZONE).isoformat()}"


def page_of(person: Person) -> str:
    return f"/practice/clients/{person.id}/measures"


def test_a_prompt_shows_its_rule_and_what_it_saw_at_the_threshold(
    visit: Visit, cast: Cast, session: Session
) -> None:
    harder(session, cast, last=16)

    shown = visit(cast.ruth).get(page_of(cast.maren)).text

    assert HEADING in shown
    assert "PHQ-9 is 6 points higher than on" in shown
    assert "The latest score against the first: 6 points or more" in shown
    assert "NHS Talking Therapies reliable change" in shown
    assert "10 on " in shown
    assert "16 on " in shown


def test_below_the_threshold_there_is_no_prompt(visit: Visit, cast: Cast, session: Session) -> None:
    harder(session, cast, last=15)

    assert HEADING not in visit(cast.ruth).get(page_of(cast.maren)).text


def test_where_two_rules_disagree_the_wary_one_prompts_and_the_sentence_names_both(
    visit: Visit, cast: Cast, session: Session
) -> None:
    """From 45 to 62 on the PCL-5: within one rule's 18 points, beyond the other's 15."""
    assignment = asked(session, cast.maren, cast.ruth, "pcl-5", weeks_ago=3)
    answered(session, assignment, [4] * 11 + [1] + [0] * 8, weeks_ago=2)
    answered(session, assignment, [4] * 15 + [2] + [0] * 4)

    shown = visit(cast.ruth).get(page_of(cast.maren)).text

    assert "PCL-5 is 17 points higher than on" in shown
    assert (
        "The latest score against the first: 15 points or more (Marx 2022, male veterans, sample "
        "1), towards more difficulties." in shown
    )
    assert "It rose by 17 points towards more difficulties since" in shown
    assert (
        "within measurement error by one rule (Marx 2022, male veterans, sample 2: 18 points), and "
        "beyond it by another (Marx 2022, male veterans, sample 1: 15 points)." in shown
    )


def test_a_prompt_is_put_aside_with_a_reason_until_another_score_brings_it_up(
    visit: Visit, cast: Cast, session: Session
) -> None:
    key, ruth = harder(session, cast), visit(cast.ruth)
    put_aside = f"{page_of(cast.maren)}/aside"

    without = ruth.post(put_aside, prompt=key, reason=" ")
    unknown = ruth.post(put_aside, prompt="phq-9 worse_than_best 2020-01-01", reason=REASON)
    still = ruth.get(page_of(cast.maren)).text
    ruth.post(put_aside, prompt=key, reason=REASON)
    after = ruth.get(page_of(cast.maren)).text

    session.expire_all()
    (kept,) = session.scalars(select(PromptAside)).all()
    (told,) = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == Kind.PROMPT_PUT_ASIDE)
    ).all()
    assert without.status_code == 400
    assert "so that you know later" in without.text
    assert unknown.status_code == 302
    assert HEADING in still
    assert HEADING not in after
    assert REASON in after
    assert (kept.about["rule"], kept.reason) == ("worse_than_baseline", REASON)
    assert told.client_id is None, "the client's record would say that there was something"


def test_after_six_weeks_it_is_said_that_nothing_has_moved_and_that_some_move_late(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=7)
    answered(session, assignment, summing_to(16), weeks_ago=6)
    answered(session, assignment, summing_to(11))

    shown = visit(cast.ruth).get(page_of(cast.maren)).text

    assert "6 weeks after its first score, PHQ-9 has not moved by 6 points or more" in shown
    assert "Some people change little at first and much later" in shown


def test_nothing_for_twice_the_rhythm_is_worth_a_word_and_one_day_less_is_not(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)
    asked(session, cast.maren, cast.ruth, every=2, weeks_ago=3)
    before = ruth.get(page_of(cast.maren)).text
    asked(session, cast.idris, cast.ruth, every=2, weeks_ago=4)
    asked(session, cast.idris, cast.ruth, "gad-7", every=0, weeks_ago=20)

    after = ruth.get(page_of(cast.idris)).text

    assert HEADING not in before
    assert "PHQ-9 has not been answered for 4 weeks." in after
    assert "and not answered yet." in after
    assert "GAD-7 has not been answered" not in after


def test_a_measure_in_own_words_has_no_rule_and_no_prompt(
    visit: Visit, cast: Cast, session: Session
) -> None:
    own = own_measure(session, cast.maren, cast.ruth, "I could be at the table")
    assignment = asked(session, cast.maren, cast.ruth, own.slug, weeks_ago=9)
    answered(session, assignment, [9], weeks_ago=8)
    answered(session, assignment, [0])

    assert HEADING not in visit(cast.ruth).get(page_of(cast.maren)).text


def test_who_treats_beside_has_prompts_of_their_own(
    visit: Visit, cast: Cast, session: Session
) -> None:
    key = harder(session, cast)
    fields = {"prompt": key, "reason": REASON}

    for person in (cast.maren, cast.tobias, cast.sena, cast.joan, cast.vera):
        answer = visit(person).post(f"{page_of(cast.maren)}/aside", False, **fields)
        assert answer.status_code == 404, person.name
    assert not session.scalars(select(PromptAside)).all()
