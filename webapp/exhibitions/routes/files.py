"""Files that are made while one waits: sheets and Word documents."""

from __future__ import annotations

from flask import Response

from webapp.base.files.names import content_disposition

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sent(content: bytes, mimetype: str, name: str) -> Response:
    """The file as a download, kept by no proxy."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = content_disposition(name)
    response.headers["Cache-Control"] = "no-store"
    return response
