"""The search pages, and what other parts ask of the index."""

from __future__ import annotations

from flask import Flask

from webapp.directory.routes.showing import VOCABULARIES
from webapp.search.cli import LEXICON
from webapp.search.following import Follower
from webapp.search.routes import results, suggestions
from webapp.search.routes.part import INDEX, blueprint, search_index
from webapp.search.site import SearchSite
from webapp.web.site import Site

__all__ = ["blueprint", "install", "results", "search_index", "suggestions"]


def install(app: Flask, made: Site) -> None:
    """Open the index, and offer what other parts use of it."""
    index = SearchSite(made.settings.search_dir, LEXICON)
    follower = Follower(made.database, index, made.parts[VOCABULARIES])
    app.extensions[INDEX] = index
    made.parts["search"] = follower
    made.parts["related"] = results.related
    made.parts.setdefault("background", {})["search"] = follower.follow
