"""Makes the XML of a Word file plain, so that the converter meets only paragraphs, runs, lists and tables.

Insertions are taken and deletions left, pictures and equations become marks, text boxes and diagrams become
paragraphs behind the one they hang on. Whatever is taken out has its line in the report.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from lxml import etree
from mammoth.docx.dingbats import dingbats

from webapp.importing.reading import Carried
from webapp.importing.word.finds import MARKS_IN_SOURCE, Finds
from webapp.importing.word.formulas import to_tex
from webapp.importing.word.names import Element, all_of, child, drop, local, q, unwrap, value, words
from webapp.importing.word.package import Package
from webapp.importing.word.styles import Styles

Relations = dict[str, tuple[str, str, bool]]


def make_plain(root: Element, part: str, package: Package, styles: Styles, finds: Finds) -> None:
    """Change the tree of one part in place."""
    relations = package.relations(part)
    for text in all_of(root, "w:t", "m:t"):
        if text.text:
            text.text = MARKS_IN_SOURCE.sub("", text.text)
    _choose_alternatives(root)
    _settle_changes(root, finds)
    _unwrap_all(root)
    _leave_contents(root, styles, finds)
    _leave_hidden(root, finds)
    _mark_formulas(root, finds)
    _mark_pictures(root, relations, package, finds)
    _mark_symbols(root, finds)
    _leave_links(root, relations, finds)
    styles.apply(root)


def _choose_alternatives(root: Element) -> None:
    for each in all_of(root, "mc:AlternateContent"):
        choice = next((one for one in each.findall(q("mc:Choice")) if len(one)), None)
        chosen = choice if choice is not None else each.find(q("mc:Fallback"))
        for other in list(each):
            if other is not chosen:
                each.remove(other)
        if chosen is not None:
            unwrap(chosen)
        unwrap(each)


def _settle_changes(root: Element, finds: Finds) -> None:
    taken = [words(each) for each in all_of(root, "w:ins", "w:moveTo") if each.getparent().tag != q("w:rPr")]
    left: list[str] = []
    for row in [each for each in all_of(root, "w:tr") if child(each, "w:trPr/w:del") is not None]:
        left.append(words(row))
        drop(row)
    for each in all_of(root, "w:del", "w:moveFrom"):
        if local(each.getparent()) not in ("rPr", "trPr"):
            left.append(words(each))
            drop(each)
    for each in all_of(root, "w:ins", "w:moveTo"):
        if local(each.getparent()) in ("rPr", "trPr", "numPr"):
            drop(each)
        else:
            unwrap(each)
    if any(taken):
        finds.say("tracked_taken", Carried.CHANGED, " / ".join(filter(None, taken)), len(taken))
    if any(left):
        finds.say("tracked_left", Carried.LEFT, " / ".join(filter(None, left)), len(left))


def _unwrap_all(root: Element) -> None:
    for each in all_of(root, "w:ruby"):
        above, base = words_of(each.find(q("w:rt"))), each.find(q("w:rubyBase"))
        runs = list(base) if base is not None else []
        holder = each.getparent()
        place = holder.getparent().index(holder) + 1
        for run in [*runs, _run(f"（{above}）")] if above else runs:
            holder.getparent().insert(place, run)
            place += 1
        drop(each)
    for each in all_of(root, "w:sdt"):
        content = each.find(q("w:sdtContent"))
        for other in list(each):
            if other is not content:
                each.remove(other)
        if content is not None:
            unwrap(content)
        unwrap(each)
    for each in all_of(root, "w:smartTag", "w:customXml", "w:fldSimple", "w:dir", "w:bdo"):
        for properties in each.findall(q(f"w:{local(each)}Pr")):
            each.remove(properties)
        unwrap(each)


def words_of(element: Element | None) -> str:
    """The words of an element that may not be there."""
    return "" if element is None else words(element)


def _leave_contents(root: Element, styles: Styles, finds: Finds) -> None:
    """The table of contents repeats the headings; the page makes its own."""
    found = [each for each in all_of(root, "w:p") if styles.is_contents(each)]
    if found:
        finds.say("contents", Carried.LEFT, " / ".join(filter(None, map(words, found))))
    for each in found:
        drop(each)


def _leave_hidden(root: Element, finds: Finds) -> None:
    hidden = [each for each in all_of(root, "w:r") if _is_on(child(each, "w:rPr/w:vanish")) and words(each)]
    if hidden:
        finds.say("hidden", Carried.LEFT, "".join(map(words, hidden)), len(hidden))
    for each in hidden:
        drop(each)


def _is_on(element: Element | None) -> bool:
    return element is not None and value(element) not in ("0", "false", "off")


def _mark_formulas(root: Element, finds: Finds) -> None:
    done: list[str] = []
    for each in [*all_of(root, "m:oMathPara"), *all_of(root, "m:oMath")]:
        if each.getparent() is None or any(local(up) in ("oMathPara", "gone") for up in each.iterancestors()):
            continue
        is_block = local(each) == "oMathPara"
        formulas = each.findall(q("m:oMath")) if is_block else [each]
        for formula in formulas:
            shown, tex = words(formula), to_tex(formula)
            if tex is None:
                finds.say("formula_text", Carried.TEXT_ONLY, shown)
            else:
                done.append(shown)
            _before(each, _run(shown if tex is None else finds.formula(tex, is_block=is_block)))
        drop(each)
    if done:
        finds.say("formula_tex", Carried.CHANGED, " / ".join(done), len(done))


def _mark_pictures(root: Element, relations: Relations, package: Package, finds: Finds) -> None:
    """Pictures in their place; what hangs on a paragraph besides follows it."""
    shapes = 0
    for each in all_of(root, "w:drawing", "w:pict", "w:object"):
        if each.getparent() is None or any(local(up) in ("drawing", "pict", "object") for up in each.iterancestors()):
            continue
        marks = list(_pictures(each, relations, package, finds))
        beside = [*_boxes(each, finds), *_diagrams(each, relations, package, finds), *_art(each, finds)]
        embedded = _embedded(each, finds)
        for mark in marks:
            _before(each, etree.fromstring(etree.tostring(_text(mark))))
        _behind_paragraph(each, beside)
        if not (marks or beside or embedded or _is_rule(each)):
            shapes += 1
        drop(each)
    if shapes:
        finds.say("drawing", Carried.LEFT, count=shapes)


def _pictures(drawing: Element, relations: Relations, package: Package, finds: Finds) -> Iterable[str]:
    described = child(drawing, ".//wp:docPr")
    alt = (described.get("descr") or described.get("title") or "") if described is not None else ""
    for each in all_of(drawing, "a:blip", "v:imagedata"):
        key = value(each, "r:embed") or value(each, "r:id") or value(each, "r:link")
        _kind, target, outside = relations.get(key, ("", "", True))
        if outside or target not in package.names:
            finds.say("linked_picture", Carried.LEFT, target)
        else:
            yield finds.picture(target, alt or each.get(q("o:title")) or "")


def _boxes(drawing: Element, finds: Finds) -> list[Element]:
    paragraphs: list[Element] = []
    for box in all_of(drawing, "w:txbxContent"):
        if any(local(up) == "txbxContent" for up in box.iterancestors()):
            continue
        if text := words(box):
            finds.say("text_box", Carried.CHANGED, text)
        paragraphs += list(box)
    return paragraphs


def _art(drawing: Element, finds: Finds) -> list[Element]:
    """Word art of old files keeps its text in an attribute."""
    texts = [each.get("string") or "" for each in drawing.iter(q("v:textpath"))]
    for text in filter(None, texts):
        finds.say("text_box", Carried.CHANGED, text)
    return [_paragraph(text) for text in texts if text]


def _diagrams(drawing: Element, relations: Relations, package: Package, finds: Finds) -> list[Element]:
    """The words of SmartArt and charts, which live in parts of their own."""
    made: list[Element] = []
    for name, attribute, code in (("dgm:relIds", "r:dm", "smart_art"), ("c:chart", "r:id", "chart")):
        for each in all_of(drawing, name):
            _kind, target, outside = relations.get(value(each, attribute), ("", "", True))
            tree = None if outside else package.tree(target)
            texts = _diagram_words(tree) if tree is not None else []
            finds.say(code, Carried.TEXT_ONLY if texts else Carried.LEFT, " / ".join(texts))
            made += [_paragraph("、".join(texts))] if texts else []
    return made


def _diagram_words(tree: Element) -> list[str]:
    found = ["".join(each.itertext()).strip() for each in tree.iter(q("a:p"), q("c:v"))]
    return [text for text in dict.fromkeys(found) if text]


def _embedded(holder: Element, finds: Finds) -> bool:
    found = all_of(holder, "o:OLEObject")
    for each in found:
        finds.say("embedded", Carried.LEFT, each.get("ProgID") or "")
    return bool(found)


def _is_rule(holder: Element) -> bool:
    """A horizontal line drawn as a shape says nothing."""
    return any(each.get(q("o:hr")) for each in holder)


def _mark_symbols(root: Element, finds: Finds) -> None:
    for each in all_of(root, "w:sym"):
        font, code = value(each, "w:font"), value(each, "w:char")
        sign = None
        with contextlib.suppress(ValueError):
            point = int(code, 16)
            sign = dingbats.get((font, point)) or dingbats.get((font, point & 0xFF))
        if sign is None:
            finds.say("symbol", Carried.LEFT, f"{font} {code}")
            drop(each)
        else:
            each.getparent().replace(each, _text(chr(sign)))


def _leave_links(root: Element, relations: Relations, finds: Finds) -> None:
    """Links to the web stay; those to files on somebody's disk and to places in the file keep only their words."""
    for each in all_of(root, "w:hyperlink"):
        key = value(each, "r:id")
        target = relations.get(key, ("", "", False))[1]
        if key and target.lower().startswith(("http://", "https://", "mailto:")):
            continue
        if key and target:
            finds.say("link", Carried.TEXT_ONLY, target)
        unwrap(each)
    for each in all_of(root, "w:altChunk"):
        finds.say("alt_chunk", Carried.LEFT)
        drop(each)


def _before(element: Element, new: Element) -> None:
    parent = element.getparent()
    parent.insert(parent.index(element), new)


def _behind_paragraph(element: Element, blocks: list[Element]) -> None:
    paragraph = next((up for up in element.iterancestors() if up.tag == q("w:p")), None)
    if paragraph is None or not blocks:
        return
    parent = paragraph.getparent()
    place = parent.index(paragraph) + 1
    for block in blocks:
        parent.insert(place, block)
        place += 1


def _text(words_: str) -> Element:
    text = etree.Element(q("w:t"))
    text.text = words_
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return text


def _run(text: str) -> Element:
    run = etree.Element(q("w:r"))
    run.append(_text(text))
    return run


def _paragraph(text: str) -> Element:
    paragraph = etree.Element(q("w:p"))
    paragraph.append(_run(text))
    return paragraph
