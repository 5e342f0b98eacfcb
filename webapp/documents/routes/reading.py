"""Reading: the page of a document, its older versions, one step a screen, how to cite it, personal marks."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import segno
from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.clock import now
from webapp.base.errors import Gone, Invalid, NotFound
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents import policy, summary_policy, wording
from webapp.documents.actions.marks import mark_favourite, mark_opened, unmark_favourite
from webapp.documents.content import Content
from webapp.documents.labels import CardView, card_view
from webapp.documents.models import Document, Version
from webapp.documents.number import parse_number
from webapp.documents.queries.keeping import kept_of
from webapp.documents.queries.reading import (
    Head,
    VersionLine,
    open_ordinal,
    published_head,
    reading_of,
    version_head,
    version_lines,
)
from webapp.documents.queries.summaries import shown_summary
from webapp.documents.queries.writing import Draft
from webapp.documents.routes.document_page import (
    address_of,
    bibtex_of,
    drawn,
    fragments_of,
    kept_pages,
)
from webapp.documents.routes.document_parts import preparation_of, step_entries
from webapp.documents.routes.keeping import halt_notice, is_halted
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.summaries import summary_page
from webapp.documents.routes.surroundings import rendered
from webapp.documents.workflow import OPEN, VersionState
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.i18n import _, language, show_moment
from webapp.web.pages import safe_next, theme
from webapp.web.panels import Panel, Place, panels_of
from webapp.web.site import reading, site, writing

ORDINAL_LIMIT = 2**31
PAGE_SECONDS = 60
PERSONAL_SIZE = 4000


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands above a document that is not simply in force."""

    tone: str
    title: str
    text: str
    url: str = ""
    action: str = ""


@blueprint.get("/d/<number>")
@allow(
    Audience.EVERYONE,
    *(policy.can_read_document, policy.readable_by),
    *(summary_policy.can_read_summary, summary_policy.summaries_readable_by),
)
def read(number: str) -> ResponseReturnValue:
    """The document as it is in force; a number typed carelessly leads to its canonical address."""
    canonical = parse_number(number)
    if canonical is None:
        raise NotFound
    if canonical != number:
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        return redirect(url_for("documents.read", number=canonical) + query, 301)
    with reading() as session:
        try:
            head = published_head(session, current_actor(), number)
        except Gone as gone:
            return render_template("documents/withdrawn.html", tombstone=gone.tombstone), 410
        except NotFound:
            return _without_it(session, number)
        if "steps" in request.args:
            return _step(session, head, request.args["steps"])
        return _page(session, head)


@blueprint.get("/d/<number>/versions/<int:ordinal>")
@allow(Audience.EVERYONE, policy.can_read_version, policy.versions_readable_by)
def version(number: str, ordinal: int) -> ResponseReturnValue:
    """A certain version, with a banner that says where it stands."""
    if ordinal >= ORDINAL_LIMIT:
        raise NotFound
    with reading() as session:
        head = version_head(session, current_actor(), number, ordinal)
        return _page(session, head)


@blueprint.get("/d/<number>/qr.svg")
@allow(Audience.EVERYONE, policy.can_read_document, policy.readable_by)
def qr(number: str) -> ResponseReturnValue:
    """The permanent address as a QR code."""
    with reading() as session:
        head = published_head(session, current_actor(), number)
    drawn = io.BytesIO()
    code = segno.make_qr(address_of(head.number), error="m")
    code.save(drawn, kind="svg", scale=4, border=4, xmldecl=False, light="#fff")
    response = Response(drawn.getvalue(), mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@blueprint.get("/d/<number>/bibtex")
@allow(Audience.EVERYONE, policy.can_read_document, policy.readable_by)
def bibtex(number: str) -> ResponseReturnValue:
    """The citation for reference managers."""
    with reading() as session:
        head = published_head(session, current_actor(), number)
        text = bibtex_of(head, reading_of(session, head))
    response = make_response(text)
    response.mimetype = "application/x-bibtex"
    response.headers["Content-Disposition"] = f'attachment; filename="{head.number}.bib"'
    return response


@blueprint.post("/d/<number>/favourite")
@allow(Audience.SIGNED_IN, policy.can_read_document, policy.readable_by)
def favourite(number: str) -> ResponseReturnValue:
    """Keep the document among one's favourites, or no longer (``mark`` is on or off); then ``next``, else its page."""
    with writing() as session:
        if request.form.get("mark") == "off":
            unmark_favourite(session, current_actor(), number)
        else:
            mark_favourite(session, current_actor(), number)
    return redirect(safe_next(request.form.get("next"), url_for("documents.read", number=number)), 303)


@blueprint.post("/d/<number>/opened")
@allow(Audience.SIGNED_IN, policy.can_read_document, policy.readable_by)
def opened(number: str) -> ResponseReturnValue:
    """Remember that one has read it."""
    with writing() as session:
        mark_opened(session, current_actor(), number)
    return Response(status=204, mimetype="text/plain")


def show_as_read(draft: Draft, content: Content) -> ResponseReturnValue:
    """A text that is not saved yet, on the page its readers would get; it prints as it would be printed."""
    html, renderer, fault = rendered(content)
    if fault is not None:
        raise Invalid(fault)
    with reading() as session:
        head = version_head(session, current_actor(), draft.document.number, draft.version.ordinal)
        stands = reading_of(session, head)
    typed = Version(
        ordinal=head.ordinal,
        state=head.state,
        visibility=head.visibility,
        edited_at=now(),
        rendered=html,
        renderer_version=renderer,
    )
    shown = replace(stands, content=content, version=typed)
    made = drawn(replace(head, title=content.title), shown)
    text = _("这是您正在写的内容，还没有保存。关闭本页就回到编辑。")
    return render_template(
        "documents/read.html",
        head=replace(head, title=content.title or _("（未命名）")),
        made=made,
        is_present=False,
        may_write=False,
        notice=Notice("note", _("发布后的样子"), text),
        origin=None,
        contents=_contents(made.contents, (), ()),
        halted=False,
        panels=(),
        lines=[],
        related=[],
    )


def _without_it(session: Session, number: str) -> ResponseReturnValue:
    """Those who write or review a document of which nothing is in force see its newest version; others see the public
    summary of one kept from them, if there is one."""
    ordinal = open_ordinal(session, current_actor(), number)
    if ordinal is None:
        shown = shown_summary(session, current_actor(), number)
        if shown is None:
            raise NotFound
        return summary_page(shown)
    return redirect(url_for("documents.version", number=number, ordinal=ordinal), 303)


def _page(session: Session, head: Head) -> ResponseReturnValue:
    """The page; one for visitors is kept whole for a minute at most, and only while nothing has changed."""
    if current_actor().is_signed_in or "session" in request.cookies or request.query_string:
        return _drawn_page(session, head)
    key = ("page", head.stamp, language(), theme(), request.url_root, request.path, _minute())
    page = kept_pages().page(key, lambda: _drawn_page(session, head))
    return Response(page, mimetype="text/html")


def _drawn_page(session: Session, head: Head) -> str:
    actor = current_actor()
    made = fragments_of(session, head)
    lines, related = _personal(session, head)
    panels = panels_of(session, actor, Place.DOCUMENT, head)
    halted = is_halted(session, head)
    # the head knows the organisation and the studio, which is all the policy asks of a document
    may_write = actor.is_signed_in and policy.can_write(actor, cast(Document, head))
    return render_template(
        "documents/read.html",
        head=head,
        made=made,
        is_present=head.state == VersionState.PUBLISHED,
        may_write=may_write,
        notice=_notice(head, lines),
        origin=_library_notice() if made.is_from_library else None,
        contents=_contents(() if halted else made.contents, panels, related),
        panels=panels,
        halted=halted,
        lines=[_line(head, line, lines) for line in lines],
        related=related,
    )


def _personal(session: Session, head: Head) -> tuple[list[VersionLine], list[CardView]]:
    """The versions and the related documents this actor may read: kept for as long as their rights and nothing else
    change, and for a minute at most, because the search index follows a moment later."""
    key = ("personal", current_actor(), head.stamp, language(), request.url_root, _minute())
    kept = kept_pages()
    found = kept.get(key)
    if found is None:
        lines = version_lines(session, current_actor(), head.document_id)
        found = (lines, _related(session, head) if head.state == VersionState.PUBLISHED else [])
        kept.put(key, found, PERSONAL_SIZE)
    return cast(tuple[list[VersionLine], list[CardView]], found)


def _minute() -> int:
    return int(time.time() // PAGE_SECONDS)


def _related(session: Session, head: Head) -> list[CardView]:
    find = site().parts.get("related")
    cards = find(session, current_actor(), head.document_id) if find else []
    words = present_vocabularies() if cards else None
    return [card_view(card, words) for card in cards] if words else []


def _contents(
    parts: Sequence[dict[str, str]], panels: Sequence[Panel], related: Sequence[object]
) -> list[dict[str, str]]:
    added = [{"id": panel.key, "label": panel.label} for panel in panels if panel.label]
    contents = [
        *parts,
        *added,
        {"id": "cite", "label": _("引用与分享")},
        {"id": "versions", "label": _("版本")},
    ]
    if related:
        contents.append({"id": "related", "label": _("相近成果")})
    return contents


def _line(head: Head, line: VersionLine, lines: Sequence[VersionLine]) -> dict[str, Any]:
    label = _("第 %(n)s 版", n=line.ordinal)
    if line.state != VersionState.PUBLISHED:
        label = f"{label} · {wording.STATES[line.state]}"
    is_shown = line.ordinal == head.ordinal
    url = ""
    if not is_shown and line.state == VersionState.PUBLISHED:
        url = url_for("documents.read", number=head.number)
    elif not is_shown:
        url = url_for("documents.version", number=head.number, ordinal=line.ordinal)
    note = line.change_note or (_("首次发布") if line.ordinal == 1 and line.published_at else "")
    return {
        "label": label,
        "time": show_moment(line.published_at or line.edited_at),
        "note": note,
        "url": url,
        "current": is_shown,
    }


def _notice(head: Head, lines: Sequence[VersionLine]) -> Notice | None:
    present = next((line for line in lines if line.state == VersionState.PUBLISHED), None)
    url = url_for("documents.read", number=head.number) if present else ""
    action = _("查看现行版本（第 %(n)s 版）", n=present.ordinal) if present else ""
    if head.state == VersionState.SUPERSEDED:
        return Notice("warning", _("这是旧版本"), _("内容已有更新，请以现行版本为准。"), url, action)
    if head.state == VersionState.WITHDRAWN:
        return Notice("danger", _("此版本已撤回"), _("只有完成单位一方还能看到，不要再据此操作。"))
    if head.state in OPEN:
        text = _("本版尚未发布（%(state)s），内容可能还会修改。", state=str(wording.STATES[head.state]))
        return Notice("note", _("未发布的版本"), text, url, action)
    return None


def _library_notice() -> Notice:
    return Notice(
        "note",
        "",
        _("内容整理自公开报道，未经完成单位核对；涉及安全的操作，请先核对原始资料和本单位规程。"),
        "#sources",
        _("查看资料来源"),
    )


def _step(session: Session, head: Head, asked: str) -> str:
    """One step of the version in force; a place outside leads to the nearest step."""
    kept = kept_of(session, [head.document_id]).get(head.document_id)
    if kept is not None and kept.halted_at is not None:
        return render_template("documents/halted_step.html", head=head, warning=halt_notice(kept))
    shown = reading_of(session, head)
    steps = step_entries(shown)
    if not steps:
        raise NotFound
    number = whole_number(asked, 1, digits=5)
    at = min(max(number, 1), len(steps))
    return render_template(
        "documents/step.html",
        head=head,
        at=at,
        total=len(steps),
        step=steps[at - 1],
        preparation=preparation_of(shown.content),
        scope=bool(shown.content.sections.get("scope")),
        notice=_library_notice() if shown.document.loaded_hash and at == 1 else None,
    )
