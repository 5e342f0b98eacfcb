"""Pages of documents, one module for each purpose; importing a module registers its pages on the blueprint."""

from __future__ import annotations

from flask import Flask

from webapp.documents.routes import (
    cleaning,
    desk,
    disclosure,
    discussing,
    evidence,
    files,
    history,
    keeping,
    notice_kinds,
    offered,
    patents,
    pictures,
    reading,
    review,
    summaries,
    trash,
    typing,
    writing,
)
from webapp.documents.routes.part import blueprint
from webapp.web.site import Site

__all__ = [
    "blueprint",
    "cleaning",
    "desk",
    "disclosure",
    "discussing",
    "evidence",
    "files",
    "history",
    "install",
    "keeping",
    "patents",
    "pictures",
    "reading",
    "review",
    "summaries",
    "trash",
    "typing",
    "writing",
]


def install(app: Flask, site: Site) -> None:
    """The editor checks the token of its form itself, so that a page that has grown old loses no text."""
    app.extensions["csrf"].exempt(writing.save)
    offered.install(app, site)
    notice_kinds.install(site)
    disclosure.install(site)
    keeping.install(app, site)
    patents.install(site)
