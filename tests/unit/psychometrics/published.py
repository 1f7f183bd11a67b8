"""What is published of each measure, written out once more by hand: the files are held to this.

Each number's source stands in the measure's file. A number that stood there alone could be a slip;
one that stands in both would have to be made twice.
"""

from typing import NamedTuple


class Published(NamedTuple):
    """A measure in numbers: bands by their first score, rules by name, the default with a star."""

    items: int
    low: int
    high: int
    bands: dict[str, int]
    cut_offs: dict[str, int]
    changes: dict[str, int]


SEVERITY = ("minimal", "mild", "moderate", "severe")
DASS = ("normal", "mild", "moderate", "severe", "extremely severe")
LEVELS = ("low", "moderate", "high", "very high")


def begin(names: tuple[str, ...], *firsts: int) -> dict[str, int]:
    """Return the first score of each band."""
    return dict(zip(names, firsts, strict=True))


PHQ_BANDS = ("minimal", "mild", "moderate", "moderately severe", "severe")
SLEEP = ("not clinically significant", "subthreshold", "moderate", "severe")
WORK = ("subclinical", "significant impairment", "moderately severe or worse")
NHS = "nhs-talking-therapies"

MEASURES = {
    "phq-9": Published(
        9, 0, 27, begin(PHQ_BANDS, 0, 5, 10, 15, 20), {"screening*": 10, NHS: 10}, {f"{NHS}*": 6}
    ),
    "gad-7": Published(
        7, 0, 21, begin(SEVERITY, 0, 5, 10, 15), {"screening*": 10, NHS: 8}, {f"{NHS}*": 4}
    ),
    "phq-2": Published(2, 0, 6, {}, {"screening*": 3, "sensitive": 2}, {}),
    "gad-2": Published(2, 0, 6, {}, {"screening*": 3, "sensitive": 2}, {}),
    "phq-4": Published(4, 0, 12, begin(("none to minimal", *SEVERITY[1:]), 0, 3, 6, 9), {}, {}),
    "pcl-5": Published(
        20,
        0,
        80,
        {},
        {"ncptsd-33*": 33, "ncptsd-31": 31, NHS: 32},
        {"marx-2022-sample-2*": 18, "marx-2022-sample-1": 15, NHS: 10},
    ),
    "k10": Published(10, 10, 50, begin(LEVELS, 10, 16, 22, 30), {}, {}),
    "k6": Published(6, 0, 24, {}, {"serious*": 13, "moderate": 5}, {}),
    "core-10": Published(
        10,
        0,
        40,
        {},
        {"general*": 11, "depression": 13},
        {"barkham-2013*": 6, "steverson-2024": 9},
    ),
    "who-5": Published(5, 0, 100, {}, {"who-2024*": 48, "up-to-28": 28}, {}),
    "audit-c": Published(3, 0, 12, {}, {"women": 3, "men": 4}, {}),
    "wsas": Published(0, 0, 40, begin(WORK, 0, 10, 21), {}, {}),
    "dass-21-depression": Published(0, 0, 42, begin(DASS, 0, 10, 14, 21, 28), {}, {}),
    "dass-21-anxiety": Published(0, 0, 42, begin(DASS, 0, 8, 10, 15, 20), {}, {}),
    "dass-21-stress": Published(0, 0, 42, begin(DASS, 0, 15, 19, 26, 34), {}, {}),
    "isi": Published(0, 0, 28, begin(SLEEP, 0, 8, 15, 22), {}, {}),
    "reqol-10": Published(0, 0, 40, {}, {"reqol": 24}, {"reqol": 5}),
    "ors": Published(0, 0, 40, {}, {"pcoms*": 25}, {"pcoms*": 5}),
    "srs": Published(0, 0, 40, {}, {}, {}),
}

HIGHER_IS_BETTER = {"who-5", "reqol-10", "ors", "srs"}
REVERSED = {"core-10": {2, 3}}
SAFETY = {"phq-9": {9: 1}, "core-10": {6: 1}}
FREE = {"phq-9", "phq-2", "phq-4", "gad-7", "gad-2", "pcl-5", "k10", "k6"}
GATED = {"core-10", "who-5", "audit-c"}

CODES = {
    "phq-9": ("44249-1", "44261-6", "720433000"),
    "phq-2": ("55757-9", "55758-7", "836541000000100"),
    "phq-4": (None, "70272-0", None),
    "gad-7": ("69737-5", "70274-6", "445455005"),
    "pcl-5": ("101697-1", "101698-9", None),
    "core-10": (None, None, "718583008"),
    "audit-c": ("72109-2", "75626-2", None),
}
"""Panel, total, SNOMED CT."""
