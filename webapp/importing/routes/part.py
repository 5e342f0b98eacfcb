"""The blueprint of importing."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("importing", "webapp.importing", template_folder="templates")
