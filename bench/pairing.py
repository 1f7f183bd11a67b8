"""Two sides of one work measured together: interleaved, in shuffled order, as ratios.

Each repetition calls our side twice and the peer once, in an order drawn anew. The ratio of the two
calls of our own side (A/A) tells how far a ratio can be trusted: it would be 1 on a still machine.
"""

import gc
import random
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from itertools import count
from statistics import median, quantiles
from time import perf_counter
from typing import Any

Call = Callable[[int], object]
"""One piece of work. It is told a number that no other call gets, to make its content new."""

SAMPLE_SECONDS = 0.02
MANY = 200


@dataclass(frozen=True)
class Spread:
    """The median of some values, and where their middle half begins and ends."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        """Return the spread of two or more values."""
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(median(values), low, high)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


@dataclass(frozen=True)
class Comparison:
    """Our side over the peer's: the ratios of single repetitions, and milliseconds a call."""

    name: str
    ours: str
    peer: str
    repetitions: int
    ratio: Spread
    null: Spread
    ours_ms: float
    peer_ms: float

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Comparison":
        """Return the comparison that `to_json` made."""
        spreads = {name: Spread(**told[name]) for name in ("ratio", "null")}
        return cls(**{**told, **spreads})


def compare(
    name: str, ours: tuple[str, Call], peer: tuple[str, Call], repetitions: int
) -> Comparison:
    """Measure two sides, each a description and a call, over some repetitions (two or more)."""
    sides = {"ours": ours[1], "again": ours[1], "peer": peer[1]}
    seconds = interleaved(sides, repetitions)
    return Comparison(
        name=name,
        ours=ours[0],
        peer=peer[0],
        repetitions=repetitions,
        ratio=Spread.of(ratios(seconds["ours"], seconds["peer"])),
        null=Spread.of(ratios(seconds["ours"], seconds["again"])),
        ours_ms=1000 * median(seconds["ours"]),
        peer_ms=1000 * median(seconds["peer"]),
    )


def ratios(above: list[float], below: list[float]) -> list[float]:
    """Return the ratio within each repetition."""
    return [one / other for one, other in zip(above, below, strict=True)]


def interleaved(
    sides: Mapping[str, Call],
    repetitions: int,
    *,
    clock: Callable[[], float] = perf_counter,
    seed: int = 1,
) -> dict[str, list[float]]:
    """Return the seconds a call of each side, one value a repetition.

    Each side is warmed first; a short call is then made often enough for a sample to last.
    """
    numbers, order = count(), random.Random(seed)
    times = {name: _how_often(call, numbers, clock) for name, call in sides.items()}
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(repetitions):
        gc.collect()
        for name in order.sample(list(sides), len(sides)):
            took = _seconds(sides[name], times[name], numbers, clock)
            seconds[name].append(took / times[name])
    return seconds


def _how_often(call: Call, numbers: "count[int]", clock: Callable[[], float]) -> int:
    _seconds(call, 2, numbers, clock)
    once = _seconds(call, 1, numbers, clock)
    return max(1, min(MANY, round(SAMPLE_SECONDS / max(once, 1e-9))))


def _seconds(call: Call, times: int, numbers: "count[int]", clock: Callable[[], float]) -> float:
    begun = clock()
    for _ in range(times):
        call(next(numbers))
    return clock() - begun
