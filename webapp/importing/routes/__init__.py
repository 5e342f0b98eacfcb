"""Pages of importing; importing a module registers its pages on the blueprint."""

from __future__ import annotations

from flask import Flask

from webapp.importing.routes import batch, item, offered, pictures, problems, start
from webapp.importing.routes.part import blueprint
from webapp.web.site import Site

__all__ = ["batch", "blueprint", "install", "item", "pictures", "problems", "start"]


def install(app: Flask, site: Site) -> None:
    """Have imports worked on in the background, old ones forgotten, and their owners told."""
    offered.install(app, site)
