"""The demonstration's reports: begun with the story's words, finished as real pages, shared."""

from collections.abc import Iterator
from datetime import time
from functools import partial

from portal import clock
from portal.demo.story import Report as Told
from portal.demo.story import ReportState as ToldState
from portal.demo.telling import Event, Pair, known
from portal.reports import pdf, services, sheets
from portal.reports.choices import Choices, PassageKey
from portal.reports.composition import Narrative, to_value
from portal.reports.models import Report

WRITTEN, SHARED = time(17, 40), time(18, 5)


def events_of_reports(pair: Pair) -> Iterator[Event]:
    """Return what happened to a client's reports."""
    for told in pair.client.reports:
        yield pair.at(told.written_day, WRITTEN, partial(_write, pair, told))


def _write(pair: Pair, told: Told) -> None:
    assert pair.user is not None
    period = (pair.calendar.day(told.from_day), pair.calendar.day(told.to_day))
    report = services.begin_report(
        pair.session, pair.user, author_id=known(pair.practitioner), period=period
    )
    narrative = Narrative(told.summary.strip(), told.course.strip(), told.plan.strip())
    choices = Choices(passages=_passages(pair, told), narrative=narrative, measures=told.measures)
    services.change_report(report, version=1, period=period, choices=choices)
    pair.session.flush()
    if told.state is ToldState.SHARED and pdf.available() is None:
        _finish(pair, report)
        day = told.written_day if told.shared_day is None else told.shared_day
        with clock.telling(pair.calendar.moment(day, SHARED)):
            services.share_report(report)


def _finish(pair: Pair, report: Report) -> None:
    document = sheets.composed(pair.session, report).document
    pages = pdf.render(
        sheets.print_html(document),
        title=sheets.title_of(report),
        language=document.language,
        stamp=clock.now(),
        identifier=str(report.id),
    )
    services.finish_report(
        report,
        version=report.version,
        snapshot=to_value(document),
        pdf=pages,
        finished_at=clock.now(),
    )
    pair.session.flush()


def _passages(pair: Pair, told: Told) -> tuple[PassageKey, ...]:
    places = {id(one): place for place, one in enumerate(pair.client.reflections)}
    keys = []
    for quote in told.quotes:
        source = pair.client.reflection_quoted(quote)
        revision = pair.written[places[id(source)]].shared
        assert revision is not None
        start = revision.body.index(quote)
        keys.append(PassageKey(revision.id, start, start + len(quote)))
    return tuple(keys)
