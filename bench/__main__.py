"""`python -m bench [--quick] [--write] [NAME…]`: run the benchmarks, print what they found."""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date

from bench import caseload, outcome, page_floor, pdf_vs_reportlab, statements

BENCHMARKS: dict[str, Callable[[bool], outcome.Outcome]] = {
    "page_floor": page_floor.run,
    "caseload": caseload.run,
    "statements": statements.run,
    "pdf_vs_reportlab": pdf_vs_reportlab.run,
}


def main() -> int:
    """Run the benchmarks that were named, or all; return 0 when each came to its end."""
    asked = _parser().parse_args()
    if unknown := set(asked.names) - set(BENCHMARKS):
        print(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.")
        return 2
    runs = outcome.load()
    for name in asked.names or BENCHMARKS:
        begun, machine = time.monotonic(), outcome.this_machine()
        found = BENCHMARKS[name](asked.quick)
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        today = date.today().isoformat()
        runs[name] = outcome.Run(today, asked.quick, machine, found)
        outcome.save(runs)
    print(outcome.describe([runs[name].outcome for name in asked.names or BENCHMARKS]))
    if asked.write:
        outcome.write_readme(runs)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description="Ratios of our work to a peer's.")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, in about a minute")
    parser.add_argument("--write", action="store_true", help="write the results into the README")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    return parser


if __name__ == "__main__":
    sys.exit(main())
