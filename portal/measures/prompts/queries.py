"""Questions about prompts that were put aside."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.measures.prompts.models import PromptAside

MANY = 500


def put_aside_by(
    session: Session, practitioner_id: uuid.UUID, client_id: uuid.UUID
) -> Sequence[PromptAside]:
    """Return what a practitioner has put aside about a client, the latest first."""
    return session.scalars(
        select(PromptAside)
        .where(PromptAside.author_id == practitioner_id, PromptAside.client_id == client_id)
        .order_by(PromptAside.put_aside_at.desc(), PromptAside.id.desc())
        .limit(MANY)
    ).all()
