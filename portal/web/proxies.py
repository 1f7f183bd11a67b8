"""How many proxies stand before the portal; without any, forwarded headers are not believed."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def trust(app: Flask, count: int) -> None:
    """Believe the forwarded headers of exactly `count` proxies."""
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
