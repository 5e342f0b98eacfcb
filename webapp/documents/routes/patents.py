"""Patents on the pages of documents, documents on the pages of patents, and the page that links them."""

from __future__ import annotations

from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import Invalid, NotAllowed
from webapp.documents import policy, wording
from webapp.documents.actions.patents import link_patent, unlink_patent
from webapp.documents.models import Document, PatentRelation
from webapp.documents.patent_line import line_of, patent_line
from webapp.documents.queries.finding import readable_document
from webapp.documents.queries.patents import documents_of_patent, patents_of_document
from webapp.documents.queries.reading import Head
from webapp.documents.routes.part import blueprint
from webapp.patents.models import Patent
from webapp.patents.numbers import shown_number
from webapp.patents.policy import can_read_patent, patents_readable_by
from webapp.patents.queries.finding import found_patents
from webapp.patents.queries.status import status_on
from webapp.patents.wording import STATUSES, tone_of, type_label
from webapp.web.forms import tidy
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, lazy
from webapp.web.panels import Panel, PanelAction, Place, add_panel, panel_html
from webapp.web.site import Site, reading, writing

RELATIONS = {
    PatentRelation.PROTECTS: lazy("保护本成果"),
    PatentRelation.IMPROVES: lazy("本成果在其基础上改进"),
    PatentRelation.CITES: lazy("引用"),
}
ID = "int(max=2147483647)"


def install(made: Site) -> None:
    """Show patents on documents and documents on patents."""
    add_panel(made, Place.DOCUMENT, 20, patents_panel)
    add_panel(made, Place.PATENT, 20, documents_panel)


def patents_panel(session: Session, actor: Actor, thing: Any) -> Panel:
    """The patent line of a document, its patents, and the way to link them."""
    head: Head = thing
    links = patents_of_document(session, actor, head.document_id)
    day = today()
    actions: tuple[PanelAction, ...] = ()
    # the head knows the organisation and the studio, which is all the policy asks of a document
    if actor.is_signed_in and policy.can_write(actor, cast(Document, head)):
        url = url_for("documents.patents", number=head.number)
        actions = (PanelAction(_("关联专利"), url, "patch-check", "quiet"),)
    html = panel_html("documents/_patents.html", entries=_entries(links)) if links else Markup()
    line = patent_line(links, day)
    fact = Markup('<a href="#patent-records">{}</a>').format(line) if links else line
    return Panel("patent-records", _("专利状态") if links else "", html, ((_("专利"), fact),), actions)


def documents_panel(session: Session, actor: Actor, thing: Any) -> Panel | None:
    """The documents of a patent."""
    patent: Patent = thing
    found = documents_of_patent(session, actor, patent.id)
    if not found:
        return None
    shown = [
        {
            "title": each.title,
            "number": each.number,
            "url": url_for("documents.read", number=each.number),
            "kind": each.kind,
            "kind_label": wording.KINDS[each.kind],
            "relation": RELATIONS[PatentRelation(each.relation)],
        }
        for each in found
    ]
    html = panel_html("documents/_of_patent.html", entries=shown)
    return Panel("documents", _("相关成果"), html)


@blueprint.get("/d/<number>/patents")
@allow(Audience.WRITER, policy.can_write, policy.writable_by, can_read_patent, patents_readable_by)
def patents(number: str) -> ResponseReturnValue:
    """The patents of a document, and others to link, found by name or number."""
    actor = current_actor()
    asked = str(tidy(request.args.get("q", "")))[:100]
    with reading() as session:
        document, versions = readable_document(session, actor, number)
        if not policy.can_write(actor, document):
            raise NotAllowed
        links = patents_of_document(session, actor, document.id)
        taken = {link.patent_id for link in links}
        offered = [each for each in found_patents(session, actor, asked) if each.id not in taken]
    return render_template(
        "documents/patents.html",
        number=number,
        title=versions[-1].title,
        entries=_entries(links),
        offered=[_entry(each) for each in offered],
        asked=asked,
        relations=[(key.value, str(label)) for key, label in RELATIONS.items()],
    )


@blueprint.post(f"/d/<number>/patents/<{ID}:patent_id>")
@allow(Audience.WRITER, policy.can_write, policy.writable_by, can_read_patent, patents_readable_by)
def link_patent_now(number: str, patent_id: int) -> ResponseReturnValue:
    """Link a patent, or say otherwise what the document has to do with it."""
    try:
        with writing() as session:
            link_patent(session, current_actor(), number, patent_id, request.form.get("relation", ""))
    except Invalid as refusal:
        many = any(fault.code == "too_many" for fault in refusal.faults)
        flash(_("一项成果最多关联 50 件专利。") if many else _("请选择关系。"), "error")
    else:
        flash(_("已关联专利。"), "success")
    return redirect(url_for("documents.patents", number=number), 303)


@blueprint.post(f"/d/<number>/patents/<{ID}:patent_id>/unlink")
@allow(Audience.WRITER, policy.can_write, policy.writable_by, can_read_patent, patents_readable_by)
def unlink_patent_now(number: str, patent_id: int) -> ResponseReturnValue:
    """Take a link away."""
    with writing() as session:
        unlink_patent(session, current_actor(), number, patent_id)
    flash(_("已取消关联。"), "success")
    return redirect(url_for("documents.patents", number=number), 303)


def _entries(links: Any) -> list[dict[str, Any]]:
    return [
        {**_entry(link.patent), "relation": link.relation, "relation_label": RELATIONS[PatentRelation(link.relation)]}
        for link in links
    ]


def _entry(patent: Patent) -> dict[str, Any]:
    day = today()
    status = status_on(patent.status, patent.expires_on, day)
    return {
        "id": patent.id,
        "title": patent.title,
        "url": url_for("patents.patent", patent_id=patent.id),
        "number": shown_number(patent.office, patent.number, is_granted=patent.granted_on is not None),
        "type": type_label(patent.type),
        "status": STATUSES[status],
        "tone": tone_of(status),
        "line": line_of(patent, day),
        "is_reported": bool(patent.report_key),
        "is_hidden": not patent.is_public,
    }
