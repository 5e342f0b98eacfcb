"""The blueprint all pages of patents hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("patents", "webapp.patents", template_folder="templates")
ID = "int(max=2147483647)"
"""The converter of ids in addresses: what no database could hold is no address."""
