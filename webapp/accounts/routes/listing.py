"""The list of accounts and one account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts import policy, words
from webapp.accounts.forms import MemberForm, RightForm
from webapp.accounts.models import AccountState
from webapp.accounts.queries import accounts as queries
from webapp.accounts.queries.accounts import Wanted
from webapp.accounts.routes import blueprint
from webapp.base.actor import Role
from webapp.base.paging import page_number
from webapp.web.forms import tidy
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading


@blueprint.get("/accounts")
@allow(Audience.LEADER, policy.can_see_account)
def index() -> ResponseReturnValue:
    """The accounts the actor may see."""
    return show_index(MemberForm(formdata=None))


def show_index(member: MemberForm) -> str:
    """The page of the list, with the form for adding a member as it was filled in."""
    actor = current_actor()
    chosen = wanted_of(request.args)
    with reading() as session:
        page = queries.accounts(session, actor, chosen, page_number(request.args.get("page")))
        organisations = queries.organisations_open(session, actor)
        studios = queries.studios_given(session, actor) if actor.led_studio_ids else []
    member.studio_id.choices = [(one, name) for one, name, _owner in studios]
    filters: dict[str, Any] = {
        key: value
        for key, value in {
            "q": chosen.text,
            "role": chosen.role,
            "state": chosen.state,
            "organisation": chosen.organisation_id,
        }.items()
        if value
    }
    return render_template(
        "accounts/index.html",
        page=page,
        chosen=chosen,
        filters=filters,
        address=lambda number: url_for("accounts.index", **filters, page=number),
        organisations=[("", _("全部单位"))] + [(place.id, place.name) for place in organisations],
        roles=[("", _("全部权限"))]
        + [(str(role), str(text)) for role, text in words.ROLES.items()]
        + [("worker", _("没有特别权限"))],
        states=[("", _("全部状态"))] + [(str(state), str(text)) for state, text in words.STATES.items()],
        words=words,
        may_create=policy.can_place_account(actor, None) or bool(actor.managed_organisation_ids),
        member=member,
    )


@blueprint.get("/accounts/<int(max=2147483647):account_id>")
@allow(Audience.LEADER, policy.can_see_account, policy.can_manage_account)
def account(account_id: int) -> ResponseReturnValue:
    """One account, its rights, and what the actor may do with it."""
    return show_account(account_id)


def show_account(account_id: int, problem: str = "", issued: Any = None) -> str:
    """The page of one account, with a problem or a one-time password to show on top."""
    actor = current_actor()
    with reading() as session:
        shown = queries.account_shown(session, actor, account_id)
        offered = queries.grantable(session, actor, shown)
    form = RightForm(formdata=None)
    form.right.choices = [(words.right_code(right), words.right_words(right.role, name)) for right, name in offered]
    return render_template(
        "accounts/account.html",
        shown=shown,
        form=form,
        words=words,
        problem=problem,
        issued=issued,
        states=AccountState,
    )


def wanted_of(arguments: Mapping[str, str]) -> Wanted:
    """The filters in an address; what makes no sense is left out."""
    role, state = arguments.get("role", ""), arguments.get("state", "")
    organisation = arguments.get("organisation", "")
    number = int(organisation) if organisation.isascii() and organisation.isdigit() and len(organisation) < 10 else None
    return Wanted(
        text=tidy(arguments.get("q", ""))[:100],
        role=role if role in {*Role, "worker"} else "",
        state=state if state in set(AccountState) else "",
        organisation_id=number,
    )
