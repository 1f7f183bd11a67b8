"""Another process that rotates keys in small steps and says each one it committed, to be killed."""

import os
from collections.abc import Iterator
from typing import Any

from config import Settings
from portal import create_app
from portal.vault import rotation

whole = rotation.rotate


def slowly(*asked: Any) -> Iterator[rotation.Step]:
    """Yield every step; what is said after it was committed."""
    for step in whole(*asked):
        yield step
        os.write(1, f"committed {step.what}\n".encode())


def main() -> None:
    """Run the command."""
    rotation.BATCH = 1
    rotation.rotate = slowly
    app = create_app(Settings.from_environment())
    told = app.test_cli_runner().invoke(args=["keys", "rotate"])
    os.write(1, f"ended {told.exit_code} {told.output}\n".encode())


if __name__ == "__main__":
    main()
