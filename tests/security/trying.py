"""Trying to come in: a wrong password, the links in mails, answers without what always differs."""

import re

from flask_mailman import EmailMessage
from werkzeug.test import TestResponse

from tests.visitor import Visitor

WRONG = "rain on a tin roof tonight"
ALWAYS_DIFFERS = {"Content-Length", "Set-Cookie", "Date"}
MADE_ANEW = (
    r'value="[\w.-]{20,}"',  # a token of a form
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",  # an id
    r"/invitation/[\w-]{20,}",  # a link
    r"challenge&#34;: &#34;[\w-]{40,}",  # a passkey's question
)


def guess(visitor: Visitor, address: str, password: str = WRONG, **options: str) -> TestResponse:
    """Try a password, from a network of one's own where `REMOTE_ADDR` says so."""
    visitor.client.environ_base.update(options)
    return visitor.post("/sign-in", email=address, password=password)


def link_in(mail: EmailMessage) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"http://localhost(/\S+)", str(mail.body))
    assert found is not None
    return found[1]


def bare(answer: TestResponse, *own: str) -> str:
    """Return an answer without tokens, ids and the words in `own`, which the visitor typed."""
    headers = sorted((name, value) for name, value in answer.headers if name not in ALWAYS_DIFFERS)
    told = f"{answer.status_code}\n{headers}\n{answer.text}"
    for pattern in MADE_ANEW:
        told = re.sub(pattern, "ANEW", told)
    for word in own:
        told = told.replace(word, "OWN")
    return told
