"""`page_floor`: a signed-in page that asks nothing of its own ÷ the hello of a bare Flask."""

from statistics import median

from bench.crowds import WHO, crowd
from bench.empty_page import ANYBODY, EMPTY, SIGNED_IN, hang_in, hello
from bench.outcome import Outcome, Table
from bench.pairing import compare, interleaved
from bench.stage import page, sign_in
from portal.demo.crowd import Size

PRACTICE = Size(practitioners=1, clients=10, reflections=100)


def run(quick: bool) -> Outcome:
    """Measure the floor, and the steps that it is made of."""
    app = crowd(PRACTICE)
    hang_in(app)
    cookie = sign_in(app, WHO)
    floor, ground = page(app, EMPTY, cookie), page(hello(), "/")
    steps = {
        "Flask hello": ground,
        "+ our hooks, headers, the Door, a transaction": page(app, ANYBODY),
        "+ session cookie, account and viewer": page(app, SIGNED_IN, cookie),
        "+ layout": floor,
    }
    sides = ("signed-in empty page", floor), ("Flask hello", ground)
    repetitions = 20 if quick else 60
    seconds = interleaved(steps, repetitions)
    return Outcome(
        [compare("page_floor", *sides, repetitions)],
        [_parts({name: median(values) for name, values in seconds.items()})],
    )


def _parts(seconds: dict[str, float]) -> Table:
    hello, *_ = seconds.values()
    rows, before = list[tuple[str, ...]](), 0.0
    for name, value in seconds.items():
        rows.append((name, f"{1000 * value:.2f}", f"{(value - before) / hello:.1f}"))
        before = value
    columns = ("Up to and with this step", "Ms", "The step in hellos")
    return Table("What `page_floor` is made of:", columns, rows)
