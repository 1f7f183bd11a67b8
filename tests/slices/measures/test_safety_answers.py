"""A positive safety answer: somebody is asked to look at once, complete or not, sent or not."""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.measures.models import AdministrationState
from portal.safety.models import SafetyReview
from tests.cast import Cast, Person
from tests.slices.measures.asking import ALL_NOT_AT_ALL, asked, begun, chosen, edition_in, kept
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE

Visit = Callable[[Person | None], Visitor]


def reviews(session: Session) -> Sequence[SafetyReview]:
    """Return the reviews there are, as they are stored now."""
    session.expire_all()
    return session.scalars(select(SafetyReview)).all()


def test_r90_before_beginning_the_client_is_told_what_such_an_answer_does(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren, assignment = visit(cast.maren), asked(session, cast)
    page = maren.get(f"/my/measures/{assignment.id}").text
    other = maren.get(f"/my/measures/{asked(session, cast, 'gad-7').id}").text
    maren.post(f"/my/measures/{assignment.id}/let-go")
    aside = maren.get(f"/my/measures/{assignment.id}").text

    assert "anything but “Not at all”, somebody is asked to look, and sees this one answer" in page
    assert "If you answered now, somebody would look by" in page
    assert "Nobody reads it the moment you send it." in page
    assert "somebody is asked to look" not in other
    assert "There is nothing to answer here at the moment." in aside
    assert "If you answered now" not in aside
    assert "here is who can help now" in aside


def test_r92_it_opens_one_review_at_once_and_the_client_comes_back_and_finishes(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id)

    positive = chosen(maren, answers, 1, q9="1", do="next")
    found = reviews(session)
    card = maren.get(str(positive.location))
    page = maren.get(f"{answers}/questions")
    again = chosen(maren, answers, 2, q9="3", do="next")
    changed = chosen(maren, answers, 3, q9="0", do="next")
    sent = maren.post(f"{answers}/look-over", edition=4, remark="")

    assert len(found) == len(reviews(session)) == 1
    assert positive.location == f"/my/safety/{found[0].id}"
    assert "Go on where you were" in card.text
    assert f'href="{answers}"' in card.text
    assert kept(session).state is AdministrationState.COMPLETED
    assert "Thank you for saying that" in page.text
    assert f"/my/safety/{found[0].id}" in page.text
    assert (again.location, changed.location) == (
        f"{answers}/questions?question=2#main",
        f"{answers}/questions?question=2#main",
    )
    assert sent.location == answers
    assert [one["value"] for one in reviews(session)[0].answered] == [1, 3]
    assert "you are safe" not in maren.get(answers).text


def test_r92_an_answer_below_says_nothing_and_reassures_nobody(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id, "all")

    negative = chosen(maren, answers, 1, **ALL_NOT_AT_ALL | {"q1": "3", "q10": "3"})
    page = maren.get(f"{answers}/look-over").text

    assert reviews(session) == []
    assert "look-over" in str(negative.location)
    assert "Thank you for saying that" not in page


def test_r92_a_save_by_script_opens_it_too_and_the_next_step_leads_to_the_card(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id, "all")

    saved = chosen(maren, answers, 1, script=True, q9="2")
    onward = chosen(maren, answers, (saved.json or {})["edition"], q9="2")

    assert ((saved.json or {})["review"], len(reviews(session))) == (True, 1)
    assert onward.location == f"/my/safety/{reviews(session)[0].id}"


def test_r92_a_client_who_left_at_once_is_led_to_the_card_until_they_have_seen_it(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id)
    chosen(maren, answers, 1, script=True, q9="1")  # the page is closed with that
    review = reviews(session)[0]
    card = f"/my/safety/{review.id}"

    today = maren.get("/my/today").text
    onward = [chosen(maren, answers, 2, do=do).location for do in ("next", "back", "later", "all")]
    for do in ("3", "later"):
        over = maren.post(f"{answers}/look-over", edition=2, remark=f"A word, {do}", do=do)
        onward.append(over.location)
    remark = kept(session).remark
    sent = maren.post(f"{answers}/look-over", edition=2, remark="")
    told = maren.get(answers).text
    unseen = reviews(session)[0].card_seen_at
    maren.get(card)
    seen = reviews(session)[0].card_seen_at
    maren.get(card)

    assert f'href="{card}"' in today
    assert [*onward, sent.location] == [card] * 7
    assert remark == "A word, later"
    assert "Thank you for saying that" in told
    assert (unseen, kept(session).state) == (None, AdministrationState.COMPLETED)
    assert seen is not None
    assert reviews(session)[0].card_seen_at == seen


def test_only_you_is_not_said_of_the_one_answer_that_somebody_sees(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    answers = begun(maren := visit(cast.maren), assignment.id, "all")
    before = maren.get(f"{answers}/questions").text
    chosen(maren, answers, 1, q1="1", q9="1")
    pages = [
        maren.get(f"{answers}/questions").text,
        maren.get(f"{answers}/look-over").text,
        chosen(maren, answers, 1, q1="2").text,
    ]
    first = maren.get("/my/today").text

    assert "Only you, until you send it</span>" in before
    for page in pages:
        assert "Only you, until you send it, but for one answer</span>" in page
    assert "sees that one answer" in pages[0]
    assert "sees this one answer" in maren.get(f"/my/measures/{assignment.id}").text
    assert "PHQ-9, which you began" in first
    assert "Only you" not in first.split("<main")[1]


def test_r92_it_never_waits_for_two_windows_to_be_told_apart(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id, "all")
    chosen(maren, answers, 1, q1="1", q9="0")

    stale = chosen(maren, answers, 1, q1="2", q9="1", q3="3")

    assert stale.location == f"/my/safety/{reviews(session)[0].id}"
    assert kept(session).answers == {"1": 1, "3": 3, "9": 1}
    assert "Some answers from another window stayed" in maren.get("/my/measures").text

    crossed = chosen(maren, answers, 1, q1="2", q9="1")
    by_script = chosen(maren, answers, 1, script=True, q1="2", q9="2")

    assert crossed.status_code == 409
    assert (by_script.json or {})["is_crossed"] is True
    assert (by_script.json or {})["edition"] == 1
    assert kept(session).answers == {"1": 1, "3": 3, "9": 2}


def test_r92_it_is_heeded_where_it_comes_too_late_to_be_kept(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    answers = begun(maren := visit(cast.maren), assignment.id, "all")
    edition = edition_in(maren.get(f"{answers}/look-over").text)
    maren.post(f"{answers}/look-over", edition=edition, remark="")

    by_script = chosen(maren, answers, edition, script=True, q9="1")
    unseen = reviews(session)[0].card_seen_at
    late = chosen(maren, answers, edition, q9="1")

    assert (by_script.status_code, by_script.json) == (200, {"is_closed": True, "review": True})
    assert unseen is None  # no script sees the card in place of the client
    assert late.location == f"/my/safety/{reviews(session)[0].id}"
    assert len(reviews(session)) == 1
    assert kept(session).answers == {}


def test_putting_the_rest_aside_leaves_the_review(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    answers = begun(maren := visit(cast.maren), assignment.id)
    chosen(maren, answers, 1, q9="1")

    told = maren.get(f"/my/measures/{assignment.id}").text
    aside = maren.post(f"/my/measures/{assignment.id}/let-go")
    card = maren.get(str(aside.location)).text
    by_script = chosen(maren, answers, 2, script=True, q1="2")
    late = chosen(maren, answers, 2, q1="2")
    page = maren.get(str(late.location)).text

    assert by_script.json == {"is_closed": True, "review": False}
    assert "You had put this aside. The answer that somebody looks at stays with them;" in page
    assert "Nothing more is kept of it" not in page
    assert aside.location == f"/my/safety/{reviews(session)[0].id}"
    assert "The answer that somebody looks at stays with them; nothing else is kept." in card
    assert "nothing is waiting" not in card
    assert "If somebody was told about an answer, that stays." in told
    assert kept(session).answers == {}
    assert reviews(session)[0].answered[0]["value"] == 1
