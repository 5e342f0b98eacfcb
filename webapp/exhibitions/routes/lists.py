"""Exhibitions: what is open, what is over, one's own."""

from __future__ import annotations

from flask import render_template, request, url_for

from webapp.base.actor import Role
from webapp.base.clock import today
from webapp.base.paging import page_number
from webapp.exhibitions import policy
from webapp.exhibitions.labels import AUDIENCES, ICONS, LEVELS, STATES, TONES
from webapp.exhibitions.queries.curators import left_count
from webapp.exhibitions.queries.listing import Entry, Shelf, shelf_counts, shelf_page
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.workflow import ExhibitionState
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, ngettext
from webapp.web.site import reading

SOON_DAYS = 60
CURATING = frozenset({Role.CURATOR, Role.ADMINISTRATOR})


@blueprint.get("/exhibitions")
@allow(Audience.EVERYONE, policy.can_see_exhibition, policy.exhibitions_seen_by)
def index() -> str:
    """The exhibitions one may visit; for curators their own, too."""
    actor = current_actor()
    may_create = policy.can_create_exhibition(actor)
    wanted = request.args.get("shelf", "")
    with reading() as session:
        counts = shelf_counts(session, actor)
        shelf = Shelf(wanted) if wanted in list(Shelf) else _first(counts)
        if shelf == Shelf.MINE and not may_create:
            shelf = Shelf.OPEN
        page = shelf_page(session, actor, shelf, page_number(request.args.get("page")))
        left = left_count(session, actor) if actor.roles & CURATING else 0
    shown = [each for each in Shelf if each != Shelf.MINE or may_create]
    return render_template(
        "exhibitions/index.html",
        page=page,
        shelf=shelf,
        shelves=[_tab(each, counts[each], each == shelf) for each in shown],
        may_create=may_create,
        left=left,
        states=STATES,
        tones=TONES,
        icons=ICONS,
        levels=LEVELS,
        audiences=AUDIENCES,
        left_of=days_left,
        period_of=period_words,
        page_address=lambda number: url_for("exhibitions.index", shelf=shelf, page=number if number > 1 else None),
    )


def period_words(entry: Entry) -> str:
    """From when to when, '' when that is not settled."""
    if entry.starts_on is None or entry.ends_on is None:
        return ""
    return _("%(first)s 至 %(last)s", first=entry.starts_on.isoformat(), last=entry.ends_on.isoformat())


def days_left(entry: Entry) -> str:
    """How long it can still be visited on site, for the badge of one that ends soon."""
    if entry.state != ExhibitionState.OPEN or entry.ends_on is None:
        return ""
    days = (entry.ends_on - today()).days
    if not 0 <= days <= SOON_DAYS:
        return ""
    return _("今天最后一天") if days == 0 else ngettext("还有 %(num)s 天", "还有 %(num)s 天", days)


def _first(counts: dict[Shelf, int]) -> Shelf:
    """What is open, unless only what is over can be seen."""
    return Shelf.OVER if counts[Shelf.OVER] and not counts[Shelf.OPEN] else Shelf.OPEN


def _tab(shelf: Shelf, count: int, is_current: bool) -> dict[str, object]:
    labels = {Shelf.OPEN: _("正在展出"), Shelf.OVER: _("往届"), Shelf.MINE: _("我策展的")}
    address = url_for("exhibitions.index", shelf=None if shelf == Shelf.OPEN else shelf)
    return {"label": labels[shelf], "url": address, "current": is_current, "count": count}
