"""The blueprint all pages of documents hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("documents", "webapp.documents", template_folder="templates")
