"""The list of patents with its filters in the address, and the same list as an Excel sheet."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import today
from webapp.base.paging import page_number
from webapp.patents.policy import can_read_patent, may_record_somewhere, patents_readable_by
from webapp.patents.queries.listing import DUE, EXPORT_LIMIT, SORTS, Listing, Wanted, exported_patents, list_patents
from webapp.patents.routes.part import blueprint
from webapp.patents.routes.showing import patent_entry
from webapp.patents.sheets import workbook_response, write_list
from webapp.patents.wording import STATUSES, TYPES
from webapp.patents.workflow import Status
from webapp.web.forms import tidy, whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, lazy
from webapp.web.site import reading

YEARS = 12
DUE_WORDS = {
    "90": lazy("90 天内到期"),
    "30": lazy("30 天内到期"),
    "grace": lazy("宽限期内"),
    "over": lazy("宽限期已过"),
}
Address = Callable[..., str]


@blueprint.get("/patents")
@allow(Audience.EVERYONE, can_read_patent, patents_readable_by)
def index() -> str:
    """Patents, newest first unless asked otherwise."""
    actor, wanted, day = current_actor(), _wanted(), today()
    with reading() as session:
        listing = list_patents(session, actor, wanted, day)
        entries = [
            {
                **patent_entry(actor, each, day),
                "organisation": each.organisation.name,
                "studio": each.studio.name if each.studio else "",
            }
            for each in listing.page.items
        ]
    kept = _kept(wanted)

    def address(**changes: Any) -> str:
        values = {**kept, **changes}
        return url_for("patents.index", **{key: value for key, value in values.items() if value})

    may_record = may_record_somewhere(actor)
    return render_template(
        "patents/index.html",
        page=listing.page,
        entries=entries,
        facets=_facets(wanted, listing, address),
        chosen=_chosen(wanted, listing, address),
        wanted=wanted,
        clear=url_for("patents.index"),
        sorts=_sorts(wanted, address, may_record=may_record),
        hidden=[(key, value) for key, value in kept.items() if value and key != "q"],
        page_address=lambda number: address(page=number if number > 1 else ""),
        may_record=may_record,
        export=url_for("patents.export", **{key: value for key, value in kept.items() if value}),
        export_limit=EXPORT_LIMIT,
    )


@blueprint.get("/patents/export.xlsx")
@allow(Audience.EVERYONE, can_read_patent, patents_readable_by)
def export() -> ResponseReturnValue:
    """The list as it is filtered and ordered, all pages, as an Excel sheet."""
    actor, wanted, day = current_actor(), _wanted(), today()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "patents.xlsx"
        with reading() as session:
            write_list(path, actor, exported_patents(session, actor, wanted, day), day)
        return workbook_response(path.read_bytes(), _("专利清单") + ".xlsx")


def _wanted() -> Wanted:
    """The filters of the address; what makes no sense is left out. Those on fees are for people who keep patents."""

    def asked(name: str, known: Sequence[str] = ()) -> str:
        text = str(tidy(request.args.get(name, "")))[:100]
        return text if not known or text in known else ""

    def entry(name: str) -> int:
        text = asked(name)
        return whole_number(text)

    year = asked("year")
    inside = may_record_somewhere(current_actor())
    sort = asked("sort", SORTS) or "newest"
    return Wanted(
        text=asked("q"),
        status=asked("status", [each.value for each in Status]),
        type=asked("type", list(TYPES)),
        year=year if year.isascii() and year.isdigit() and len(year) == 4 else "",
        organisation=entry("organisation"),
        studio=entry("studio"),
        due=asked("due", DUE) if inside else "",
        mine=inside and asked("mine") == "1",
        removed=inside and asked("removed") == "1",
        sort="newest" if sort == "due" and not inside else sort,
        page=page_number(request.args.get("page")),
    )


def _kept(wanted: Wanted) -> dict[str, Any]:
    return {
        "q": wanted.text,
        "status": wanted.status,
        "type": wanted.type,
        "year": wanted.year,
        "organisation": wanted.organisation or "",
        "studio": wanted.studio or "",
        "due": wanted.due,
        "mine": "1" if wanted.mine else "",
        "removed": "1" if wanted.removed else "",
        "sort": "" if wanted.sort == "newest" else wanted.sort,
    }


def _sorts(wanted: Wanted, address: Address, *, may_record: bool) -> list[tuple[str, str, bool]]:
    words = {"newest": _("最近申请"), "oldest": _("最早申请"), "title": _("按名称")}
    if may_record:
        words["due"] = _("按缴费日")
    return [(label, address(sort="" if key == "newest" else key), wanted.sort == key) for key, label in words.items()]


def _facets(wanted: Wanted, listing: Listing, address: Address) -> list[dict[str, Any]]:
    years = sorted(listing.counts["year"], reverse=True)[:YEARS]
    groups = [
        _facet(
            "status",
            _("法律状态"),
            {each.value: STATUSES[each] for each in Status},
            wanted,
            listing.counts["status"],
            address,
        ),
        _facet("type", _("专利类型"), TYPES, wanted, listing.counts["type"], address),
    ]
    if listing.due_counts:
        groups.append(_facet("due", _("年费（本方）"), DUE_WORDS, wanted, listing.due_counts, address))
    groups.append(
        _facet("year", _("申请年份"), {each: each for each in years}, wanted, listing.counts["year"], address)
    )
    owners = [
        {"label": name, "count": count, "on": False, "url": address(organisation=entry_id)}
        for entry_id, name, count in listing.organisations
    ]
    groups.append({"label": _("单位"), "options": owners, "open": False})
    return groups


def _facet(
    name: str, label: str, words: Mapping[Any, Any], wanted: Wanted, counts: Mapping[str, int], address: Address
) -> dict[str, Any]:
    chosen = getattr(wanted, name)
    options = [
        {
            "label": str(words[key]),
            "count": counts.get(key, 0),
            "on": key == chosen,
            "url": address(**{name: "" if key == chosen else key}),
        }
        for key in words
        if counts.get(key) or key == chosen
    ]
    return {"label": label, "options": options}


def _chosen(wanted: Wanted, listing: Listing, address: Address) -> list[dict[str, str]]:
    pairs = [
        ("q", f"“{wanted.text}”" if wanted.text else ""),
        ("status", str(STATUSES[Status(wanted.status)]) if wanted.status else ""),
        ("type", str(TYPES[wanted.type]) if wanted.type else ""),
        ("year", wanted.year),
        ("due", str(DUE_WORDS[wanted.due]) if wanted.due else ""),
        ("organisation", listing.organisation),
        ("studio", listing.studio),
        ("mine", _("本方登记的") if wanted.mine else ""),
        ("removed", _("已移除的") if wanted.removed else ""),
    ]
    return [{"label": label, "url": address(**{name: ""})} for name, label in pairs if label]
