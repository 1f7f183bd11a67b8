"""What either side does with words for a measure, and what they are told afterwards."""

import uuid

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.access.viewer import Viewer
from portal.measures.own import services
from portal.measures.own.models import OwnMeasure
from portal.measures.own.words import Wording


def propose(session: Session, viewer: Viewer, client_id: uuid.UUID, wording: Wording) -> None:
    """Propose a new measure."""
    assert viewer.practice_id is not None
    assert viewer.user_id is not None
    place = services.InAFile(viewer.practice_id, client_id)
    services.propose(session, place, wording, proposer_id=viewer.user_id)


def propose_other_words(viewer: Viewer, version: OwnMeasure, wording: Wording) -> None:
    """Propose the next version of a measure."""
    assert viewer.user_id is not None
    services.propose_other_words(version, wording, proposer_id=viewer.user_id)


def agree(viewer: Viewer, version: OwnMeasure) -> None:
    """Agree, and say what follows."""
    assert viewer.user_id is not None
    try:
        services.agree(version, actor_id=viewer.user_id)
    except services.Answered:
        _was_answered()
    else:
        flash(_("Agreed. It can be asked from now on."))


def let_go(viewer: Viewer, version: OwnMeasure) -> None:
    """Let go of proposed words."""
    assert viewer.user_id is not None
    try:
        services.let_go(version, actor_id=viewer.user_id)
    except services.Answered:
        _was_answered()
    else:
        flash(_("These words are let go of."))


def _was_answered() -> None:
    flash(_("These words had been answered or changed already, so they stay as they are."))
