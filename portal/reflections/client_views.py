"""Pages of the client for reflections: writing, going on, sharing, taking back, the list."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, can, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.caseload.queries import practitioners_of
from portal.reflections import queries, services, writing_page
from portal.reflections.forms import WritingForm
from portal.reflections.models import Reflection
from portal.reflections.prompts import words_of
from portal.reflections.shelf import shelf
from portal.reflections.words import first_words
from portal.reflections.writing import writing_in, writing_of
from portal.web.errors import wants_json
from portal.web.templating import once, timezone
from portal.web.words import first_name, listed

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
    return _carry_out(viewer, form, reflection, None)


@door.get(
    "/reflections/<uuid:reflection_id>/edit",
    permission=Permission.REFLECTION_WRITE,
    find=queries.find_for_writing,
)
def edit(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Show the open draft, or the latest words to go on from."""
    writing = writing_in(reflection.draft) if reflection.draft else writing_of(reflection)
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
        if _deed() == "discard":
            return _discard(reflection, version)
        if not form.holds_good(needs_words=_deed() in {"keep", "share"}):
            return writing_page.sheet(viewer, form, reflection)
        writing = form.writing(writing_page.prompt_of(reflection))
        services.save_draft(reflection, writing, version=version)
    except services.StaleDraft:
        return writing_page.stale(form, reflection)
    return _carry_out(viewer, form, reflection, reflection)


def _deed() -> str:
    return request.form.get("do", "save")


def _carry_out(
    viewer: Viewer, form: WritingForm, reflection: Reflection, page: Reflection | None
) -> ResponseReturnValue:
    """Do with the saved words what the pressed button says, and go where that leads."""
    deed = "save" if wants_json() else _deed()
    if deed == "share" and not can(Permission.REFLECTION_SHARE, reflection):
        form.refuse(_("You are in care with nobody here now, so this cannot be shared."))
        return writing_page.sheet(viewer, form, page)
    try:
        if deed == "keep":
            services.keep(reflection)
            flash(_("Kept. Only you can see it."))
        elif deed == "share":
            services.share(reflection)
            flash(_("Shared. You will see here when it has been read."))
    except services.WrongMove:
        return _to_reading(reflection)  # the same button pressed twice: it is done already
    if deed in {"keep", "share"}:
        return _to_reading(reflection)
    session().flush()
    if wants_json():
        return writing_page.saved(reflection)
    if deed == "go_on":
        return redirect(url_for(".edit", reflection_id=reflection.id), 303)
    flash(_("Saved. Only you can see it."))
    return redirect(url_for(".reflections"), 303)


def _discard(reflection: Reflection, version: int) -> ResponseReturnValue:
    try:
        is_there = services.discard_draft(reflection, version=version)
    except services.WrongMove:
        return _to_reading(reflection)
    flash(_("The draft is gone."))
    return _to_reading(reflection) if is_there else redirect(url_for(".reflections"), 303)


def _to_reading(reflection: Reflection) -> ResponseReturnValue:
    return redirect(url_for("client_annotations.reflection", reflection_id=reflection.id), 303)


@door.get("/reflections", permission=Permission.OWN_FILE_READ)
def reflections(viewer: Viewer) -> ResponseReturnValue:
    """Show what the client has written, by month; the list ends."""
    assert viewer.user_id is not None
    before = request.args.get("before", type=uuid.UUID)
    return render_template(
        "reflections/reflections.html",
        shelf=shelf(session(), viewer.user_id, before=before, zone=timezone()),
        names=_names(viewer),
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
    try:
        services.share(reflection)
        flash(_("Shared. You will see here when it has been read."))
    except services.WrongMove:
        pass  # it is shared already
    return _to_reading(reflection)


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
        names=_names(viewer),
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
    return _to_reading(reflection)


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
    return _to_reading(reflection)


def _names(viewer: Viewer) -> str:
    assert viewer.user_id is not None
    readers = practitioners_of(session(), viewer.user_id)
    return listed([first_name(practitioner.name) for care, practitioner in readers])
