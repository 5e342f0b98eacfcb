"""The blueprint all pages of filings hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("filings", "webapp.filings", template_folder="templates")
