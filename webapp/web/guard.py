"""Who is asking, and whether this route is open to them at all. Default deny.

Every view names its audience with :func:`allow`; one without is refused when the application is made. The audience
is the coarse gate; what may be done with *this* thing is decided by the policy named beside it, inside the query
or action.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlsplit

import flask_login
from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.base.actor import VISITOR, Actor, Role
from webapp.base.errors import NotFound

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """Who may call a route at all."""

    EVERYONE = "everyone"
    SIGNED_OUT = "signed_out"
    SIGNED_IN = "signed_in"
    WRITER = "writer"  # a member of some studio, or a manager of some organisation
    MANAGER = "manager"  # an organisation manager or an administrator
    LEADER = "leader"  # a studio leader, an organisation manager or an administrator
    REVIEWER = "reviewer"
    CURATOR = "curator"
    CURATING = "curating"  # a curator or an administrator
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Permission:
    """What a view declares: its audience, and the rules that decide about the thing itself."""

    audience: Audience
    rules: tuple[Callable[..., Any], ...] = ()


_ROLE_OF: Mapping[Audience, frozenset[Role]] = {
    Audience.MANAGER: frozenset({Role.ORGANISATION_MANAGER, Role.ADMINISTRATOR}),
    Audience.LEADER: frozenset({Role.STUDIO_LEADER, Role.ORGANISATION_MANAGER, Role.ADMINISTRATOR}),
    Audience.WRITER: frozenset({Role.STUDIO_MEMBER, Role.STUDIO_LEADER, Role.ORGANISATION_MANAGER}),
    Audience.REVIEWER: frozenset({Role.REVIEWER}),
    Audience.CURATOR: frozenset({Role.CURATOR}),
    Audience.CURATING: frozenset({Role.CURATOR, Role.ADMINISTRATOR}),
    Audience.ADMINISTRATOR: frozenset({Role.ADMINISTRATOR}),
    Audience.AUDITOR: frozenset({Role.AUDITOR}),
}


def allow(audience: Audience, *rules: Callable[..., Any]) -> Callable[[View], View]:
    """Declare who may call this view, and which rules decide about the thing itself (named in the permissions page)."""

    def wrap(view: View) -> View:
        declare(view, audience, *rules)
        return view

    return wrap


def declare(view: Callable[..., Any], audience: Audience, *rules: Callable[..., Any]) -> None:
    """The same for a view made elsewhere."""
    view.permission = Permission(audience, rules)  # type: ignore[attr-defined]


def belongs(actor: Actor, audience: Audience) -> bool:
    """Whether the actor is in this audience."""
    if audience == Audience.EVERYONE:
        return True
    if audience == Audience.SIGNED_OUT:
        return not actor.is_signed_in
    if audience == Audience.SIGNED_IN:
        return actor.is_signed_in
    return bool(actor.roles & _ROLE_OF[audience])


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """What the view of an endpoint declares; views wrapped by decorators keep it through ``functools.wraps``."""
    return cast("Permission | None", getattr(app.view_functions[endpoint], "permission", None))


def current_actor() -> Actor:
    """Who is asking in this request."""
    return cast(Actor, g.get("actor", VISITOR))


class SignedIn(flask_login.UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps of a signed-in browser: the token of its session, and the actor behind it."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        """The revocable token, not the account."""
        return self.token


def install(app: Flask, load_actor: Callable[[str], Actor | None]) -> None:
    """Guard every request. ``load_actor`` gives the actor behind a session token, or None once it has ended."""
    manager = flask_login.LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> SignedIn | None:
        actor = load_actor(token)
        return None if actor is None else SignedIn(token, actor)

    app.before_request(_check)


def check_declared(app: Flask) -> None:
    """Refuse an application with a route that does not declare its permission."""
    missing = [rule.endpoint for rule in app.url_map.iter_rules() if permission_of(app, rule.endpoint) is None]
    if missing:
        raise RuntimeError(f"routes without a permission: {sorted(set(missing))}")


def network_of(address: str | None) -> str:
    """The network of an address for counting: IPv4 /24, IPv6 /64; '' when there is none."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    bits = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such address: the error pages answer
    user = flask_login.current_user
    g.actor = user.actor if isinstance(user._get_current_object(), SignedIn) else VISITOR
    if request.endpoint == "static":
        return None
    permission = permission_of(_app(), request.endpoint)
    if permission is None:
        raise NotFound
    actor = current_actor()
    if actor.must_change_password and request.endpoint not in _OPEN_BEFORE_PASSWORD:
        return redirect(url_for("accounts.change_password"), 303)
    if belongs(actor, permission.audience):
        return None
    if permission.audience == Audience.SIGNED_OUT:
        return redirect(url_for("portal.home"), 303)
    if not actor.is_signed_in:
        return _to_sign_in()
    raise NotFound


_OPEN_BEFORE_PASSWORD = {"accounts.change_password", "accounts.sign_out", "static", "web.language", "web.theme"}


def _to_sign_in() -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        raise NotFound
    if request.method in ("GET", "HEAD"):
        back = request.full_path if request.query_string else request.path
    elif "seen" in session and request.headers.get("Sec-Fetch-Mode") == "navigate":
        back = _page_of_form()  # a form sent after the time-out, not a script that would take the answer for success
    else:
        raise NotFound
    return redirect(url_for("accounts.sign_in") + "?next=" + quote(back, safe="/"), 303)


def _page_of_form() -> str:
    """The page of this site a form was sent from."""
    sent_from = urlsplit(request.referrer or "")
    if sent_from.netloc != request.host:
        return "/"
    return sent_from.path + ("?" + sent_from.query if sent_from.query else "")


def _app() -> Flask:
    from flask import current_app

    return cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]
