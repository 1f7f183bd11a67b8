"""Security headers on every answer, errors included (R35, R39)."""

from flask import Flask, Response, current_app, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
WITH_A_DRAWING = POLICY.replace("img-src 'self'", "img-src 'self' data:")
DRAWING = b'src="data:image/'
"""How a page carries a drawing of ours. Nobody's words can hold it: their quotes are escaped."""

HELP_WORKER = "/js/help_worker.js"
"""It may answer for one page that lies above it, and for no other."""

UNUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
PERMISSIONS = ", ".join(f"{feature}=()" for feature in UNUSED)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}


def install(app: Flask) -> None:
    """Send the headers with every answer."""
    app.after_request(protect)


def protect(response: Response) -> Response:
    """Add what the answer lacks; nothing but static files may be kept by a browser."""
    if response.mimetype == "text/html" and DRAWING in response.get_data():
        response.headers.setdefault("Content-Security-Policy", WITH_A_DRAWING)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static" and response.status_code in {200, 304}:
        lasting = "v" in request.args  # the address changes with the content
        age = "max-age=31536000, immutable" if lasting else "max-age=3600"
        response.headers["Cache-Control"] = f"public, {age}"
        if request.path.endswith(HELP_WORKER):
            response.headers["Service-Worker-Allowed"] = "/help-now"
    else:
        response.headers["Cache-Control"] = "no-store"
    if current_app.extensions["settings"].is_production:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return response
