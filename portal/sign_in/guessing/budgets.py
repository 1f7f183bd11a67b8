"""What is guessed at, and how often somebody may be wrong before they have to wait."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

HOUR = timedelta(hours=1)
DOUBLING = tuple(timedelta(seconds=30 * 2**step) for step in range(5))  # 30 s up to 8 minutes
LONGEST = timedelta(minutes=15)


class Guess(StrEnum):
    """What is tried, each counted apart. Passkeys cannot be guessed, so they are never counted."""

    PASSWORD = "password"
    CODE = "code"
    RECOVERY_CODE = "recovery_code"
    STEP_UP = "step_up"
    RESET = "reset"
    NETWORK = "network"
    NEIGHBOURHOOD = "neighbourhood"
    RESET_NETWORK = "reset_network"


@dataclass(frozen=True)
class Budget:
    """How many tries are free; then come the `waits`, one after each try, and then `longest`.

    With a `window` the count begins anew when that time has passed since its first try. Without
    one it counts tries in a row, and `ends_after` so many only another way in is left.
    """

    free: int
    waits: tuple[timedelta, ...] = DOUBLING
    longest: timedelta = LONGEST
    window: timedelta | None = None
    ends_after: int | None = None


OF_AN_ACCOUNT = Budget(free=5, ends_after=100)
BUDGETS = {
    Guess.PASSWORD: OF_AN_ACCOUNT,
    Guess.CODE: OF_AN_ACCOUNT,
    Guess.RECOVERY_CODE: OF_AN_ACCOUNT,
    Guess.STEP_UP: OF_AN_ACCOUNT,
    Guess.RESET: Budget(free=3, waits=(), longest=HOUR, window=HOUR),
    Guess.NETWORK: Budget(free=30, window=HOUR),  # one address may be a whole office
    Guess.NEIGHBOURHOOD: Budget(free=120, window=HOUR),
    Guess.RESET_NETWORK: Budget(free=20, waits=(), longest=HOUR, window=HOUR),
}

KEPT_IN_A_ROW = timedelta(days=365)  # of what has a window, a day is enough
KEPT_IN_A_WINDOW = timedelta(days=1)
