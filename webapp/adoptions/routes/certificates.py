"""Certificates of application: issuing, printing, and checking a print by the code on it."""

from __future__ import annotations

import segno
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp.adoptions import policy
from webapp.adoptions.actions.certificates import issue_certificate
from webapp.adoptions.actions.commands import Answer
from webapp.adoptions.forms import Empty, whole
from webapp.adoptions.queries.reading import adoption_page, certificate_of, printed_by_key
from webapp.adoptions.routes.measures import measure_rows
from webapp.adoptions.routes.part import blueprint
from webapp.base.errors import Conflict, NotFound
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.site import reading, writing


@blueprint.post("/adoptions/<key>/certificate")
@allow(Audience.SIGNED_IN, policy.can_edit_adoption, policy.is_agreed)
def issue(key: str) -> ResponseReturnValue:
    """Issue the certificate of what both sides agreed on; asked for again it stays the same."""
    Empty()
    with writing() as session:
        issue_certificate(session, current_actor(), key, Answer(whole(request.form.get("revision"))))
    return redirect(url_for("adoptions.certificate", key=key), 303)


@blueprint.get("/adoptions/<key>/certificate")
@allow(Audience.SIGNED_IN, policy.can_see_details, policy.details_seen_by)
def certificate(key: str) -> ResponseReturnValue:
    """The certificate for printing."""
    with reading() as session:
        found = adoption_page(session, current_actor(), key)
        row = certificate_of(session, found.adoption) if found.details else None
        if row is None:
            raise NotFound
        printed = printed_by_key(session, row.key)
    if printed.standing != "valid":
        raise Conflict("state")
    address = verify_address(printed.certificate.key)
    return render_template(
        "adoptions/certificate.html",
        printed=printed,
        measures=measure_rows(printed.claim.measures),
        address=address,
        code=code_of(address),
    )


@blueprint.get("/verify/<key>")
@allow(Audience.EVERYONE)
def verify(key: str) -> ResponseReturnValue:
    """Whether a print is still true; says no more than the print itself, and nothing of one that was taken back."""
    with reading() as session:
        printed = printed_by_key(session, key)
    return render_template("adoptions/verify.html", printed=printed, measures=measure_rows(printed.claim.measures))


def verify_address(key: str) -> str:
    """The address printed on a certificate, with the host."""
    return request.url_root.rstrip("/") + url_for("adoptions.verify", key=key)


def code_of(address: str) -> Markup:
    """The address as a QR code, as a picture inside the page."""
    return Markup(segno.make_qr(address, error="m").svg_data_uri(scale=4, border=4, light="#fff"))  # noqa: S704
