"""The blueprint all pages of the directory hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("directory", "webapp.directory", template_folder="templates")
ID = "int(max=2147483647)"
"""The converter of ids in addresses: what no database could hold is no address."""
