"""A process that writes goals as Maren until it is killed, and says which were acknowledged."""

import itertools
import sys

from config import Settings
from portal import create_app
from tests.cast import PASSWORD
from tests.visitor import Visitor


def main() -> None:
    """Sign in with the address given, then send form after form."""
    visitor = Visitor(create_app(Settings.from_environment()))
    entered = visitor.post("/sign-in", email=sys.argv[1], password=PASSWORD)
    assert entered.status_code == 302, entered.text
    for number in itertools.count():
        answer = visitor.post("/my/goals", words=f"goal {number}")
        assert answer.status_code == 302, answer.text
        sys.stdout.write(f"acknowledged {number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
