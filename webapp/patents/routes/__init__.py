"""Pages of patents, one module for each purpose; importing a module registers its pages on the blueprint."""

from __future__ import annotations

from datetime import date

from flask import Flask

from webapp.directory.actions.merging import MERGE_HOOKS
from webapp.notices.kinds import register
from webapp.patents.actions.merged_entries import follow_merge
from webapp.patents.actions.reminding import note_expiries, remind
from webapp.patents.notices import fee_notice
from webapp.patents.routes import calendars, events, fees, importing, lists, pages, panels, recording
from webapp.patents.routes.part import blueprint
from webapp.web.site import Site

__all__ = ["blueprint", "calendars", "events", "fees", "importing", "install", "lists", "pages", "recording"]


def install(_app: Flask, made: Site) -> None:
    """Register panels, the kind of notice, what is done daily, and what follows a merge."""
    panels.install(made)
    register(made.parts, fee_notice())
    made.parts.setdefault(MERGE_HOOKS, []).append(follow_merge)

    def remind_daily(today: date) -> None:
        with made.database.writing() as session:
            remind(session, today)

    def expire_daily(today: date) -> None:
        with made.database.writing() as session:
            note_expiries(session, today)

    daily = made.parts.setdefault("daily", {})
    daily["patents.expire"] = expire_daily
    daily["patents.remind"] = remind_daily
