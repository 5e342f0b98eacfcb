"""The show as visitors would see it if it opened now, for its curators."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from webapp.base.paging import page_number
from webapp.exhibitions import policy
from webapp.exhibitions.queries.showing import previewed
from webapp.exhibitions.routes.drawing import Stage, cover_page, everything_page, hall_page, item_page, stage_of
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.routes.visiting import narrow_from_address
from webapp.exhibitions.routes.ways import PreviewWay
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading

RULES = (policy.can_curate, policy.exhibitions_curated_by, policy.shown_to)


@blueprint.get("/exhibitions/<key>/preview")
@allow(Audience.CURATOR, *RULES)
def preview(key: str) -> ResponseReturnValue:
    """The cover."""
    return cover_page(_stage(key), banner=banner())


@blueprint.get("/exhibitions/<key>/preview/halls/<hall>")
@allow(Audience.CURATOR, *RULES)
def preview_hall(key: str, hall: str) -> ResponseReturnValue:
    """A hall."""
    return hall_page(_stage(key), hall, page_number(request.args.get("page")), banner=banner())


@blueprint.get("/exhibitions/<key>/preview/items/<item>")
@allow(Audience.CURATOR, *RULES)
def preview_item(key: str, item: str) -> ResponseReturnValue:
    """An item."""
    with reading() as session:
        exhibition, shown = previewed(session, current_actor(), key)
        stage = stage_of(exhibition, shown, PreviewWay(key))
        return item_page(session, stage, item, banner=banner(), kiosk_code="")


@blueprint.get("/exhibitions/<key>/preview/all")
@allow(Audience.CURATOR, *RULES)
def preview_everything(key: str) -> ResponseReturnValue:
    """All items."""
    page = page_number(request.args.get("page"))
    return everything_page(_stage(key), narrow_from_address(), page, banner=banner())


def banner() -> str:
    """What stands above every page of a preview."""
    return _("预览：观众开展后看到的样子，现在只有策展人看得到")


def _stage(key: str) -> Stage:
    with reading() as session:
        exhibition, shown = previewed(session, current_actor(), key)
    return stage_of(exhibition, shown, PreviewWay(key))
