"""What stands in the editor: as the form was sent, as it was kept while somebody typed, or after a late edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import current_app, request
from flask_wtf.csrf import CSRFError

from webapp.documents import wording
from webapp.documents.actions import Standing
from webapp.documents.content import Content, from_json
from webapp.documents.forms.editor import clean_line, clean_text, decode, encode, typed
from webapp.documents.models import KeptTyping, Visibility
from webapp.documents.queries.writing import Draft
from webapp.documents.routes.editor_page import DeclarationTyped, Sheet, clash_of, sheet_of
from webapp.documents.routes.surroundings import sent_number
from webapp.documents.three_way import merge
from webapp.documents.workflow import EDITABLE, VersionState
from webapp.web.i18n import _, show_moment

_NOT_TYPED = frozenset({"csrf_token", "base", "revision", "ordinal", "do"})


def sheet_sent(draft: Draft) -> Sheet:
    """The editor as it was sent: over the revision it was opened at."""
    revision, ordinal = sent_number("revision"), sent_number("ordinal")
    base = draft.content if is_present(draft) else base_sent() or draft.content
    return _sheet(draft, request.form, base, revision, ordinal)


def sheet_kept(draft: Draft, kept: KeptTyping) -> Sheet:
    """The editor as it was kept while its writer typed, brought together with what others saved since."""
    base = _content(kept.base)
    sheet = _sheet(draft, kept.fields, base or draft.content, kept.revision, draft.version.ordinal)
    note = _("已接上您 %(at)s 自动保存、还没有存入草稿的内容。", at=show_moment(kept.at))
    if kept.revision == draft.version.revision:
        return replace(sheet, base=draft.content, kept=note)
    mine, _faults = decode(sheet.values, sheet.base)
    version = draft.version
    theirs = Standing(
        version.ordinal, version.revision, version.state, version.visibility, version.change_note, draft.content
    )
    return replace(sheet_clashing(replace(sheet, base=base or draft.content), mine, theirs, base), kept=note)


def sheet_clashing(sheet: Sheet, mine: Content, theirs: Standing, base: Content | None, reason: str = "stale") -> Sheet:
    """Both texts, three ways, over what stands there now; where only they changed something, theirs is taken."""
    merged = merge(base, mine, theirs.content)
    standing = VersionState.WITHDRAWN if reason == "withdrawn" else VersionState(theirs.state)
    state = "" if standing in EDITABLE else str(wording.STATES[standing])
    return replace(
        sheet,
        values=encode(merged.content),
        base=theirs.content,
        revision=theirs.revision,
        clash=clash_of(reason, state, theirs.content, mine, merged.conflicts, merged.taken),
    )


def is_present(draft: Draft) -> bool:
    """Whether the form sent was opened over what stands there now."""
    return (sent_number("revision"), sent_number("ordinal")) == (draft.version.revision, draft.version.ordinal)


def base_sent() -> Content | None:
    """The text the editor was opened with, as the form says; None when that makes no sense."""
    return _content(request.form.get("base", ""))


def fields_sent() -> dict[str, str]:
    """What was typed, by the names of the form."""
    return {name: text for name, text in request.form.items() if name not in _NOT_TYPED and not name.endswith("-add")}


def is_genuine() -> bool:
    """Whether the form came from our own page; checked by the view itself so that a stale page loses no text."""
    if not current_app.config.get("WTF_CSRF_ENABLED", True):
        return True
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        return False
    return True


def _sheet(draft: Draft, fields: Mapping[str, str], base: Content, revision: int, ordinal: int) -> Sheet:
    visibility = fields.get("visibility", "")
    return sheet_of(
        draft,
        typed(fields, base),
        base=base,
        revision=revision,
        ordinal=ordinal,
        visibility=visibility if visibility in set(Visibility) else draft.version.visibility,
        change_note=clean_text(fields.get("change_note", draft.version.change_note)),
        declared=DeclarationTyped(
            *(clean_line(fields.get(name, "")) for name in ("disclosure", "filing_number", "filed_on"))
        ),
    )


def _content(text: str) -> Content | None:
    try:
        return from_json(text)
    except (ValueError, TypeError, AttributeError):
        return None
