"""The HTML of a Word file as blocks in order: headings, text, lists, tables, pictures with their captions, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from webapp.importing.reading import Block, BlockKind
from webapp.importing.word.finds import CLOSE, MARK, OPEN
from webapp.importing.word.tables import table_block
from webapp.importing.word.writing import Writer

_ONLY_PICTURES = re.compile(rf"(?:\s*{OPEN}P[0-9]+{CLOSE}\s*)+")
_PICTURE_CAPTION = re.compile(r"(?:附?图|照片|Fig(?:ure|\.)?)\s*[0-9一二三四五六七八九十]", re.IGNORECASE)
_TABLE_CAPTION = re.compile(r"(?:附?表|Table|Tab\.)\s*[0-9一二三四五六七八九十]", re.IGNORECASE)
_CAPTION_LENGTH = 80
_NOTE = re.compile(r"#?((?:foot|end)note)-(?:ref-)?(.+)")


@dataclass(slots=True)
class _Gathered:
    blocks: list[Block] = field(default_factory=list)
    is_caption: list[bool] = field(default_factory=list)

    def add(self, block: Block, *, is_caption: bool = False) -> None:
        self.blocks.append(block)
        self.is_caption.append(is_caption)


def read_blocks(source: str, writer: Writer) -> tuple[tuple[Block, ...], tuple[tuple[str, str], ...]]:
    """The blocks, and the notes as pairs (key, Markdown)."""
    soup = BeautifulSoup(source, "html.parser")
    for box in soup.find_all("input"):
        box.replace_with("☑" if box.has_attr("checked") else "☐")
    notes = tuple(_notes(soup, writer))
    _mark_notes(soup)
    for anchor in soup.find_all("a"):
        if not anchor.get("href"):
            anchor.unwrap()
    gathered = _Gathered()
    for element in soup.children:
        if isinstance(element, Tag):
            _add(gathered, element, writer)
        elif isinstance(element, NavigableString) and element.strip():
            gathered.add(Block(BlockKind.TEXT, str(element).strip(), writer.put_marks(str(element).strip())))
    return tuple(_with_captions(gathered, writer)), notes


def plain(element: Tag) -> str:
    """The words of an element, without marks, one line for each paragraph in it."""
    for line in element.find_all("br"):
        line.replace_with("\n")
    return MARK.sub("", element.get_text()).replace("\xa0", " ").strip()


def _add(gathered: _Gathered, element: Tag, writer: Writer) -> None:
    name = element.name
    classes = str(element.get("class") or "")
    if name == "table":
        gathered.add(table_block(element, writer))
    elif name in ("ul", "ol"):
        gathered.add(_list(element, writer))
    elif re.fullmatch(r"h[1-6]", name):
        if _has_words(element):
            gathered.add(Block(BlockKind.HEADING, plain_copy(element), writer.line(element), level=int(name[1])))
    elif _ONLY_PICTURES.fullmatch(element.get_text()):
        for mark in MARK.finditer(element.get_text()):
            gathered.add(Block(BlockKind.PICTURE, "", writer.picture(int(mark[2])), level=int(mark[2])))
    elif _has_words(element):
        kind = BlockKind.TITLE if "title" in classes else BlockKind.TEXT
        block = Block(kind, plain_copy(element), writer.line(element).strip(), bold=_is_bold(element))
        gathered.add(block, is_caption="caption" in classes)


def plain_copy(element: Tag) -> str:
    """The words of an element, which is left as it is."""
    import copy

    return plain(copy.copy(element))


def _has_words(element: Tag) -> bool:
    return bool(element.get_text().strip())


def _is_bold(element: Tag) -> bool:
    """Whether all words of a short paragraph are bold, as headings typed by hand are."""
    bold = "".join(each.get_text() for each in element.find_all("strong"))
    words = element.get_text()
    return bool(words.strip()) and "".join(bold.split()) == "".join(words.split())


def _list(element: Tag, writer: Writer) -> Block:
    text, ordered = plain_list(element), element.name == "ol"
    items = tuple(_item(each, writer) for each in element.find_all("li", recursive=False))
    return Block(BlockKind.LIST, text, list_markdown(items, ordered=ordered), ordered=ordered, items=items)


def plain_list(element: Tag) -> str:
    """The words of a list, a line for each item."""
    lines = []
    for item in element.find_all("li"):
        own = "".join(
            each.get_text() for each in item.children if not (isinstance(each, Tag) and each.name in ("ul", "ol"))
        )
        lines.append(MARK.sub("", own).strip())
    return "\n".join(lines)


def list_markdown(items: tuple[tuple[str, str], ...], *, ordered: bool) -> str:
    """The Markdown of a list of items."""
    made = []
    for number, (head, below) in enumerate(items, 1):
        mark = f"{number}. " if ordered else "- "
        made.append(mark + _indented(head).lstrip() + (f"\n{_indented(below)}" if below else ""))
    return "\n".join(made)


def _item(element: Tag, writer: Writer) -> tuple[str, str]:
    below = [each for each in element.children if isinstance(each, Tag) and each.name in ("ul", "ol", "table", "p")]
    inline = Tag(name="span")
    for each in list(element.children):
        if each not in below:
            inline.append(each.extract())
    head = writer.line(inline)
    pieces = []
    for each in below:
        if each.name in ("ul", "ol"):
            pieces.append(_list(each, writer).markdown)
        elif each.name == "table":
            pieces.append("\n" + table_block(each, writer).markdown + "\n")
        elif not head:
            head = writer.line(each)
        else:
            pieces.append("\n" + writer.line(each) + "\n")
    return head, "\n".join(pieces).strip("\n")


def _indented(text: str) -> str:
    return "\n".join("    " + line if line.strip() else "" for line in text.split("\n"))


def _notes(soup: BeautifulSoup, writer: Writer) -> Iterator[tuple[str, str]]:
    """Take the list of notes at the end out of the soup."""
    holders = []
    for item in soup.find_all("li", id=_NOTE):
        key = _note_key(str(item["id"]))
        for back in item.find_all("a", href=re.compile("^#(foot|end)note-ref-")):
            back.decompose()
        text = " ".join(filter(None, (writer.line(each) for each in item.find_all(["p", "li"]) or [item])))
        yield key, text
        holders.append(item.parent)
        item.decompose()
    for holder in holders:
        if holder is not None and not holder.find_all("li"):
            holder.decompose()


def _mark_notes(soup: BeautifulSoup) -> None:
    for link in soup.find_all("a", href=re.compile("^#(foot|end)note-")):
        holder = link.parent if link.parent is not None and link.parent.name == "sup" else link
        holder.replace_with(f"{OPEN}N{_note_key(str(link['href']))}{CLOSE}")


def _note_key(address: str) -> str:
    match = _NOTE.search(address)
    assert match is not None
    return ("" if match[1] == "footnote" else "e") + re.sub(r"\W", "", match[2])


def _with_captions(gathered: _Gathered, writer: Writer) -> Iterator[Block]:
    """Pictures and tables together with the captions that stand below or above them."""
    blocks, taken = gathered.blocks, [False] * len(gathered.blocks)
    captions: dict[int, str] = {}
    for place, block in enumerate(blocks):
        if block.kind != BlockKind.TEXT or len(block.text) > _CAPTION_LENGTH or not block.text:
            continue
        for wanted, pattern, sides in (
            (BlockKind.PICTURE, _PICTURE_CAPTION, (place - 1, place + 1)),
            (BlockKind.TABLE, _TABLE_CAPTION, (place + 1, place - 1)),
        ):
            if not (pattern.match(block.text) or (gathered.is_caption[place] and not _other(wanted, block.text))):
                continue
            near = next(
                (n for n in sides if 0 <= n < len(blocks) and blocks[n].kind == wanted and n not in captions), None
            )
            if near is not None and not taken[place]:
                captions[near], taken[place] = block.text, True
    for place, block in enumerate(blocks):
        if not taken[place]:
            yield _captioned(block, captions.get(place, ""), writer)


def _other(wanted: BlockKind, text: str) -> bool:
    pattern = _TABLE_CAPTION if wanted == BlockKind.PICTURE else _PICTURE_CAPTION
    return bool(pattern.match(text))


def _captioned(block: Block, caption: str, writer: Writer) -> Block:
    caption = " ".join(caption.split())
    if not caption:
        return block
    if block.kind == BlockKind.PICTURE:
        return replace(block, markdown=writer.picture(block.level, caption), caption=caption, text="")
    from webapp.importing.word.tables import with_caption

    return replace(block, markdown=with_caption(block.markdown, caption), caption=caption)
