"""Pages of those who write: beginning a document, the editor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.documents import actions, disclosure_words, policy, wording
from webapp.documents.actions import (
    CreateDocument,
    Declare,
    Recall,
    SaveDraft,
    Standing,
    StartVersion,
    Submit,
    VersionKey,
)
from webapp.documents.actions.typing import forget_typing
from webapp.documents.content import Content, Kind
from webapp.documents.disclosure import DECLARED, Disclosure
from webapp.documents.forms.disclosure import read_day
from webapp.documents.forms.editor import clean_line, decode, encode
from webapp.documents.forms.shape import ROWS
from webapp.documents.models import Document, Visibility
from webapp.documents.queries import writing as queries
from webapp.documents.queries.typing import kept_typing
from webapp.documents.queries.writing import Draft, Place
from webapp.documents.routes.discussing import answered_here
from webapp.documents.routes.editor_page import DeclarationTyped, Preview, Sheet, blank_row, sheet_of, show
from webapp.documents.routes.missing import missing_of, undeclared
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.reading import show_as_read
from webapp.documents.routes.sheets import is_genuine, sheet_clashing, sheet_kept, sheet_sent
from webapp.documents.routes.surroundings import present_rules, rendered, sent_number, template_for
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, language, show_clock
from webapp.web.site import reading, writing

NEW_VISIBILITY = Visibility.ORGANISATION


@blueprint.get("/new")
@allow(Audience.WRITER, policy.can_create)
def create() -> ResponseReturnValue:
    """Choose what to write and for whom."""
    return _show_create(request.args.get("kind", ""), "", "", ())


@blueprint.post("/new")
@allow(Audience.WRITER, policy.can_create)
def create_now() -> ResponseReturnValue:
    """Begin a document and open its editor."""
    kind, key, title = (request.form.get(name, "") for name in ("kind", "place", "title"))
    with reading() as session:
        places = queries.places_to_write(session, current_actor())
    place = next((each for each in places if each.key == key), None)
    faults = [
        Fault(name, "required")
        for name, missing in (("kind", kind not in set(Kind)), ("place", place is None))
        if missing
    ]
    if faults or place is None:
        return _show_create(kind, key, title, faults, 422)
    content = Content(title=clean_line(title))
    html, renderer, _fault = rendered(content)
    command = CreateDocument(
        Kind(kind), place.organisation_id, place.studio_id, content, NEW_VISIBILITY, html, renderer
    )
    with writing() as session:
        version = actions.create_document(session, current_actor(), command)
        number = session.get_one(Document, version.document_id).number
    return redirect(url_for("documents.edit", number=number), 303)


@blueprint.get("/d/<number>/edit")
@allow(Audience.WRITER, policy.can_write)
def edit(number: str) -> ResponseReturnValue:
    """The editor, or the way to it."""
    with reading() as session:
        draft = queries.draft(session, current_actor(), number)
    if draft is None:
        return redirect(url_for("documents.history", number=number), 303)
    if not draft.is_editable:
        return render_template(
            "documents/in_review.html",
            draft=draft,
            number=number,
            audience=disclosure_words.audience_of(draft.document, draft.version, None),
            guarded=disclosure_words.guarded_label(draft.document),
            kinds=wording.KINDS,
            field_label=wording.field_label,
        )
    with reading() as session:
        kept = kept_typing(session, current_actor(), draft.version.id)
    return show(draft, sheet_kept(draft, kept) if kept else sheet_of(draft, encode(draft.content)))


@blueprint.post("/d/<number>/edit")
@allow(Audience.EVERYONE, policy.can_write)
def save(number: str) -> ResponseReturnValue:
    """Save, preview, hand in, or add a row: whatever happens, what was typed comes back."""
    if not current_actor().is_signed_in:
        return _show_signed_out(number)
    with reading() as session:
        draft = queries.draft(session, current_actor(), number, or_newest=True)
    if draft is None:
        raise NotFound
    sheet = sheet_sent(draft)
    if not is_genuine():
        return show(draft, replace(sheet, warning=_("页面已过期。文字都还在，请再保存一次。")), 400)
    added = next((name for name in ROWS if f"{name}-add" in request.form), None)
    if added is not None:
        sheet.values.rows[added].append(blank_row(ROWS[added]))
    answered = answered_here(number)
    if added is not None or answered:
        return show(_again(number) if answered else draft, sheet)
    return _do(request.form.get("do", ""), draft, sheet)


def _do(wanted: str, draft: Draft, sheet: Sheet) -> ResponseReturnValue:
    if wanted == "forget":
        return _forget(draft)
    content, faults = decode(sheet.values, sheet.base)
    if faults:
        return show(draft, replace(sheet, faults=faults), 422)
    if wanted == "read":
        return show_as_read(draft, content)
    if wanted == "preview":
        return show(draft, replace(sheet, preview=_preview(content)))
    return _save(draft, sheet, content)


@blueprint.post("/d/<number>/recall")
@allow(Audience.WRITER, policy.can_write)
def recall(number: str) -> ResponseReturnValue:
    """Take a version back from review."""
    key = VersionKey(number, sent_number("ordinal"))
    with writing() as session:
        actions.recall(session, current_actor(), key, Recall(sent_number("revision")))
    flash(_("已从审核中收回，可以继续修改。"), "success")
    return redirect(url_for("documents.edit", number=number), 303)


@blueprint.post("/d/<number>/versions")
@allow(Audience.WRITER, policy.can_write)
def start(number: str) -> ResponseReturnValue:
    """Begin the next version as a copy of an earlier one."""
    ordinal = sent_number("ordinal")
    with writing() as session:
        version = actions.start_version(session, current_actor(), number, StartVersion(ordinal))
    flash(_("已以第 %(n)s 版为底稿建立第 %(m)s 版草稿。", n=ordinal, m=version.ordinal), "success")
    return redirect(url_for("documents.edit", number=number), 303)


def _forget(draft: Draft) -> ResponseReturnValue:
    """Back to the draft as it was saved last."""
    with writing() as session:
        forget_typing(session, current_actor(), draft.version.id)
    flash(_("已放弃未保存的内容，这是上次保存的草稿。"), "success")
    return redirect(url_for("documents.edit", number=draft.document.number), 303)


def _show_create(kind: str, place: str, title: str, faults: Any, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        places = queries.places_to_write(session, current_actor())
    helps = {each: template_for(each) for each in Kind}
    kinds = [
        (each.value, str(wording.KINDS[each]), helps[each].help_en if language() == "en" else helps[each].help_zh)
        for each in Kind
    ]
    page = render_template(
        "documents/create.html",
        places=[(each.key, _place_label(each)) for each in places],
        kinds=kinds,
        kind=kind,
        place=place or (places[0].key if len(places) == 1 else ""),
        title_typed=title,
        errors={fault.field: [wording.fault_words(fault)] for fault in faults},
    )
    return page, status


def _place_label(place: Place) -> str:
    return f"{place.studio_name}（{place.organisation_name}）" if place.studio_id else place.organisation_name


def _again(number: str) -> Draft:
    """The draft once more, after something was said of it."""
    with reading() as session:
        draft = queries.draft(session, current_actor(), number, or_newest=True)
    if draft is None:
        raise NotFound
    return draft


def _show_signed_out(number: str) -> ResponseReturnValue:
    """Whose session ended while writing gets the text back, to send again once signed in; nothing is kept here."""
    fields = [(name, text) for name, text in request.form.items(multi=True) if name != "csrf_token"]
    return render_template("documents/signed_out.html", number=number, fields=fields), 401


def _preview(content: Content) -> Preview:
    html, _renderer, fault = rendered(content)
    shown = {name: Markup(text) for name, text in html.items()}  # noqa: S704 - sanitised by the renderer
    return Preview(content, shown, wording.fault_words(fault) if fault else "")


def _save(draft: Draft, sheet: Sheet, content: Content) -> ResponseReturnValue:
    number = draft.document.number
    html, renderer, fault = rendered(content)
    key = VersionKey(number, sheet.ordinal)
    command = SaveDraft(sheet.revision, content, Visibility(sheet.visibility), sheet.change_note, html, renderer)
    try:
        with writing() as session:
            version = actions.save_draft(session, current_actor(), key, command)
            forget_typing(session, current_actor(), version.id)
    except Conflict as refused:
        return _show_clash(draft, sheet, content, refused)
    except Invalid as refused:
        return show(draft, replace(sheet, faults=refused.faults), 422)
    faults = _declare(draft, sheet.declared)
    if faults:
        return _show_saved(number, sheet.declared, faults, _("草稿已保存，保护声明还没有：请改正下面各处。"))
    if request.form.get("do") == "submit":
        return _submit(key, version.revision)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest" and fault is None:
        missing = missing_of(draft.kind, content, undeclared(draft.document, sheet.declared.disclosure))
        at = show_clock(now())
        return jsonify({"revision": version.revision, "base": version.content, "at": at, "missing": missing})
    if fault is not None:
        flash(wording.fault_words(fault), "warning")
    else:
        flash(_("草稿已保存。"), "success")
    return redirect(url_for("documents.edit", number=number), 303)


def _declare(draft: Draft, typed_in: DeclarationTyped) -> tuple[Fault, ...]:
    """Put what the editor asked about secrecy in force, once; later changes have a page of their own."""
    if draft.document.disclosure != Disclosure.UNDECLARED or typed_in.disclosure not in DECLARED:
        return ()
    filed_on, faults = read_day("filed_on", typed_in.filed_on)
    command = Declare(Disclosure(typed_in.disclosure), 0, typed_in.filing_number, filed_on)
    try:
        if faults and command.disclosure == Disclosure.FILED:
            return faults
        with writing() as session:
            actions.declare(session, current_actor(), draft.document.number, command)
    except Invalid as refused:
        return refused.faults
    except Conflict:  # somebody else declared it meanwhile: their declaration stands and the page shows it
        flash(_("这项成果刚刚由别人声明过，以现有声明为准。"), "warning")
    return ()


def _show_saved(number: str, declared: DeclarationTyped, faults: tuple[Fault, ...], words: str) -> ResponseReturnValue:
    """The editor over what was just saved, with what still has to be mended."""
    with reading() as session:
        draft = queries.draft(session, current_actor(), number)
    if draft is None:
        raise NotFound
    return show(draft, sheet_of(draft, encode(draft.content), declared=declared, faults=faults, warning=words), 422)


def _submit(key: VersionKey, revision: int) -> ResponseReturnValue:
    try:
        with writing() as session:
            actions.submit(session, current_actor(), key, Submit(revision, present_rules()))
    except Invalid as refused:
        words = _("草稿已保存，但还不能提交：请先改正下面各处。")
        return _show_saved(key.number, DeclarationTyped(), refused.faults, words)
    flash(_("已提交审核。"), "success")
    return redirect(url_for("documents.desk"), 303)


def _show_clash(draft: Draft, sheet: Sheet, mine: Content, refused: Conflict) -> ResponseReturnValue:
    """Somebody was faster: both texts, three ways; the page saves over what stands there now."""
    theirs: Standing | None = refused.present
    if theirs is None:
        raise refused
    return show(draft, sheet_clashing(sheet, mine, theirs, sheet.base, refused.reason), 409)
