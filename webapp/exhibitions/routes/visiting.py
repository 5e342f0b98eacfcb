"""The online show: cover, halls, items, everything, poster. Looking counts a visit in memory and writes nothing."""

from __future__ import annotations

import io

import segno
from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.base.paging import page_number
from webapp.exhibitions import policy
from webapp.exhibitions.counting import TALLY, Tally, is_robot
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.showing import exhibition_curated, visited
from webapp.exhibitions.routes.drawing import (
    Narrow,
    Stage,
    cover_page,
    everything_page,
    hall_page,
    item_page,
    poster_page,
    stage_of,
)
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.routes.ways import Way
from webapp.exhibitions.workflow import IntentKind
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.i18n import _
from webapp.web.site import reading, site

WORDS_LIMIT = 60
RULES = (policy.can_see_exhibition, policy.exhibitions_seen_by, policy.shown_to)


@blueprint.get("/exhibitions/<key>")
@allow(Audience.EVERYONE, *RULES)
def cover(key: str) -> ResponseReturnValue:
    """The cover. Curators are led to the preview before it opens."""
    with reading() as session:
        try:
            exhibition, shown = visited(session, current_actor(), key)
        except NotFound:
            exhibition_curated(session, current_actor(), key)
            return redirect(url_for("exhibitions.preview", key=key), 303)
    stage = stage_of(exhibition, shown, Way(key))
    count_visit(exhibition, "")
    return cover_page(stage, og_url=address_of(stage))


@blueprint.get("/exhibitions/<key>/halls/<hall>")
@allow(Audience.EVERYONE, *RULES)
def hall(key: str, hall: str) -> ResponseReturnValue:
    """A hall with its items."""
    return hall_page(_stage(key), hall, page_number(request.args.get("page")))


@blueprint.get("/exhibitions/<key>/items/<item>")
@allow(Audience.EVERYONE, *RULES)
def item(key: str, item: str) -> ResponseReturnValue:
    """An item; the tour goes on from here."""
    with reading() as session:
        exhibition, shown = visited(session, current_actor(), key)
        stage = stage_of(exhibition, shown, Way(key))
        page = item_page(session, stage, item, og_url=address_of(stage, item), kiosk_code="")
    count_visit(exhibition, item)
    return page


@blueprint.get("/exhibitions/<key>/all")
@allow(Audience.EVERYONE, *RULES)
def everything(key: str) -> ResponseReturnValue:
    """All items, narrowed down as the address says."""
    return everything_page(_stage(key), narrow_from_address(), page_number(request.args.get("page")))


@blueprint.get("/exhibitions/<key>/poster")
@allow(Audience.EVERYONE, *RULES)
def poster(key: str) -> ResponseReturnValue:
    """A sheet with the QR code of the show, or of one of its items."""
    stage = _stage(key)
    item = request.args.get("item", "")
    return poster_page(stage, address_of(stage, item), item)


@blueprint.get("/exhibitions/<key>/qr.svg")
@allow(Audience.EVERYONE, *RULES)
def code(key: str) -> ResponseReturnValue:
    """The address of the show as a QR code."""
    drawn = io.BytesIO()
    segno.make_qr(address_of(_stage(key)), error="m").save(
        drawn, kind="svg", scale=4, border=4, xmldecl=False, light="#fff"
    )
    response = Response(drawn.getvalue(), mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def narrow_from_address() -> Narrow:
    """What is looked for, from whatever stands in the address."""
    words = " ".join(request.args.get("q", "")[:WORDS_LIMIT].split())
    return Narrow(words, *(request.args.get(name, "")[:WORDS_LIMIT] for name in ("hall", "kind", "industry")))


def address_of(stage: Stage, item: str = "") -> str:
    """The address of the show or of an item for people outside: at the address set for the site, else as asked for."""
    way, root = Way(stage.exhibition.key), site().settings.site_url or request.url_root.rstrip("/")
    return root + (way.item(item) if item else way.cover())


def count_visit(exhibition: Exhibition, item: str, channel: str = "web") -> None:
    """Count that somebody looked; not programs, not its curators, not what a browser fetches ahead."""
    if request.method != "GET" or request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        return
    if is_robot(request.user_agent.string) or _is_curator(current_actor(), exhibition):
        return
    tally: Tally = site().parts[TALLY]
    tally.count(exhibition.id, item, channel)


def intent_kinds() -> list[tuple[str, str, str]]:
    """What visitors can want, with its words."""
    return [
        (IntentKind.USE, _("想用"), _("在自己岗位上用起来")),
        (IntentKind.LEARN, _("想学"), _("请教做法，参加培训")),
        (IntentKind.TALK, _("想聊"), _("交流、合作、转让")),
    ]


def _is_curator(actor: Actor, exhibition: Exhibition) -> bool:
    return actor.is_signed_in and policy.can_curate(actor, exhibition)


def _stage(key: str) -> Stage:
    with reading() as session:
        exhibition, shown = visited(session, current_actor(), key)
    return stage_of(exhibition, shown, Way(key))
