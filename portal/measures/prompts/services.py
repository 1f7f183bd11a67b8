"""Putting a prompt aside."""

from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.measures.prompts.holding import Held
from portal.measures.prompts.models import PromptAside
from portal.measures.summing_up import refresh_measures
from portal.reflections.words import canonical


def put_aside(
    session: Session, practitioner: Viewer, client: User, held: Held, *, reason: str
) -> None:
    """Put a prompt aside, with the reason: it comes back only if another score brings it up."""
    aside = PromptAside(
        practice_id=client.practice_id,
        author_id=practitioner.user_id,
        client_id=client.id,
        put_aside_at=clock.now(),
    )
    aside.about, aside.reason = held.about, canonical(reason)
    session.add(aside)
    record(
        session,
        Happening(Kind.PROMPT_PUT_ASIDE, client.practice_id, practitioner.user_id, None, aside.id),
    )
    refresh_measures(session, client.id, held.instrument.slug)
