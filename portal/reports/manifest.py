"""The manifest: what is in a report and what was left out, so that nobody has to guess."""

from collections.abc import Collection

from portal.drawing.voice import Voice
from portal.reports.document import Manifest, isolated
from portal.reports.facts import Facts, Section


def manifest(facts: Facts, sections: Collection[Section], voice: Voice) -> Manifest:
    """Both lists. What a client has not shared is neither counted nor hinted at."""
    say = voice.say
    return Manifest(
        heading=say("What is in this report, and what was left out"),
        included_heading=say("In"),
        included=tuple(_included(facts, sections, voice)),
        left_out_heading=say("Left out"),
        left_out=tuple(_left_out(facts, sections, voice)),
    )


def _included(facts: Facts, sections: Collection[Section], voice: Voice) -> list[str]:
    say, counts, lines = voice.say, facts.counts, list[str]()
    if Section.OWN_WORDS in sections:
        lines += [
            say("Passages allowed by the client: %(count)s", count=len(facts.passages)),
            say("Reflections they come from: %(count)s", count=counts.reflections_quoted),
            say("Annotations on them: %(count)s", count=counts.annotations_in),
        ]
    if Section.GOALS in sections:
        lines.append(say("Goals: %(count)s", count=len(facts.goals)))
    if Section.MOOD in sections:
        lines.append(say("Moods noted: %(count)s", count=len(facts.moods_in_period)))
    if facts.measures:
        lines.append(say("Measures: %(names)s", names=", ".join(_measures(facts))))
    stretches = len(facts.stretches_in_period)
    if stretches and {Section.COURSE, Section.MOOD} & set(sections):
        lines.append(say("Hard stretches: %(count)s", count=stretches))
    if written := _written(facts, sections, voice):
        lines.append(say("Written by the practitioner: %(parts)s", parts=", ".join(written)))
    return lines


def _measures(facts: Facts) -> list[str]:
    return list(dict.fromkeys(isolated(each.heading) for each in facts.measures))


def _written(facts: Facts, sections: Collection[Section], voice: Voice) -> list[str]:
    names, narrative = _names(voice), facts.narrative
    texts = {
        Section.SUMMARY: narrative.summary,
        Section.COURSE: narrative.course,
        Section.NEXT: narrative.what_comes_next,
    }
    return [names[each] for each in texts if each in sections and texts[each].strip()]


def _left_out(facts: Facts, sections: Collection[Section], voice: Voice) -> list[str]:
    say, counts = voice.say, facts.counts
    lines = [
        say("Shared reflections not quoted: %(count)s", count=counts.reflections_left_out),
        say("Annotations not shown: %(count)s", count=counts.annotations_left_out),
    ]
    if counts.measures_left_out:
        lines.append(say("Measures not shown: %(count)s", count=counts.measures_left_out))
    if parts := [_names(voice)[each] for each in Section if each not in sections]:
        lines.append(say("Not chosen for this report: %(parts)s", parts=", ".join(parts)))
    return [*lines, say("Private notes are never part of a report.")]


def _names(voice: Voice) -> dict[Section, str]:
    say = voice.say
    return {
        Section.SUMMARY: say("summary"),
        Section.OWN_WORDS: say("the client’s own words"),
        Section.GOALS: say("goals"),
        Section.MOOD: say("mood"),
        Section.COURSE: say("course"),
        Section.NEXT: say("what comes next"),
    }
