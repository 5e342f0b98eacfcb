"""From the plain XML of a Word file to HTML: the home of mammoth."""

from __future__ import annotations

import io
import zipfile

import mammoth
from lxml import etree

from webapp.importing.word.finds import Finds
from webapp.importing.word.names import Element
from webapp.importing.word.package import Package
from webapp.importing.word.plain import make_plain
from webapp.importing.word.styles import Styles, with_our_lists

_STYLES = "\n".join(
    [
        "p.XTitle => p.title:fresh",
        "p.XSubtitle => p.subtitle:fresh",
        "p.XCaption => p.caption:fresh",
        *(f"p.XHeading{level} => h{level}:fresh" for level in range(1, 7)),
        "u => u",
        "highlight => mark",
    ]
)
_NOTES = ("footnotes", "endnotes")


def convert(package: Package, finds: Finds) -> str:
    """HTML of the document and its notes, with marks for what was put aside."""
    styles = Styles.of(package.tree(package.part_of_kind("styles")))
    parts = [package.main, *filter(None, (package.part_of_kind(kind) for kind in _NOTES))]
    trees: dict[str, Element] = {}
    for part in parts:
        tree = package.tree(part)
        if tree is not None:
            make_plain(tree, part, package, styles, finds)
            trees[part] = tree
    return str(mammoth.convert_to_html(_slim(package, trees), style_map=_STYLES).value)


def _slim(package: Package, trees: dict[str, Element]) -> io.BytesIO:
    """The same file with the plain trees and without pictures and all else that is not text."""
    file = io.BytesIO()
    kept = {"[Content_Types].xml", "_rels/.rels", package.part_of_kind("styles"), package.part_of_kind("numbering")}
    kept |= {name for name in package.names if name.endswith(".rels")}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as slim:
        for name in sorted(kept & package.names):
            if (tree := package.tree(name)) is not None:
                if name == package.part_of_kind("numbering"):
                    with_our_lists(tree)
                slim.writestr(name, etree.tostring(tree, xml_declaration=True, encoding="utf-8"))
        for name, tree in trees.items():
            slim.writestr(name, etree.tostring(tree, xml_declaration=True, encoding="utf-8"))
    file.seek(0)
    return file
