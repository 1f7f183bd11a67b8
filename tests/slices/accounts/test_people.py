"""People and their addresses: one account an address, found out when an invitation is accepted."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.access import scope
from portal.access.viewer import NOBODY, Role
from portal.accounts import services
from portal.accounts.models import User
from portal.accounts.queries import find_user
from portal.accounts.services import AddressTaken, Invited
from tests.cast import Cast

EMAIL = "ida@example.org"


def colleague(session: Session, cast: Cast, email: str) -> tuple[Invited, User]:
    """Invite a colleague to an address."""
    user = services.add_staff(session, cast.joan.practice_id, role=Role.ADMIN, name="Ida Marsh")
    invited = services.invite(
        session, user, email=email, author_id=cast.joan.id, care_relationship_id=None
    )
    session.flush()
    return invited, user


def test_an_account_has_no_address_until_it_is_opened(session: Session, cast: Cast) -> None:
    invited, user = colleague(session, cast, EMAIL)
    assert find_user(session, EMAIL) is None

    services.accept(invited.invitation, user, password_hash="a hash")

    assert find_user(session, EMAIL) is user


def test_an_address_of_another_practice_is_taken_too(session: Session, cast: Cast) -> None:
    other = services.open_practice(session, name="Mill Street")
    services.add_staff(
        session, other.id, role=Role.ADMIN, email="mill@example.org", name="Mill"
    ).password = "a hash"
    invited, user = colleague(session, cast, "mill@example.org")
    session.commit()
    scope.enter(session, NOBODY)

    with pytest.raises(AddressTaken) as taken:
        services.accept(invited.invitation, user, password_hash="a hash")

    assert not taken.value.may_join
    assert not user.active


def test_an_account_that_was_never_opened_keeps_no_address_from_others(
    session: Session, cast: Cast
) -> None:
    never = services.add_staff(
        session, cast.joan.practice_id, role=Role.ADMIN, email=EMAIL, name="Never"
    )
    invited, user = colleague(session, cast, EMAIL)

    services.accept(invited.invitation, user, password_hash="a hash")

    assert user.email == EMAIL
    assert never.email != EMAIL


def test_two_accounts_never_have_one_address(session: Session, cast: Cast) -> None:
    practice_id, email = cast.ruth.practice_id, cast.maren.email
    services.add_staff(session, practice_id, role=Role.ADMIN, email=email, name="X")

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
