"""Pages of exhibitions, one module for each purpose; importing one registers its pages."""

from __future__ import annotations

from flask import Flask

from webapp.exhibitions.counting import FLOOD, TALLY, Flood, Tally
from webapp.exhibitions.routes import (
    arranging,
    collecting,
    figures,
    following_up,
    items,
    keeping,
    kiosk,
    lists,
    making,
    nominating,
    offered,
    offered_after,
    offline,
    opening,
    pictures,
    previewing,
    recommending,
    taking_over,
    visiting,
    visitors,
)
from webapp.exhibitions.routes.part import blueprint
from webapp.web.site import Site

__all__ = [
    "arranging",
    "blueprint",
    "collecting",
    "figures",
    "following_up",
    "install",
    "items",
    "keeping",
    "kiosk",
    "lists",
    "making",
    "nominating",
    "opening",
    "pictures",
    "previewing",
    "recommending",
    "taking_over",
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
    offered_after.install(app, made)
