"""Signing in and out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts.actions import sign_in as actions
from webapp.accounts.actions.sign_in import NewSession, SignInRefused
from webapp.accounts.forms import SignInForm
from webapp.accounts.lockout import Limits, Locked, count_attempt
from webapp.accounts.passwords import hash_password, needs_rehash, verify_slowly
from webapp.accounts.routes import blueprint
from webapp.accounts.routes.browser import here, lay_down, present_token, take_up
from webapp.base.clock import local
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.pages import safe_next
from webapp.web.site import reading, site, writing


@blueprint.get("/sign-in")
@allow(Audience.SIGNED_OUT)
def sign_in() -> ResponseReturnValue:
    """The form for signing in."""
    form = SignInForm(formdata=None)
    form.next.data = safe_next(request.args.get("next"), "")
    return _page(form)


@blueprint.post("/sign-in", endpoint="sign_in_now")
@allow(Audience.SIGNED_OUT)
def sign_in_now() -> ResponseReturnValue:
    """Sign in, and go on to where the person came from."""
    form = SignInForm()
    if not form.validate():
        return _page(form), 422
    try:
        begun = _begin(form.username.data, form.password.data)
    except Locked as refusal:
        form.form_errors.append(
            _("失败次数太多，暂时不能登录。请在 %(time)s 之后再试。", time=local(refusal.until).strftime("%H:%M"))
        )
        return _page(form), 429
    except SignInRefused as refusal:
        form.form_errors.append(_refused(refusal.reason))
        return _page(form), 422
    take_up(begun)
    onward = safe_next(form.next.data, url_for("portal.home"))
    if begun.actor.must_change_password:
        onward = url_for("accounts.change_password", next=onward)
    return redirect(onward, 303)


@blueprint.post("/sign-out")
@allow(Audience.EVERYONE)
def sign_out() -> ResponseReturnValue:
    """End this browser's session; harmless when it has ended already."""
    token = present_token()
    if token:
        with writing() as session:
            actions.sign_out(session, current_actor(), token)
    lay_down()
    flash(_("已退出登录。"), "success")
    return redirect(url_for("portal.home"), 303)


def _begin(username: str, password: str) -> NewSession:
    browser = here()
    limits = Limits.of(site().settings)
    with writing() as session:
        count_attempt(session, limits, username, browser.network)
    with reading() as session:
        kept = actions.kept_password(session, username)
    if not verify_slowly(kept, password) or kept is None:
        with writing() as session:
            actions.refuse_sign_in(session, username, browser.network)
        raise SignInRefused("wrong")
    renewed = hash_password(password) if needs_rehash(kept) else None
    with writing() as session:
        return actions.sign_in(session, limits, username, kept, browser, renewed)


def _page(form: SignInForm) -> str:
    form.password.data = ""
    return render_template(
        "accounts/sign_in.html", form=form, can_register=site().settings.self_registration, returning=form.next.data
    )


def _refused(reason: str) -> str:
    return {
        "pending": _("账号还在等待审批，批准后才能登录。"),
        "disabled": _("账号已停用。如有疑问，请联系本单位管理员。"),
    }.get(reason, _("用户名或密码不对。"))
