"""The emptiest page of the portal, and the steps towards it: what every page costs at least."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from jinja2 import Template

from portal.access.door import Door
from portal.access.permissions import Permission
from portal.access.viewer import Viewer

PAGE = """{% extends "layouts/practice.html" %}
{% block title %}Empty{% endblock %}
{% block page %}<h1>Empty</h1>{% endblock %}"""

EMPTY = "/practice/bench"
ANYBODY, SIGNED_IN = f"{EMPTY}/anybody", f"{EMPTY}/signed-in"


def hang_in(app: Flask) -> None:
    """Add the page and its steps to a portal that has not answered yet."""
    door = Door("bench", __name__, prefix=EMPTY)
    template: Template = app.jinja_env.from_string(PAGE)

    @door.get("/anybody", permission=Permission.PUBLIC)
    def anybody(viewer: Viewer) -> ResponseReturnValue:
        return "Hello"

    @door.get("/signed-in", permission=Permission.SIGNED_IN)
    def signed_in(viewer: Viewer) -> ResponseReturnValue:
        return "Hello"

    @door.get("", permission=Permission.SIGNED_IN)
    def empty(viewer: Viewer) -> ResponseReturnValue:
        return render_template(template)

    app.register_blueprint(door.blueprint)


def hello() -> Flask:
    """Return the least a Flask application can do."""
    app = Flask("hello")

    @app.get("/")
    def greet() -> str:
        return "Hello"

    return app
