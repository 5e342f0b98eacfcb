"""The search pages, and what other parts ask of the index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask

from webapp.base.database import Database
from webapp.directory.routes.showing import VOCABULARIES
from webapp.documents.kept_pages import KeptPages
from webapp.documents.similar import SIMILAR
from webapp.notices.kinds import register
from webapp.search.alerting import alert_all
from webapp.search.cli import LEXICON
from webapp.search.following import Follower
from webapp.search.routes import advanced, keeping, lexicon, results, suggestions
from webapp.search.routes.part import INDEX, blueprint, search_index
from webapp.search.site import SearchSite
from webapp.search.tallying import forget_tallies
from webapp.web.site import Site

__all__ = ["advanced", "blueprint", "install", "lexicon", "search_index", "suggestions"]


def install(app: Flask, made: Site) -> None:
    """Open the index, and offer what other parts use of it."""
    index = SearchSite(made.settings.search_dir, LEXICON)
    follower = Follower(made.database, index, made.parts[VOCABULARIES])
    app.extensions[INDEX] = index
    made.parts["search"] = follower
    made.parts[results.KEPT] = KeptPages(results.KEPT_PAGES, results.KEPT_BYTES)
    made.parts["related"] = results.related
    made.parts[SIMILAR] = results.similar
    background = made.parts.setdefault("background", {})
    background["search"] = follower.keep_up
    background["search.renew"] = follower.renew
    register(made.parts, keeping.notice_kind())
    daily = made.parts.setdefault("daily", {})
    daily["search.new_hits"] = lambda _today: alert_all(made.database, index)
    daily["search.tallies"] = forgetting(made.database)


def forgetting(database: Database) -> Callable[[date], None]:
    """The daily task that throws away what was counted long ago."""

    def forget(today: date) -> None:
        with database.writing() as session:
            forget_tallies(session, today)

    return forget
