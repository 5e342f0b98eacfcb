"""The blueprint the pages hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("exhibitions", "webapp.exhibitions", template_folder="templates")
