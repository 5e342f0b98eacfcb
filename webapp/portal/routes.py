"""Pages that combine parts."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.web.guard import Audience, allow

blueprint = Blueprint("portal", __name__, template_folder="templates")


@blueprint.get("/")
@allow(Audience.EVERYONE)
def home() -> ResponseReturnValue:
    """The front door: search, the four kinds, what is new."""
    return render_template("portal/home.html")
