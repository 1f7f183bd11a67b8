"""Pages of the client for reflections: writing, going on, sharing, taking back, the list."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.reflections import deeds, queries, services, writing_page
from portal.reflections.forms import WritingForm
from portal.reflections.models import Reflection
from portal.reflections.prompts import words_of
from portal.reflections.shelf import shelf
from portal.reflections.words import first_words
from portal.reflections.writing import saved_writing
from portal.web.templating import once, timezone

door = Door("client_reflections", __name__, prefix="/my")
door.blueprint.add_app_template_filter(first_words)


@door.get("/write", permission=Permission.REFLECTION_BEGIN)
def write(viewer: Viewer) -> ResponseReturnValue:
    """Show an empty sheet. Nothing is stored until there are words."""
    form = WritingForm(key=once(), prompt=request.args.get("prompt", ""))
    return writing_page.sheet(viewer, form)


@door.post("/reflections", permission=Permission.REFLECTION_BEGIN)
def begin(viewer: Viewer) -> ResponseReturnValue:
    """Begin a reflection, and keep or share it at once if that is asked."""
    form = WritingForm()
    if not form.holds_good(needs_words=True):
        return writing_page.sheet(viewer, form)
    writing = form.writing(words_of(form.prompt.data))
    try:
        reflection = services.begin(session(), viewer, key=form.key.data or once(), writing=writing)
    except services.StaleDraft as problem:
        return writing_page.stale(form, problem.reflection)
    return deeds.carry_out(viewer, form, reflection, None)


@door.get(
    "/reflections/<uuid:reflection_id>/edit",
    permission=Permission.REFLECTION_WRITE,
    find=queries.find_for_writing,
)
def edit(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Show the open draft, or the latest words to go on from."""
    writing = saved_writing(reflection, reflection.draft)
    form = WritingForm.holding(writing, key=once(), version=reflection.version)
    return writing_page.sheet(viewer, form, reflection)


@door.post(
    "/reflections/<uuid:reflection_id>/edit",
    permission=Permission.REFLECTION_WRITE,
    find=queries.find_for_writing,
)
def save(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Save the draft, and then keep, share or discard it if that is asked."""
    form, version = WritingForm(), request.form.get("version", 0, type=int)
    try:
        if deeds.asked() == "discard":
            return deeds.discard(reflection, version)
        if not form.holds_good(needs_words=deeds.asked() in {"keep", "share"}):
            return writing_page.sheet(viewer, form, reflection)
        writing = form.writing(writing_page.prompt_of(reflection))
        services.save_draft(reflection, writing, version=version)
    except services.StaleDraft:
        return writing_page.stale(form, reflection)
    return deeds.carry_out(viewer, form, reflection, reflection)


@door.get("/reflections", permission=Permission.OWN_FILE_READ)
def reflections(viewer: Viewer) -> ResponseReturnValue:
    """Show what the client has written, by month; the list ends."""
    assert viewer.user_id is not None
    before = request.args.get("before", type=uuid.UUID)
    return render_template(
        "reflections/reflections.html",
        shelf=shelf(session(), viewer.user_id, before=before, zone=timezone()),
        names=writing_page.reader_names(viewer),
        is_first=before is None,
    )


@door.post(
    "/reflections/<uuid:reflection_id>/share",
    permission=Permission.REFLECTION_SHARE,
    find=queries.find_for_writing,
)
def share(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Share the words last kept. Newer words in a draft are looked over first."""
    if reflection.draft is not None:
        flash(_("There are newer words here. Look them over, then share them."))
        return redirect(url_for(".edit", reflection_id=reflection.id), 303)
    return deeds.settle(reflection, "share")


@door.get(
    "/reflections/<uuid:reflection_id>/withdraw",
    permission=Permission.REFLECTION_WITHDRAW,
    find=queries.find_reflection,
)
def withdraw(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Say honestly what was read, before anything is taken back."""
    reading = queries.last_reading(session(), reflection.id)
    return render_template(
        "reflections/withdraw.html",
        reflection=reflection,
        reading=reading,
        opening=None if reading else queries.last_opening(session(), reflection),
        names=writing_page.reader_names(viewer),
    )


@door.post(
    "/reflections/<uuid:reflection_id>/withdraw",
    permission=Permission.REFLECTION_WITHDRAW,
    find=queries.find_reflection,
)
def take_back(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Take a shared reflection back."""
    services.withdraw(reflection)
    flash(_("Taken back. Only you can see it now."))
    return deeds.to_reading(reflection)


@door.post(
    "/reflections/<uuid:reflection_id>/quoting",
    permission=Permission.REFLECTION_WRITE,
    find=queries.find_reflection,
)
def quoting(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Allow or refuse that sentences of it are quoted in a report."""
    is_quotable = request.form.get("is_quotable") == "yes"
    services.set_quotable(reflection, is_quotable=is_quotable)
    if is_quotable:
        flash(_("Sentences from this may be quoted in a report."))
    else:
        flash(_("Nothing from this will be quoted in a report."))
    return deeds.to_reading(reflection)
