"""An invitation's link: who stands behind it, and the mail that carries it."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.access import scope
from portal.accounts import queries
from portal.accounts.models import Invitation, User
from portal.accounts.services import Invited
from portal.notices.services import post_words
from portal.web.links import public_link


class FollowedLink(NamedTuple):
    """A link that somebody followed, and the invitation it stands for, if it stands for any."""

    token: str
    invitation: Invitation | None


def find_followed(session: Session, token: str) -> FollowedLink:
    """Look a link up. One that never was gets the same page as one that ran out.

    It opens for whoever holds it, and somebody else may be signed in at the same browser.
    """
    scope.leave(session)
    return FollowedLink(token, queries.find_invitation(session, token))


def link_of(invitation: Invitation) -> str | None:
    """Return the address to hand on while an invitation is open; a closed one has none."""
    if invitation.token is None:
        return None
    return public_link("invitations.invitation", token=invitation.token)


def tell(session: Session, *people: User) -> None:
    """Put a mail in each one's outbox that says that something is here, and not what."""
    for one in people:
        link = public_link("public.front")
        post_words(session, one.practice_id, one.email, "notices/something.txt", link=link)


def send_link(session: Session, invited: Invited) -> None:
    """Put the mail with the link in the outbox. The mail names nobody."""
    invitation = invited.invitation
    link = link_of(invitation)
    words = "notices/invitation.txt"
    post_words(session, invitation.practice_id, invitation.email, words, link=link)


def tell_owner(session: Session, invitation: Invitation, *, may_join: bool) -> None:
    """Tell by mail, and nowhere else, that the address of an invitation has an account already."""
    link = public_link("client_invitations.waiting") if may_join else None
    words = "notices/invited_again.txt"
    post_words(session, invitation.practice_id, invitation.email, words, link=link)
