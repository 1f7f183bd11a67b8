"""The portal as the benchmarks meet it: a folder of its own, people signed in, pages to call."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from bench.pairing import Call
from config import Settings
from portal import create_app
from portal.access import scope
from portal.access.door import session
from portal.accounts.models import User
from portal.sign_in.devices.here import TOKEN
from portal.sign_in.devices.services import new_token, open_device
from portal.vault.keyfile import create_key_file


def portal_in(folder: Path) -> Flask:
    """Return the portal over the database in `folder`, set up as in life, mails kept in memory."""
    create_key_file(folder / "portal.keys")
    settings = Settings.from_environment(
        {"PORTAL_INSTANCE": str(folder), "MAIL_URL": "memory:", "JOBS_URL": "memory:"}
    )
    return create_app(settings)


def sign_in(app: Flask, email: str) -> str:
    """Return the cookie that somebody's browser holds after the sign-in and a first page."""
    token = new_token()
    with app.app_context(), scope.portal_itself(session(), "benchmarks"):
        user = session().scalars(select(User).where(User.email == email)).one()
        uniquifier = user.fs_uniquifier
        open_device(session(), user, token=token, label="A browser")
        session().commit()
    browser = app.test_client()
    with browser.session_transaction() as held:
        held.update({TOKEN: token, "_user_id": uniquifier, "_fresh": True, "csrf_token": "0" * 40})
    browser.get("/")
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


def page(app: Flask, path: str, cookie: str = "") -> Call:
    """Return a call that fetches a page as a web server would: WSGI, no client, no socket."""
    headers = {"Cookie": cookie} if cookie else {}
    environ = EnvironBuilder(path, headers=headers).get_environ()

    def fetch(number: int = 0) -> bytes:
        status: list[str] = []

        def start_response(line: str, *rest: Any) -> Callable[[bytes], object]:
            status.append(line)
            return io.BytesIO().write

        answer = app.wsgi_app({**environ, "wsgi.input": io.BytesIO()}, start_response)
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        if not status[0].startswith("200"):
            raise RuntimeError(f"{path} answered {status[0]}")
        return body

    return fetch
