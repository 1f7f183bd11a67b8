"""Pages of the client for goals."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.journey import queries, services
from portal.journey.forms import EndForm, GoalForm
from portal.journey.models import Goal

door = Door("client_journey", __name__, prefix="/my")


@door.get("/goals", permission=Permission.OWN_FILE_READ)
def goals(viewer: Viewer) -> ResponseReturnValue:
    """Show the client's goals, ongoing first."""
    return _goals_page(viewer, GoalForm())


@door.post("/goals", permission=Permission.GOAL_SET)
def set_goal(viewer: Viewer) -> ResponseReturnValue:
    """Write down a new goal."""
    form = GoalForm()
    if not form.validate():
        return make_response(_goals_page(viewer, form), 400)
    assert viewer.practice_id is not None
    assert viewer.user_id is not None
    services.set_goal(
        session(),
        practice_id=viewer.practice_id,
        client_id=viewer.user_id,
        words=form.words.data,
    )
    flash(_("Your goal is written down."))
    return redirect(url_for("client_journey.goals"))


@door.get("/goals/<uuid:goal_id>", permission=Permission.GOAL_WRITE, find=queries.find_goal)
def goal(viewer: Viewer, goal: Goal) -> ResponseReturnValue:
    """Show one goal, and how it may end or be taken up again."""
    return render_template("journey/goal.html", goal=goal, form=EndForm())


@door.post("/goals/<uuid:goal_id>", permission=Permission.GOAL_WRITE, find=queries.find_goal)
def change_goal(viewer: Viewer, goal: Goal) -> ResponseReturnValue:
    """End a goal, or take up an ended one again."""
    form = EndForm()
    takes_up = request.form.get("do") == "take_up"
    if not takes_up and not form.validate():
        return make_response(render_template("journey/goal.html", goal=goal, form=form), 400)
    try:
        if takes_up:
            services.take_up_goal(goal)
        else:
            services.end_goal(
                goal, state=form.state.data, closing_words=form.closing_words.data or ""
            )
    except services.WrongMove:
        flash(_("This goal had been changed already, so it stays as it was."))
        return redirect(url_for("client_journey.goals"))
    flash(_("This goal is ongoing again.") if takes_up else _("This goal has ended."))
    return redirect(url_for("client_journey.goals"))


def _goals_page(viewer: Viewer, form: GoalForm) -> str:
    assert viewer.user_id is not None
    ongoing, ended = queries.goals_apart(session(), viewer.user_id)
    return render_template("journey/goals.html", form=form, ongoing=ongoing, ended=ended)
