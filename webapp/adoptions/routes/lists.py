"""Lists: all adoptions one may know of, those of one's own sides, and both as Excel sheets."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.forms import whole
from webapp.adoptions.labels import STATES
from webapp.adoptions.models import Demonstration
from webapp.adoptions.queries.listing import (
    EXPORT_LIMIT,
    Line,
    Wanted,
    own_counts,
    own_page,
    seen_list,
    seen_page,
    waiting_count,
)
from webapp.adoptions.queries.sums import By, Narrow, Sums, benefit_sums, reach_of
from webapp.adoptions.routes.part import blueprint
from webapp.adoptions.sheet import write_adoptions
from webapp.adoptions.workflow import AdoptionState
from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.files.names import content_disposition
from webapp.base.paging import Page, page_number
from webapp.directory.models import Organisation
from webapp.directory.routes.showing import present_vocabularies
from webapp.web.forms import tidy
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, language
from webapp.web.site import reading

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FACET_LIMIT = 12
SIDES = ("", "adopter", "owner")
FACETS = (("region", "regions"), ("industry", "industries"))


@blueprint.get("/adoptions")
@allow(Audience.EVERYONE, policy.can_see_adoption, policy.adoptions_seen_by)
def index() -> ResponseReturnValue:
    """Where results are in use, as far as this reader may know."""
    kept, wanted = _kept(), _wanted()
    with reading() as session:
        actor = current_actor()
        wanted = _of_day(session, actor, wanted)
        page, found = seen_list(session, actor, wanted)
        totals = _totals(session, actor, wanted)
        chosen = _chosen(session, kept)
    return render_template(
        "adoptions/index.html",
        page=page,
        wanted=wanted,
        kept=kept,
        facets=[_facet(name, vocabulary, kept, getattr(found, name)) for name, vocabulary in FACETS],
        states=_states(kept, found.state),
        totals=totals,
        chosen=chosen,
        clear=url_for("adoptions.index"),
        page_address=lambda number: _address(kept, page=number if number > 1 else ""),
        export_address=url_for("adoptions.export", **kept),
    )


@blueprint.get("/adoptions/export")
@allow(Audience.EVERYONE, policy.can_see_adoption, policy.adoptions_seen_by)
def export() -> ResponseReturnValue:
    """The rows of the list as an Excel sheet."""
    return _sheet(
        _("推广应用"),
        lambda session, actor: seen_page(session, actor, _of_day(session, actor, _wanted(first=True)), EXPORT_LIMIT),
    )


@blueprint.get("/me/adoptions")
@allow(Audience.SIGNED_IN, policy.details_seen_by, policy.answered_by)
def mine() -> ResponseReturnValue:
    """The adoptions of one's own sides, what waits for one first."""
    kept, wanted = _kept(own=True), _wanted()
    with reading() as session:
        actor = current_actor()
        page = own_page(session, actor, wanted)
        waiting = waiting_count(session, actor)
        counts = own_counts(session, actor, Wanted(side=wanted.side))
    return render_template(
        "adoptions/mine.html",
        page=page,
        wanted=wanted,
        kept=kept,
        waiting=waiting,
        tabs=_tabs(kept),
        states=[
            {
                "label": str(STATES[state]),
                "count": counts.get(state, 0),
                "on": wanted.state == state,
                "url": _mine(kept, state=state),
            }
            for state in AdoptionState
            if counts.get(state)
        ],
        all_url=_mine(kept, state=""),
        waiting_url=_mine({}, waiting="1"),
        page_address=lambda number: _mine(kept, page=number if number > 1 else ""),
        export_address=url_for("adoptions.export_mine", **kept),
    )


@blueprint.get("/me/adoptions/export")
@allow(Audience.SIGNED_IN, policy.details_seen_by)
def export_mine() -> ResponseReturnValue:
    """The rows of one's own list as an Excel sheet."""
    return _sheet(_("我的应用记录"), lambda session, actor: own_page(session, actor, _wanted(first=True), EXPORT_LIMIT))


def _wanted(*, first: bool = False) -> Wanted:
    asked = _asked
    vocabularies = present_vocabularies()
    region, industry = asked("region"), asked("industry")
    return Wanted(
        text=asked("q"),
        state=asked("state") if asked("state") in {*AdoptionState, "agreed"} else "",
        side=asked("side") if asked("side") in SIDES else "",
        region=tuple(sorted(vocabularies.with_descendants("regions", region))) if region else (),
        industry=tuple(sorted(vocabularies.with_descendants("industries", industry))) if industry else (),
        year=asked("year") if len(asked("year")) == 4 and whole(asked("year")) else "",
        number=asked("document"),
        organisation_id=whole(asked("organisation")) or None,
        owner_id=whole(asked("owner")) or None,
        studio_id=whole(asked("studio")) or None,
        is_waiting=asked("waiting") == "1",
        page=1 if first else page_number(request.args.get("page")),
    )


def _of_day(session: Session, actor: Actor, wanted: Wanted) -> Wanted:
    """Narrowed to what came of a demonstration day the actor may know of; to nothing for any other."""
    if not _asked("day"):
        return wanted
    found = session.scalar(
        select(Demonstration.id).where(Demonstration.key == _asked("day"), policy.days_seen_by(actor))
    )
    return replace(wanted, demonstration_id=found or 0)


def _asked(name: str) -> str:
    return str(tidy(request.args.get(name, "")))[:100]


def _kept(*, own: bool = False) -> dict[str, Any]:
    names = ("q", "state", "side", "waiting") if own else (
        "q", "state", "region", "industry", "year", "document", "organisation", "owner", "studio", "day")  # fmt: skip
    return {name: _asked(name) for name in names if _asked(name)}


def _totals(session: Session, actor: Actor, wanted: Wanted) -> dict[str, Any] | None:
    """The figures above the list: exactly of its rows, so only where the filters are those sums know."""
    if (
        wanted.text
        or wanted.state
        or wanted.year
        or wanted.region
        or wanted.industry
        or wanted.number
        or wanted.demonstration_id is not None
    ):
        return None
    narrow = Narrow(organisation_id=wanted.organisation_id, owner_id=wanted.owner_id, studio_id=wanted.studio_id)
    reach = reach_of(session, actor, By.ALL, narrow)[None]
    return {"reach": reach, "sums": benefit_sums(session, actor, By.ALL, narrow).get(None, Sums())}


def _chosen(session: Session, kept: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"label": _chip_label(session, name, value), "url": _address(kept, **{name: ""})}
        for name, value in kept.items()
    ]


def _chip_label(session: Session, name: str, value: str) -> str:
    """The words for a chosen filter."""
    if name in ("organisation", "owner"):
        row = session.get(Organisation, whole(value))
        return row.name if row is not None else f"#{value}"
    if name in ("region", "industry"):
        return present_vocabularies().label("regions" if name == "region" else "industries", value, language())
    if name == "state":
        return _("双方确认") if value in (AdoptionState.CONFIRMED, "agreed") else _("公开报道")
    words = {"studio": _("工作室 #%(n)s", n=value), "day": _("由观摩会促成"), "q": f"“{value}”"}
    return words.get(name, value)


def _facet(name: str, vocabulary: str, kept: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, Any]:
    """The terms at the top, or those below the chosen one, with all below counted in."""
    vocabularies = present_vocabularies()
    terms = vocabularies.terms.get(vocabulary, {})
    chosen = kept.get(name, "")
    summed = {key: sum(counts.get(each, 0) for each in vocabularies.with_descendants(vocabulary, key)) for key in terms}
    offered = [key for key in terms if terms[key].parent == (chosen if chosen in terms else "") and summed[key]]
    offered.sort(key=lambda key: -summed[key])
    options = [_option(vocabulary, name, key, summed[key], kept) for key in offered[:FACET_LIMIT]]
    if chosen in terms:
        here = _option(vocabulary, name, chosen, summed[chosen], kept)
        options.insert(0, {**here, "on": True, "url": _address(kept, **{name: terms[chosen].parent})})
    label = _("地区") if name == "region" else _("产业链")
    return {"label": label, "options": options}


def _option(vocabulary: str, name: str, key: str, count: int, kept: Mapping[str, str]) -> dict[str, Any]:
    label = present_vocabularies().label(vocabulary, key, language())
    return {"label": label, "count": count, "on": False, "url": _address(kept, **{name: key})}


def _states(kept: Mapping[str, str], counts: Mapping[str, int]) -> list[dict[str, Any]]:
    reported = counts.get(AdoptionState.REPORTED, 0)
    agreed = sum(counts.values()) - reported
    chosen = kept.get("state", "")
    return [
        {"label": _("全部"), "count": agreed + reported, "on": not chosen, "url": _address(kept, state="")},
        {"label": _("双方确认"), "count": agreed, "on": chosen == "agreed", "url": _address(kept, state="agreed")},
        {
            "label": _("公开报道"),
            "count": reported,
            "on": chosen == "reported",
            "url": _address(kept, state="reported"),
        },
    ]


def _tabs(kept: Mapping[str, str]) -> list[dict[str, Any]]:
    side = kept.get("side", "")
    words = {"": _("全部"), "adopter": _("我们用了别人的"), "owner": _("别人用了我们的")}
    return [{"label": words[each], "url": _mine(kept, side=each), "current": side == each} for each in SIDES]


def _address(kept: Mapping[str, str], **changes: Any) -> str:
    return url_for("adoptions.index", **{key: value for key, value in {**kept, **changes}.items() if value})


def _mine(kept: Mapping[str, str], **changes: Any) -> str:
    return url_for("adoptions.mine", **{key: value for key, value in {**kept, **changes}.items() if value})


def _sheet(name: str, rows: Callable[[Session, Actor], Page[Line]]) -> ResponseReturnValue:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        with reading() as session:
            page = rows(session, current_actor())
        write_adoptions(path, name, page.items, page.total)
        content = path.read_bytes()
    response = Response(content, mimetype=SHEET)
    response.headers["Content-Disposition"] = content_disposition(f"{name}-{today().isoformat()}.xlsx")
    return response
