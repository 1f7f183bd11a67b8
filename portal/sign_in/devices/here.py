"""The sign-in of this browser: its token in the cookie, its row in the database (R10)."""

from functools import partial

from flask import Flask, Response, g, request
from flask import session as cookie

from portal import clock
from portal.access import aside, door, scope
from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.accounts.queries import token_hash
from portal.sign_in.devices import services
from portal.sign_in.devices.labels import label_of
from portal.sign_in.devices.lifetimes import NOTED_EVERY, seconds_left

TOKEN = "device"


def install(app: Flask) -> None:
    """Note after each answer that somebody is there."""
    app.after_request(_note_presence)
    app.jinja_env.globals["seconds_left"] = lambda: seconds_left(door.current_viewer(), clock.now())


def token_hash_of_browser() -> bytes | None:
    """Return the hash of the token that this browser holds."""
    token = cookie.get(TOKEN)
    return token_hash(token) if isinstance(token, str) else None


def open_for(user: User) -> None:
    """Sign this browser in: a new token and a new row."""
    token = services.new_token()
    client_ids = frozenset({user.id} if user.role is Role.CLIENT else ())
    own = Viewer(user.id, user.practice_id, user.role, client_ids=client_ids)
    scope.enter(door.session(), own)  # the label is sealed with the owner's key
    label = label_of(request.user_agent.string)
    services.open_device(door.session(), user, token=token, label=label)
    cookie[TOKEN] = token


def end() -> None:
    """Sign this browser out: a copy of its cookie opens nothing from now on."""
    token = cookie.pop(TOKEN, None)
    if isinstance(token, str):
        services.end_by_token(door.session(), token)


def end_after(response: Response) -> None:
    """Sign this browser out with `response`; its row is ended when that has left."""
    token = cookie.get(TOKEN)
    cookie.clear()
    if isinstance(token, str):
        aside.after(response, partial(services.end_by_token, token=token))


def confirm() -> None:
    """Note that the owner has just proved who they are, and replace the token."""
    token = services.new_token()
    if services.confirm_device(door.session(), token=cookie[TOKEN], fresh_token=token):
        cookie[TOKEN] = token


def stay_unnoticed() -> None:
    """Let this request be no sign that somebody is there: a page asks it by itself."""
    g.is_unnoticed = True


def _note_presence(response: Response) -> Response:
    """Write down after a page that was shown that somebody is there, at most once a minute."""
    viewer: Viewer = g.get("viewer") or Viewer()
    moment = clock.now()
    if viewer.device_id is None or viewer.seen_at is None or response.status_code >= 400:
        return response
    if not g.get("is_unnoticed") and moment - viewer.seen_at >= NOTED_EVERY:
        note = partial(services.note_seen, device_id=viewer.device_id, moment=moment)
        aside.after(response, note)
    return response
