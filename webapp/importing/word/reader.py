"""One Word file, read: blocks of Markdown, pictures in a folder, and the report. Runs in the limited child process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from webapp.importing.reading import Block, Carried, Reading
from webapp.importing.word.accounting import missing, pieces_of
from webapp.importing.word.blocks import read_blocks
from webapp.importing.word.converting import convert
from webapp.importing.word.finds import CLOSE, OPEN, Finds
from webapp.importing.word.names import all_of, words
from webapp.importing.word.package import Package
from webapp.importing.word.saving import save_pictures
from webapp.importing.word.writing import Writer

_NOTE = re.compile(f"{OPEN}N(\\w+){CLOSE}")


def read_word(source: Path, folder: Path) -> Reading:
    """Read a .docx; its pictures are written into the folder. Raises Unreadable."""
    with Package(source) as package:
        finds = Finds()
        said = _everything_said(package)
        source_html = convert(package, finds)
        writer = Writer([each.alt for each in finds.pictures], finds.formulas)
        blocks, notes = read_blocks(source_html, writer)
        pictures = save_pictures(package, finds, folder)
        _say_edges(package, finds)
        _say_comments(package, finds)
        blocks = tuple(_with_notes(block) for block in blocks)
        _say_missing(said, blocks, notes, finds)
        return Reading(blocks, pictures, notes, tuple(finds.report), package.title())


def _everything_said(package: Package) -> list[list[str]]:
    parts = [package.main, *filter(None, map(package.part_of_kind, ("footnotes", "endnotes")))]
    trees = (package.tree(part) for part in parts)
    return [pieces for tree in trees if tree is not None for pieces in pieces_of(tree)]


def _with_notes(block: Block) -> Block:
    return replace(
        block,
        text=_NOTE.sub("", block.text),
        markdown=_NOTE.sub(r"[^\1]", block.markdown),
        items=tuple((_NOTE.sub(r"[^\1]", head), _NOTE.sub(r"[^\1]", below)) for head, below in block.items),
        rows=tuple(tuple(_NOTE.sub("", cell) for cell in row) for row in block.rows),
        cells=tuple(tuple(_NOTE.sub(r"[^\1]", cell) for cell in row) for row in block.cells),
    )


def _say_edges(package: Package, finds: Finds) -> None:
    """Headers and footers, each text once."""
    told: set[str] = set()
    for kind, target, outside in package.relations(package.main).values():
        if kind not in ("header", "footer") or outside:
            continue
        tree = package.tree(target)
        text = words(tree) if tree is not None else ""
        if re.search(r"[^\W\d]", text) and text not in told:
            told.add(text)
            finds.say(kind, Carried.LEFT, text)


def _say_comments(package: Package, finds: Finds) -> None:
    tree = package.tree(package.part_of_kind("comments"))
    for each in all_of(tree, "w:comment") if tree is not None else ():
        if text := words(each):
            finds.say("comment", Carried.LEFT, text)


def _say_missing(
    said: list[list[str]], blocks: tuple[Block, ...], notes: tuple[tuple[str, str], ...], finds: Finds
) -> None:
    """The last safety: words that arrived nowhere, for whatever reason, are told."""
    arrived = [*_arrived(blocks), *(text for _key, text in notes), *(line.text for line in finds.report)]
    for paragraph in missing(said, arrived):
        finds.say("words", Carried.LEFT, paragraph)


def _arrived(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield block.text
        yield block.caption
