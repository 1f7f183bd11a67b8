"""What the buttons under the sheet do with the words, and where each of them leads."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import can
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.reflections import services, writing_page
from portal.reflections.forms import WritingForm
from portal.reflections.models import Reflection
from portal.web.errors import wants_json


def asked() -> str:
    """Return which button was pressed; a script only ever saves."""
    return "save" if wants_json() else request.form.get("do", "save")


def carry_out(
    viewer: Viewer, form: WritingForm, reflection: Reflection, page: Reflection | None
) -> ResponseReturnValue:
    """Do with the saved words what was asked. `page` is what a refusal shows again."""
    if asked() == "share" and not can(Permission.REFLECTION_SHARE, reflection):
        form.refuse(_("You are in care with nobody here now, so this cannot be shared."))
        return writing_page.sheet(viewer, form, page)
    if asked() in {"keep", "share"}:
        return settle(reflection, asked())
    if wants_json():
        return writing_page.saved(reflection)
    if asked() == "go_on":
        return redirect(url_for("client_reflections.edit", reflection_id=reflection.id), 303)
    flash(_("Saved. Only you can see it."))
    return redirect(url_for("client_reflections.reflections"), 303)


def settle(reflection: Reflection, deed: str) -> ResponseReturnValue:
    """Keep or share what is saved, and lead to where it is read."""
    try:
        if deed == "keep":
            services.keep(reflection)
            flash(_("Kept. Only you can see it."))
        else:
            services.share(reflection)
            flash(_("Shared. You will see here when it has been read."))
    except services.WrongMove:
        pass  # the same button pressed twice: it is done already
    return to_reading(reflection)


def discard(reflection: Reflection, version: int) -> ResponseReturnValue:
    """Throw the draft away, and the reflection with it if it was nothing else."""
    try:
        is_there = services.discard_draft(reflection, version=version)
    except services.WrongMove:
        return to_reading(reflection)
    flash(_("The draft is gone."))
    if is_there:
        return to_reading(reflection)
    return redirect(url_for("client_reflections.reflections"), 303)


def to_reading(reflection: Reflection) -> ResponseReturnValue:
    """Lead to the page where the reflection is read."""
    return redirect(url_for("client_annotations.reflection", reflection_id=reflection.id), 303)
