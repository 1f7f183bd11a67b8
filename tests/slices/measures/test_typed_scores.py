"""Scores that a practitioner types in from paper: on which scale, of which day, and mistakes."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.measures import queries
from portal.measures.asking.plan import Typed
from portal.measures.asking.scales import VARIANTS
from portal.measures.asking.typed_scores import NotThere, take_out, type_in
from portal.measures.models import Administration, AdministrationState
from portal.measures.services import talked_about
from portal.psychometrics.catalogue import instrument, instruments
from tests.cast import Cast, Person
from tests.slices.measures.arranging import ZONE
from tests.slices.measures.test_practitioner_pages import Visit, kinds_about, main_of, measures_of
from tests.slices.measures.test_summing_up import kept as summed_up
from tests.stages import ON_SQLITE

pytestmark = ON_SQLITE
TODAY = clock.today(ZONE)


def fields(**given: str) -> dict[str, Any]:
    on = (TODAY - timedelta(days=9)).isoformat()
    return {"measure": "phq-9", "score": "11", "on": on, "source": "A form on paper", **given}


def typed(
    session: Session, client: Person, by: Person, total: str, days_ago: int
) -> Administration:
    score = Typed(
        instrument("wsas"), Decimal(total), TODAY - timedelta(days=days_ago), f"Letter {total}"
    )
    kept = type_in(session.get_one(User, client.id), score, practitioner_id=by.id)
    session.flush()
    return kept


def test_each_choice_says_which_range_and_which_way_of_counting_is_meant(
    visit: Visit, cast: Cast
) -> None:
    page = main_of(visit(cast.ruth).get(f"{measures_of(cast.maren)}/score").text)

    for words in (
        "From 10 to 50, in whole numbers. Each answer counts 1 to 5, as in Australia, not 0 to 4.",
        "From 0 to 42, in steps of 2. The sum of the seven answers, doubled, not the sum itself.",
        "From 0 to 100, in steps of 4. The sum of the answers times 4, not the sum itself, which "
        "goes from 0 to 25.",
        "From 0 to 27, in whole numbers. Each answer counts 0 to 3.",
        "From 0 to 40, with one decimal at most.",
    ):
        assert words in page
    assert " checked" not in page, "none is chosen for anybody"
    assert {one.scoring_variant for one in instruments()} - {""} == VARIANTS.keys()


@pytest.mark.parametrize(
    ("slug", "score", "words"),
    [
        ("k10", "7", "how K10 is counted here. From 10 to 50, in whole numbers."),
        ("k10", "some", "From 10 to 50, in whole numbers."),
        ("dass-21-stress", "17", "From 0 to 42, in steps of 2."),
        ("who-5", "13", "From 0 to 100, in steps of 4."),
        ("ors", "21.55", "From 0 to 40, with one decimal at most."),
        ("srs", "40.1", "From 0 to 40, with one decimal at most."),
    ],
)
def test_a_refused_score_names_range_and_step_and_stays_as_it_was_typed(
    visit: Visit, cast: Cast, session: Session, slug: str, score: str, words: str
) -> None:
    answer = visit(cast.ruth).post(
        f"{measures_of(cast.maren)}/score", **fields(measure=slug, score=score)
    )

    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{score}"' in answer.text
    assert 'value="A form on paper"' in answer.text
    assert (
        f'checked id="measure-{[one.slug for one in sorted_by_name()].index(slug)}"' in answer.text
    )
    assert not queries.completed_of(session, cast.maren.id)


def sorted_by_name() -> list[Any]:
    return sorted(instruments(), key=lambda one: one.name)


def test_scales_with_decimals_are_kept_with_them(
    visit: Visit, cast: Cast, session: Session
) -> None:
    for slug, score in (("ors", "21,5"), ("srs", "36.4"), ("dass-21-stress", "18")):
        answer = visit(cast.ruth).post(
            f"{measures_of(cast.maren)}/score", **fields(measure=slug, score=score)
        )
        assert answer.status_code == 302, answer.text

    kept = queries.completed_of(session, cast.maren.id)
    assert {one.slug: one.typed_total for one in kept} == {
        "ors": "21.5",
        "srs": "36.4",
        "dass-21-stress": "18",
    }


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ((TODAY + timedelta(days=1)).isoformat(), "Choose today, or a day that has passed."),
        (f"{TODAY.year - 31}-12-31", "Choose a day of the last 30 years."),
        ("0204-03-02", "Choose a day of the last 30 years."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_plain_words(
    visit: Visit, cast: Cast, session: Session, day: str, words: str
) -> None:
    answer = visit(cast.ruth).post(f"{measures_of(cast.maren)}/score", **fields(on=day))

    assert (answer.status_code, words in answer.text) == (400, True)
    assert f'value="{day}"' in answer.text
    assert not queries.completed_of(session, cast.maren.id)


def test_a_mistake_is_taken_out_and_counts_nowhere_but_stays_and_is_marked_so(
    visit: Visit, cast: Cast, session: Session
) -> None:
    first = typed(session, cast.maren, cast.ruth, "30", 60)
    wrong = typed(session, cast.maren, cast.ruth, "3", 20)
    talked_about(wrong, actor_id=cast.ruth.id)
    session.commit()
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    course, mistake = (
        f"/practice/measures/{first.id}",
        f"/practice/measures/scores/{wrong.id}/mistake",
    )

    linked = main_of(ruth.get(course).text)
    asking = main_of(ruth.get(mistake).text)
    assert session.get_one(Administration, wrong.id).state is AdministrationState.COMPLETED
    answer = ruth.post(mistake)
    overview, series = (
        main_of(ruth.get(measures_of(cast.maren)).text),
        main_of(ruth.get(course).text),
    )

    assert mistake in linked
    assert "Letter 3<" in asking
    assert "Ruth Adeyemi" in asking
    assert "This cannot be undone" in asking
    assert answer.status_code == 302
    session.expire_all()
    assert (wrong.state, wrong.taken_out_by_id) == (AdministrationState.TAKEN_OUT, cast.ruth.id)
    assert wrong.taken_out_at is not None
    assert "One score was entered by mistake" in overview
    assert "<s>WSAS, score 3, of " in overview
    assert "Letter 3<" not in series
    assert "<figcaption" in linked
    assert "<figcaption" not in series
    assert kinds_about(session, cast.maren).count(Kind.MEASURE_TAKEN_OUT) == 1
    assert [(one.last, one.first) for one in summed_up(session, cast)] == [("30", "")]
    assert b"Letter" not in ruth.fetch(f"{measures_of(cast.maren)}/scores.csv").data
    record = maren.get("/my/privacy").text
    assert "took out a score of yours that was typed in by mistake" in record
    assert ruth.fetch(mistake).status_code == 404, "and not a second time"
    with pytest.raises(NotThere):
        take_out(wrong, practitioner_id=cast.ruth.id)


def test_a_client_reads_who_typed_a_score_in_and_sees_no_mistakes(
    visit: Visit, cast: Cast, session: Session
) -> None:
    wrong = typed(session, cast.maren, cast.ruth, "3", 20)
    kept = typed(session, cast.maren, cast.ruth, "30", 60)
    talked_about(kept, actor_id=cast.ruth.id)
    session.commit()
    maren = visit(cast.maren)

    before = main_of(maren.get("/my/measures").text)
    one = main_of(maren.get(f"/my/measures/answers/{kept.id}").text)
    visit(cast.ruth).post(f"/practice/measures/scores/{wrong.id}/mistake")
    after = main_of(maren.get("/my/measures").text)
    gone = maren.get(f"/my/measures/answers/{wrong.id}", follow_redirects=True)

    assert before.count("Typed in by Ruth on ") == 2
    newer, older = (f'datetime="{TODAY - timedelta(days=days)}"' for days in (20, 60))
    assert before.index(newer) < before.index(older), "by the day that each is about"
    assert "Typed in by Ruth on " in one
    assert "Letter 30" in one
    assert after.count("Typed in by Ruth on ") == 1
    assert "That score had been typed in by mistake" in gone.text
    assert "Letter 3<" not in gone.text
