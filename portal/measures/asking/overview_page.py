"""The page about one client's measures, with the form on it as it stands or as it was refused."""

from flask import render_template

from portal.access.door import session
from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.measures.asking.mistake_page import mistakes
from portal.measures.asking.wording import rhythm_line, scores_line
from portal.measures.course.both import both_line
from portal.measures.course.series import Series
from portal.measures.course.wording import sentences
from portal.measures.own import wording as own_wording
from portal.measures.prompts.forms import AsideForm
from portal.measures.prompts.wording import said
from portal.measures.standing import standing
from portal.web.templating import timezone


def page(viewer: Viewer, client: User, *, aside_form: AsideForm | None = None) -> str:
    """Render the page; a prompt's form that was refused comes back as it was sent."""
    stands = standing(session(), viewer, client.id, timezone())
    if aside_form is not None:
        aside_form.tell_apart()
    return render_template(
        "measures/overview.html",
        client=client,
        prompts=[(said(one), _form(one.key, aside_form)) for one in stands.prompts],
        asides=stands.asides,
        refused=aside_form,
        series=[(one.last, one.sheet, in_words(one)) for one in stands.series],
        both=both_line(stands.series),
        asked=[
            (one, stands.sheets.asked(one), rhythm_line(one), scores_line(one))
            for one in stands.asked
        ],
        ended=len(stands.assignments) - len(stands.asked),
        mistakes=mistakes(stands.mistakes),
        own=[one for one in stands.own if one.is_there and _within(viewer, one.versions)],
    )


def _form(key: str, refused: AsideForm | None) -> AsideForm:
    return refused if refused and refused.prompt.data == key else AsideForm.under(key)


def in_words(series: Series) -> list[str]:
    """Say the last score of a measure and how it changed, by its newest edition."""
    part = series.parts[-1]
    if part.instrument is None:
        return own_wording.lines(part)
    return sentences(part.instrument, part.occasions)


def _within(viewer: Viewer, versions: tuple[object, ...]) -> bool:
    return any(may(viewer, Permission.OWN_MEASURE_READ, one) for one in versions)
