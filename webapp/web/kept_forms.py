"""Forms whose typed values a browser keeps until they have succeeded: it is told which one has.

A form sent after the session had ended leads to the sign-in page and is not named: the browser then brings its
values back (``static/js/kept_forms.js``).
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, Response, request

COOKIE = "form-done"
SECONDS = 300


def install(app: Flask) -> None:
    """Name the form in the answer that follows its success."""
    app.after_request(_name)


def _name(response: Response) -> Response:
    sent_on = response.status_code == 303 and not response.headers.get("Location", "").startswith("/sign-in")
    if request.method == "POST" and sent_on and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        path = quote(request.script_root + request.path, safe="")
        response.set_cookie(COOKIE, path, max_age=SECONDS, samesite="Lax", secure=request.is_secure)
    return response
