"""Asking for an account, where the settings allow it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.accounts.actions.registration import Registration
from webapp.accounts.actions.registration import register as ask
from webapp.accounts.forms import RegistrationForm, new_password_fault, say, show_refusal
from webapp.accounts.lockout import Limits, Locked, count_attempt
from webapp.accounts.names import normal_username
from webapp.accounts.passwords import hash_password
from webapp.accounts.queries.accounts import all_organisations
from webapp.accounts.routes import blueprint
from webapp.base.actor import Actor
from webapp.base.clock import local
from webapp.base.errors import Invalid, NotFound
from webapp.web.guard import Audience, allow, network_of
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing


@blueprint.route("/register", methods=["GET", "POST"])
@allow(Audience.SIGNED_OUT)
def register() -> ResponseReturnValue:
    """Ask for an account; a manager of the organisation or an administrator approves it. Off unless set."""
    if not site().settings.self_registration:
        raise NotFound
    form = RegistrationForm()
    with reading() as session:
        places = [(place.id, place.name) for place in all_organisations(session)]
    form.organisation_id.choices = [(0, _("请选择")), *places]
    if request.method == "GET":
        return _page(form)
    if not form.validate():
        return _page(form), 422
    if fault := new_password_fault(form.password.data, form.again.data, normal_username(form.username.data)):
        say(form, "password", fault)
        return _page(form), 422
    try:
        _register(form)
    except Locked as refusal:
        form.form_errors.append(_("请求太多，请在 %(time)s 之后再试。", time=local(refusal.until).strftime("%H:%M")))
        return _page(form), 429
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _page(form), 422
    return render_template("accounts/registered.html")


def _register(form: RegistrationForm) -> None:
    network = network_of(request.remote_addr)
    with writing() as session:  # counts as an attempt of the network, so that nobody floods or tries out names
        count_attempt(session, Limits.of(site().settings), "", network)
    command = Registration(
        username=form.username.data,
        name=form.name.data,
        email=form.email.data or "",
        organisation_id=form.organisation_id.data,
        password_hash=hash_password(form.password.data),
    )
    with writing() as session:
        ask(session, Actor(network=network), command)


def _page(form: RegistrationForm) -> str:
    return render_template("accounts/register.html", form=form)
