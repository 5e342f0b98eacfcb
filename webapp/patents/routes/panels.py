"""Patents on pages of the directory: figures and the newest of an organisation or studio, those of a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.patents.models import Patent
from webapp.patents.policy import may_record
from webapp.patents.queries.figures import figures_of, invented_by, newest_of
from webapp.patents.queries.status import PublicStatus
from webapp.patents.routes.showing import patent_entry
from webapp.web.i18n import _
from webapp.web.panels import Panel, PanelAction, Place, add_panel, panel_html
from webapp.web.site import Site


def install(made: Site) -> None:
    """Register all of them."""
    add_panel(made, Place.ORGANISATION, 20, organisation_panel)
    add_panel(made, Place.STUDIO, 20, studio_panel)
    add_panel(made, Place.PERSON, 20, person_panel)


def organisation_panel(session: Session, actor: Actor, thing: Any) -> Panel | None:
    """Of an organisation."""
    return _entry_panel(session, actor, "organisation", thing.id, f"{thing.id}:", may_record(actor, thing.id, None))


def studio_panel(session: Session, actor: Actor, thing: Any) -> Panel | None:
    """Of a studio."""
    may = thing.organisation_id is not None and may_record(actor, thing.organisation_id, thing.id)
    return _entry_panel(session, actor, "studio", thing.id, f"{thing.organisation_id}:{thing.id}", may)


def person_panel(session: Session, actor: Actor, thing: Any) -> Panel | None:
    """Those that name a person as inventor."""
    found = invented_by(session, actor, thing.id)
    if not found:
        return None
    return Panel("patents", _("发明的专利"), _drawn(actor, found, ""))


def _entry_panel(session: Session, actor: Actor, kind: str, entry_id: int, place: str, may: bool) -> Panel | None:
    counts = figures_of(session, actor, kind, entry_id, today())
    actions = (PanelAction(_("登记专利"), url_for("patents.new", place=place), "patch-check"),) if may else ()
    total = sum(counts.values())
    if not total:
        return Panel("patents", actions=actions) if actions else None
    address = url_for("patents.index") + f"?{kind}={entry_id}"
    granted = counts.get(PublicStatus.GRANTED, 0)
    figures = ((str(total), _("专利"), address), (str(granted), _("有效专利"), address + "&status=granted"))
    html = _drawn(actor, newest_of(session, actor, kind, entry_id), address if total > 6 else "")
    return Panel("patents", _("专利"), html, actions=actions, figures=figures)


def _drawn(actor: Actor, patents: Sequence[Patent], address: str) -> Markup:
    day = today()
    entries = [patent_entry(actor, each, day) for each in patents]
    return panel_html("patents/_panel.html", entries=entries, address=address)
