"""Pages of the part."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", "webapp.accounts", template_folder="templates")

from webapp.accounts.routes import signing  # noqa: E402 - the pages register themselves on the blueprint

__all__ = ["blueprint", "signing"]
