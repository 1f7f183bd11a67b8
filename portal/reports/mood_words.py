"""The mood course in words, as facts for a drawing, and as a table; hard stretches beside it."""

from collections.abc import Sequence
from itertools import groupby

from portal.drawing.charts import Labels, MoodCourse, Point, number, sentence_of
from portal.drawing.voice import Voice
from portal.reports.document import Chart, Line, MonthRow, Mood
from portal.reports.facts import Facts, HardStretch


def mood(facts: Facts, voice: Voice) -> Mood | None:
    """The section: a sentence, the chart, the table of values, the rule; None without values."""
    say, moods = voice.say, facts.moods_in_period
    course = sentence_of(moods)
    if course.first is None or course.last is None:
        return None
    low, high = map(number, facts.mood_scale)
    heading = say("Mood over the period")
    return Mood(
        heading=heading,
        aside=say(
            "the client’s own note, from %(low)s (as hard as it gets) to %(high)s (at ease)",
            low=low,
            high=high,
        ),
        sentence=_first_and_last(course.first, course.last, voice),
        chart=_chart(heading, facts, course, voice),
        caption=say("The same values by date."),
        columns=(say("Month"), say("Day, and the mood noted")),
        months=_months(moods, voice.months),
        rule=_rule(course, voice),
    )


def at_a_glance(facts: Facts, voice: Voice) -> str:
    """How often a mood was noted and between which values: no verdict, no direction."""
    say, course = voice.say, sentence_of(facts.moods_in_period)
    if course.lowest is None or course.highest is None:
        return say("No mood was noted in this period.")
    low, high = map(number, facts.mood_scale)
    scale = say("on a scale from %(low)s to %(high)s", low=low, high=high)
    lowest, highest = number(course.lowest), number(course.highest)
    if course.count == 1:
        return say("Mood was noted once: %(value)s %(scale)s.", value=lowest, scale=scale)
    if lowest == highest:
        return say(
            "Mood was noted %(count)s times, always %(value)s %(scale)s.",
            count=course.count,
            value=lowest,
            scale=scale,
        )
    words = say(
        "Mood was noted %(count)s times, between %(lowest)s and %(highest)s %(scale)s.",
        count=course.count,
        lowest=lowest,
        highest=highest,
        scale=scale,
    )
    return f"{words} {_usual(course, voice)}".strip()


def stretch_words(stretch: HardStretch, voice: Voice) -> str:
    """That the client marked a hard stretch, and when."""
    start = voice.day(stretch.start)
    if stretch.end is None:
        return voice.say("A hard stretch, marked by the client, since %(start)s.", start=start)
    if stretch.end == stretch.start:
        return voice.say("A hard stretch, marked by the client on %(start)s.", start=start)
    return voice.say(
        "A hard stretch, marked by the client, from %(start)s to %(end)s.",
        start=start,
        end=voice.day(stretch.end),
    )


def _usual(course: MoodCourse, voice: Voice) -> str:
    if course.usual is None:
        return ""
    low, high = map(number, course.usual)
    if low == high:
        return voice.say("The usual value was %(value)s.", value=low)
    return voice.say("The usual range was %(low)s to %(high)s.", low=low, high=high)


def _first_and_last(first: Point, last: Point, voice: Voice) -> str:
    if first is last:
        return voice.say(
            "One mood was noted: %(value)s on %(day)s.",
            value=number(first.value),
            day=voice.day(first.on),
        )
    return voice.say(
        "The first was %(first)s on %(first_day)s, the last %(last)s on %(last_day)s.",
        first=number(first.value),
        first_day=voice.day(first.on),
        last=number(last.value),
        last_day=voice.day(last.on),
    )


def _rule(course: MoodCourse, voice: Voice) -> str:
    """How the drawing is to be read, as far as there is anything to read."""
    rules = []
    if course.usual is not None:
        rules.append(
            voice.say(
                "Usual range: the middle half of the noted values, the lowest and the highest "
                "quarter left aside."
            )
        )
    if course.count > 1:
        rules.append(
            voice.say(
                "The line breaks where nothing was noted for more than six weeks. Nothing is "
                "averaged or smoothed."
            )
        )
    return " ".join(rules)


def _chart(title: str, facts: Facts, course: MoodCourse, voice: Voice) -> Chart:
    say, (start, end), stretches = voice.say, facts.period, facts.stretches_in_period
    told = (
        at_a_glance(facts, voice),
        *(stretch_words(stretch, voice) for stretch in stretches),
    )
    return Chart(
        points=tuple(facts.moods_in_period),
        low=facts.mood_scale[0],
        high=facts.mood_scale[1],
        start=start,
        end=end,
        title=title,
        description=" ".join(told),
        harder_periods=tuple((each.start, each.end or end) for each in stretches),
        usual=course.usual,
        labels=Labels(
            say("usual range"), say("%(low)s to %(high)s"), say("hard stretch"), voice.months
        ),
    )


def _months(moods: Sequence[Point], names: Sequence[str]) -> tuple[MonthRow, ...]:
    rows = []
    for (year, month), points in groupby(moods, lambda each: (each.on.year, each.on.month)):
        name = names[month - 1]
        values = tuple(Line(f"{each.on.day} {name}", number(each.value)) for each in points)
        rows.append(MonthRow(f"{name} {year}", values))
    return tuple(rows)
