"""The lists of people, studios and organisations, with filters in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from webapp.base.paging import page_number
from webapp.directory.models import Organisation
from webapp.directory.policy import administers
from webapp.directory.queries.listing import Listing, Wanted
from webapp.directory.queries.lists import entry_counts, list_organisations, list_people, list_studios
from webapp.directory.routes.part import blueprint
from webapp.directory.routes.showing import document_totals, person_card, present_vocabularies, studio_card, term
from webapp.web.forms import tidy, whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, language
from webapp.web.site import reading

FACET_LIMIT = 10


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet of a list: its name in the address, its heading, its vocabulary."""

    name: str
    label: str
    vocabulary: str


@blueprint.get("/people")
@allow(Audience.EVERYONE)
def people() -> str:
    """Craftspeople, by name."""
    wanted = _wanted()
    with reading() as session:
        listing = list_people(session, present_vocabularies(), wanted)
        totals = document_totals(session, current_actor(), "person", [each.id for each in listing.page.items])
        filtered = _organisation_name(session, wanted)
    shown = (
        ShownFacet("level", _("荣誉级别"), "levels"),
        ShownFacet("trade", _("工种"), "trades"),
        ShownFacet("industry", _("产业链"), "industries"),
        ShownFacet("region", _("地区"), "regions"),
        ShownFacet("honour", _("荣誉称号"), "honours"),
    )
    cards = [person_card(each, totals.get(each.id, 0)) for each in listing.page.items]
    return _page("people", wanted, listing, cards, shown, filtered)


@blueprint.get("/studios")
@allow(Audience.EVERYONE)
def studios() -> str:
    """Innovation studios, by name."""
    wanted = _wanted()
    with reading() as session:
        listing = list_studios(session, present_vocabularies(), wanted)
        totals = document_totals(session, current_actor(), "studio", [each.id for each in listing.page.items])
        filtered = _organisation_name(session, wanted)
    shown = (
        ShownFacet("level", _("级别"), "levels"),
        ShownFacet("industry", _("产业链"), "industries"),
        ShownFacet("trade", _("工种"), "trades"),
        ShownFacet("region", _("地区"), "regions"),
    )
    cards = [studio_card(each, totals.get(each.id, 0)) for each in listing.page.items]
    return _page("studios", wanted, listing, cards, shown, filtered)


@blueprint.get("/organisations")
@allow(Audience.EVERYONE)
def organisations() -> str:
    """Organisations, by name."""
    wanted = _wanted()
    with reading() as session:
        listing = list_organisations(session, present_vocabularies(), wanted)
        ids = [each.id for each in listing.page.items]
        counts = entry_counts(session, ids)
        totals = document_totals(session, current_actor(), "organisation", ids)
    shown = (
        ShownFacet("kind", _("单位类型"), "organisation_kinds"),
        ShownFacet("industry", _("产业链"), "industries"),
        ShownFacet("region", _("地区"), "regions"),
    )
    cards = [
        {
            "name": each.name,
            "url": url_for("directory.organisation", organisation_id=each.id),
            "kind": term(each.kind, "organisation_kinds"),
            "region": term(each.region, "regions"),
            "industry": term(each.industry, "industries"),
            "studios": counts[each.id][0],
            "people": counts[each.id][1],
            "documents": totals.get(each.id, 0),
        }
        for each in listing.page.items
    ]
    return _page("organisations", wanted, listing, cards, shown, "")


def _wanted() -> Wanted:
    def asked(name: str) -> str:
        return str(tidy(request.args.get(name, "")))[:100]

    place = asked("organisation")
    return Wanted(
        text=asked("q"),
        region=asked("region"),
        industry=asked("industry"),
        trade=asked("trade"),
        level=asked("level"),
        honour=asked("honour"),
        kind=asked("kind"),
        organisation=whole_number(place),
        newest=asked("sort") == "newest",
        page=page_number(request.args.get("page")),
    )


def _organisation_name(session: Any, wanted: Wanted) -> str:
    if not wanted.organisation:
        return ""
    row = session.get(Organisation, wanted.organisation)
    return row.name if row is not None else f"#{wanted.organisation}"


def _page(
    name: str,
    wanted: Wanted,
    listing: Listing[Any],
    cards: Sequence[Mapping[str, Any]],
    shown: Sequence[ShownFacet],
    organisation: str,
) -> str:
    kept = _kept(wanted, [each.name for each in shown])

    def address(**changes: Any) -> str:
        values = {**kept, **changes}
        return url_for(f"directory.{name}", **{key: value for key, value in values.items() if value})

    actor = current_actor()
    keeps_some = administers(actor) or (name != "organisations" and bool(actor.managed_organisation_ids))
    return render_template(
        f"directory/{name}.html",
        page=listing.page,
        cards=cards,
        facets=[_facet(each, wanted, listing.counts[each.name], address) for each in shown],
        chosen=_chosen(wanted, shown, organisation, address),
        wanted=wanted,
        clear=url_for(f"directory.{name}"),
        sorts=[
            (_("按拼音"), address(sort=""), not wanted.newest),
            (_("最新添加"), address(sort="newest"), wanted.newest),
        ],
        hidden=[(key, value) for key, value in kept.items() if value and key != "q"],
        page_address=lambda number: address(page=number if number > 1 else ""),
        may_add=keeps_some,
    )


def _kept(wanted: Wanted, names: Sequence[str]) -> dict[str, Any]:
    values = {each: getattr(wanted, each) for each in names}
    return {
        "q": wanted.text,
        **values,
        "organisation": wanted.organisation or "",
        "sort": "newest" if wanted.newest else "",
    }


def _facet(facet: ShownFacet, wanted: Wanted, counts: Mapping[str, int], address: Any) -> dict[str, Any]:
    """The terms at the top, or those below the chosen one, with all below counted in."""
    vocabularies = present_vocabularies()
    chosen = getattr(wanted, facet.name)
    terms = vocabularies.terms.get(facet.vocabulary, {})
    parent = terms[chosen].parent if chosen in terms else ""
    summed = {
        key: sum(counts.get(each, 0) for each in vocabularies.with_descendants(facet.vocabulary, key)) for key in terms
    }
    offered = [key for key in terms if terms[key].parent == (chosen if chosen in terms else "")]
    ranked = [key for key in offered if summed[key]]
    if facet.vocabulary != "levels":
        ranked.sort(key=lambda key: -summed[key])
    options = [
        {
            "label": vocabularies.label(facet.vocabulary, key, language()),
            "count": summed[key],
            "on": False,
            "url": address(**{facet.name: key}),
        }
        for key in ranked[:FACET_LIMIT]
    ]
    if chosen:
        label = vocabularies.label(facet.vocabulary, chosen, language())
        here = {"label": label, "count": summed.get(chosen, 0), "on": True, "url": address(**{facet.name: parent})}
        options.insert(0, here)
    return {"label": facet.label, "options": options}


def _chosen(wanted: Wanted, shown: Sequence[ShownFacet], organisation: str, address: Any) -> list[dict[str, str]]:
    chips = []
    if wanted.text:
        chips.append({"label": f"“{wanted.text}”", "url": address(q="")})
    if organisation:
        chips.append({"label": organisation, "url": address(organisation="")})
    for facet in shown:
        key = getattr(wanted, facet.name)
        if key:
            chips.append({"label": term(key, facet.vocabulary), "url": address(**{facet.name: ""})})
    return chips
