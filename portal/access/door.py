"""The Door: the only way to make a view, and the only place where a request commits.

A route names its permission, and how its subject is found. The view gets the viewer, and the
subject if there is one, never an id. What is not there, and what the viewer may not know of, give
the same 404; what may be known but not done gives 403. Returning commits; raising, or answering
400 and above, rolls back. A GET that shows clinical text to staff is recorded before it leaves.
"""

import uuid
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    has_request_context,
    make_response,
    redirect,
    request,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user as _current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden, NotFound

from portal.access import once, scope
from portal.access.beforehand import turned_away
from portal.access.disclosure import Discloses, disclosures, insist, note_refusal
from portal.access.permissions import Permission
from portal.access.policy import may, may_know_of
from portal.access.viewer import NOBODY, Viewer
from portal.audit.catalogue import Kind
from portal.audit.services import record_all

View = Callable[..., ResponseReturnValue]
Find = Callable[..., Any]


class Door:
    """A blueprint whose routes cannot be made without a permission."""

    def __init__(self, name: str, import_name: str, *, prefix: str = "") -> None:
        self.blueprint = Blueprint(name, import_name, url_prefix=prefix or None)
        self._is_staff = prefix.startswith("/practice")
        self._is_own = prefix.startswith("/my")

    def get(
        self,
        rule: str,
        *,
        permission: Permission,
        find: Find | None = None,
        discloses: Discloses = None,
        confirmed: bool = False,
        for_nobody: bool = False,
    ) -> Callable[[View], View]:
        """Make a page. A staff page about a file must name what is recorded.

        With `confirmed` whoever asks has proved within five minutes who they are, or does so first.
        With `for_nobody` the page asks neither who is there nor the database.
        """
        options = {"writes": False, "confirmed": confirmed, "for_nobody": for_nobody}
        return self._route(rule, "GET", permission, find, discloses, **options)

    def post(
        self,
        rule: str,
        *,
        permission: Permission,
        find: Find | None = None,
        discloses: Discloses = None,
        reads_first: bool = False,
        confirmed: bool = False,
    ) -> Callable[[View], View]:
        """Make a change. With `reads_first` it holds no lock until it calls `begin_writing`.

        If a refused form comes back inside a page with clinical text, `discloses` says what is
        recorded; an answer that leads elsewhere discloses nothing, and where that is all there
        is, `Shows.NOTHING` says so. `confirmed` is as for a page.
        """
        options = {"writes": not reads_first, "confirmed": confirmed}
        return self._route(rule, "POST", permission, find, discloses, **options)

    def _route(
        self,
        rule: str,
        method: str,
        permission: Permission,
        find: Find | None,
        discloses: Discloses,
        *,
        writes: bool,
        confirmed: bool,
        for_nobody: bool = False,
    ) -> Callable[[View], View]:
        if not isinstance(permission, Permission):
            raise TypeError(f"{rule} needs a Permission")
        if self._is_staff:
            insist(rule, permission, discloses)

        def hang(view: View) -> View:
            entered = cast(Any, _entered(self, view, permission, find, discloses, confirmed))
            entered.permission, entered.writes = permission, writes
            entered.discloses, entered.confirmed = discloses, confirmed
            entered.for_nobody = for_nobody
            entered.door, entered.find = self, find
            self.blueprint.add_url_rule(rule, view_func=entered, methods=[method])
            return view

        return hang

    def admits(self, viewer: Viewer) -> bool:
        """Tell whether the viewer may come in here at all: clients and staff each have a door."""
        return not (viewer.is_client if self._is_staff else self._is_own and not viewer.is_client)


def _entered(
    door: Door,
    view: View,
    permission: Permission,
    find: Find | None,
    discloses: Discloses,
    confirmed: bool,
) -> Callable[..., Response]:
    @wraps(view)
    def entered(**variables: Any) -> Response:
        viewer = current_viewer()
        early = turned_away(viewer, permission, confirmed=confirmed)
        if early is not None:
            return early
        subjects: tuple[Any, ...] = ()
        try:
            response = _answered_before(viewer)  # first: what was done may not be doable twice
            if response is None:
                subjects = _resolved(door.admits(viewer), viewer, permission, find, variables)
                response = make_response(view(viewer, *subjects))
                _spend_key(viewer, response)
            _settle(response, viewer, discloses, subjects)
        except IntegrityError:
            session().rollback()
            twin = _answered_before(viewer)  # the same form, sent twice at the same moment
            if twin is None:
                raise
            return twin
        except (NotFound, Forbidden):
            session().rollback()
            note_refusal(session(), viewer, variables)
            session().commit()
            raise
        except BaseException:
            session().rollback()
            raise
        return response

    return entered


def _resolved(
    admitted: bool,
    viewer: Viewer,
    permission: Permission,
    find: Find | None,
    variables: dict[str, Any],
) -> tuple[Any, ...]:
    """Return the subject, if the route has one, that the viewer may do this to."""
    if find is None:
        if not (admitted and may(viewer, permission)):
            abort(403)
        return ()
    subject = find(session(), *variables.values()) if admitted else None
    if subject is None or not may_know_of(viewer, permission, subject):
        abort(404)
    if not may(viewer, permission, subject):
        abort(403)
    return (subject,)


def _answered_before(viewer: Viewer) -> Response | None:
    """Return the first answer to a form whose one-time key was used already."""
    key = _key()
    if not key or viewer.user_id is None:
        return None
    location = once.answer_given(session(), viewer.user_id, key)
    return None if location is None else make_response(redirect(location, 303))


def _spend_key(viewer: Viewer, response: Response) -> None:
    key = _key()
    if key and viewer.user_id and viewer.practice_id and 300 <= response.status_code < 400:
        location = response.headers["Location"]
        once.spend(session(), viewer.practice_id, viewer.user_id, key, location)


def _key() -> str | None:
    """Return the one-time key of the form that was sent. Ours have 24 letters; NUL is no key."""
    key = request.form.get("once") if request.method == "POST" else None
    return key[:64].replace("\x00", "") if key else None


def _settle(
    response: Response, viewer: Viewer, discloses: Discloses, subjects: tuple[Any, ...]
) -> None:
    """Commit, or roll back. What was disclosed is recorded in a writing transaction of its own."""
    leads_elsewhere = 300 <= response.status_code < 400
    if not isinstance(discloses, Kind) or leads_elsewhere:
        session().rollback() if response.status_code >= 400 else session().commit()
        return
    happenings = disclosures(discloses, viewer, g.get("shown", subjects))
    session().rollback()
    if happenings:
        record_all(session(), happenings)
    session().commit()


def shown(rows: Iterable[Any]) -> None:
    """Say which rows a list shows, so that each client's record tells it."""
    g.shown = list(rows)


def can(permission: str, subject: Any = None) -> bool:
    """Tell a template whether the viewer may do something."""
    return may(current_viewer(), Permission(permission), subject)


def account() -> Any:
    """Return the account behind the sign-in, or flask-login's anonymous one."""
    return _current_user


def current_viewer() -> Viewer:
    """Return who asks. Once known it asks the database nothing more: error pages rely on it."""
    if not has_request_context():
        return NOBODY  # a command renders pages for nobody
    if "viewer" not in g:
        g.viewer = NOBODY
        _ = account().is_authenticated  # makes flask-login load the account, and that calls `be`
    viewer: Viewer = g.viewer
    return viewer


def ask_nobody() -> None:
    """Let the rest of the request, an error page, be shown without asking who is there."""
    g.setdefault("viewer", NOBODY)


def session() -> Session:
    """Return the request's database session."""
    return cast(Session, current_app.extensions["sqlalchemy"].session())


def begin_writing() -> None:
    """End the reading part of a request; the next statement opens a writing transaction."""
    session().rollback()


def be(viewer: Viewer) -> None:
    """Let the rest of this request act as `viewer`, within the rows that the viewer may touch."""
    g.viewer = viewer
    scope.enter(session(), viewer)


def request_id() -> str:
    """Return a short id of this request, for the log and for error pages."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex[:12]
    return cast(str, g.request_id)
