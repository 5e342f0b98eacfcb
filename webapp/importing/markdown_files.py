"""Markdown files to blocks; a file of the archive's own form (front matter and fixed headings) is taken as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from webapp.base.markdown import plain_text
from webapp.documents import library_file
from webapp.documents.library_file import FileProblems, LibraryFile
from webapp.importing.reading import Block, BlockKind, Carried, FoundPicture, Line, Reading, picture_token

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_PICTURE = re.compile(r'!\[([^\]\n]*)\]\(<?([^)\s>]+)>?((?:\s+"[^"\n]*")?)\)')
_ORDERED = re.compile(r"[0-9]{1,9}\.[ \t]+\S")
_ITEM = re.compile(r"([0-9]{1,9}\.|[-+*])[ \t]+(.*)")


def library_text(text: str, name: str) -> LibraryFile | None:
    """The document a file of the archive's own form holds, None when it is plain Markdown."""
    if not text.removeprefix("\ufeff").startswith("---"):
        return None
    try:
        return library_file.parse(text, name)
    except FileProblems:
        return None


def read_markdown(text: str, pictures: Mapping[str, int], name: str) -> Reading:
    """The blocks of a Markdown text, byte for byte. ``pictures`` gives the number of each file that came with it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    report: list[Line] = []
    used: dict[int, FoundPicture] = {}
    folder = name.rpartition("/")[0]

    def shown(match: re.Match[str]) -> str:
        number = pictures.get(_resolved(folder, unquote(match[2])))
        if number is None:
            if not match[2].startswith(("http://", "https://", "/attachments/")):
                report.append(Line("picture_lost", Carried.LEFT, match[2]))
            return match[0]
        used[number] = FoundPicture(number, match[2], match[2].rpartition("/")[2], match[1])
        return f"![{match[1]}]({picture_token(number)}{match[3]})"

    blocks = [_with_pictures(block, shown) for block in _blocks(text)]
    return Reading(tuple(blocks), tuple(used[number] for number in sorted(used)), (), tuple(report))


def _resolved(folder: str, address: str) -> str:
    parts: list[str] = folder.split("/") if folder else []
    for part in address.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _with_pictures(block: Block, shown: object) -> Block:
    from dataclasses import replace

    markdown = _PICTURE.sub(shown, block.markdown)  # type: ignore[call-overload]
    items = tuple((_PICTURE.sub(shown, head), _PICTURE.sub(shown, below)) for head, below in block.items)  # type: ignore[call-overload]
    return replace(block, markdown=markdown, items=items)


def _blocks(text: str) -> Iterator[Block]:
    held: list[str] = []
    fence = ""
    for line in text.split("\n"):
        opening = _FENCE.match(line)
        if opening and (not fence or opening[1].startswith(fence)):
            fence = "" if fence else opening[1]
        heading = None if fence or opening else _HEADING.fullmatch(line)
        if heading is None:
            held.append(line)
            continue
        yield from _text_blocks(held)
        held = []
        yield Block(BlockKind.HEADING, plain_text(heading[2]), heading[2], level=len(heading[1]))
    yield from _text_blocks(held)


def _text_blocks(lines: list[str]) -> Iterator[Block]:
    """The text between two headings as one block, so that not a sign of it changes; a plain numbered list by itself."""
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        return
    if _ORDERED.match(text) and "\n\n" not in text and "```" not in text:
        yield Block(BlockKind.LIST, plain_text(text), text, ordered=True, items=tuple(_items(text)))
    else:
        yield Block(BlockKind.TEXT, plain_text(text), text)


def _items(text: str) -> Iterator[tuple[str, str]]:
    head, below = "", list[str]()
    for line in text.split("\n"):
        match = _ITEM.fullmatch(line)
        if match is not None:
            if head:
                yield head, "\n".join(below)
            head, below = match[2], []
        else:
            below.append(line.strip())
    yield head, "\n".join(below)
