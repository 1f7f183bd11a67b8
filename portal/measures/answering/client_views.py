"""Pages of the client about measures: what is asked, beginning, scores, what was answered."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.door import Door, can, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.queries import users_by_id
from portal.measures import queries, services
from portal.measures.answering import answering_page, client_page
from portal.measures.answering import services as answering
from portal.measures.answering.asked import asked_now, asked_of
from portal.measures.answering.forms import BeginForm, ShowingForm
from portal.measures.answering.words import how_often
from portal.measures.models import (
    Administration,
    AdministrationState,
    MeasureAssignment,
    Rhythm,
    Showing,
)
from portal.measures.own.queries import own_of, suggested
from portal.web.templating import timezone

door = Door("client_measures", __name__, prefix="/my")


@door.get("/measures", permission=Permission.OWN_FILE_READ)
def measures(viewer: Viewer) -> ResponseReturnValue:
    """Show what is asked, what may be answered now, and what was answered."""
    assert viewer.user_id is not None
    asked = asked_of(session(), viewer, clock.now(), timezone())
    answered = client_page.newest_first(session(), viewer.user_id)
    people = {one.assignment.assigned_by_id for one in asked} | client_page.typists(answered)
    return render_template(
        "measures/measures.html",
        waiting=[one for one in asked if one.due],
        later=[one for one in asked if one.due is None and _goes_on(one.assignment)],
        ended=[one for one in asked if one.due is None and not _goes_on(one.assignment)],
        answered=answered,
        people=users_by_id(session(), people),
        suggested=suggested(own_of(session(), viewer.user_id), viewer),
        how_often=how_often,
    )


@door.get(
    "/measures/<uuid:assignment_id>",
    permission=Permission.ASSIGNMENT_READ,
    find=queries.find_assignment,
)
def measure(viewer: Viewer, assignment: MeasureAssignment) -> ResponseReturnValue:
    """Say what one measure asks, who sees what and when; here it is begun, or let go."""
    return client_page.of_measure(viewer, assignment)


@door.post(
    "/measures/<uuid:assignment_id>/begin",
    permission=Permission.MEASURE_BEGIN,
    find=queries.find_assignment,
)
def begin(viewer: Viewer, assignment: MeasureAssignment) -> ResponseReturnValue:
    """Begin to answer, or go on, at the pace that was chosen."""
    form = BeginForm()
    if not form.validate():
        return make_response(client_page.of_measure(viewer, assignment, pacing=form), 400)
    asked = asked_now(session(), viewer, assignment.id, clock.now(), timezone())
    if asked is None or asked.due is None:
        return _nothing_now(assignment)
    begun = answering.begin(session(), asked.due, asked.sheet, pace=form.pace.data)
    return answering_page.to_question(begun, None)


@door.post(
    "/measures/<uuid:assignment_id>/let-go",
    permission=Permission.MEASURE_BEGIN,
    find=queries.find_assignment,
)
def let_go(viewer: Viewer, assignment: MeasureAssignment) -> ResponseReturnValue:
    """Put it aside this time; nobody asks why."""
    asked = asked_now(session(), viewer, assignment.id, clock.now(), timezone())
    if asked is None or asked.due is None:
        return _nothing_now(assignment)
    left = answering.let_go(session(), asked.due, asked.sheet)
    if answering_page.said_so_far(left)["is_apart"]:
        flash(
            _("Put aside. The answer that somebody looks at stays with them; nothing else is kept.")
        )
    else:
        flash(_("Put aside. Nothing of it was kept, and nothing is waiting."))
    return answering_page.to_unseen_card(left) or redirect(url_for(".measures"), 303)


@door.post(
    "/measures/<uuid:assignment_id>/scores",
    permission=Permission.MEASURE_CHOOSE,
    find=queries.find_assignment,
)
def choose_showing(viewer: Viewer, assignment: MeasureAssignment) -> ResponseReturnValue:
    """Keep when the client would like to see their scores."""
    form = ShowingForm()
    if not form.validate():
        return make_response(client_page.of_measure(viewer, assignment, showing=form), 400)
    services.agree_on_scores(assignment, form.showing.data)
    if form.showing.data is Showing.AT_ONCE:
        flash(_("You see your scores as soon as you have sent your answers."))
    else:
        flash(_("You see your scores when the two of you have looked at them."))
    return redirect(url_for(".measure", assignment_id=assignment.id), 303)


@door.get(
    "/measures/answers/<uuid:administration_id>",
    permission=Permission.MEASURE_READ,
    find=queries.find_administration,
)
def answered(viewer: Viewer, administration: Administration) -> ResponseReturnValue:
    """Show what was answered, and the score where the two agreed on that."""
    if administration.state is AdministrationState.OPEN:
        return answering_page.to_question(administration, None)
    if administration.state is not AdministrationState.COMPLETED:
        return answering_page.elsewhere(administration)
    return client_page.of_answers(administration)


def _goes_on(assignment: MeasureAssignment) -> bool:
    """Tell whether it is asked again: not what was asked once, nor where nobody would read it."""
    is_to_come = assignment.rhythm is not Rhythm.ONCE or assignment.starts_on > clock.today(
        timezone()
    )
    return assignment.ended_at is None and is_to_come and can(Permission.MEASURE_BEGIN, assignment)


def _nothing_now(assignment: MeasureAssignment) -> ResponseReturnValue:
    flash(_("There is nothing to answer here at the moment."))
    return redirect(url_for(".measure", assignment_id=assignment.id), 303)
