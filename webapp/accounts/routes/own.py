"""One's own password and sessions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts.actions import sign_in as actions
from webapp.accounts.actions.own_password import change_password as change
from webapp.accounts.forms import ChangePasswordForm, new_password_fault, password_words, say
from webapp.accounts.lockout import Limits, Locked, count_attempt
from webapp.accounts.passwords import hash_password, verify_slowly
from webapp.accounts.queries.own import own_account, own_sessions
from webapp.accounts.routes import blueprint
from webapp.accounts.routes.browser import here, present_token, take_up
from webapp.accounts.words import device_words
from webapp.base.clock import local
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, ngettext
from webapp.web.pages import safe_next
from webapp.web.site import reading, site, writing


@blueprint.route("/me/password", methods=["GET", "POST"])
@allow(Audience.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change the own password; every other browser is signed out."""
    form = ChangePasswordForm()
    if request.method == "GET":
        form.next.data = safe_next(request.args.get("next"), "")
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        problem = _change(form)
    except Locked as refusal:
        form.form_errors.append(
            _("失败次数太多。请在 %(time)s 之后再试。", time=local(refusal.until).strftime("%H:%M"))
        )
        return _page(form), 429
    if problem:
        return _page(form), 422
    flash(_("密码已修改，其他设备上的登录已退出。"), "success")
    return redirect(safe_next(form.next.data, url_for("portal.home")), 303)


@blueprint.get("/me/sessions")
@allow(Audience.SIGNED_IN)
def sessions() -> ResponseReturnValue:
    """Where the account is signed in."""
    with reading() as session:
        shown = own_sessions(session, current_actor(), present_token())
    return render_template("accounts/sessions.html", sessions=shown, device=device_words)


@blueprint.post("/me/sessions/<int(max=2147483647):session_id>/end")
@allow(Audience.SIGNED_IN)
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign one browser out."""
    with writing() as session:
        actions.end_session(session, current_actor(), session_id)
    flash(_("已退出所选的登录。"), "success")
    return redirect(url_for("accounts.sessions"), 303)


@blueprint.post("/me/sessions/end-others")
@allow(Audience.SIGNED_IN)
def end_other_sessions() -> ResponseReturnValue:
    """Sign all other browsers out."""
    with writing() as session:
        count = actions.end_other_sessions(session, current_actor(), present_token())
    flash(ngettext("已退出 %(num)s 处登录。", "已退出 %(num)s 处登录。", count), "success")
    return redirect(url_for("accounts.sessions"), 303)


def _change(form: ChangePasswordForm) -> bool:
    """Change it; True when the form shows what is wrong instead. Guesses count like those at sign-in."""
    limits = Limits.of(site().settings)
    actor, browser = current_actor(), here()
    with writing() as session:
        account = own_account(session, actor)
        username, kept = account.username, account.password_hash
        count_attempt(session, limits, username, browser.network)
    if not verify_slowly(kept, form.current.data):
        say(form, "current", password_words("wrong"))
        return True
    fault = new_password_fault(form.new.data, form.again.data, username)
    if not fault and form.new.data == form.current.data:
        fault = password_words("same")
    if fault:
        say(form, "new", fault)
        return True
    new_hash = hash_password(form.new.data)
    with writing() as session:
        begun = change(session, actor, limits, kept, new_hash, browser)
    take_up(begun)
    return False


def _page(form: ChangePasswordForm) -> str:
    return render_template("accounts/change_password.html", form=form, forced=current_actor().must_change_password)
