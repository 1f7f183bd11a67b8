"""Going away: naming who covers, and handing single reflections over to them."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.disclosure import Shows
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.accounts.queries import staff_here
from portal.colleagues.forms import AwayForm
from portal.entrusting import queries, services
from portal.reflections.models import Reflection
from portal.reflections.queries import find_reflection
from portal.web.templating import timezone

door = Door("practitioner_away", __name__, prefix="/practice")


@door.get("/away", permission=Permission.COVER_NAME)
def away(viewer: Viewer) -> ResponseReturnValue:
    """Show who covers, and let a colleague be named."""
    return _page(viewer, _form(viewer, start=clock.today(timezone())))


@door.post("/away", permission=Permission.COVER_NAME)
def name_cover(viewer: Viewer) -> ResponseReturnValue:
    """Let a colleague stand in for some days, in the place of whoever was named before."""
    form = _form(viewer)
    if not form.validate_on_submit():
        return make_response(_page(viewer, form), 400)
    services.name_cover(
        session(),
        viewer,
        colleague=form.colleagues[form.colleague.data],
        starts_at=form.starts_at,
        ends_at=form.ends_at,
    )
    flash(_("Your clients now see who covers, before they write."))
    return redirect(url_for(".away"), 303)


@door.post("/away/end", permission=Permission.COVER_NAME)
def end_cover(viewer: Viewer) -> ResponseReturnValue:
    """End the cover; what was handed over comes back."""
    services.end_cover(session(), viewer)
    flash(_("The cover has ended. What you had handed over is back on your desk."))
    return redirect(url_for(".away"), 303)


@door.get(
    "/reflections/<uuid:reflection_id>/hand-over",
    permission=Permission.REFLECTION_HAND_OVER,
    find=find_reflection,
    discloses=Shows.NOTHING,
)
def hand_over(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Say who would read it and until when, before it is handed over."""
    assert viewer.user_id is not None
    covers = queries.covers_for(session(), {viewer.user_id}, clock.now())
    return render_template(
        "colleagues/hand_over.html",
        reflection=reflection,
        cover=covers[-1] if covers else None,
        handed=queries.handover_of(session(), reflection.id, clock.now()),
    )


@door.post(
    "/reflections/<uuid:reflection_id>/hand-over",
    permission=Permission.REFLECTION_HAND_OVER,
    find=find_reflection,
    discloses=Shows.NOTHING,
)
def handed_over(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Put it into the hands of the cover."""
    try:
        services.hand_over(
            session(), viewer, client_id=reflection.client_id, reflection_id=reflection.id
        )
    except services.NoCover:
        flash(_("Name a colleague first. Then you can hand it over."))
        return redirect(url_for(".away"), 303)
    flash(_("Handed over. It lies on your colleague’s desk while they cover."))
    return redirect(url_for("practitioner_desk.desk"), 303)


@door.post(
    "/reflections/<uuid:reflection_id>/take-back",
    permission=Permission.REFLECTION_HAND_OVER,
    find=find_reflection,
    discloses=Shows.NOTHING,
)
def take_back(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Take it out of the cover's hands."""
    services.take_handover_back(session(), viewer, reflection.id)
    flash(_("Taken back. Your colleague no longer opens it."))
    return redirect(url_for(".hand_over", reflection_id=reflection.id), 303)


def _form(viewer: Viewer, **values: object) -> AwayForm:
    return AwayForm(colleagues=_others(viewer), zone=timezone(), **values)


def _others(viewer: Viewer) -> list[User]:
    return [one for one in staff_here(session(), Role.PRACTITIONER) if one.id != viewer.user_id]


def _page(viewer: Viewer, form: AwayForm) -> str:
    assert viewer.user_id is not None
    covers = queries.covers_for(session(), {viewer.user_id}, clock.now())
    cover = covers[-1] if covers else None
    return render_template(
        "colleagues/away.html",
        form=form,
        cover=cover,
        handed=len(queries.handed_with(session(), cover[0].id)) if cover else 0,
    )
