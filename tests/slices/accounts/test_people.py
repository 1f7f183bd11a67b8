"""People and their addresses."""

import pytest
from sqlalchemy.orm import Session

from portal.access import scope
from portal.access.viewer import Role
from portal.accounts import services
from portal.accounts.services import AddressTaken
from tests.cast import Cast, viewer_of


def test_an_address_of_another_practice_is_taken_too(session: Session, cast: Cast) -> None:
    other = services.open_practice(session, name="Mill Street")
    session.flush()

    with pytest.raises(AddressTaken):
        services.add_staff(
            session, other.id, role=Role.ADMIN, email=cast.maren.email, name="Somebody Else"
        )


def test_the_guard_does_not_hide_that_an_address_is_taken(session: Session, cast: Cast) -> None:
    other = services.open_practice(session, name="Mill Street")
    services.add_staff(session, other.id, role=Role.ADMIN, email="mill@example.org", name="Mill")
    session.flush()
    scope.enter(session, viewer_of(session, cast.ruth))

    with pytest.raises(AddressTaken):
        services.add_client(session, cast.ruth.practice_id, email="mill@example.org", name="X")
