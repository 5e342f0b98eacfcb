"""From what was read to what a draft says: headings to sections, forms and tables to fields, numbered lists to steps.

Pure and repeatable: the preview and the import call the same function with the same choices. Whatever has no field of
its own stays in the text of the section it stood in; what cannot is told in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from webapp.documents.content import Kind, Section
from webapp.importing import aliases
from webapp.importing.aliases import SUMMARY
from webapp.importing.choices import Choices, Mapped, Terms
from webapp.importing.collecting import TITLE_LENGTH, Making, content_of, one_line, squeeze
from webapp.importing.headings import SAME, Heading, headings_of
from webapp.importing.placing import NOTE_MARK, drop_empty, is_form, place_blocks, take_forms
from webapp.importing.reading import PICTURE, Block, BlockKind, Carried, Line, Reading, picture_token, pictures_in

SUMMARY_LENGTH = 600


def map_reading(reading: Reading, choices: Choices, name: str, usual: Kind, terms: Terms) -> Mapped:
    """What a draft of this file would say. ``name`` is the file's own, ``usual`` the kind where none shows."""
    making = Making(terms)
    blocks = list(reading.blocks)
    title, used = _title(blocks, reading.title, name)
    rest = [block for place, block in enumerate(blocks) if place != used]
    take_forms(making, rest)
    rest = [block for block in rest if block.kind != BlockKind.TABLE or not is_form(block)]
    headings = headings_of(rest, choices.targets, opening=_opening(rest))
    place_blocks(making, rest, headings)
    drop_empty(making)
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
    content = content_of(making, chosen)
    report = (*reading.report, *making.report, *_exact_headings(headings))
    return Mapped(kind, content, headings, report)


def _title(blocks: Sequence[Block], given: str, name: str) -> tuple[str, int]:
    """The title and the place of the block it was, -1 when it comes from the file's properties or name."""
    for place, block in enumerate(blocks):
        if block.kind == BlockKind.TITLE:
            return one_line(block.text), place
        if block.kind in (BlockKind.HEADING, BlockKind.TABLE, BlockKind.LIST, BlockKind.PICTURE):
            break
    if (
        len(blocks) > 1
        and blocks[0].kind == blocks[1].kind == BlockKind.HEADING
        and not aliases.is_exact(blocks[0].text)
    ):
        return one_line(blocks[0].text), 0
    tops = [place for place, block in enumerate(blocks) if block.kind == BlockKind.HEADING and block.level == 1]
    if len(tops) == 1 and not aliases.target_of(blocks[tops[0]].text) and tops[0] < 3:
        return one_line(blocks[tops[0]].text), tops[0]
    first = next((place for place, block in enumerate(blocks) if block.text), -1)
    if first >= 0 and _looks_like_title(blocks[first]):
        return one_line(blocks[first].text), first
    usable = given and not re.fullmatch(
        r"(?i)(document|文档|word文档|microsoft word.*|.*\.docx?|untitled|title|无标题)\d*", given
    )
    return (given if usable else name), -1


def _looks_like_title(block: Block) -> bool:
    if block.kind != BlockKind.TEXT or not block.bold or len(block.text) > TITLE_LENGTH // 2:
        return False
    return not aliases.target_of(block.text) and not re.search(r"[。：:；;]", block.text)


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


def _lost_pictures(making: Making, reading: Reading) -> None:
    """Pictures whose words went into a field, where no picture can stand, are shown in the text instead."""
    texts = [part for parts in making.parts.values() for part in parts]
    shown = set(pictures_in((*texts, *(step.picture for step in making.rows.get("steps", ())))))
    for picture in reading.pictures:
        if picture.number not in shown:
            making.text(Section.PROBLEM, f"![{picture.alt}]({picture_token(picture.number)})")
            making.say("picture_moved", Carried.CHANGED, picture.alt)


def _notes(making: Making, notes: Sequence[tuple[str, str]]) -> None:
    """Footnotes go to the end of each section that has their mark."""
    known, used = dict(notes), set()
    for parts in making.parts.values():
        keys = [key for key in dict.fromkeys(NOTE_MARK.findall("\n".join(parts))) if key in known]
        used.update(keys)
        if keys:
            parts.append("\n".join(f"[^{key}]: {known[key]}" for key in keys))
    for key, text in notes:
        if key not in used:
            making.say("note", Carried.LEFT, text)


def _exact_headings(headings: Sequence[Heading]) -> Iterable[Line]:
    told = [heading.text for heading in headings[1:] if heading.target != SAME and heading.is_exact]
    if told:
        yield Line("headings", Carried.CHANGED, " / ".join(told), len(told))
