"""Somebody else was quicker: what stands there now beside what was typed; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict
from webapp.directory.routes.conflicts import runs
from webapp.exhibitions.actions.nominating import Present
from webapp.web.forms import Form


def stale_page(refusal: Conflict, form: Form, title: str, address: str) -> ResponseReturnValue:
    """The page with both texts, 409; raises the refusal again when it is about a state."""
    present = refusal.present
    if not isinstance(present, Present):
        raise refusal
    page = render_template(
        "errors/conflict.html",
        title=title,
        thing_url=address,
        action=request.path,
        version=present.revision,
        version_field="revision",
        changed_by="",
        changed_at="",
        sections=list(_sections(form, present)),
        fields=list(request.form.items(multi=True)),
    )
    return page, 409


def _sections(form: Form, present: Present) -> Iterator[dict[str, Any]]:
    for name, theirs in present.values.items():
        mine = form[name].data or ""
        if mine.strip() != theirs.strip():
            yield {"label": form[name].label.text, "lines": [runs(theirs, mine)]}
