"""The show on a touch screen in the hall: large, without a way out; a code leads to the visitor's own phone."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from webapp.base.paging import page_number
from webapp.exhibitions.queries.showing import visited
from webapp.exhibitions.routes.drawing import (
    Stage,
    code_of,
    cover_page,
    everything_page,
    hall_page,
    item_page,
    stage_of,
)
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.routes.visiting import RULES, address_of, count_visit, narrow_from_address
from webapp.exhibitions.routes.ways import KioskWay
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.site import reading

CHANNEL = "kiosk"


@blueprint.get("/exhibitions/<key>/kiosk")
@allow(Audience.EVERYONE, *RULES)
def kiosk(key: str) -> ResponseReturnValue:
    """The cover, where an idle screen waits."""
    stage = _stage(key)
    count_visit(stage.exhibition, "", CHANNEL)
    return cover_page(stage)


@blueprint.get("/exhibitions/<key>/kiosk/halls/<hall>")
@allow(Audience.EVERYONE, *RULES)
def kiosk_hall(key: str, hall: str) -> ResponseReturnValue:
    """A hall."""
    return hall_page(_stage(key), hall, page_number(request.args.get("page")))


@blueprint.get("/exhibitions/<key>/kiosk/items/<item>")
@allow(Audience.EVERYONE, *RULES)
def kiosk_item(key: str, item: str) -> ResponseReturnValue:
    """An item, with its address as a code."""
    with reading() as session:
        exhibition, shown = visited(session, current_actor(), key)
        stage = stage_of(exhibition, shown, KioskWay(key))
        page = item_page(session, stage, item, kiosk_code=code_of(address_of(stage, item)))
    count_visit(exhibition, item, CHANNEL)
    return page


@blueprint.get("/exhibitions/<key>/kiosk/all")
@allow(Audience.EVERYONE, *RULES)
def kiosk_everything(key: str) -> ResponseReturnValue:
    """All items."""
    return everything_page(_stage(key), narrow_from_address(), page_number(request.args.get("page")))


def _stage(key: str) -> Stage:
    with reading() as session:
        exhibition, shown = visited(session, current_actor(), key)
    return stage_of(exhibition, shown, KioskWay(key))
