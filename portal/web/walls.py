"""Who may send us forms, and under which name we answer: the browser's own word beside the token.

A browser says where a form was sent from, in two headers that no page can forge: `Sec-Fetch-Site`,
and `Origin`. Our pages send no referrer, so that browsers write `Origin: null` even for our own
forms; that is believed only next to `Sec-Fetch-Site: same-origin`. A browser that is too old to say
anything comes in with the token alone.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest

from config import Settings

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
FORMS = {"", "application/x-www-form-urlencoded", "multipart/form-data"}
"""What our pages send. Files, JSON, XML and archives are not even opened (R74)."""

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names for health checks and for trying things out; nobody else's browser can ask for them."""


class OtherName(BadRequest):
    """We were asked for under a name that is not ours."""

    page = "errors/other_name.html"


class OtherSite(BadRequest):
    """A form was sent from a page that is not ours."""

    page = "errors/other_site.html"


def install(app: Flask, settings: Settings) -> None:
    """Look at every request before anything else does."""
    own = THIS_MACHINE | {_host(settings.public_url)}
    app.extensions["own_names"] = own, not settings.is_production

    @app.before_request
    def look() -> None:
        if not _is_own_name(_host(request.host_url)):
            raise OtherName
        if request.method not in SAFE:
            if not may_be_ours():
                raise OtherSite
            if request.mimetype not in FORMS or request.files:
                raise BadRequest


def may_be_ours() -> bool:
    """Tell whether nothing says that this form was sent from elsewhere."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    if origin == "null":
        return site == "same-origin"
    return origin is None or _is_own_origin(origin)


def is_surely_ours() -> bool:
    """Tell whether the browser itself says that this form was sent from one of our pages."""
    says_where = "Sec-Fetch-Site" in request.headers or "Origin" in request.headers
    return says_where and may_be_ours()


def _is_own_origin(origin: str) -> bool:
    public = urlsplit(current_app.extensions["settings"].public_url)
    return origin in {f"{public.scheme}://{public.netloc}", request.host_url.rstrip("/")}


def _is_own_name(name: str) -> bool:
    """Tell whether `name` is ours. The demonstration answers to any bare number, too."""
    own, answers_to_numbers = current_app.extensions["own_names"]
    return name in own or (answers_to_numbers and _is_number(name))


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
