"""Private links for adopters without an account: made by the owner's side, answered once by whoever holds them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, Signer

from webapp.adoptions import policy
from webapp.adoptions.actions.commands import LinkAnswer
from webapp.adoptions.actions.links import answer_by_link, hash_of, make_link, revoke_links
from webapp.adoptions.forms import LinkAnswerForm, LinkForm, fault_words
from webapp.adoptions.queries.reading import Offered, offered_by
from webapp.adoptions.routes.measures import measure_rows
from webapp.adoptions.routes.part import blueprint
from webapp.base.actor import VISITOR
from webapp.base.errors import Invalid, NotFound
from webapp.directory.routes.filling import summary
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing


@blueprint.post("/adoptions/<key>/link")
@allow(Audience.SIGNED_IN, policy.can_edit_adoption, policy.adoptions_edited_by)
def make(key: str) -> ResponseReturnValue:
    """Make a private link; it is shown this once, and earlier ones end."""
    form = LinkForm()
    try:
        with writing() as session:
            token = make_link(session, current_actor(), key, form.recipient.data or "")
    except Invalid as refusal:
        flash(fault_words()[refusal.faults[0].code] % dict(refusal.faults[0].figures or {}), "error")
        return redirect(url_for("adoptions.adoption", key=key, _anchor="link"), 303)
    address = request.url_root.rstrip("/") + url_for("adoptions.offered", token=_signer().sign(token).decode())
    return render_template("adoptions/link_made.html", key=key, address=address, recipient=form.recipient.data)


@blueprint.post("/adoptions/<key>/link/revoke")
@allow(Audience.SIGNED_IN, policy.can_edit_adoption, policy.adoptions_edited_by)
def revoke(key: str) -> ResponseReturnValue:
    """End the links that could still be used."""
    with writing() as session:
        revoke_links(session, current_actor(), key)
    flash(_("链接已作废。"), "success")
    return redirect(url_for("adoptions.adoption", key=key), 303)


@blueprint.get("/adopted/<token>")
@allow(Audience.EVERYONE, policy.is_open_to_adopter)
def offered(token: str) -> ResponseReturnValue:
    """What the owner's side says, for the adopter to confirm or object to; looking does not use the link up."""
    return _page(token, LinkAnswerForm(formdata=None))


@blueprint.post("/adopted/<token>")
@allow(Audience.EVERYONE, policy.is_open_to_adopter)
def answer_offered(token: str) -> ResponseReturnValue:
    """Confirm or object; the link is used up."""
    form = LinkAnswerForm()
    agrees = request.form.get("do") == "confirm"
    try:
        with writing() as session:
            command = LinkAnswer(form.name.data or "", agrees, form.reason.data or "")
            answer_by_link(session, VISITOR, _unsigned(token), command)
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _page(token, form), 422
    return render_template("adoptions/link_answered.html", agrees=agrees)


def _page(token: str, form: LinkAnswerForm) -> str:
    with reading() as session:
        found: Offered = offered_by(session, hash_of(_unsigned(token)))
    return render_template(
        "adoptions/offered.html",
        found=found,
        measures=measure_rows(found.claim.measures),
        form=form,
        token=token,
        faults=summary(form),
    )


def _signer() -> Signer:
    return Signer(site().settings.secret_key, salt="adoption-link")


def _unsigned(token: str) -> str:
    """The token of a signed address; a forged one is refused without asking the database."""
    try:
        return _signer().unsign(token).decode()
    except BadSignature:
        raise NotFound from None
