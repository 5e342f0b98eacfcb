"""Headers every answer carries: what a browser may load, and who may keep a copy."""

from __future__ import annotations

from flask import Flask, Response, request

from webapp.web.guard import current_actor

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
YEAR_SECONDS = 365 * 86400
FILE_POLICY = "sandbox; default-src 'none'; style-src 'none'; script-src 'none'"


def install(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        _forbid_copies(response)
    elif "v" in request.args and response.status_code in (200, 206, 304):  # the address changes with the content
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def _forbid_copies(response: Response) -> None:
    response.vary.update(("Cookie", "Accept-Language"))
    if "Cache-Control" in response.headers:
        return
    private = current_actor().is_signed_in
    response.headers["Cache-Control"] = "no-store, private" if private else "no-cache"
