"""Trying to come in: a wrong password, the links in mails, answers without what always differs."""

import re

from flask_mailman import EmailMessage
from werkzeug.test import TestResponse

from tests.visitor import Visitor

WRONG = "rain on a tin roof tonight"
ALWAYS_DIFFERS = {"Content-Length", "Set-Cookie", "Date"}


def guess(visitor: Visitor, address: str, password: str = WRONG, **options: str) -> TestResponse:
    """Try a password, from a network of one's own where `REMOTE_ADDR` says so."""
    visitor.client.environ_base.update(options)
    return visitor.post("/sign-in", email=address, password=password)


def link_in(mail: EmailMessage) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"http://localhost(/\S+)", str(mail.body))
    assert found is not None
    return found[1]


def bare(answer: TestResponse, *own: str) -> tuple[int, list[tuple[str, str]], str]:
    """Return an answer without tokens, ids and the words in `own`, which the visitor typed."""
    page = re.sub(r'value="[\w.-]{32,}"', 'value="TOKEN"', answer.text)
    page = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", page)
    page = re.sub(r"/invitation/[\w-]{20,}", "/invitation/TOKEN", page)
    headers = sorted((name, value) for name, value in answer.headers if name not in ALWAYS_DIFFERS)
    told = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", repr(headers))
    for word in own:
        page, told = page.replace(word, "OWN"), told.replace(word, "OWN")
    return answer.status_code, [(told, "")], page
