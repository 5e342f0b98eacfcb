"""Somebody else was quicker: what stands there now beside what was typed; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.directory.routes.conflicts import runs


def both_sides(
    title: str,
    address: str,
    revision: int,
    labels: Mapping[str, str],
    theirs: Mapping[str, str],
    mine: Mapping[str, str],
) -> ResponseReturnValue:
    """The page with both texts, 409; sent again from there it replaces what stands there."""
    sections = [
        {"label": label, "lines": [runs(theirs[name], mine[name])]}
        for name, label in labels.items()
        if theirs[name].strip() != mine[name].strip()
    ]
    page = render_template(
        "errors/conflict.html",
        title=title,
        thing_url=address,
        action=request.path,
        version=revision,
        version_field="revision",
        changed_by="",
        changed_at="",
        sections=sections,
        fields=list(request.form.items(multi=True)),
    )
    return page, 409
