"""From what was read to what a draft says: headings to sections, forms and tables to fields, numbered lists to steps.

Pure and repeatable: the preview and the import call the same function with the same choices. Whatever has no field of
its own stays in the text of the section it stood in; what cannot is told in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from webapp.base.markdown import plain_text
from webapp.documents.content import INNOVATION_POINT_LIMIT, Content, Contributor, Kind, Participant, Section, Step
from webapp.importing import aliases
from webapp.importing.aliases import FIELD_TARGETS, KEYWORDS, POINTS, SUMMARY
from webapp.importing.amounts import months_in, year_in
from webapp.importing.forms_read import form_of
from webapp.importing.headings import SAME, Heading, headings_of
from webapp.importing.reading import PICTURE, Block, BlockKind, Carried, Line, Reading, picture_token, pictures_in
from webapp.importing.table_shapes import shape_table

SUMMARY_LENGTH = 600
POINT_LENGTH = 200
TITLE_LENGTH = 120
TARGETS = (*(section.value for section in Section), *FIELD_TARGETS, SAME)
_NOTE_MARK = re.compile(r"\[\^(\w+)\]")
_STEP_START = re.compile(r"^(?:第[一二三四五六七八九十0-9]+步|步骤[一二三四五六七八九十0-9]+)[：:、.\s]*")

Terms = Mapping[str, Mapping[str, str]]
"""For 'industry', 'trade' and 'region': the key of each name of a term."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the importer decided: kind and title ('' as found), and the target of headings by their number."""

    kind: Kind | None = None
    title: str = ""
    targets: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a draft would say. Pictures are still tokens; ``report`` is the file's and what the mapping itself left."""

    kind: Kind
    content: Content
    headings: tuple[Heading, ...]
    report: tuple[Line, ...]

    @property
    def pictures(self) -> tuple[int, ...]:
        """The numbers of the pictures shown, in order."""
        return pictures_in((*self.content.sections.values(), *(step.picture for step in self.content.steps)))


@dataclass(slots=True)
class _Making:
    """Collects what goes where."""

    terms: Terms
    parts: dict[str, list[str]] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Any]] = field(default_factory=dict)
    report: list[Line] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def text(self, target: str, markdown: str) -> None:
        if markdown.strip():
            self.parts.setdefault(target, []).append(markdown.strip("\n"))

    def say(self, code: str, carried: Carried, text: str, count: int = 1) -> None:
        self.report.append(Line(code, carried, text, count))


def map_reading(reading: Reading, choices: Choices, name: str, usual: Kind, terms: Terms) -> Mapped:
    """What a draft of this file would say. ``name`` is the file's own, ``usual`` the kind where none shows."""
    making = _Making(terms)
    blocks = list(reading.blocks)
    title, used = _title(blocks, reading.title, name)
    rest = [block for place, block in enumerate(blocks) if place != used]
    _forms(making, rest)
    rest = [block for block in rest if block.kind != BlockKind.TABLE or not _is_form(block)]
    headings = headings_of(rest, choices.targets, opening=_opening(rest))
    _place(making, rest, headings)
    _drop_empty(making)
    found = making.fields.pop("title", "")
    if found and used >= 0 and squeeze(found) != squeeze(title):
        if re.search(r"(申报|登记|申请|推荐|审批|申报审批|记录|汇总)表$", squeeze(title)):
            making.say("headings", Carried.CHANGED, title)
        else:
            making.parts.setdefault(_first_text(headings), []).insert(0, title)
    chosen = choices.title or found or title
    _lost_pictures(making, reading)
    _notes(making, reading.notes)
    if making.labels:
        making.say("form_field", Carried.CHANGED, " / ".join(making.labels), len(making.labels))
    kind = choices.kind or aliases.kind_of(f"{chosen} {name}", usual)
    content = _content(making, chosen)
    report = (*reading.report, *making.report, *_exact_headings(headings))
    return Mapped(kind, content, headings, report)


def squeeze(text: str) -> str:
    """A text without its blanks, for comparing."""
    return "".join(text.split())


def _title(blocks: Sequence[Block], given: str, name: str) -> tuple[str, int]:
    """The title and the place of the block it was, -1 when it comes from the file's properties or name."""
    for place, block in enumerate(blocks):
        if block.kind == BlockKind.TITLE:
            return _one_line(block.text), place
        if block.kind in (BlockKind.HEADING, BlockKind.TABLE, BlockKind.LIST, BlockKind.PICTURE):
            break
    if (
        len(blocks) > 1
        and blocks[0].kind == blocks[1].kind == BlockKind.HEADING
        and not aliases.is_exact(blocks[0].text)
    ):
        return _one_line(blocks[0].text), 0
    tops = [place for place, block in enumerate(blocks) if block.kind == BlockKind.HEADING and block.level == 1]
    if len(tops) == 1 and not aliases.target_of(blocks[tops[0]].text) and tops[0] < 3:
        return _one_line(blocks[tops[0]].text), tops[0]
    first = next((place for place, block in enumerate(blocks) if block.text), -1)
    if first >= 0 and _looks_like_title(blocks[first]):
        return _one_line(blocks[first].text), first
    usable = given and not re.fullmatch(
        r"(?i)(document|文档|word文档|microsoft word.*|.*\.docx?|untitled|title|无标题)\d*", given
    )
    return (given if usable else name), -1


def _looks_like_title(block: Block) -> bool:
    if block.kind != BlockKind.TEXT or not block.bold or len(block.text) > TITLE_LENGTH // 2:
        return False
    return not aliases.target_of(block.text) and not re.search(r"[。：:；;]", block.text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_form(block: Block) -> bool:
    return form_of(block) is not None


def _forms(making: _Making, blocks: Iterable[Block]) -> None:
    """Official forms: pairs of a label and what was filled in."""
    for block in blocks:
        form = form_of(block) if block.kind == BlockKind.TABLE else None
        if form is None:
            continue
        for label, target, plain, marked in form.pairs:
            if target in {section.value for section in Section}:
                making.text(target, marked.replace("<br>", "\n\n").replace("\\|", "|"))
            else:
                _field(making, target, plain)
            making.labels.append(label)
        if form.left:
            making.say("form_cells", Carried.LEFT, "；".join(form.left), len(form.left))
        if block.caption:
            making.labels.append(block.caption)


def _field(making: _Making, target: str, text: str) -> None:
    """Put what was typed for one field where it belongs; what does not fit is told."""
    text = text.strip()
    if not text:
        return
    if target == "title":
        making.fields.setdefault("title", _one_line(text))
    elif target in ("organisations", "contributors", "keywords", "equipment", "materials"):
        pattern = r"[，,、；;\n]+" if target != "contributors" else r"[，,、；;\s]+"
        making.rows.setdefault(target, []).extend(filter(None, (each.strip() for each in re.split(pattern, text))))
    elif target == "innovation_points":
        making.text(POINTS, text)
    elif target == SUMMARY:
        making.text(SUMMARY, text)
    elif target in ("industry", "trade", "region"):
        making.fields[f"{target}_label"] = _one_line(text)
        making.fields[target] = making.terms.get(target, {}).get(squeeze(text), "")
    elif target == "year":
        _year(making, text)
    elif target == "period":
        _period(making, text)


def _year(making: _Making, text: str) -> None:
    year = year_in(text)
    if year is not None:
        making.fields.setdefault("year", year)
    if year is None or squeeze(text) != str(year):
        making.say("field_text", Carried.CHANGED, text)


def _period(making: _Making, text: str) -> None:
    months = months_in(text)
    if len(months) == 2 and months[0] <= months[1]:
        making.fields["period_from"], making.fields["period_to"] = months
    making.say("field_text", Carried.CHANGED if len(months) == 2 else Carried.LEFT, text)


def _opening(blocks: Sequence[Block]) -> str:
    """Where the text before the first heading goes: a short plain one is the summary."""
    before: list[Block] = []
    for block in blocks:
        if block.kind == BlockKind.HEADING or (block.kind == BlockKind.TEXT and aliases.is_exact(block.text)):
            break
        before.append(block)
    short = sum(len(block.text) for block in before) <= SUMMARY_LENGTH
    simple = all(
        block.kind == BlockKind.TEXT and not PICTURE.search(block.markdown) and "$" not in block.markdown
        for block in before
    )
    whole = len(before) == len(blocks)
    has_summary = any(aliases.target_of(block.text) == SUMMARY for block in blocks if block.kind == BlockKind.HEADING)
    return SUMMARY if before and short and simple and not whole and not has_summary else Section.PROBLEM.value


def _first_text(headings: Sequence[Heading]) -> str:
    first = headings[0].target
    return first if first in {section.value for section in Section} else Section.PROBLEM.value


def _place(making: _Making, blocks: Sequence[Block], headings: Sequence[Heading]) -> None:
    by_place = {heading.place: heading for heading in headings[1:]}
    target = headings[0].target
    inside = _divided(headings)
    for place, block in enumerate(blocks):
        heading = by_place.get(place)
        if heading is None:
            _block(making, block, target, is_divided=target in inside)
        elif heading.target != SAME:
            target = heading.target
            if not heading.is_exact and target not in FIELD_TARGETS:
                making.text(target, f"### {block.markdown}")
            elif not heading.is_exact:
                making.say("headings", Carried.LEFT, heading.text)
        elif target in FIELD_TARGETS:
            making.text(target, block.text)
        else:
            making.text(target, "#" * min(6, max(3, heading.level + 1)) + f" {block.markdown.strip('*')}")


def _drop_empty(making: _Making) -> None:
    """Headings below which nothing is left, because it went into fields."""
    for parts in making.parts.values():
        for place in range(len(parts) - 1, -1, -1):
            level = _heading_level(parts[place])
            following = _heading_level(parts[place + 1]) if place + 1 < len(parts) else 1
            if level and following and following <= level:
                making.say("headings", Carried.CHANGED, parts.pop(place).lstrip("# "))


def _heading_level(text: str) -> int:
    match = re.match(r"(#{3,6}) [^\n]+$", text)
    return len(match[1]) if match else 0


def _divided(headings: Sequence[Heading]) -> frozenset[str]:
    """The targets that have headings of their own inside."""
    found, target = set(), headings[0].target
    for heading in headings[1:]:
        if heading.target == SAME:
            found.add(target)
        else:
            target = heading.target
    return frozenset(found)


def _block(making: _Making, block: Block, target: str, *, is_divided: bool) -> None:
    if block.kind == BlockKind.TABLE and _shaped(making, block, target):
        return
    if block.kind in (BlockKind.TEXT, BlockKind.TITLE) and _labelled_line(making, block):
        return
    if target in FIELD_TARGETS:
        _into_field(making, block, target)
    elif target == Section.PROCEDURE and not is_divided and _steps(making, block):
        return
    else:
        making.text(target, block.markdown)


def _shaped(making: _Making, block: Block, target: str) -> bool:
    """Fill a field from a table of a known shape; whether the table need not stand in the text as well."""
    shaped = shape_table(block)
    if shaped is None or (shaped.shape.field == "steps" and target != Section.PROCEDURE):
        return False
    if _is_plain_enough(block) or shaped.shape.is_private:
        making.rows.setdefault(shaped.shape.field, []).extend(shaped.rows)
        numbers = [cell for row in block.rows[1:] for cell in row if re.fullmatch(r"[-0-9.,，、]+", cell)]
        told = [block.caption, *block.rows[0], *numbers]
        making.say("table_rows", Carried.CHANGED, " / ".join(filter(None, told)), len(shaped.rows))
    if shaped.left and shaped.shape.is_private:
        making.say("table_columns", Carried.LEFT, "；".join(shaped.left), len(shaped.left))
        return True
    if shaped.left:
        making.text(target, block.markdown)
        return True
    return _is_plain_enough(block)


def _is_plain_enough(block: Block) -> bool:
    """Whether the cells hold words only, so that nothing is lost as plain text."""
    marked = "\n".join(cell for row in block.cells for cell in row)
    return not PICTURE.search(marked) and not re.search(r"(?<!\\)\$", marked) and not _NOTE_MARK.search(marked)


def _labelled_line(making: _Making, block: Block) -> bool:
    """Lines such as 关键词：减振；刀杆 above and below the text."""
    match = re.match(r"^\s*([^：:\n]{2,10})[：:]\s*(\S[^\n]*)$", block.text)
    if match is None or PICTURE.search(block.markdown) or _NOTE_MARK.search(block.markdown):
        return False
    target = aliases.label_of(match[1])
    if target not in ("keywords", "organisations", "contributors", "year", "title") or len(block.text) > 300:
        return False
    if target == "title" and making.fields.get("title"):
        return False
    _field(making, target, match[2])
    making.labels.append(match[1])
    return True


def _into_field(making: _Making, block: Block, target: str) -> None:
    if (
        block.kind == BlockKind.PICTURE
        or PICTURE.search(block.markdown)
        or block.kind == BlockKind.TABLE
        or "$" in block.markdown
    ):
        making.text(Section.METHOD if target == POINTS else Section.PROBLEM, block.markdown)
    elif target == KEYWORDS:
        _field(making, KEYWORDS, block.text)
    elif target == POINTS and block.kind == BlockKind.LIST:
        for head, below in block.items:
            making.text(POINTS, plain_text(f"{head}\n\n{below}").replace("\n", " "))
    else:
        making.text(target, plain_text(block.markdown))


def _steps(making: _Making, block: Block) -> bool:
    """Steps from a numbered list, or from paragraphs that begin with 第一步."""
    if block.kind == BlockKind.LIST and block.ordered:
        for head, below in block.items:
            _step(making, head, below)
        return True
    match = _STEP_START.match(block.text)
    if block.kind == BlockKind.TEXT and match is not None and len(block.text) > match.end():
        _step(making, block.markdown.replace(match[0].strip(), "", 1), "")
        making.say("step_number", Carried.CHANGED, match[0].strip())
        return True
    return False


def _step(making: _Making, head: str, below: str) -> None:
    pictures = pictures_in((head, below))
    action, rest = _without_pictures(head), _without_pictures(below)
    picture = picture_token(pictures[0]) if pictures else ""
    step = Step(_one_line(plain_text(action)) or "（见图）", plain_text(rest), picture=picture)
    if "$" in action + rest or _NOTE_MARK.search(action + rest):
        step = replace(step, action=_one_line(action), key_point=rest)
    making.rows.setdefault("steps", []).append(step)
    for number in pictures[1:]:
        making.text(Section.PROCEDURE, f"![]({picture_token(number)})")


_SHOWN = re.compile(r'!\[([^\]\n]*)\]\(import:[0-9]+(?: "([^"\n]*)")?\)')


def _without_pictures(markdown: str) -> str:
    return _SHOWN.sub(lambda found: f"（{found[2]}）" if found[2] else "", markdown)


def _lost_pictures(making: _Making, reading: Reading) -> None:
    """Pictures whose words went into a field, where no picture can stand, are shown in the text instead."""
    texts = [part for parts in making.parts.values() for part in parts]
    shown = set(pictures_in((*texts, *(step.picture for step in making.rows.get("steps", ())))))
    for picture in reading.pictures:
        if picture.number not in shown:
            making.text(Section.PROBLEM, f"![{picture.alt}]({picture_token(picture.number)})")
            making.say("picture_moved", Carried.CHANGED, picture.alt)


def _notes(making: _Making, notes: Sequence[tuple[str, str]]) -> None:
    """Footnotes go to the end of each section that has their mark."""
    known, used = dict(notes), set()
    for parts in making.parts.values():
        keys = [key for key in dict.fromkeys(_NOTE_MARK.findall("\n".join(parts))) if key in known]
        used.update(keys)
        if keys:
            parts.append("\n".join(f"[^{key}]: {known[key]}" for key in keys))
    for key, text in notes:
        if key not in used:
            making.say("note", Carried.LEFT, text)


def _content(making: _Making, title: str) -> Content:
    sections: dict[str, str] = {
        section.value: "\n\n".join(making.parts[section.value]) + "\n"
        for section in Section
        if section.value in making.parts
    }
    points = [point for part in making.parts.get(POINTS, []) for point in part.split("\n") if point.strip()]
    if len(points) > INNOVATION_POINT_LIMIT or any(len(point) > POINT_LENGTH for point in points):
        listed = "### 创新点\n\n" + "\n".join(f"- {point}" for point in points) + "\n"
        sections["method"] = "\n".join(filter(None, (sections.get("method", ""), listed)))
        points = []
    rows = making.rows
    tables = ("steps", "measures", "benefits", "patents", "adoptions")
    said: dict[str, Any] = {name: tuple(rows.get(name, ())) for name in tables}
    said |= {name: value for name, value in making.fields.items() if value}
    return Content(
        title=_one_line(title)[:TITLE_LENGTH],
        summary="\n".join(making.parts.get(SUMMARY, [])),
        keywords=tuple(dict.fromkeys(rows.get("keywords", ()))),
        innovation_points=tuple(points),
        contributors=tuple(each if isinstance(each, Contributor) else Contributor(each) for each in _people(rows)),
        organisations=tuple(Participant(each) for each in dict.fromkeys(rows.get("organisations", ()))),
        equipment=tuple(rows.get("equipment", ())),
        materials=tuple(rows.get("materials", ())),
        sections=sections,
        **said,
    )


def _people(rows: Mapping[str, list[Any]]) -> list[Any]:
    """Rows of a table of people stand for the same names typed elsewhere."""
    full = {each.name: each for each in rows.get("contributors", ()) if isinstance(each, Contributor)}
    names = [each for each in rows.get("contributors", ()) if isinstance(each, str) and each not in full]
    return [*full.values(), *dict.fromkeys(names)] if full else list(dict.fromkeys(names))


def _exact_headings(headings: Sequence[Heading]) -> Iterable[Line]:
    told = [heading.text for heading in headings[1:] if heading.target != SAME and heading.is_exact]
    if told:
        yield Line("headings", Carried.CHANGED, " / ".join(told), len(told))
