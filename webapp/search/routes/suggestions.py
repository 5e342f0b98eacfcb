"""Suggestions while typing: for the boxes of the site, and for the address bar of a browser."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from webapp.documents.policy import can_read_document
from webapp.search.routes.part import blueprint, search_index
from webapp.search.suggesting import Suggestion, suggestions
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading


@blueprint.get("/search/suggestions")
@allow(Audience.EVERYONE, can_read_document)
def suggest() -> ResponseReturnValue:
    """What may be meant, each with the words for its kind and the page it leads to."""
    lines = [
        {"text": each.text, "kind": each.kind, "label": kind_of_suggestion(each.kind), "url": address_of(each)}
        for each in _suggested()
    ]
    return _json(lines, "application/json")


@blueprint.get("/search/completions")
@allow(Audience.EVERYONE, can_read_document)
def completions() -> ResponseReturnValue:
    """The same in the form browsers ask for (OpenSearch): what was typed, texts, words, addresses."""
    found = _suggested()
    texts = [each.text for each in found]
    words = [kind_of_suggestion(each.kind) for each in found]
    addresses = [address_of(each, external=True) for each in found]
    return _json([_typed(), texts, words, addresses], "application/x-suggestions+json")


def kind_of_suggestion(kind: str) -> str:
    """The word beside a suggestion."""
    return {
        "document": _("成果"),
        "person": _("工匠"),
        "studio": _("工作室"),
        "organisation": _("单位"),
        "recent": _("最近搜索"),
    }.get(kind, _("搜索"))


def address_of(suggestion: Suggestion, *, external: bool = False) -> str:
    """Where a suggestion leads: to the thing itself, else to a search for its text."""
    key = suggestion.key
    if suggestion.number:
        return url_for("documents.read", number=suggestion.number, _external=external)
    if key is None:
        return url_for("search.results", q=suggestion.text, _external=external)
    values: dict[str, Any] = {f"{key.kind}_id": key.id}
    return url_for(f"directory.{key.kind}", _external=external, **values)


def _typed() -> str:
    return request.args.get("q", "")


def _suggested() -> tuple[Suggestion, ...]:
    with reading() as session:
        return suggestions(session, search_index(), current_actor(), _typed())


def _json(content: Any, mimetype: str) -> Response:
    return Response(json.dumps(content, ensure_ascii=True, separators=(",", ":")), mimetype=mimetype)
