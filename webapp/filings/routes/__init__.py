"""Pages of official forms: filling them, what was filed, keeping the forms."""

from __future__ import annotations

from flask import Flask, url_for
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.documents.queries.reading import Head
from webapp.filings import policy
from webapp.filings.routes import filling, forms, history
from webapp.filings.routes.part import blueprint
from webapp.web.i18n import _
from webapp.web.panels import Panel, PanelAction, Place, add_panel
from webapp.web.site import Site

__all__ = ["blueprint", "filling", "forms", "history", "install"]
PANEL_ORDER = 80


def install(_app: Flask, made: Site) -> None:
    """Offer the forms on the pages of documents to those who may file them."""
    add_panel(made, Place.DOCUMENT, PANEL_ORDER, _panel)


def _panel(_session: Session, actor: Actor, head: Head) -> Panel | None:
    # the head knows the organisation and the studio, which is all the policy asks of a document
    if not actor.is_signed_in or not policy.can_file(actor, head):  # type: ignore[arg-type]
        return None
    action = PanelAction(_("生成申报表"), url_for("filings.overview", number=head.number), "file-earmark-text")
    return Panel("forms", actions=(action,))
