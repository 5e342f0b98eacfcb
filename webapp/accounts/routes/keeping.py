"""Making and keeping accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.accounts import policy
from webapp.accounts.actions import manage, registration, rights
from webapp.accounts.actions.manage import Correction, NewAccount
from webapp.accounts.forms import AccountForm, EditAccountForm, MemberForm, fault_words, show_refusal
from webapp.accounts.queries import accounts as queries
from webapp.accounts.routes import blueprint
from webapp.accounts.routes.listing import show_account, show_index
from webapp.accounts.words import right_of_code
from webapp.base.actor import Actor, Role
from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

ACCOUNT = "/accounts/<int(max=2147483647):account_id>"


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@allow(Audience.MANAGER, policy.can_place_account)
def create() -> ResponseReturnValue:
    """Make one account; its one-time password is shown once."""
    form = AccountForm()
    with reading() as session:
        form.organisation_id.choices = _organisations(session)
    if request.method == "GET":
        return _create_page(form)
    if not form.validate():
        return _create_page(form), 422
    command = NewAccount(form.username.data, form.name.data, form.email.data or "", form.organisation_id.data or None)
    try:
        with writing() as session:
            issued = manage.create_account(session, current_actor(), command)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _create_page(form), 422
    return render_template("accounts/issued.html", issued=[issued], title=_("账号已建好"))


@blueprint.route(ACCOUNT + "/edit", methods=["GET", "POST"])
@allow(Audience.MANAGER, policy.can_manage_account, policy.can_place_account)
def edit(account_id: int) -> ResponseReturnValue:
    """Correct what an account says."""
    actor = current_actor()
    form = EditAccountForm()
    with reading() as session:
        shown = queries.account_shown(session, actor, account_id)
        if not shown.manageable:
            raise NotFound
        _fill_choices(session, form, shown)
    if request.method == "GET":
        present = shown.account
        form.process(None, data=_values(present))
        return _edit_page(form, shown)
    if not form.validate():
        return _edit_page(form, shown), 422
    try:
        with writing() as session:
            manage.correct_account(session, actor, account_id, _correction(form))
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _edit_page(form, shown), 422
    except Conflict as refusal:
        if refusal.reason != "stale":
            raise
        with reading() as session:
            shown = queries.account_shown(session, actor, account_id)
        form.revision.data = str(shown.account.revision)
        return _edit_page(form, shown, stale=True), 409
    flash(_("已保存。"), "success")
    return redirect(url_for("accounts.account", account_id=account_id), 303)


@blueprint.post(ACCOUNT + "/disable")
@allow(Audience.MANAGER, policy.can_manage_account)
def disable(account_id: int) -> ResponseReturnValue:
    """Stop an account from signing in."""
    return _then_show(account_id, manage.disable_account, _("账号已停用，已登录的设备已退出。"))


@blueprint.post(ACCOUNT + "/enable")
@allow(Audience.MANAGER, policy.can_manage_account)
def enable(account_id: int) -> ResponseReturnValue:
    """Let an account sign in again."""
    return _then_show(account_id, manage.enable_account, _("账号已恢复使用。"))


@blueprint.post(ACCOUNT + "/approve")
@allow(Audience.MANAGER, policy.can_manage_account)
def approve(account_id: int) -> ResponseReturnValue:
    """Let a registered person sign in."""
    return _then_show(account_id, registration.approve, _("已批准，本人可以登录了。"))


@blueprint.post(ACCOUNT + "/refuse")
@allow(Audience.MANAGER, policy.can_manage_account)
def refuse(account_id: int) -> ResponseReturnValue:
    """Remove a registration."""
    with writing() as session:
        registration.refuse(session, current_actor(), account_id)
    flash(_("注册申请已拒绝并删除。"), "success")
    return redirect(url_for("accounts.index"), 303)


@blueprint.post(ACCOUNT + "/reset-password")
@allow(Audience.MANAGER, policy.can_manage_account)
def reset_password(account_id: int) -> ResponseReturnValue:
    """Make a one-time password, shown once."""
    with writing() as session:
        issued = manage.reset_password(session, current_actor(), account_id)
    return render_template("accounts/issued.html", issued=[issued], title=_("密码已重置"))


@blueprint.post(ACCOUNT + "/grant")
@allow(Audience.LEADER, policy.can_see_account, policy.can_grant)
def grant(account_id: int) -> ResponseReturnValue:
    """Give a right."""
    right = right_of_code(request.form.get("right", ""))
    try:
        if right is None:
            raise Invalid()
        with writing() as session:
            rights.grant(session, current_actor(), account_id, right)
    except Invalid as refusal:
        code = refusal.faults[0].code if refusal.faults else "right"
        return show_account(account_id, problem=fault_words()[code]), 422
    flash(_("已给予权限，立即生效。"), "success")
    return redirect(url_for("accounts.account", account_id=account_id), 303)


@blueprint.post(ACCOUNT + "/revoke/<int(max=2147483647):grant_id>")
@allow(Audience.LEADER, policy.can_see_account, policy.can_revoke)
def revoke(account_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a right away."""

    def act(session: Session, actor: Actor, account_id: int) -> None:
        rights.revoke(session, actor, account_id, grant_id)

    return _then_show(account_id, act, _("已取消权限，立即生效。"))


@blueprint.post("/accounts/members")
@allow(Audience.LEADER, policy.can_give_in_studio, policy.can_grant)
def add_member() -> ResponseReturnValue:
    """Add an account to a studio by its name."""
    form = MemberForm()
    with reading() as session:
        form.studio_id.choices = [(one, name) for one, name, _owner in queries.studios_given(session, current_actor())]
    if not form.validate():
        return show_index(form), 422
    try:
        with writing() as session:
            rights.add_member(session, current_actor(), form.studio_id.data, form.username.data)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return show_index(form), 422
    flash(_("已加入工作室。"), "success")
    return redirect(url_for("accounts.index"), 303)


def _then_show(account_id: int, act: Callable[[Session, Actor, int], Any], done: str) -> ResponseReturnValue:
    """Do it, then show the account again, or the list when the actor no longer sees it."""
    actor = current_actor()
    try:
        with writing() as session:
            act(session, actor, account_id)
    except Conflict as refusal:
        if refusal.reason != "last_administrator":
            raise
        return show_account(account_id, problem=_("这是最后一位在用的系统管理员，请先指定另一位。")), 409
    flash(done, "success")
    try:
        with reading() as session:
            queries.account_shown(session, actor, account_id)
    except NotFound:
        return redirect(url_for("accounts.index"), 303)
    return redirect(url_for("accounts.account", account_id=account_id), 303)


def _organisations(session: Session) -> list[tuple[int, str]]:
    actor = current_actor()
    choices = [(place.id, place.name) for place in queries.organisations_open(session, actor)]
    return [(0, _("（不属于任何单位）")), *choices] if actor.has(Role.ADMINISTRATOR) else choices


def _fill_choices(session: Session, form: EditAccountForm, shown: queries.Shown) -> None:
    choices = _organisations(session)
    present = shown.account.organisation_id
    if present is not None and present not in dict(choices):
        choices.append((present, shown.organisation))
    form.organisation_id.choices = choices
    organisation_id = form.organisation_id.data if request.method == "POST" else present
    people = queries.people_to_link(session, shown.account, organisation_id or None)
    form.person_id.choices = [(0, _("（没有对应的条目）"))] + [(one.id, one.name) for one in people]


def _values(account: Any) -> dict[str, Any]:
    return {
        "name": account.name,
        "email": account.email,
        "organisation_id": account.organisation_id or 0,
        "person_id": account.person_id or 0,
        "revision": str(account.revision),
    }


def _correction(form: EditAccountForm) -> Correction:
    revision = form.revision.data or ""
    return Correction(
        name=form.name.data,
        email=form.email.data or "",
        organisation_id=form.organisation_id.data or None,
        person_id=form.person_id.data or None,
        revision=whole_number(revision, -1),
    )


def _create_page(form: AccountForm) -> str:
    return render_template("accounts/create.html", form=form)


def _edit_page(form: EditAccountForm, shown: queries.Shown, *, stale: bool = False) -> str:
    return render_template("accounts/edit.html", form=form, shown=shown, stale=stale)
