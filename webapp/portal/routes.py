"""Pages that combine parts: the front door and a person's own page."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.paging import page_number
from webapp.directory.routes.showing import present_vocabularies
from webapp.directory.vocabularies import Vocabularies
from webapp.documents.cards import favourite_removed
from webapp.documents.content import Kind
from webapp.documents.labels import card_view, kind_label
from webapp.documents.policy import can_read_document
from webapp.portal import queries
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, language
from webapp.web.site import reading

blueprint = Blueprint("portal", __name__, template_folder="templates")
INDUSTRIES = 10
HINTS = ("焊接", "钻模", "刀具", "带电作业", "桥吊")
SHOWN = 3


@blueprint.get("/")
@allow(Audience.EVERYONE, can_read_document)
def home() -> ResponseReturnValue:
    """The front door: search, the four kinds, what is new, by industry, the figures of the archive."""
    with reading() as session:
        shown = queries.home(session, current_actor())
        mine = queries.mine(session, current_actor())
    words = present_vocabularies()
    return render_template(
        "portal/home.html",
        hints=[(word, url_for("search.results", q=word)) for word in HINTS],
        kinds=[_kind(kind, shown.kinds.get(kind, 0)) for kind in Kind],
        industries=_industries(shown.industries, words),
        newest=[card_view(card, words) for card in shown.newest],
        mine=mine,
        waiting=_waiting(mine),
        opened=[card_view(card, words) for card in mine.opened] if mine else [],
        favourites=[card_view(card, words) for card in mine.favourites.items[:SHOWN]] if mine else [],
        figures=_figures(shown),
    )


@blueprint.get("/me")
@allow(Audience.SIGNED_IN)
def me() -> ResponseReturnValue:
    """A person's own page: what waits, what they read, what they marked, and the way back to what they unmarked."""
    with reading() as session:
        mine = queries.mine(session, current_actor(), page_number(request.args.get("page")))
        removed = favourite_removed(session, current_actor(), request.args.get("removed", "")[:24])
    assert mine is not None
    words = present_vocabularies()
    return render_template(
        "portal/me.html",
        waiting=_waiting(mine),
        opened=[card_view(card, words) for card in mine.opened],
        favourites=[card_view(card, words) for card in mine.favourites.items],
        page=mine.favourites,
        address=_favourites_address,
        removed=removed,
    )


def _favourites_address(number: int, removed: str | None = None) -> str:
    return url_for("portal.me", page=number if number > 1 else None, removed=removed, _anchor="favourites")


@blueprint.get("/opensearch.xml")
@allow(Audience.EVERYONE)
def opensearch() -> Response:
    """The description with which a browser can search the site."""
    page = render_template(
        "portal/opensearch.xml",
        address=url_for("search.results", _external=True),
        suggestions=url_for("search.completions", _external=True),
        own=url_for("portal.opensearch", _external=True),
    )
    return Response(page, mimetype="application/opensearchdescription+xml")


@blueprint.get("/healthz")
@allow(Audience.EVERYONE)
def health() -> ResponseReturnValue:
    """Says that the process answers; nothing about what is in it."""
    return {"status": "ok"}


def _kind(kind: Kind, count: int) -> dict[str, object]:
    notes = {
        Kind.INNOVATION: _("工装、设备、材料上的发明与改造"),
        Kind.PROCESS_IMPROVEMENT: _("更短的路线，更少的返工"),
        Kind.OPERATION_METHOD: _("照着步骤就能做"),
        Kind.HANDBOOK: _("系统学习一门手艺"),
    }
    address = url_for("search.results", kind=kind.value)
    return {"kind": kind.value, "label": kind_label(kind), "count": count, "url": address, "note": notes[kind]}


def _industries(counts: dict[str, int], words: Vocabularies) -> list[dict[str, object]]:
    """The industries with most documents, as bars that lead to them."""
    top = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:INDUSTRIES]
    return [
        {
            "label": words.label("industries", key, language()),
            "value": count,
            "url": url_for("search.results", industry=key),
        }
        for key, count in top
    ]


def _waiting(mine: queries.Mine | None) -> list[dict[str, object]]:
    if mine is None:
        return []
    found: list[dict[str, object]] = []
    if mine.drafts:
        found.append({"value": mine.drafts, "label": _("份稿件待完成"), "url": url_for("documents.desk")})
    if mine.reviews:
        found.append({"value": mine.reviews, "label": _("份成果待审核"), "url": url_for("documents.review_queue")})
    if mine.adoptions:
        url = url_for("adoptions.mine", waiting=1)
        found.append({"value": mine.adoptions, "label": _("条应用记录待确认"), "url": url})
    return found


def _figures(shown: queries.Home) -> list[dict[str, object]]:
    return [
        {"value": shown.documents, "label": _("项成果"), "url": url_for("search.results")},
        {"value": shown.people, "label": _("位工匠"), "url": url_for("directory.people")},
        {"value": shown.studios, "label": _("个工作室"), "url": url_for("directory.studios")},
        {"value": shown.organisations, "label": _("家单位"), "url": url_for("directory.organisations")},
    ]
