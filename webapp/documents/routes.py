"""Pages of the part."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("documents", __name__, template_folder="templates")
