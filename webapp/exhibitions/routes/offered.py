"""What exhibitions give to other parts: words for templates, jobs, daily tasks, notices, what follows merges."""

from __future__ import annotations

from flask import Flask

from webapp.exhibitions.actions.pictures import PICTURE_JOB, drawing
from webapp.exhibitions.routes.bar import curating_tabs, show_address, state_of
from webapp.web.site import Site


def install(app: Flask, made: Site) -> None:
    """Make exhibitions known to the other parts."""
    app.jinja_env.globals.update(curating_tabs=curating_tabs, exhibition_state=state_of, show_address=show_address)
    made.jobs[PICTURE_JOB] = drawing(made.files)
