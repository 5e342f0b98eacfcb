"""The blueprints the pages hang on: of adoptions, and of demonstration days."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("adoptions", "webapp.adoptions", template_folder="templates")
demonstrations = Blueprint("demonstrations", "webapp.adoptions", template_folder="templates")
