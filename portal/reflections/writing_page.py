"""Answers of the pages where a client writes: the sheet, a stale edit, and words for the script."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Response, jsonify, make_response, render_template, url_for

from portal import clock
from portal.access.door import session
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.caseload.models import CareRelationship
from portal.caseload.queries import coming_appointments, practitioners_of
from portal.entrusting.models import Cover
from portal.entrusting.queries import covers_for
from portal.reflections import queries
from portal.reflections.forms import WritingForm
from portal.reflections.models import Reflection
from portal.reflections.prompts import PROMPTS, words_of
from portal.reflections.writing import saved_writing
from portal.web.errors import wants_json
from portal.web.templating import at_time
from portal.web.words import first_name, listed

Reader = tuple[CareRelationship, User]
SOON = timedelta(days=14)


def sheet(viewer: Viewer, form: WritingForm, reflection: Reflection | None = None) -> Response:
    """Show the sheet, new or of a reflection that goes on; 400 when the form was refused."""
    if form.errors and wants_json():
        messages = [str(message) for errors in form.errors.values() for message in errors]
        return make_response(jsonify(error="words", messages=messages), 400)
    assert viewer.user_id is not None
    readers = practitioners_of(session(), viewer.user_id)
    form.offer(queries.tags_of(session(), viewer.user_id))
    page = render_template(
        "reflections/edit.html" if reflection else "reflections/write.html",
        form=form,
        reflection=reflection,
        readers=readers,
        covers=standing_in(readers),
        names=listed([first_name(practitioner.name) for care, practitioner in readers]),
        appointments=coming_appointments(session(), viewer.user_id, clock.now(), limit=1),
        now=clock.now(),
        prompts=PROMPTS,
        prompt=prompt_of(reflection) if reflection else words_of(form.prompt.data),
    )
    return make_response(page, 400 if form.errors else 200)


def stale(form: WritingForm, reflection: Reflection) -> Response:
    """Show what was sent beside what was saved meanwhile; both can be gone on with."""
    newer = saved_writing(reflection, queries.draft_of(session(), reflection.id))
    if wants_json():
        answer = jsonify(error="stale", version=reflection.version, body=newer.body)
    else:
        answer = make_response(
            render_template("reflections/stale.html", form=form, reflection=reflection, newer=newer)
        )
    answer.status_code = 409
    return answer


def saved(reflection: Reflection) -> Response:
    """Tell the script that the words are safe, and where they go on."""
    return jsonify(
        saved_at=at_time(clock.now()),
        version=reflection.version,
        edit_url=url_for("client_reflections.edit", reflection_id=reflection.id),
    )


def reader_names(viewer: Viewer) -> str:
    """Say by their first names who may read what the client shares; nothing if nobody may."""
    assert viewer.user_id is not None
    readers = practitioners_of(session(), viewer.user_id)
    return listed([first_name(practitioner.name) for care, practitioner in readers])


def standing_in(readers: Sequence[Reader]) -> list[tuple[Cover, User, User]]:
    """Return who covers for whom of the readers, now or within two weeks."""
    names = {practitioner.id: practitioner for _care, practitioner in readers}
    now = clock.now()
    return [
        (cover, colleague, names[cover.practitioner_id])
        for cover, colleague in covers_for(session(), names, now)
        if cover.starts_at <= now + SOON
    ]


def prompt_of(reflection: Reflection) -> str | None:
    """Return the prompt that a reflection answers; it does not change once it is begun."""
    words = reflection.draft or reflection.latest
    return words.prompt if words else None
