"""What must hold in the demonstration's story for it to have happened: order, quotes, states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portal.demo.cast import (
    Annotation,
    Client,
    Goal,
    Practice,
    Reflection,
    Story,
)
from portal.demo.kinds import GoalState, Intent, ReportState, State
from portal.demo.reported import Report
from portal.demo.strict_toml import StoryError

YESTERDAY = -1


def check_story(story: Story) -> None:
    """Raise StoryError for what no single file can know: names used twice, hours taken twice."""
    practice = story.practice
    staff = [practice.admin.email, practice.supervisor.email]
    staff += [one.email for one in practice.practitioners]
    _all_different("e-mail address", [*staff, *(client.email for client in story.clients)])
    _all_different("client key", (client.key for client in story.clients))
    _all_different("prompt key", (prompt.key for prompt in practice.prompts))
    hours = [
        f"{client.practitioner} on day {one.day} at {one.at}"
        for client in story.clients
        for one in client.appointments
    ]
    _all_different("appointment", hours)


def check_client(client: Client, practice: Practice, where: str) -> None:
    """Raise StoryError where this client's own story contradicts itself."""
    before = [client.came_over.practitioner] if client.came_over else []
    for key in (client.practitioner, *before):
        if key not in {one.key for one in practice.practitioners}:
            raise StoryError(f"{where}: no practitioner {key!r}")
    last = YESTERDAY if client.ended_day is None else client.ended_day
    written = [(one.day, one.at) for one in client.reflections]
    if written != sorted(set(written)):
        raise StoryError(f"{where}: reflections are not in the order they were written")
    prompts = {prompt.key for prompt in practice.prompts}
    for number, reflection in enumerate(client.reflections, 1):
        place = f"{where}, reflections {number} (day {reflection.day})"
        if not client.invited_day <= reflection.day <= last:
            raise StoryError(f"{place}: outside the time of the work")
        if reflection.prompt is not None and reflection.prompt not in prompts:
            raise StoryError(f"{place}: no prompt {reflection.prompt!r}")
        _check_reflection(reflection, place)
        _check_waiting(reflection, client, place)
        _check_rest(reflection, client, place)
        if _last_day(reflection) > last:
            raise StoryError(f"{place}: answered after the work had ended")
    for goal in client.goals:
        _check_goal(goal, client, f"{where}, goal of day {goal.day}")
    for report in client.reports:
        _check_report(report, client, f"{where}, report of day {report.written_day}")
    for note in client.private_notes:
        _in_the_past(note.day, f"{where}, private note of day {note.day}")


def _check_reflection(reflection: Reflection, place: str) -> None:
    if reflection.mood is not None and not 0 <= reflection.mood <= 10:
        raise StoryError(f"{place}: mood is {reflection.mood}; it can be 0 to 10")
    seen = reflection.state in (State.SHARED, State.WITHDRAWN)
    answered = bool(reflection.annotations) or reflection.read_after_days is not None
    if not seen and (answered or reflection.quotable or reflection.private_notes):
        raise StoryError(f"{place}: {reflection.state} writing cannot have been read")
    if (reflection.state is State.WITHDRAWN) != (reflection.withdrawn_after_days is not None):
        raise StoryError(f"{place}: withdrawn writing, and only that, has withdrawn_after_days")
    if reflection.withdrawn_after_days is not None:
        _in_the_past(reflection.shared_day + reflection.withdrawn_after_days, place)
    _in_the_past(reflection.shared_day + (reflection.read_after_days or 0), place)
    _in_order([revision.after_days for revision in reflection.revisions], f"{place}, revisions")
    for revision in reflection.revisions:
        _in_the_past(reflection.day + revision.after_days, f"{place}, revisions")
    for annotation in reflection.annotations:
        _check_annotation(annotation, reflection, place)
    for note in reflection.private_notes:
        _in_the_past(reflection.day + note.after_days, f"{place}, private note")
        if note.quote is not None:
            _check_quote(note.quote, reflection.latest_body, place)


def _last_day(reflection: Reflection) -> int:
    """The last day on which anything was done with this reflection."""
    days = [reflection.read_after_days or 0, reflection.withdrawn_after_days or 0]
    for annotation in reflection.annotations:
        days += [annotation.after_days, *(reply.after_days for reply in annotation.replies)]
    return reflection.shared_day + max(days)


def _check_annotation(annotation: Annotation, reflection: Reflection, place: str) -> None:
    number = annotation.revision or len(reflection.bodies)
    if not 1 <= number <= len(reflection.bodies):
        raise StoryError(f"{place}: no revision {number} for {annotation.quote!r}")
    _check_quote(annotation.quote, reflection.bodies[number - 1], place)
    read = reflection.read_after_days
    if read is None or annotation.after_days < read:
        raise StoryError(f"{place}: annotated before it was read: {annotation.quote!r}")
    steps = [(annotation.after_days, annotation.at)]
    steps += [(reply.after_days, reply.at) for reply in annotation.replies]
    if reflection.shared_after_days == 0:
        steps.insert(0, (0, reflection.at))
    if steps != sorted(steps):
        raise StoryError(f"{place}: answers not in order on {annotation.quote!r}")
    _in_the_past(reflection.shared_day + steps[-1][0], place)


def _check_quote(quote: str, text: str, place: str) -> None:
    found = text.count(quote)
    if found != 1:
        raise StoryError(f"{place}: quote found {found} times, not once: {quote!r}")


def _check_waiting(reflection: Reflection, client: Client, place: str) -> None:
    if not reflection.is_waiting or reflection.intent is not Intent.BEFORE_MEETING:
        return
    if not any(appointment.day >= 0 for appointment in client.appointments):
        raise StoryError(f"{place}: waits for a meeting, and none is coming")


def _check_rest(reflection: Reflection, client: Client, place: str) -> None:
    for rest in client.rests:
        until = YESTERDAY if rest.until_day is None else rest.until_day
        resting = rest.from_day < reflection.day < until
        if resting and reflection.state is State.SHARED:
            raise StoryError(f"{place}: shared in the middle of a rest")


def _check_goal(goal: Goal, client: Client, place: str) -> None:
    if (goal.state is GoalState.ONGOING) != (goal.closed_day is None):
        raise StoryError(f"{place}: an ongoing goal, and only that, has no closed_day")
    _in_order([client.invited_day, goal.day, goal.closed_day or YESTERDAY], place)


def _check_report(report: Report, client: Client, place: str) -> None:
    _in_order([client.invited_day, report.from_day, report.to_day, report.written_day], place)
    if (report.state is ReportState.SHARED) != (report.shared_day is not None):
        raise StoryError(f"{place}: a shared report, and only that, has shared_day")
    _in_the_past(report.shared_day or report.written_day, place)
    if not {one.name for one in client.measures}.issuperset(report.measures):
        raise StoryError(f"{place}: a report draws only what the client was asked")
    for quote in report.quotes:
        reflection = client.reflection_quoted(quote)
        if reflection is None:
            raise StoryError(f"{place}: no quotable reflection holds {quote!r}")
        if not report.from_day <= reflection.day <= report.to_day:
            raise StoryError(f"{place}: quoted from outside its period: {quote!r}")


def _in_order(days: Sequence[int], place: str) -> None:
    if list(days) != sorted(days):
        raise StoryError(f"{place}: days are not in order: {list(days)}")


def _in_the_past(day: int, place: str) -> None:
    if day > YESTERDAY:
        raise StoryError(f"{place}: day {day} has not happened yet")


def _all_different(what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise StoryError(f"people: {what} used twice: {value}")
        seen.add(value)
