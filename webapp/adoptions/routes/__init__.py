"""Pages of adoptions and demonstration days, one module for each purpose; importing one registers its pages."""

from __future__ import annotations

from webapp.adoptions.routes import (
    answering,
    certificates,
    days,
    evidence,
    guests,
    links,
    lists,
    page,
    planning,
    recording,
)
from webapp.adoptions.routes.offered import install
from webapp.adoptions.routes.part import blueprint

__all__ = [
    "answering",
    "blueprint",
    "certificates",
    "days",
    "evidence",
    "guests",
    "install",
    "links",
    "lists",
    "page",
    "planning",
    "recording",
]
