"""One file before it is made: where its headings go, what the draft would say, what could not be carried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp.base.errors import NotFound
from webapp.base.markdown import TooComplex, TooLong
from webapp.directory.routes.showing import present_vocabularies, term
from webapp.documents import wording
from webapp.documents.content import Content, Kind
from webapp.documents.forms.editor import clean_line
from webapp.documents.routes.surroundings import sent_number
from webapp.importing import policy, queries, words
from webapp.importing.actions.beginning import DecideItem, MakeDrafts, decide_item, make_drafts
from webapp.importing.choices import TARGETS, Mapped
from webapp.importing.drafting import mapped_of
from webapp.importing.models import Decision, ImportBatch, ImportItem
from webapp.importing.reading import Carried
from webapp.importing.routes.part import blueprint
from webapp.importing.routes.pictures import addressed, placed, shown_pictures, with_picture
from webapp.importing.terms import term_names
from webapp.importing.workflow import BatchState
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, ngettext
from webapp.web.site import reading, site, writing

_WORST_FIRST = (Carried.LEFT, Carried.TEXT_ONLY, Carried.CHANGED)


@blueprint.get("/imports/<key>/items/<int(max=2147483647):position>")
@allow(Audience.WRITER, policy.can_see_import, policy.imports_seen_by)
def item(key: str, position: int) -> ResponseReturnValue:
    """The preview of one file or row."""
    with reading() as session:
        batch = queries.import_of(session, current_actor(), key)
        row = queries.item_of(session, batch, position)
        is_only = queries.only_item(session, batch) is not None
        pictures = queries.pictures_of(session, row)
    return _show(batch, row, shown_pictures(batch, row, pictures), is_only=is_only)


@blueprint.post("/imports/<key>/items/<int(max=2147483647):position>")
@allow(Audience.WRITER, policy.can_see_import)
def decide(key: str, position: int) -> ResponseReturnValue:
    """Keep what was chosen; then show the preview again, or make the draft at once."""
    with reading() as session:
        batch = queries.import_of(session, current_actor(), key)
        row = queries.item_of(session, batch, position)
    command = DecideItem(sent_number("revision"), _decision(row), _choices(_mapped(batch, row)))
    wanted = request.form.get("do", "save")
    with writing() as session:
        decide_item(session, current_actor(), key, position, command)
        if wanted == "make":
            make_drafts(session, current_actor(), key, MakeDrafts(command.revision + 1, {}))
    if wanted in ("make", "list"):
        return redirect(url_for("importing.batch", key=key, show=None if wanted == "make" else "all"), 303)
    return redirect(url_for("importing.item", key=key, position=position, _anchor="preview"), 303)


def _decision(row: ImportItem) -> Decision:
    sent = request.form.get("decision", "")
    return Decision(sent) if sent in set(Decision) else Decision.DRAFT


def _choices(mapped: Mapped) -> Mapping[str, Any]:
    """What was chosen, as far as it differs from what would be found."""
    kind, title = request.form.get("kind", ""), clean_line(request.form.get("title", ""))[:120]
    targets = {}
    for heading in mapped.headings:
        sent = request.form.get(f"target-{heading.number}", "")
        if sent in TARGETS and sent != heading.suggested:
            targets[str(heading.number)] = sent
    return {"kind": kind if kind in set(Kind) else "", "title": title, "targets": targets}


def _mapped(batch: ImportBatch, row: ImportItem) -> Mapped:
    return mapped_of(batch, row, term_names(present_vocabularies()))


def _show(batch: ImportBatch, row: ImportItem, addresses: Mapping[int, str], *, is_only: bool) -> str:
    if row.state == "refused":
        raise NotFound
    mapped = _mapped(batch, row)
    return render_template(
        "importing/item.html",
        batch=batch,
        item=row,
        mapped=mapped,
        is_only=is_only,
        is_open=batch.state == BatchState.READY and row.state == "read",
        name=row.name or _("第 %(n)s 行", n=row.position),
        kinds=[(each.value, str(wording.KINDS[each])) for each in Kind],
        targets=[(each, words.target_words(each)) for each in TARGETS],
        decisions=[(each.value, str(words.DECISIONS[each])) for each in Decision if row.same_as or each != "version"],
        sections=list(_sections(mapped.content, addresses)),
        fields=list(_fields(mapped.content, addresses)),
        report=sorted(mapped.report, key=lambda line: _WORST_FIRST.index(line.carried)),
        report_words=words.report_words,
        carried=words.CARRIED,
    )


def _sections(content: Content, addresses: Mapping[int, str]) -> Iterator[tuple[str, Markup]]:
    """The sections as readers will see them, with small pictures."""
    texts = {name: placed(text, addresses) for name, text in content.sections.items()}
    try:
        html = site().renderer.render_all(texts)
    except (TooComplex, TooLong):
        html = {}
    for name in content.sections:
        shown = addressed(html[name], addresses) if name in html else Markup("<pre>{}</pre>").format(texts[name])
        yield str(wording.FIELDS[f"sections.{name}"]), shown


def _fields(content: Content, addresses: Mapping[int, str]) -> Iterator[tuple[str, list[str]]]:
    """What goes into fields, as label and lines."""
    period = " — ".join(filter(None, (content.period_from, content.period_to)))
    simple = {"summary": content.summary, "year": str(content.year or ""), "period": period}
    for name, text in simple.items():
        if text:
            yield str(wording.FIELDS[name]), [text]
    for name, vocabulary in (("industry", "industries"), ("trade", "trades"), ("region", "regions")):
        text = term(getattr(content, name), vocabulary) or getattr(content, f"{name}_label")
        if text:
            yield str(wording.FIELDS[name]), [text]
    for name in ("keywords", "innovation_points", "equipment", "materials"):
        if getattr(content, name):
            yield str(wording.FIELDS[name]), list(getattr(content, name))
    yield from _rows(content, addresses)


def _rows(content: Content, addresses: Mapping[int, str]) -> Iterator[tuple[str, list[str]]]:
    lines: dict[str, list[str]] = {
        "contributors": [
            _joined(row.name, row.organisation, row.role, row.contribution) for row in content.contributors
        ],
        "organisations": [row.name for row in content.organisations],
        "steps": [
            with_picture(f"{number}. " + _joined(row.action, row.key_point), row.picture, addresses)
            for number, row in enumerate(content.steps, 1)
        ],
        "measures": [f"{row.name}：{row.before} → {row.after} {row.unit}" for row in content.measures],
        "benefits": [
            _joined(str(row.year or ""), f"{row.amount_yuan} {_('元')}", row.basis) for row in content.benefits
        ],
        "patents": [_joined(row.number, row.title, row.type, row.status) for row in content.patents],
        "adoptions": [_joined(row.organisation, row.effect) for row in content.adoptions],
        "awards": [_joined(str(row.year or ""), row.name) for row in content.awards],
    }
    for name, texts in lines.items():
        if texts:
            count = ngettext("共 %(num)s 项", "共 %(num)s 项", len(texts))
            yield f"{wording.FIELDS[name]} · {count}", texts


def _joined(*texts: str) -> str:
    return " · ".join(filter(None, texts))
