"""`caseload`: the caseload page of 60 clients among many reflections ÷ a signed-in empty page."""

from bench.crowds import WHO, crowd
from bench.empty_page import EMPTY, hang_in
from bench.outcome import Outcome
from bench.pairing import compare
from bench.stage import page, sign_in
from portal.demo.crowd import Size

LARGE = Size(practitioners=40, clients=2_000, reflections=100_000)
SMALL = Size(practitioners=4, clients=200, reflections=10_000)
CLIENTS = 60


def run(quick: bool) -> Outcome:
    """Measure both pages as the same practitioner."""
    size = SMALL if quick else LARGE
    app = crowd(size, first_has=CLIENTS)
    hang_in(app)
    cookie = sign_in(app, WHO)
    ours = (
        f"{CLIENTS} clients, {size.reflections:,} reflections",
        page(app, "/practice/caseload", cookie),
    )
    peer = "signed-in empty page", page(app, EMPTY, cookie)
    return Outcome([compare("caseload", ours, peer, 20 if quick else 60)])
