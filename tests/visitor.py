"""A person at a browser without JavaScript: visits pages, sends forms with their token.

Each request runs in a context of its own: nothing that a test has open leaks into it. What the
test arranged before is committed first, so that the request finds it and waits for no lock.
"""

from contextvars import Context
from typing import Any

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from portal.access.door import session as request_session
from tests.cast import PASSWORD, Person

RAW_TOKEN = "0" * 40


class Visitor:
    """Somebody with a browser of their own; `sign_in` makes them one of the cast."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"  # as browsers say

    def sign_in(self, person: Person, password: str = PASSWORD) -> "Visitor":
        """Sign in with the form. The cast's password is the default."""
        answer = self.post("/sign-in", email=person.email, password=password)
        assert answer.status_code == 302, answer.text
        return self

    def get(self, url: str, **options: Any) -> TestResponse:
        """Visit a page; a page in HTML must parse without one error."""
        answer = self.fetch(url, **options)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            html5lib.HTMLParser(strict=True).parse(answer.text)
        return answer

    def fetch(self, url: str, method: str = "GET", **options: Any) -> TestResponse:
        """Ask for an address and take whatever comes, a page or not."""
        self._settle()
        answer: TestResponse = Context().run(
            self.client.open, url, method=method, buffered=True, **options
        )
        return answer

    def post(self, url: str, _json: bool = False, **fields: Any) -> TestResponse:
        """Send a form, with the token that the page would carry."""
        self._settle()
        return Context().run(self._post, url, _json, fields)

    def _settle(self) -> None:
        if has_app_context():
            request_session().commit()

    def _post(self, url: str, _json: bool, fields: dict[str, Any]) -> TestResponse:
        with self.client.session_transaction() as cookie:
            cookie.setdefault("csrf_token", RAW_TOKEN)
            raw = cookie["csrf_token"]
        signer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        fields = {"csrf_token": signer.dumps(raw), **fields}
        headers = {"Accept": "application/json"} if _json else {}
        return self.client.post(url, data=fields, headers=headers)
