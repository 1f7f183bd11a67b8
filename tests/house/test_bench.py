"""The benchmarks' arithmetic, on work whose cost is known because the clock is made for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bench import outcome, pairing
from bench.outcome import Outcome, Run, Table
from bench.pairing import Comparison, Spread, compare, interleaved, ratios


class Clock:
    """A clock that only moves when somebody works."""

    def __init__(self) -> None:
        self.now = 0.0
        self.heard = list[tuple[str, int]]()

    def __call__(self) -> float:
        return self.now

    def work(self, name: str, seconds: float) -> Callable[[int], None]:
        """Return work that takes so long and notes the number it was told."""

        def call(number: int) -> None:
            self.now += seconds
            self.heard.append((name, number))

        return call


@pytest.fixture(autouse=True)
def leave_what_was_imported_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two samples a benchmark looks for cycles; beside a whole suite that takes long."""
    monkeypatch.setattr(pairing.gc, "collect", lambda: 0)


def comparison() -> Comparison:
    """Return a comparison with plain figures."""
    spread = Spread(2.0, 1.5, 2.5)
    return Comparison("page", "ours", "theirs", 20, spread, Spread(1.0, 0.9, 1.1), 4.0, 2.0)


def test_a_spread_is_the_median_and_the_middle_half() -> None:
    assert Spread.of([5.0, 1.0, 4.0, 2.0, 3.0]) == Spread(3.0, 2.0, 4.0)


def test_ratios_are_taken_within_each_repetition() -> None:
    assert ratios([2.0, 9.0], [1.0, 3.0]) == [2.0, 3.0]


def test_twice_the_work_gives_a_ratio_of_two_and_a_null_of_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    monkeypatch.setitem(interleaved.__kwdefaults__, "clock", clock)

    found = compare("toy", ("ours", clock.work("o", 0.2)), ("peer", clock.work("p", 0.1)), 5)

    assert found.ratio.median == pytest.approx(2)
    assert found.null.median == pytest.approx(1)
    assert found.ours_ms == pytest.approx(200)
    assert found.peer_ms == pytest.approx(100)


def test_every_call_is_told_a_number_of_its_own() -> None:
    clock = Clock()
    sides = {"a": clock.work("a", 0.1), "b": clock.work("b", 0.1)}

    interleaved(sides, 6, clock=clock)

    numbers = [number for _, number in clock.heard]
    assert len(numbers) == len(set(numbers))


def test_the_order_of_the_sides_changes_between_repetitions() -> None:
    clock = Clock()
    sides = {name: clock.work(name, 1.0) for name in "abc"}

    interleaved(sides, 12, clock=clock)

    names = [name for name, _ in clock.heard][-36:]
    orders = {tuple(names[at : at + 3]) for at in range(0, 36, 3)}
    assert len(orders) > 2
    assert all(sorted(order) == ["a", "b", "c"] for order in orders)


def test_a_short_call_is_repeated_until_a_sample_lasts() -> None:
    clock = Clock()
    short = pairing.SAMPLE_SECONDS / 10

    seconds = interleaved({"short": clock.work("short", short)}, 2, clock=clock)

    assert len(clock.heard) == 3 + 2 * 10
    assert seconds["short"] == pytest.approx([short, short])


def test_results_come_back_from_their_file_as_they_were(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(outcome, "RESULTS", tmp_path / "results.json")
    found = Outcome([comparison()], [Table("Counts", ("Page", "Few"), [("Desk", "5")])])
    runs = {"page": Run("2026-11-23", False, "a machine", found)}

    outcome.save(runs)

    assert outcome.load() == runs


def test_the_readme_gets_the_results_between_its_two_marks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"Before\n{outcome.BEGIN}\nold figures\n{outcome.END}\nAfter\n")
    monkeypatch.setattr(outcome, "README", readme)

    outcome.write_readme({"page": Run("2026-11-23", True, "a machine", Outcome([comparison()]))})

    written = readme.read_text()
    assert written.startswith("Before")
    assert written.endswith("After\n")
    assert "2.00 (1.50–2.50)" in written
    assert "2026-11-23, a machine, quick" in written
    assert "old figures" not in written
