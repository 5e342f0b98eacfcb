"""What adoptions add to the pages of documents, studios and organisations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.labels import money, money_text
from webapp.adoptions.queries.days import next_days_of
from webapp.adoptions.queries.overview import Overview, overview_of, something_about
from webapp.adoptions.queries.sums import Key, Narrow, Reach, Sums
from webapp.base.actor import Actor
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents.models import Document
from webapp.documents.policy import owns
from webapp.documents.queries.reading import Head
from webapp.documents.workflow import VersionState
from webapp.web.i18n import _, language, ngettext
from webapp.web.panels import Panel, PanelAction

OTHER = ""


def document_panel(session: Session, actor: Actor, head: Head) -> Panel | None:
    """Who uses it, where and since when, what it brought, and the button for saying that one uses it."""
    if head.state != VersionState.PUBLISHED:
        return None
    actions = _actions(actor, head)
    adopted, shown = something_about(session, head.document_id)
    days = next_days_of(session, actor, head.document_id) if shown else []
    overview = overview_of(session, actor, Narrow(document_id=head.document_id)) if adopted else None
    if overview is None and not days:
        return Panel("adoptions", actions=actions)
    html = render_template(
        "adoptions/_section.html",
        overview=overview,
        days=days,
        regions=places(overview.regions, "regions", "region", number=head.number) if overview else [],
        industries=places(overview.industries, "industries", "industry", number=head.number) if overview else [],
        years=_years(overview) if overview else [],
        all_url=url_for("adoptions.index", document=head.number),
        by_document=False,
    )
    facts = _facts(overview, head.number) if overview else ()
    return Panel("adoptions", label=_("推广应用记录"), html=Markup(html), facts=facts, actions=actions)  # noqa: S704


def organisation_panel(session: Session, actor: Actor, organisation: Any) -> Panel | None:
    """What it adopted from others, and what it gave to others."""
    taken = overview_of(session, actor, Narrow(organisation_id=organisation.id))
    given = overview_of(session, actor, Narrow(owner_id=organisation.id))
    if taken is None and given is None:
        return None
    parts = []
    if taken is not None:
        all_url = url_for("adoptions.index", organisation=organisation.id)
        parts.append((_("用了哪些成果"), taken, all_url, True))
    if given is not None:
        all_url = url_for("adoptions.index", owner=organisation.id)
        parts.append((_("成果用到了哪里"), given, all_url, True))
    figures = _figures(taken, given, organisation.id)
    html = render_template("adoptions/_entry.html", parts=parts)
    return Panel("adoptions", label=_("推广应用"), html=Markup(html), figures=figures)  # noqa: S704


def studio_panel(session: Session, actor: Actor, studio: Any) -> Panel | None:
    """How far its results reached: organisations, regions, verified benefit."""
    narrow = Narrow(studio_id=studio.id)
    overview = overview_of(session, actor, narrow)
    if overview is None:
        return None
    all_url = url_for("adoptions.index", studio=studio.id)
    figures = (
        (str(overview.reach.organisations), _("应用单位"), all_url),
        (str(sum(1 for key, each in overview.regions.items() if key and each.adoptions)), _("覆盖地区"), "#adoptions"),
        (money_text(overview.sums.verified), _("已核实效益"), "#adoptions"),
    )
    html = render_template("adoptions/_entry.html", parts=[(_("成果用到了哪里"), overview, all_url, True)])
    return Panel("adoptions", label=_("推广应用"), html=Markup(html), figures=figures)  # noqa: S704


def places(
    counted: Mapping[Key, Reach], vocabulary: str, name: str, number: str = "", **kept: Any
) -> list[dict[str, Any]]:
    """Places as a nested list, most adoptions first: the top terms, with the terms below each."""
    vocabularies = present_vocabularies()
    terms = vocabularies.terms.get(vocabulary, {})
    tops: dict[str, dict[str, Any]] = {}
    for key, reach in counted.items():
        word = str(key or OTHER)
        count = reach.adoptions + reach.reported
        top = terms[word].parent or word if word in terms else word
        entry = tops.setdefault(top, _place(top, vocabulary, name, number, kept))
        entry["count"] += count
        if top != word:
            entry["below"].append({**_place(word, vocabulary, name, number, kept), "count": count})
    for entry in tops.values():
        entry["below"].sort(key=lambda each: -each["count"])
    return sorted(tops.values(), key=lambda each: (each["key"] == OTHER, -each["count"], each["label"]))


def _place(key: str, vocabulary: str, name: str, number: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    label = present_vocabularies().label(vocabulary, key, language()) if key else _("未登记")
    url = url_for("adoptions.index", **{name: key, "document": number, **kept}) if key else ""
    return {"key": key, "label": label, "count": 0, "url": url, "below": []}


def _actions(actor: Actor, head: Head) -> tuple[PanelAction, ...]:
    use = PanelAction(_("我用了这项成果"), url_for("adoptions.adopt", number=head.number), "hand-thumbs-up")
    if not actor.is_signed_in or not owns(actor, cast(Document, head)):
        return (use,)
    record = PanelAction(
        _("登记应用单位"), url_for("adoptions.adopt", number=head.number, side="owner"), "building-add", "quiet"
    )
    return (use, record) if policy.organisations_of(actor) else (record,)


def _facts(overview: Overview, number: str) -> tuple[tuple[str, Any], ...]:
    reach, sums = overview.reach, overview.sums
    url = url_for("adoptions.index", document=number)
    facts: list[tuple[str, Any]] = []
    if reach.organisations:
        facts.append((_("应用单位"), (url, ngettext("%(num)s 家", "%(num)s 家", reach.organisations))))
    if reach.reported:
        facts.append((_("公开报道"), (url, ngettext("%(num)s 家", "%(num)s 家", reach.reported))))
    if sums.verified:
        facts.append((_("已核实效益"), money(sums.verified)))
    if sums.estimated:
        facts.append((_("估算效益"), money(sums.estimated)))
    return tuple(facts)


def _figures(taken: Overview | None, given: Overview | None, organisation_id: int) -> tuple[tuple[str, str, str], ...]:
    figures = []
    if taken is not None and taken.reach.adoptions:
        url = url_for("adoptions.index", organisation=organisation_id)
        figures.append((str(taken.reach.adoptions), _("用了别人的成果"), url))
    if given is not None and given.reach.organisations:
        url = url_for("adoptions.index", owner=organisation_id)
        figures.append((str(given.reach.organisations), _("成果应用单位"), url))
    return tuple(figures)


def _years(overview: Overview) -> list[dict[str, Any]]:
    """One row for each calendar year from the first to the last: amounts apart, and how many began to use it."""
    known = sorted(key for key in {*overview.years, *overview.begun} if isinstance(key, int))
    if not known:
        return []
    first = max(known[0], known[-1] - 14)
    return [_year(year, overview) for year in range(first, known[-1] + 1)]


def _year(year: int, overview: Overview) -> dict[str, Any]:
    sums = overview.years.get(year, Sums())
    begun = overview.begun.get(year, Reach())
    return {
        "year": year,
        "verified": sums.verified,
        "estimated": sums.estimated,
        "reported": sums.reported,
        "begun": begun.adoptions + begun.reported,
    }
