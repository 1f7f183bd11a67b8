"""The life of a reflection: begun, saved, kept, shared, edited, read, taken back.

A draft is the client's alone. Keeping and sharing make a revision of it, if its words are new.
Whatever changes what is shared refreshes the client's summary in the same transaction.
"""

import uuid

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal import clock
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.database import session_of
from portal.entrusting import supervision
from portal.reflections import queries
from portal.reflections.models import Draft, Reflection, Revision, State, Waiting
from portal.reflections.summing_up import refresh_summary
from portal.reflections.words import NothingWritten
from portal.reflections.writing import Writing, same_words, saved_writing, writing_in, writing_of


class WrongMove(Exception):
    """A reflection in this state cannot do that."""


class StaleDraft(Exception):
    """Something newer than what the form knew has been saved. `reflection` has it."""

    def __init__(self, reflection: Reflection) -> None:
        super().__init__("a newer save stands")
        self.reflection = reflection


def begin(session: Session, client: Viewer, *, key: str, writing: Writing) -> Reflection:
    """Begin a reflection as a draft. The same `key` again goes on with the same one.

    The form that began it may go on writing it, until it is saved under its own address.
    Raises StaleDraft when the key's reflection has gone on since, with other words.
    """
    assert client.user_id is not None
    assert client.practice_id is not None
    begun = queries.reflection_begun_with(session, client.user_id, key)
    if begun is None:
        begun = _begun(session, client.practice_id, client.user_id, key)
        if begun is not None:
            _draft(begun, writing)
            return begun
        begun = queries.reflection_begun_with(session, client.user_id, key)
    assert begun is not None
    _go_on(session, begun, writing)
    return begun


def _begun(
    session: Session, practice_id: uuid.UUID, client_id: uuid.UUID, key: str
) -> Reflection | None:
    """Return a new reflection, or None if the same form has just begun it elsewhere."""
    moment = clock.now()
    reflection = Reflection(
        practice_id=practice_id,
        client_id=client_id,
        once=key,
        state=State.DRAFT,
        intent=Writing("").intent,
        is_quotable=False,
        version=1,
        latest_number=0,
        begun_at=moment,
        changed_at=moment,
    )
    try:
        with session.begin_nested():
            session.add(reflection)
    except IntegrityError:
        return None
    for name in ("latest", "shared"):
        set_committed_value(reflection, name, None)
    return reflection


def _go_on(session: Session, reflection: Reflection, writing: Writing) -> None:
    draft = queries.draft_of(session, reflection.id)
    if draft is not None and (reflection.version == 1 or writing_in(draft) == writing):
        _put(draft, writing)
    elif draft is not None or reflection.latest is None or writing_of(reflection) != writing:
        raise StaleDraft(reflection)


def save_draft(reflection: Reflection, writing: Writing, *, version: int) -> None:
    """Save what is being written, over the open draft or as a new one on top of the last words.

    `version` is the reflection's version that the form started from. What is saved already is not
    saved again: an answer lost on the way must not look like a second writer. Raises StaleDraft.
    """
    session = session_of(reflection)
    draft = queries.draft_of(session, reflection.id)
    if writing == saved_writing(reflection, draft):
        return
    _claim(reflection, version)
    if draft is None:
        _draft(reflection, writing)
    else:
        _put(draft, writing)


def keep(reflection: Reflection) -> None:
    """Make the draft a revision for the client alone. Raises WrongMove, NothingWritten."""
    if reflection.state is State.SHARED:
        raise WrongMove("what is shared cannot be kept apart; take it back first")
    session = session_of(reflection)
    draft = queries.draft_of(session, reflection.id)
    if draft is None:
        raise WrongMove("there is nothing new to keep")
    is_first = reflection.state is State.DRAFT
    _settle(session, reflection, draft)
    if is_first:
        reflection.state = State.KEPT
    kind = Kind.REFLECTION_KEPT if is_first else Kind.REFLECTION_EDITED
    _record(session, kind, reflection, reflection.client_id)


def share(reflection: Reflection) -> None:
    """Let the practitioner read it: the draft as a revision, or the words last kept.

    It then waits to be read, unless an edit changed nothing. Raises WrongMove, NothingWritten.
    """
    session, was_shared = session_of(reflection), reflection.state is State.SHARED
    draft = queries.draft_of(session, reflection.id)
    if draft is None and (was_shared or reflection.latest is None):
        raise WrongMove("there is nothing new to share")
    before = (reflection.latest_number, reflection.intent)
    if draft is not None:
        _settle(session, reflection, draft)
    assert reflection.latest is not None
    moment = clock.now()
    if reflection.latest.shared_at is None:
        reflection.latest.shared_at = moment
    if not was_shared:
        reflection.state, reflection.shared_at = State.SHARED, moment
    reflection.withdrawn_at, reflection.shared_number = None, reflection.latest_number
    set_committed_value(reflection, "shared", reflection.latest)
    if not was_shared or before != (reflection.latest_number, reflection.intent):
        reflection.waits_for, reflection.waits_since = Waiting.READING, moment
        reflection.last_shared_at = reflection.last_word_at = moment
    reflection.version += draft is None
    kind = Kind.REFLECTION_EDITED if was_shared else Kind.REFLECTION_SHARED
    _record(session, kind, reflection, reflection.client_id)
    refresh_summary(session, reflection.client_id)


def withdraw(reflection: Reflection) -> None:
    """Take it back from the next click on. What was read stays known. Raises WrongMove."""
    if not is_shared_still(reflection):
        raise WrongMove("only what is shared can be taken back")
    reflection.state, reflection.withdrawn_at = State.WITHDRAWN, clock.now()
    _rest(reflection)
    session = session_of(reflection)
    supervision.end_of(session, reflection.id, actor_id=reflection.client_id)
    _record(session, Kind.REFLECTION_WITHDRAWN, reflection, reflection.client_id)
    refresh_summary(session, reflection.client_id)


def discard_draft(reflection: Reflection, *, version: int) -> bool:
    """Throw the draft away; a reflection that was only a draft goes with it.

    Returns whether the reflection is still there. Raises WrongMove, StaleDraft.
    """
    session = _claim(reflection, version)
    draft = queries.draft_of(session, reflection.id)
    if draft is None:
        raise WrongMove("there is no draft to discard")
    session.delete(draft)
    if reflection.state is State.DRAFT:
        session.delete(reflection)
    session.flush()
    return reflection.state is not State.DRAFT


def set_quotable(reflection: Reflection, *, is_quotable: bool) -> None:
    """Allow or refuse quoting in a report, from now on; an open draft follows."""
    session = session_of(reflection)
    draft = queries.draft_of(session, reflection.id)
    reflection.is_quotable = is_quotable
    if draft is not None:
        draft.is_quotable = is_quotable
    _record(session, Kind.QUOTING_CHANGED, reflection, reflection.client_id)


def mark_read(reflection: Reflection, reader: Viewer) -> None:
    """Give the client the heard receipt; nothing of it waits any more. Raises WrongMove."""
    _note_reading(reflection, reader)
    session = session_of(reflection)
    _record(session, Kind.REFLECTION_MARKED_READ, reflection, reader.user_id)
    refresh_summary(session, reflection.client_id)


def answered(reflection: Reflection, reader: Viewer) -> None:
    """Note that a practitioner replied: it was read, and waits no more. Raises WrongMove."""
    _note_reading(reflection, reader)
    refresh_summary(session_of(reflection), reflection.client_id)


def client_replied(reflection: Reflection) -> None:
    """Note that the client wrote back under an annotation; while it is shared, that waits."""
    if reflection.state is not State.SHARED:
        return
    moment = clock.now()
    reflection.last_word_at = moment
    if reflection.waits_for is None:
        reflection.waits_for, reflection.waits_since = Waiting.REPLY, moment
    refresh_summary(session_of(reflection), reflection.client_id)


def is_shared_still(reflection: Reflection) -> bool:
    """Tell whether it is shared now, and let nobody take it back before what follows is written."""
    session_of(reflection).refresh(reflection, ["state"], with_for_update=True)
    return reflection.state is State.SHARED


def _claim(reflection: Reflection, version: int) -> Session:
    """Take the next version, if `version` is the last one. Two savers wait for each other here."""
    session = session_of(reflection)
    session.refresh(reflection, ["version"], with_for_update=True)
    if reflection.version != version:
        raise StaleDraft(reflection)
    reflection.version += 1
    return session


def _draft(reflection: Reflection, writing: Writing) -> Draft:
    draft = Draft(
        practice_id=reflection.practice_id,
        client_id=reflection.client_id,
        reflection_id=reflection.id,
    )
    _put(draft, writing)
    session_of(reflection).add(draft)
    return draft


def _put(draft: Draft, writing: Writing) -> None:
    writing.put_into(draft)
    draft.saved_at = clock.now()


def _settle(session: Session, reflection: Reflection, draft: Draft) -> None:
    """Turn the draft into the latest revision, or into nothing where no word is new."""
    writing = writing_in(draft)
    if writing.is_empty:
        raise NothingWritten
    reflection.intent, reflection.is_quotable = writing.intent, writing.is_quotable
    reflection.version += 1
    if reflection.latest is None or not same_words(draft, reflection.latest):
        _add_revision(session, reflection, writing)
    session.delete(draft)


def _add_revision(session: Session, reflection: Reflection, writing: Writing) -> None:
    reflection.latest_number += 1
    reflection.changed_at = clock.now()
    newest = Revision(
        practice_id=reflection.practice_id,
        client_id=reflection.client_id,
        reflection_id=reflection.id,
        number=reflection.latest_number,
        written_at=reflection.changed_at,
    )
    writing.put_into(newest)
    session.add(newest)
    set_committed_value(reflection, "latest", newest)


def _note_reading(reflection: Reflection, reader: Viewer) -> None:
    if reflection.state is not State.SHARED or reflection.shared is None:
        raise WrongMove("only what is shared can be read")
    if reflection.shared.read_at is None:
        reflection.shared.read_at, reflection.shared.reader_id = clock.now(), reader.user_id
    _rest(reflection)


def _rest(reflection: Reflection) -> None:
    reflection.waits_for = reflection.waits_since = None


def _record(
    session: Session, kind: Kind, reflection: Reflection, actor_id: uuid.UUID | None
) -> None:
    happened = (reflection.practice_id, actor_id, reflection.client_id, reflection.id)
    record(session, Happening(kind, *happened))
