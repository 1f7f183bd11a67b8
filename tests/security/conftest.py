"""The house's world with one of everything, for the tests that walk through it."""

from tests.house.conftest import house, seen, small_world

__all__ = ["house", "seen", "small_world"]
