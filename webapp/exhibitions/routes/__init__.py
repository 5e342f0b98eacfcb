"""Pages of exhibitions, one module for each purpose; importing one registers its pages."""

from __future__ import annotations

from flask import Flask

from webapp.exhibitions.counting import FLOOD, TALLY, Flood, Tally
from webapp.exhibitions.routes import (
    arranging,
    items,
    keeping,
    kiosk,
    lists,
    making,
    offered,
    offline,
    opening,
    pictures,
    previewing,
    visiting,
    visitors,
)
from webapp.exhibitions.routes.part import blueprint
from webapp.web.site import Site

__all__ = [
    "arranging",
    "blueprint",
    "install",
    "items",
    "keeping",
    "kiosk",
    "lists",
    "making",
    "opening",
    "pictures",
    "previewing",
    "visiting",
    "visitors",
]


def install(app: Flask, made: Site) -> None:
    """Make exhibitions known to the other parts."""
    tally = Tally(made.database)
    made.parts[TALLY], made.parts[FLOOD] = tally, Flood()
    made.parts.setdefault("background", {})["exhibitions.visits"] = tally.write_soon
    offered.install(app, made)
    making.install(app, made)
    offline.install(app, made)
