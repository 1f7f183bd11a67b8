"""A portal whose first wall has fallen: policy says yes to everything, the row guard is gone."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.access import policy, scope
from portal.access.door import Door

GUARDS: tuple[tuple[str, Any], ...] = (
    ("do_orm_execute", scope._guard_statement),
    ("before_flush", scope._guard_changes),
)


def yes(*asked: object) -> bool:
    """Say yes, whatever is asked."""
    return True


@pytest.fixture
def saying_yes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let everybody do everything, as far as Python has a say in it."""
    asked = {"may": policy.may, "may_know_of": policy.may_know_of}
    stubbed = [
        (module, name)
        for module in list(sys.modules.values())
        for name, question in asked.items()
        if module.__name__.startswith("portal.") and vars(module).get(name) is question
    ]
    assert len(stubbed) >= 4
    for module, name in stubbed:
        monkeypatch.setattr(module, name, yes)
    monkeypatch.setattr(Door, "admits", yes)
    for moment, guard in GUARDS:
        event.remove(Session, moment, guard)
    yield
    for moment, guard in GUARDS:
        event.listen(Session, moment, guard)
