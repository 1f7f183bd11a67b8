"""What the benchmarks found: kept as JSON, printed as tables, written into the README."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.pairing import Comparison

HERE = Path(__file__).parent
RESULTS, README = HERE / "results.json", HERE / "README.md"
BEGIN, END = "<!-- last result: begin -->", "<!-- last result: end -->"
HEAD = ("Name", "Ratio, median (middle half)", "A/A", "Repetitions", "Ours, ms", "Peer, ms")


@dataclass(frozen=True)
class Table:
    """Figures that are no ratio, such as counts: a title, column names, rows of texts."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Outcome:
    """What one benchmark found."""

    comparisons: list[Comparison] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Outcome":
        """Return the outcome that `to_json` made."""
        return cls(
            [Comparison.from_json(one) for one in told["comparisons"]],
            [
                Table(one["title"], tuple(one["columns"]), [tuple(row) for row in one["rows"]])
                for one in told["tables"]
            ],
        )


@dataclass(frozen=True)
class Run:
    """The outcomes of the benchmarks that ran last, each with the day, the size, the machine."""

    day: str
    quick: bool
    machine: str
    outcome: Outcome


def this_machine() -> str:
    """Say in a few words what the figures are measured on, and how busy it is with other work."""
    words = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    if hasattr(os, "getloadavg"):
        words += f", load {os.getloadavg()[0]:.1f}"
    return f"{words}, {platform.python_implementation()} {platform.python_version()}"


def load() -> dict[str, Run]:
    """Return the last run of each benchmark."""
    if not RESULTS.exists():
        return {}
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    return {
        name: Run(**{**one, "outcome": Outcome.from_json(one["outcome"])})
        for name, one in told.items()
    }


def save(runs: dict[str, Run]) -> None:
    """Keep the runs in `results.json`."""
    text = json.dumps({name: asdict(run) for name, run in runs.items()}, indent=1)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def describe(outcomes: list[Outcome]) -> str:
    """Return the outcomes as Markdown: one table of all ratios, then the other tables."""
    rows = [_row(one) for outcome in outcomes for one in outcome.comparisons]
    parts = [markdown(HEAD, rows)] if rows else []
    for table in (table for outcome in outcomes for table in outcome.tables):
        parts.append(f"{table.title}\n\n{markdown(table.columns, table.rows)}")
    return "\n\n".join(parts)


def _row(one: Comparison) -> tuple[str, ...]:
    times = (f"{one.ours_ms:.2f}", f"{one.peer_ms:.2f}")
    return (one.name, str(one.ratio), str(one.null), str(one.repetitions), *times)


def markdown(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table that reads well as plain text too."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    rule = tuple("-" * width for width in widths)
    lines = (
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in (columns, rule, *rows)
    )
    return "\n".join(f"| {line} |" for line in lines)


def write_readme(runs: dict[str, Run]) -> None:
    """Put the last results between the two marks of the README."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    measured = "\n".join(
        f"- `{name}`: {run.day}, {run.machine}{', quick' if run.quick else ''}"
        for name, run in runs.items()
    )
    words = f"{describe([run.outcome for run in runs.values()])}\n\nMeasured on:\n\n{measured}"
    README.write_text(f"{before}{BEGIN}\n{words}\n{END}{after}", encoding="utf-8")
