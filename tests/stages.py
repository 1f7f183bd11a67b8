"""Marks that say on which databases a test runs; without one it runs on both."""

import pytest

ON_SQLITE = pytest.mark.parametrize("stage", ["sqlite"], indirect=True)
"""For a story in which the database's make plays no part."""

ON_POSTGRESQL = pytest.mark.parametrize(
    "stage", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""For what only PostgreSQL can do."""
