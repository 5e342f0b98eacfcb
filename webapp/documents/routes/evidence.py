"""Evidence of first publication: a certificate to print, and the page its code leads to."""

from __future__ import annotations

import io
import re

import segno
from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import NotFound
from webapp.documents import policy, wording
from webapp.documents.queries.evidence import Evidence, evidence_of_seal, evidence_of_version
from webapp.documents.routes.part import blueprint
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.site import reading

ORDINAL_LIMIT = 2**31
_SEAL = re.compile(r"[0-9a-f]{64}")


@blueprint.get("/d/<number>/versions/<int:ordinal>/certificate")
@allow(Audience.EVERYONE, policy.can_read_version, policy.versions_readable_by)
def certificate(number: str, ordinal: int) -> ResponseReturnValue:
    """When everybody could first read this version, with its hashes, to print and file."""
    if ordinal >= ORDINAL_LIMIT:
        raise NotFound
    with reading() as session:
        found = evidence_of_version(session, current_actor(), number, ordinal)
    return _show("documents/certificate.html", found)


@blueprint.get("/evidence/<seal>")
@allow(Audience.EVERYONE, policy.can_read_version, policy.versions_readable_by)
def verify_evidence(seal: str) -> ResponseReturnValue:
    """What a printed certificate has to say, held against what is stored; nothing for those who may not read it."""
    return _show("documents/verify_evidence.html", _of_seal(seal))


@blueprint.get("/evidence/<seal>/code.svg")
@allow(Audience.EVERYONE, policy.can_read_version, policy.versions_readable_by)
def evidence_code(seal: str) -> ResponseReturnValue:
    """The address of the page that verifies, as a QR code."""
    _of_seal(seal)
    drawn = io.BytesIO()
    segno.make_qr(_address(seal), error="m").save(drawn, kind="svg", scale=4, border=4, xmldecl=False, light="#fff")
    response = Response(drawn.getvalue(), mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def _of_seal(seal: str) -> Evidence:
    if not _SEAL.fullmatch(seal):
        raise NotFound
    with reading() as session:
        return evidence_of_seal(session, current_actor(), seal)


def _address(seal: str) -> str:
    return request.url_root.rstrip("/") + url_for("documents.verify_evidence", seal=seal)


def _show(template: str, found: Evidence) -> str:
    return render_template(
        template, found=found, address=_address(found.first.seal), kind_label=wording.KINDS[found.document.kind]
    )
