"""Pages of exhibitions, one module for each purpose; importing one registers its pages."""

from __future__ import annotations

from flask import Flask

from webapp.exhibitions.routes import arranging, items, keeping, lists, making, offered, opening, pictures
from webapp.exhibitions.routes.part import blueprint
from webapp.web.site import Site

__all__ = ["arranging", "blueprint", "install", "items", "keeping", "lists", "making", "opening", "pictures"]


def install(app: Flask, made: Site) -> None:
    """Make exhibitions known to the other parts."""
    offered.install(app, made)
    making.install(app, made)
