"""Pages of exhibitions, one module for each purpose; importing one registers its pages."""

from __future__ import annotations

from flask import Flask

from webapp.exhibitions.routes import making
from webapp.exhibitions.routes.part import blueprint
from webapp.web.site import Site

__all__ = ["blueprint", "install", "making"]


def install(app: Flask, made: Site) -> None:
    """Make exhibitions known to the other parts."""
    making.install(app, made)
