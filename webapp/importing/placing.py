"""Where each block goes: forms and known tables into fields, numbered lists into steps, the rest into sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from webapp.base.markdown import plain_text
from webapp.documents.content import Section, Step
from webapp.importing import aliases
from webapp.importing.aliases import FIELD_TARGETS, KEYWORDS, POINTS
from webapp.importing.collecting import Making, fill_field, one_line
from webapp.importing.forms_read import form_of
from webapp.importing.headings import SAME, Heading
from webapp.importing.reading import PICTURE, Block, BlockKind, Carried, picture_token, pictures_in
from webapp.importing.table_shapes import shape_table

NOTE_MARK = re.compile(r"\[\^(\w+)\]")
_STEP_START = re.compile(r"^(?:第[一二三四五六七八九十0-9]+步|步骤[一二三四五六七八九十0-9]+)[：:、.\s]*")
_SHOWN = re.compile(r'!\[([^\]\n]*)\]\(import:[0-9]+(?: "([^"\n]*)")?\)')


def take_forms(making: Making, blocks: Iterable[Block]) -> None:
    """Official forms: pairs of a label and what was filled in."""
    for block in blocks:
        form = form_of(block) if block.kind == BlockKind.TABLE else None
        if form is None:
            continue
        for label, target, plain, marked in form.pairs:
            if target in {section.value for section in Section}:
                making.text(target, marked.replace("<br>", "\n\n").replace("\\|", "|"))
            else:
                fill_field(making, target, plain)
            making.labels.append(label)
        if form.left:
            making.say("form_cells", Carried.LEFT, "；".join(form.left), len(form.left))
        if block.caption:
            making.labels.append(block.caption)


def is_form(block: Block) -> bool:
    """Whether a table is a filled-in form."""
    return form_of(block) is not None


def place_blocks(making: Making, blocks: Sequence[Block], headings: Sequence[Heading]) -> None:
    """Put every block where the heading above it leads."""
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


def drop_empty(making: Making) -> None:
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


def _block(making: Making, block: Block, target: str, *, is_divided: bool) -> None:
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


def _shaped(making: Making, block: Block, target: str) -> bool:
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
    return not PICTURE.search(marked) and not re.search(r"(?<!\\)\$", marked) and not NOTE_MARK.search(marked)


def _labelled_line(making: Making, block: Block) -> bool:
    """Lines such as 关键词：减振；刀杆 above and below the text."""
    match = re.match(r"^\s*([^：:\n]{2,10})[：:]\s*(\S[^\n]*)$", block.text)
    if match is None or PICTURE.search(block.markdown) or NOTE_MARK.search(block.markdown):
        return False
    target = aliases.label_of(match[1])
    if target not in ("keywords", "organisations", "contributors", "year", "title") or len(block.text) > 300:
        return False
    if target == "title" and making.fields.get("title"):
        return False
    fill_field(making, target, match[2])
    making.labels.append(match[1])
    return True


def _into_field(making: Making, block: Block, target: str) -> None:
    if (
        block.kind == BlockKind.PICTURE
        or PICTURE.search(block.markdown)
        or block.kind == BlockKind.TABLE
        or "$" in block.markdown
    ):
        making.text(Section.METHOD if target == POINTS else Section.PROBLEM, block.markdown)
    elif target == KEYWORDS:
        fill_field(making, KEYWORDS, block.text)
    elif target == POINTS and block.kind == BlockKind.LIST:
        for head, below in block.items:
            making.text(POINTS, plain_text(f"{head}\n\n{below}").replace("\n", " "))
    else:
        making.text(target, plain_text(block.markdown))


def _steps(making: Making, block: Block) -> bool:
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


def _step(making: Making, head: str, below: str) -> None:
    pictures = pictures_in((head, below))
    action, rest = _without_pictures(head), _without_pictures(below)
    picture = picture_token(pictures[0]) if pictures else ""
    step = Step(one_line(plain_text(action)) or "（见图）", plain_text(rest), picture=picture)
    if "$" in action + rest or NOTE_MARK.search(action + rest):
        step = replace(step, action=one_line(action), key_point=rest)
    making.rows.setdefault("steps", []).append(step)
    for number in pictures[1:]:
        making.text(Section.PROCEDURE, f"![]({picture_token(number)})")


def _without_pictures(markdown: str) -> str:
    return _SHOWN.sub(lambda found: f"（{found[2]}）" if found[2] else "", markdown)
