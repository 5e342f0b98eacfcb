"""Pages of the part."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", "webapp.accounts", template_folder="templates")

from webapp.accounts.routes import (  # noqa: E402 - the pages register themselves on the blueprint
    importing,
    journal,
    keeping,
    listing,
    own,
    registering,
    signing,
)

__all__ = ["blueprint", "importing", "journal", "keeping", "listing", "own", "registering", "signing"]
