"""A file to keep, under a name that names nobody."""

from flask import Response

CSV = "text/csv; charset=utf-8"
FHIR = "application/fhir+json; charset=utf-8"


def attachment(content: str | bytes, *, name: str, kind: str) -> Response:
    """Return an answer that a browser keeps as a file of that name."""
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
