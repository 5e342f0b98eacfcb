"""The style guide, for those who write pages: every macro once. `create_app` adds it with FLASK_DEBUG=1 only."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.web.guard import Audience, allow

blueprint = Blueprint("styleguide", __name__, url_prefix="/styleguide")


@blueprint.get("", endpoint="parts")
@allow(Audience.EVERYONE)
def parts() -> ResponseReturnValue:
    """Every macro."""
    return render_template("styleguide.html")


@blueprint.get("/<any(home,results,reading):name>", endpoint="page")
@allow(Audience.EVERYONE)
def page(name: str) -> ResponseReturnValue:
    """A whole page made of them."""
    return render_template(f"styleguide/{name}.html")
