"""While somebody types: what is typed is kept, who else is at work, what is missing, how a section will look.

Scripts of the editor ask here; every answer is JSON.
"""

from __future__ import annotations

from typing import Any

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import now
from webapp.base.errors import Fault, Invalid, NotFound
from webapp.documents import policy, wording
from webapp.documents.actions.typing import KeepTyping, be_at_work, forget_typing, keep_typing, leave_work
from webapp.documents.content import Content, to_json
from webapp.documents.forms.editor import decode
from webapp.documents.queries.typing import colleagues_at_work, kept_typing
from webapp.documents.queries.writing import Draft, draft
from webapp.documents.routes.missing import missing_of, undeclared
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.sheets import base_sent, fields_sent, is_present, sheet_sent
from webapp.documents.routes.surroundings import sent_number
from webapp.documents.similar import SIMILAR, Similar, similar_to
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import show_clock
from webapp.web.site import reading, site, writing

TEXT_COMPARED = 4000


@blueprint.post("/d/<number>/typing")
@allow(Audience.EVERYONE, policy.can_write)
def typing(number: str) -> ResponseReturnValue:
    """Keep what is typed (``do`` is keep), say that the editor is open (here) or closed (leave), or only check."""
    if not current_actor().is_signed_in:
        return jsonify({}), 401
    with reading() as session:
        found = draft(session, current_actor(), number)
    if found is None or not found.is_editable:
        return jsonify({}), 409
    wanted = request.form.get("do", "")
    if wanted != "check":
        _note(found, wanted)
    answer: dict[str, Any] = {"at": show_clock(now()), **_company(found)}
    if wanted in ("keep", "check"):
        sheet = sheet_sent(found)
        content, faults = decode(sheet.values, sheet.base)
        answer["missing"] = missing_of(
            found.kind, content, (*faults, *undeclared(found.document, sheet.declared.disclosure))
        )
        answer["similar"] = _similar(number, content)
    return jsonify(answer)


@blueprint.post("/d/<number>/preview")
@allow(Audience.WRITER, policy.can_write)
def preview(number: str) -> ResponseReturnValue:
    """How one section will look: its HTML as readers get it, or why it cannot be shown."""
    with reading() as session:
        found = draft(session, current_actor(), number, or_newest=True)
    if found is None:
        raise NotFound
    name = request.form.get("section", "")[:64] or "text"
    text = request.form.get("text", "").replace("\r\n", "\n")
    try:
        html = site().renderer.render_all({name: text})[name]
    except Invalid:
        return jsonify({"error": wording.fault_words(Fault("sections", "too_complex"))}), 422
    return jsonify({"html": html})


def _note(found: Draft, wanted: str) -> None:
    """One's presence and, when it differs from the draft, what one has typed."""
    actor, version_id = current_actor(), found.version.id
    with reading() as session:
        before = kept_typing(session, actor, version_id)
    command = _typed(found, before.base if before and before.revision == sent_number("revision") else "")
    with writing() as session:
        if wanted == "leave":
            leave_work(session, actor, version_id)
        else:
            be_at_work(session, actor, version_id)
        if "title" not in request.form:
            return
        if command is None:
            forget_typing(session, actor, version_id)
        else:
            keep_typing(session, actor, version_id, command)


def _typed(found: Draft, base_before: str) -> KeepTyping | None:
    """What to keep; None when nothing differs from the draft as it stands."""
    sheet = sheet_sent(found)
    if is_present(found):
        content, faults = decode(sheet.values, sheet.base)
        stands = (found.version.visibility, found.version.change_note)
        if not faults and content == found.content and (sheet.visibility, sheet.change_note) == stands:
            return None
        base = found.version.content
    else:
        sent = base_sent()
        base = base_before or (to_json(sent) if sent else "")
    return KeepTyping(sheet.revision, base, fields_sent())


def _similar(number: str, content: Content) -> list[dict[str, str]]:
    """What is much alike, with the address where the writer can look at it."""
    text = " ".join((content.summary, *content.keywords, *content.sections.values()))[:TEXT_COMPARED]
    with reading() as session:
        finder = site().parts.get(SIMILAR)
        found = similar_to(session, current_actor(), finder, content.title, text, number)
    return [{"title": each.title or each.number, "url": _place(each), "number": each.number} for each in found]


def _place(each: Similar) -> str:
    return url_for("documents.edit" if each.is_draft else "documents.read", number=each.number)


def _company(found: Draft) -> dict[str, Any]:
    with reading() as session:
        others = colleagues_at_work(session, current_actor(), found.version.id)
    return {
        "others": [each.name for each in others],
        "stale": request.form.get("revision", "") != str(found.version.revision),
    }
