"""An application over a copy of the world, and the people who come to its doors."""

import shutil
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from tests.cast import Cast, Person
from tests.conftest import dispose
from tests.house.world import World
from tests.visitor import Visitor


class Stage(NamedTuple):
    """An application over a fresh copy of the world."""

    app: Flask
    cast: Cast
    world: World
    file: Path
    pristine: Path

    def personas(self) -> dict[str, Person | None]:
        """Return who comes to every door, by name."""
        names = ("maren", "noor", "ruth", "tobias", "sena", "joan", "vera")
        return {"nobody": None, **{name: getattr(self.cast, name) for name in names}}

    def visit(self, person: Person | None) -> Visitor:
        """Return somebody at a browser of their own."""
        return Visitor(self.app).sign_in(person) if person else Visitor(self.app)

    def renew(self) -> None:
        """Bring the database back to what it was at the beginning."""
        dispose(self.app)
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.copy(self.pristine, self.file)
