"""A quick way out: signed out, to a page that says nothing, without JavaScript (R38)."""

from flask import make_response, redirect
from flask.typing import ResponseReturnValue

from portal.access.door import Door
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.sign_in.devices import here
from portal.web.walls import may_be_ours

door = Door("leaving", __name__)
ELSEWHERE = "https://www.bbc.co.uk/weather"


@door.get("/leave", permission=Permission.PUBLIC)
def leave(viewer: Viewer) -> ResponseReturnValue:
    """Lead elsewhere and end the sign-in, though it is a link: a form would need a page of ours.

    Another site's picture or link of this address signs nobody out. The row is ended after the
    answer has left, and the browser is told to clear nothing but our cookie: both would take time.
    """
    response = make_response(redirect(ELSEWHERE))
    if may_be_ours():
        here.end_after(response)
    return response
