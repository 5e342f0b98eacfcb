"""The editor's page: everything its template shows, for a draft and what was typed over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from webapp.base.errors import Fault
from webapp.base.markdown import RENDERER_VERSION
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents import disclosure_words, wording
from webapp.documents.checks import advice
from webapp.documents.compare import Difference, compare_lines, lines_of, part
from webapp.documents.content import (
    INNOVATION_POINT_ADVISED,
    INNOVATION_POINT_LIMIT,
    KEYWORD_ADVISED,
    TITLE_ADVISED,
    Content,
    Section,
    to_json,
)
from webapp.documents.disclosure import Disclosure, is_guarded
from webapp.documents.forms.editor import EditorValues
from webapp.documents.forms.shape import LINE_FIELDS, LIST_FIELDS, ROWS, TEXT_FIELDS, RowShape
from webapp.documents.library_fields import TERM_FIELDS
from webapp.documents.models import Visibility
from webapp.documents.queries.discussion import by_place
from webapp.documents.queries.typing import colleagues_at_work
from webapp.documents.queries.writing import Draft
from webapp.documents.routes.missing import anchor_of, missing_of, undeclared
from webapp.documents.routes.surroundings import present_rules, template_for, term_word
from webapp.documents.template_file import Template
from webapp.web.guard import current_actor
from webapp.web.i18n import _, language
from webapp.web.site import reading

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "basics",
        (
            *("title", "summary", "keywords", "year", "period", "naming_level"),
            *("industry", "trade", "region"),
        ),
    ),
    ("people", ("contributors", "organisations")),
    ("text", ("innovation_points", *(f"sections.{section}" for section in Section), "steps")),
    ("figures", ("equipment", "materials", "measures", "benefits")),
    ("proof", ("patents", "adoptions", "awards", "sources")),
)
UNITS = (
    *(
        "分钟",
        "小时",
        "秒",
        "天",
        "毫米",
        "微米",
        "厘米",
        "米",
        "平方米",
        "公斤",
        "吨",
        "克",
        "升",
        "件",
        "件/班",
        "次",
        "人",
        "台",
    ),
    *("%", "‰", "元", "万元", "元/件", "℃", "MPa", "kW", "kW·h", "dB", "r/min", "m/min", "mm/r", "μm"),
)
COUNTERS = {"title": TITLE_ADVISED, "summary": 200}
ALWAYS = frozenset({"title", "summary"})


@dataclass(frozen=True, slots=True)
class Item:
    """One field of the editor. ``kind``: line, text, markdown, list, choice, period, rows."""

    name: str
    key: str
    kind: str
    label: str
    help: str = ""
    required: bool = False
    counter: int = 0
    outline: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the editor with a heading of its own."""

    key: str
    label: str
    items: tuple[Item, ...]
    is_used: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """The sections as they will look; ``fault`` says why they cannot be shown."""

    content: Content
    html: Mapping[str, Markup]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else saved meanwhile: what both changed, and what was taken over because only they changed it."""

    reason: str
    state: str
    sections: Sequence[Mapping[str, Any]] = ()
    theirs: Sequence[tuple[str, str, str, str]] = ()
    taken: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DeclarationTyped:
    """What was typed about the document's secrecy; all '' where nothing was asked."""

    disclosure: str = ""
    filing_number: str = ""
    filed_on: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the editor: the typed values and all that goes with them."""

    values: EditorValues
    base: Content
    revision: int
    ordinal: int
    visibility: str
    change_note: str
    declared: DeclarationTyped = DeclarationTyped()
    faults: tuple[Fault, ...] = ()
    preview: Preview | None = None
    clash: Clash | None = None
    warning: str = ""
    kept: str = ""


def sheet_of(draft: Draft, values: EditorValues, **more: Any) -> Sheet:
    """The editor over the draft as it stands."""
    version = draft.version
    stands = {
        "base": draft.content,
        "revision": version.revision,
        "ordinal": version.ordinal,
        "visibility": version.visibility,
        "change_note": version.change_note,
    }
    return Sheet(values=values, **{**stands, **more})


def show(draft: Draft, sheet: Sheet, status: int = 200) -> tuple[str, int]:
    """The editor's page."""
    template = template_for(draft.kind)
    document = draft.document
    studio = document.studio.name if document.studio else ""
    groups = _groups(template, sheet)
    page = render_template(
        "documents/edit.html",
        draft=draft,
        number=document.number,
        kind_label=wording.KINDS[draft.kind],
        state_label=wording.STATES[draft.version.state],
        groups=groups,
        contents=_contents(groups),
        field_label=wording.field_label,
        template_help=template.help_en if language() == "en" else template.help_zh,
        sheet=sheet,
        base_json=to_json(sheet.base),
        drawn=_drawn(draft, sheet),
        units=UNITS,
        list_limits=_list_limits(),
        missing=missing_of(draft.kind, sheet.base, undeclared(document, sheet.declared.disclosure)),
        colleagues=_colleagues(draft),
        row_shapes=ROWS,
        cell_labels=wording.CELLS,
        blank_rows=_blank_rows(),
        errors=_errors(sheet.faults),
        error_list=_error_list(sheet.faults),
        advice=[wording.fault_sentence(fault) for fault in advice(draft.kind, sheet.base, present_rules())],
        notes=_notes(draft),
        pictures=_pictures(draft),
        benefit_kinds=[("", _("未说明")), *((key, str(word)) for key, word in wording.BENEFIT_KINDS.items())],
        visibilities=_visibilities(document.organisation.name, studio),
        disclosures=disclosure_words.choices(),
        disclosure_label=disclosure_words.DISCLOSURES[document.disclosure],
        disclosure_rule=disclosure_words.rule_sentence(document.disclosure),
        audience=disclosure_words.audience_of(document, draft.version, None),
        guarded=disclosure_words.guarded_label(document),
        is_undeclared=document.disclosure == Disclosure.UNDECLARED,
        is_guarded=is_guarded(document.disclosure),
        section_labels={name: wording.field_label(f"sections.{name}") for name in sheet.values.sections},
        action=url_for("documents.save", number=document.number),
    )
    return page, status


def _drawn(draft: Draft, sheet: Sheet) -> dict[str, Markup]:
    """The sections as readers would get them, where what stands in the editor is what was saved."""
    if draft.version.renderer_version != RENDERER_VERSION:
        return {}
    stands, typed = draft.content.sections, sheet.values.sections
    same = {name: html for name, html in draft.version.rendered.items() if typed.get(name) == stands.get(name)}
    return {name: Markup(html) for name, html in same.items()}  # noqa: S704 - sanitised by the renderer


def _list_limits() -> dict[str, dict[str, Any]]:
    words = {"data-text-items": _("{n} 条，最多 {most} 条"), "data-text-longest": _("最长的第 {at} 条 {n}/{long} 字")}
    points = {"data-list-most": INNOVATION_POINT_LIMIT, "data-list-long": INNOVATION_POINT_ADVISED, **words}
    keywords = {"data-list-most": KEYWORD_ADVISED, "data-list-ends": "words"}
    keywords["data-text-items"] = _("{n} 个，建议不超过 {most} 个")
    return {"innovation_points": points, "keywords": keywords}


def _colleagues(draft: Draft) -> list[str]:
    with reading() as session:
        return [each.name for each in colleagues_at_work(session, current_actor(), draft.version.id)]


def differences_shown(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """Differences as the diff macro takes them."""
    return [{"label": wording.field_label(each.name), "lines": each.lines} for each in differences]


def clash_of(
    reason: str, state: str, theirs: Content, mine: Content, conflicts: Sequence[str], taken: Sequence[str]
) -> Clash:
    """What the page of an edit that came too late shows: theirs beside mine, theirs in full to copy from."""
    shown = []
    full = []
    for name in conflicts:
        old, new = lines_of(theirs, name, term_word), lines_of(mine, name, term_word)
        shown.append({"label": wording.field_label(name), "lines": compare_lines(old, new)})
        is_text = name.startswith("sections.") or name in (*LINE_FIELDS, *TEXT_FIELDS, *LIST_FIELDS)
        value = part(theirs, name)
        plain = "\n".join(value) if isinstance(value, tuple) and is_text else str(value or "")
        full.append((wording.field_label(name), "\n".join(old), anchor_of(name) if is_text else "", plain))
    return Clash(reason, state, shown, full, [wording.field_label(name) for name in taken])


def _groups(template: Template, sheet: Sheet) -> list[Group]:
    helps = {item.key: item for item in template.fields}
    helps |= {f"sections.{item.key}": item for item in template.sections}
    words = {
        "basics": _("基本信息"),
        "people": _("人员与单位"),
        "text": _("正文"),
        "figures": _("设备、材料与数据"),
        "proof": _("佐证"),
    }
    order = _order(template)
    groups, others = [], []
    for key, names in GROUPS:
        expected = [name for name in names if name in helps or name in ALWAYS]
        expected.sort(key=lambda name: order.get(name, 0))
        if key == "text":
            expected.sort(key=lambda name: name == "steps")
        others += [name for name in names if name not in expected]
        items = tuple(_item(name, helps, template, sheet) for name in expected)
        groups.append(Group(key, words[key], items))
    unknown = [f"sections.{name}" for name in sheet.values.sections if name not in set(Section)]
    rest = tuple(_item(name, helps, template, sheet) for name in (*others, *unknown))
    used = any(_is_filled(item.name, sheet.values) for item in rest)
    return [*(group for group in groups if group.items), Group("others", _("更多栏目"), rest, used)]


def _is_filled(name: str, values: EditorValues) -> bool:
    if name.startswith("sections."):
        return bool(values.sections.get(name.removeprefix("sections.")))
    if name == "period":
        return bool(values.texts["period_from"] or values.texts["period_to"])
    return bool(values.rows.get(name) or values.texts.get(name) or values.texts.get(f"{name}_label"))


def _order(template: Template) -> dict[str, int]:
    names = [item.key for item in template.fields] + [f"sections.{item.key}" for item in template.sections]
    return {name: index for index, name in enumerate(names, start=1)}


def _item(name: str, helps: Mapping[str, Any], template: Template, sheet: Sheet) -> Item:
    found = helps.get(name)
    section = name.removeprefix("sections.") if name.startswith("sections.") else ""
    return Item(
        name=name,
        key=name.replace(".", "-"),
        kind=_kind(name),
        label=wording.field_label(name),
        help="" if found is None else found.help_en if language() == "en" else found.help_zh,
        required=found is not None and found.required,
        counter=COUNTERS.get(name, 0),
        outline=template.outline.get(section, ""),
        choices=_choices(name, sheet.values.texts.get(name, "")),
    )


def _kind(name: str) -> str:
    if name.startswith("sections."):
        return "markdown"
    if name in TERM_FIELDS or name == "naming_level":
        return "choice"
    if name in ROWS:
        return "rows"
    if name in LIST_FIELDS:
        return "list"
    if name == "period":
        return "period"
    return "line" if name in LINE_FIELDS else "text"


def _choices(name: str, present: str) -> tuple[tuple[str, str], ...]:
    if name == "naming_level":
        known = [(key, str(word)) for key, word in wording.NAMING_LEVELS.items()]
    elif name in TERM_FIELDS:
        known = present_vocabularies().choices(TERM_FIELDS[name], language(), keep=present)
    else:
        return ()
    kept = [] if not present or present in {key for key, _word in known} else [(present, present)]
    return (("", _("未选择")), *known, *kept)


def _contents(groups: Sequence[Group]) -> list[dict[str, str]]:
    shown = [{"id": f"group-{group.key}", "label": group.label} for group in groups if group.key != "others"]
    return [*shown, {"id": "group-publish", "label": _("发布")}]


def _blank_rows() -> dict[str, dict[str, str]]:
    return {shape.name: blank_row(shape) for shape in ROWS.values()}


def blank_row(shape: RowShape) -> dict[str, str]:
    """A row in which nothing is typed."""
    return {cell.name: "" for cell in shape.cells}


def _errors(faults: Sequence[Fault]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.field.replace(".", "-"), []).append(wording.fault_words(fault))
    return found


def _error_list(faults: Sequence[Fault]) -> list[tuple[str, str]]:
    return [(anchor_of(fault.field), wording.fault_sentence(fault)) for fault in faults]


def _notes(draft: Draft) -> dict[str, list[Any]]:
    return dict(by_place(draft.notes)) if draft.is_editable else {}


def _pictures(draft: Draft) -> list[tuple[str, str]]:
    files = (row.attachment for row in draft.attachments)
    return [(file.key, file.name) for file in files if file.group == "image"]


def _visibilities(organisation: str, studio: str) -> list[tuple[str, str, str]]:
    return [
        (each.value, str(wording.VISIBILITIES[each]), wording.visibility_help(each, organisation, studio))
        for each in Visibility
        if studio or each != Visibility.STUDIO
    ]
