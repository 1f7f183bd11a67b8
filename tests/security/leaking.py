"""The portal with routes and a job that fail with words in their mouths, for test_discretion."""

from typing import Any

from flask import render_template_string

from config import Settings
from portal import create_app
from portal.access.permissions import Permission
from portal.reports import pdf
from tests.security.words import CANARY

app = create_app(Settings.from_environment())


def in_a_view() -> str:
    """Fail with words."""
    raise ValueError(CANARY)


def in_a_chain() -> str:
    """Fail with words in the cause of an error."""
    try:
        raise KeyError(CANARY)
    except KeyError as problem:
        raise RuntimeError("another") from problem


def in_a_template() -> str:
    """Fail while words are set."""
    return render_template_string("{{ words }}{{ missing.name }}", words=CANARY)


def in_the_database() -> str:
    """Fail in a statement with words in it."""
    from portal.access.door import session

    session().connection().exec_driver_sql(f"SELECT '{CANARY}' FROM nowhere")
    return ""


def in_a_pdf() -> str:
    """Fail in the page-making process, with words on the page."""
    from portal import clock

    page = f"<title>x</title><p>{CANARY} \u0378</p><img src='file:///etc/passwd?{CANARY}'>"
    try:
        pdf.render(page, title=CANARY, language="en", stamp=clock.now(), identifier="x")
    except pdf.RenderFailed as problem:
        return f"refused {CANARY in str(problem)}"
    return "made"


def in_a_job() -> str:
    """Hand work to the queue that fails with words, given and raised."""
    fail_later(CANARY[::-1])
    return "queued"


@app.extensions["huey"].task()  # type: ignore[untyped-decorator]
def fail_later(backwards: str) -> None:
    """Fail outside a request."""
    raise ValueError(backwards[::-1])


for number, view in enumerate(
    (in_a_view, in_a_chain, in_a_template, in_the_database, in_a_pdf, in_a_job)
):
    view.permission = Permission.PUBLIC  # type: ignore[attr-defined]
    app.add_url_rule(f"/fails/{number}", endpoint=f"fails{number}", view_func=view)

inner = app.wsgi_app


def outermost(environ: dict[str, Any], start_response: Any) -> Any:
    """Fail around the application, where only the server can hear it."""
    if environ["PATH_INFO"] == "/fails/outside":
        raise ValueError(CANARY)
    return inner(environ, start_response)


app.wsgi_app = outermost  # type: ignore[method-assign]
