"""The signed-in browser of a request: its token, and how a new session is put into its cookie."""

from __future__ import annotations

from datetime import timedelta

import flask_login
from flask import request, session

from webapp.accounts.actions.sign_in import Browser, NewSession
from webapp.base.clock import now
from webapp.web.guard import SignedIn, current_actor, network_of
from webapp.web.site import site


def here() -> Browser:
    """Where this request comes from."""
    settings = site().settings
    agent = "".join(sign for sign in request.user_agent.string if sign.isprintable())
    lifetime = timedelta(hours=settings.session_absolute_hours)
    return Browser(network_of(request.remote_addr), agent, lifetime)


def present_token() -> str:
    """The token of the session asking; '' for visitors."""
    user = flask_login.current_user._get_current_object()
    return user.token if isinstance(user, SignedIn) and current_actor().is_signed_in else ""


def take_up(begun: NewSession) -> None:
    """Make this browser the one of a new session; nothing of the cookie's former session is kept."""
    session.clear()
    flask_login.login_user(SignedIn(begun.token, begun.actor))
    session["seen"] = int(now().timestamp())


def lay_down() -> None:
    """Forget the session in this browser."""
    flask_login.logout_user()
    session.clear()
