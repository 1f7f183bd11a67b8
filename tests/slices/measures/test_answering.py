"""Answering a measure: one question a page or all on one, kept as it goes, looked over, sent."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.measures.models import AdministrationState, Pace, Showing
from portal.measures.services import agree_on_scores, talked_about
from tests.cast import PASSWORD, Cast, Person
from tests.slices.measures.arranging import answered, summing_to
from tests.slices.measures.arranging import asked as asked_before
from tests.slices.measures.asking import ALL_NOT_AT_ALL, asked, begun, chosen, edition_in, kept
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE

Visit = Callable[[Person | None], Visitor]


def test_a_client_answers_one_question_a_page_goes_back_and_sends(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    maren = visit(cast.maren)
    before = maren.get(f"/my/measures/{assignment.id}").text
    answers = begun(maren, assignment.id)

    first = maren.get(f"{answers}/questions").text
    onward = chosen(maren, answers, 1, q1="2", do="next")
    second = maren.get(str(onward.location)).text
    back = chosen(maren, answers, 2, question=2, q2="", do="back")
    last = chosen(maren, answers, 2, question=10, q10="does_not_fit", do="next")
    over = maren.get(f"{answers}/look-over").text
    sent = maren.post(f"{answers}/look-over", edition=3, remark="A <hard> week.")
    page = maren.get(answers).text

    assert "Every week." in before
    assert "Ruth asks you for this" in before
    assert "Question 1 of 10" in first
    assert "Over the last 2 weeks, how often" in first
    assert '<span lang="en">Little interest or pleasure' in first
    assert "Spitzer" in first
    assert "Question 2 of 10" in second
    assert "question=1" in str(back.location)
    assert "look-over" in str(last.location)
    assert "More than half the days" in over
    assert "This question doesn’t fit me" in over
    assert "Eight questions are open, and may stay so." in over
    assert sent.location == answers
    assert "A &lt;hard&gt; week." in page
    assert "8 of 9 questions were left out, so there is no score." in page
    one = kept(session)
    assert (one.state, one.answers) == (
        AdministrationState.COMPLETED,
        {"1": 2, "10": "does_not_fit"},
    )
    for text in (first, second, over, page):
        assert "%" not in text.split("<main")[1].split("</main")[0]


def test_the_pace_is_the_clients_choice_and_is_kept(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    maren = visit(cast.maren)
    answers = begun(maren, assignment.id)

    turned = chosen(maren, answers, 1, q1="1", do="all")
    page = maren.get(str(turned.location)).text
    later = chosen(maren, answers, 2, q2="1", do="later")

    assert "All questions" in page
    assert page.count("<fieldset") == 10
    assert "?question" not in str(turned.location)
    assert later.location == "/my/measures"
    assert "Go on with it" in maren.get("/my/measures").text
    assert (kept(session).pace, kept(session).answers) == (Pace.ALL, {"1": 1, "2": 1})


def test_the_score_is_shown_at_once_only_where_the_client_decided_so(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast, scores=Showing.AT_ONCE)
    maren = visit(cast.maren)
    answers = begun(maren, assignment.id, "all")
    chosen(maren, answers, 1, **ALL_NOT_AT_ALL | {"q1": "3"})
    over = maren.get(f"{answers}/look-over").text
    maren.post(f"{answers}/look-over", edition=2)

    proposed = maren.get(answers).text
    agreed = maren.post(f"/my/measures/{assignment.id}/scores", showing="at_once")
    shown = maren.get(answers).text
    agree_on_scores(assignment, Showing.TOGETHER)
    taken_back = maren.get(answers).text

    assert "without a choice you look at it together" in over
    assert " checked>" not in over
    assert f"/my/measures/{assignment.id}#scores" in proposed
    assert "The two of you look at the score together." in proposed
    assert "Your score" not in proposed
    assert agreed.status_code == 303
    assert "was 3, on a scale from 0 to 27." in shown
    assert "Lower means fewer difficulties." in shown
    assert "minimal" not in shown
    assert "Your score" not in taken_back


def test_when_the_score_is_shown_is_asked_once_before_the_first_sending(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    answers = begun(maren := visit(cast.maren), assignment.id, "all")
    before = maren.get(f"/my/measures/{assignment.id}").text
    chosen(maren, answers, 1, **ALL_NOT_AT_ALL | {"q1": "3"})

    maren.post(f"{answers}/look-over", edition=2, remark="", showing="at_once", do="1")
    over = maren.get(f"{answers}/look-over").text
    refused = maren.post(f"{answers}/look-over", edition=2, showing="never")
    sent = maren.post(f"{answers}/look-over", edition=2)

    assert "When would you like to see your score?" not in before + over
    assert "You see your score as soon as you have sent your answers, as you chose." in over
    assert (refused.status_code, sent.status_code) == (400, 303)
    assert "was 3, on a scale from 0 to 27." in maren.get(answers).text
    assert (
        "When would you like to see your score?" in maren.get(f"/my/measures/{assignment.id}").text
    )


def test_of_two_scores_each_page_shows_its_own_and_only_what_was_agreed(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked_before(session, cast.maren, cast.ruth, weeks_ago=4)
    first = answered(session, assignment, summing_to(12), weeks_ago=4)
    second = answered(session, assignment, summing_to(5), weeks_ago=2)
    talked_about(first, actor_id=cast.ruth.id)
    session.commit()
    maren = visit(cast.maren)

    earlier = maren.get(f"/my/measures/answers/{first.id}").text
    later = maren.get(f"/my/measures/answers/{second.id}").text
    page = maren.get(f"/my/measures/{assignment.id}").text

    assert "was 12, on a scale from 0 to 27." in earlier
    assert "Your score" not in later
    assert "The two of you look at the score together." in later
    assert "score 12" in page
    assert "score to look at together" in page
    assert "<figure" not in page  # one score that is seen is no course


def test_going_on_opens_the_first_question_that_was_not_come_to_and_leaves_what_was_skipped(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id)
    chosen(maren, answers, 1, question=1, q1="1")
    chosen(maren, answers, 2, question=2, q2="")
    chosen(maren, answers, 2, question=3, q3="", do="later")
    third = maren.get(f"{answers}/questions").text
    chosen(maren, answers, 2, question=3, q3="")
    chosen(maren, answers, 2, question=4, q4="2", do="back")
    fifth = maren.get(str(maren.get(answers).location)).text
    for number in range(4, 11):
        chosen(maren, answers, 3, question=number)

    through = maren.get(f"{answers}/questions")
    over = maren.get(str(through.location)).text
    changed = maren.post(f"{answers}/look-over", edition=3, remark="", do="2")

    assert "Question 3 of 10" in third
    assert "Question 5 of 10" in fifth
    assert "look-over" in str(through.location)
    assert over.count("Left open") == 8
    assert "Question 2 of 10" in maren.get(str(changed.location)).text


def test_two_windows_never_take_an_answer_from_each_other(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id, "all")
    chosen(maren, answers, 1, q1="1", q2="2")

    same = chosen(maren, answers, 1, q1="1", q2="2", q3="")
    other = chosen(maren, answers, 1, q3="3", q1="")
    crossed = chosen(maren, answers, 1, q2="0", q4="1")
    by_script = chosen(maren, answers, 1, script=True, q2="0")
    before = dict(kept(session).answers)
    chosen_there = chosen(maren, answers, edition_in(crossed.text), q2="0", q4="1")

    assert (same.status_code, other.status_code) == (303, 303)
    assert (crossed.status_code, by_script.status_code) == (409, 409)
    assert "What you have just chosen" in crossed.text
    assert "More than half the days" in crossed.text
    assert 'name="answer-4" value="1"' in crossed.text
    assert before == {"1": 1, "2": 2, "3": 3}
    assert chosen_there.status_code == 303
    assert kept(session).answers == {"1": 1, "2": 0, "3": 3, "4": 1}


def test_what_changed_after_looking_over_is_looked_over_again_and_the_remark_stays(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id)
    edition = edition_in(maren.get(f"{answers}/look-over").text)
    chosen(maren, answers, 1, q1="1")

    stale = maren.post(f"{answers}/look-over", edition=edition, remark="As it was.")
    sent = maren.post(f"{answers}/look-over", edition=edition_in(stale.text), remark="As it is.")
    again = maren.post(f"{answers}/look-over", edition=2, remark="Once more.")
    too_late = chosen(maren, answers, 2, q1="3")

    assert stale.status_code == 409
    assert "As it was." in stale.text
    assert (sent.status_code, again.status_code, too_late.status_code) == (303, 303, 303)
    assert (kept(session).answers, kept(session).remark) == ({"1": 1}, "As it is.")
    assert "had been sent already" in maren.get(answers).text
    happened = session.scalars(
        select(AuditEvent.kind).where(AuditEvent.subject_id == kept(session).id)
    )
    assert list(happened) == [Kind.MEASURE_BEGUN, Kind.MEASURE_ANSWERED]


def test_signing_in_again_on_the_way_leads_straight_back_and_keeps_what_was_chosen(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id)
    page = maren.get(f"{answers}/questions").text
    out = visit(None)

    interrupted = out.fetch(
        f"{answers}/questions",
        method="POST",
        data={"edition": 1, "question": 1, "answer-1": "2", "do": "next", "resend": "at_once"},
    )
    carried = unescape(interrupted.text.split('name="carried" value="')[1].split('"')[0])
    entered = {"email": cast.maren.email, "password": PASSWORD, "carried": carried}
    offered = out.post("/sign-in", **entered).text
    stranger = visit(None).post("/sign-in", **entered | {"email": cast.idris.email}).text
    sent = [one for one in (offered, stranger) if "goes_on.js" in one and "data-goes-on" in one]
    back = chosen(out, answers, 1, q1="2", do="next")
    elsewhere = chosen(visit(cast.idris), answers, 2, q1="3")

    assert '<input type="hidden" name="resend" value="at_once">' in page
    assert (interrupted.status_code, len(sent)) == (401, 2)
    assert f'action="{answers}/questions"' in offered
    assert "question=2" in str(back.location)
    assert elsewhere.status_code == 404
    assert kept(session).answers == {"1": 2}


@pytest.mark.parametrize("fields", [{"q1": "4"}, {"q1": "-1"}, {"q99": "1"}, {"answer-x": "1"}])
def test_an_answer_that_was_not_offered_is_refused(
    visit: Visit, cast: Cast, session: Session, fields: dict[str, Any]
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id)

    refused = chosen(maren, answers, 1, **fields)

    assert refused.status_code == 400
    assert "not among those offered" in refused.text
    assert kept(session).answers == {}


def test_putting_it_aside_deletes_what_was_chosen_and_asks_nothing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    answers = begun(maren := visit(cast.maren), assignment.id)
    chosen(maren, answers, 1, q1="1")

    gone = maren.post(f"/my/measures/{assignment.id}/let-go")
    page = maren.get("/my/measures").text
    elsewhere = maren.get(f"{answers}/questions")

    assert gone.location == "/my/measures"
    assert "Nothing of it was kept, and nothing is waiting." in page
    assert "Asked of you, and not now" in page
    for word in ("overdue", "missed", "late."):
        assert word not in page.replace("Nothing here is ever late.", "")
    assert (kept(session).state, kept(session).answers) == (AdministrationState.LET_GO, {})
    assert elsewhere.status_code == 303


def test_nobody_else_sees_what_was_not_sent(visit: Visit, cast: Cast, session: Session) -> None:
    assignment = asked(session, cast)
    answers = begun(visit(cast.maren), assignment.id)

    for person in (cast.idris, cast.ruth, cast.tobias, cast.sena, cast.joan):
        visitor = visit(person)
        for url in (f"/my/measures/{assignment.id}", f"{answers}/questions", answers):
            assert visitor.get(url).status_code == 404, (person.name, url)


def test_a_remark_stays_with_the_answers_when_one_is_changed_or_another_time_is_better(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    answers = begun(maren := visit(cast.maren), assignment.id)
    long = "a" * 1001

    changed = maren.post(f"{answers}/look-over", edition=1, remark="The <third>.", do="3")
    over = maren.get(f"{answers}/look-over").text
    later = maren.post(f"{answers}/look-over", edition=1, remark="The fourth.", do="later")
    too_long = maren.post(f"{answers}/look-over", edition=1, remark=long, do="later")
    state_then, remark_then = kept(session).state, kept(session).remark
    maren.post(f"/my/measures/{assignment.id}/let-go")

    assert "question=3" in str(changed.location)
    assert "The &lt;third&gt;.</textarea>" in over
    assert later.location == "/my/measures"
    assert too_long.status_code == 400
    assert "Keep it to 1,000 characters." in too_long.text
    assert long in too_long.text
    assert (state_then, remark_then) == (AdministrationState.OPEN, "The fourth.")
    assert kept(session).remark is None
