"""Pages of the part."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("exchange", __name__, template_folder="templates")
