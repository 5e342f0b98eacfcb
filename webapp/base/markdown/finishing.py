"""The last touches on sanitised HTML: heading levels, links, pictures, tables, checkboxes.

Works on nh3's output only, whose form is canonical (lower-case tags, balanced, double-quoted attributes), in one pass.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_ANY_TAG = re.compile(r"<[^<>]*>")
_OWN_PICTURE = re.compile(r"/attachments/[^?#]+(?:\?[^#]*)?")
_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_FIRST_LEVEL, _LAST_LEVEL = 3, 6
_LABEL_SEARCH, _LABEL_LENGTH = 3_000, 40
_Start = Callable[[re.Match[str], dict[str, str]], str]
_NO_CLASS = ' class=""'  # what the allow-list leaves of a list of foreign classes
_DONE, _OPEN = "已完成", "未完成"


def finish(source: str) -> str:
    """The same HTML with links marked, foreign pictures as links, headings from h3 on, tables that can scroll."""
    return _Finisher(source).run()


class _Finisher:
    """One walk over the tags of one text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.levels: list[int] = []
        self.headings: list[str] = []
        self.wrappers: list[bool] = []
        self.links = 0
        self.tables = 0
        self.table_count = 0
        self.framed = False
        headings: dict[str, _Start] = {f"h{level}": self._heading for level in range(1, 7)}
        self.starts: dict[str, _Start] = {
            **headings,
            "a": self._link,
            "div": self._division,
            "img": self._picture,
            "input": self._checkbox,
            "pre": self._preformatted,
            "table": self._table,
        }
        self.ends: dict[str, Callable[[], str]] = {
            "a": self._link_end,
            "div": self._division_end,
            "table": self._table_end,
        } | {f"h{level}": self._heading_end for level in range(1, 7)}

    def run(self) -> str:
        at = 0
        for tag in _TAG.finditer(self.source):
            self._text(self.source[at : tag.start()])
            self.out.append(self._changed(tag))
            at = tag.end()
        self._text(self.source[at:])
        return "".join(self.out)

    def _text(self, text: str) -> None:
        if text.startswith("\n") and self.out and self.out[-1].startswith("<pre"):
            text = text.lstrip("\n")  # a parser drops the first of them each time
        if text:
            self.out.append(text)

    def _changed(self, tag: re.Match[str]) -> str:
        if tag[1]:
            end = self.ends.get(tag[2])
            return end() if end else tag[0]
        start = self.starts.get(tag[2])
        return (
            start(tag, dict(_ATTRIBUTE.findall(tag[3].replace(_NO_CLASS, ""))))
            if start
            else tag[0].replace(_NO_CLASS, "")
        )

    def _heading(self, tag: re.Match[str], attributes: dict[str, str]) -> str:
        typed = int(tag[2][1])
        while self.levels and self.levels[-1] >= typed:
            self.levels.pop()
        name = f"h{min(_LAST_LEVEL, _FIRST_LEVEL + len(self.levels))}"
        self.levels.append(typed)
        self.headings.append(name)
        return _written(name, attributes)

    def _heading_end(self) -> str:
        return f"</{self.headings.pop()}>"

    def _link(self, tag: re.Match[str], attributes: dict[str, str]) -> str:
        self.links += 1
        attributes.pop("rel", None)
        classes = [word for word in attributes.pop("class", "").split() if word != "external"]
        if _ELSEWHERE.match(attributes.get("href", "")):
            attributes["rel"] = "noopener nofollow"
            classes.append("external")
        if classes:
            attributes["class"] = " ".join(classes)
        return _written("a", attributes)

    def _link_end(self) -> str:
        self.links -= 1
        return "</a>"

    def _picture(self, tag: re.Match[str], attributes: dict[str, str]) -> str:
        address = attributes.get("src", "")
        if _OWN_PICTURE.fullmatch(address) and ".." not in address:
            return _written("img", {"src": address, "alt": "", **attributes, "loading": "lazy"})
        shown = attributes.get("alt") or attributes.get("title") or address
        if _ELSEWHERE.match(address):
            if self.links:
                return _as_text(shown)
            return f'<a href="{address}" rel="noopener nofollow" class="external">{_as_text(shown)}</a>'
        return f'<span class="image-missing">{_as_text(shown)}</span>' if shown else ""

    def _checkbox(self, tag: re.Match[str], attributes: dict[str, str]) -> str:
        if attributes.get("type", "").lower() != "checkbox":
            return ""
        checked = "checked" in attributes
        state = {"checked": ""} if checked else {}
        return _written(
            "input", {"type": "checkbox", "disabled": "", **state, "aria-label": _DONE if checked else _OPEN}
        )

    def _preformatted(self, tag: re.Match[str], attributes: dict[str, str]) -> str:
        return _written("pre", {**attributes, "tabindex": "0"})

    def _division(self, tag: re.Match[str], attributes: dict[str, str]) -> str:
        ours = "table-scroll" in attributes.get("class", "").split()
        self.wrappers.append(ours)
        for name in ("tabindex", "role", "aria-label"):
            attributes.pop(name, None)
        return "" if ours else _written("div", attributes)

    def _division_end(self) -> str:
        return "" if self.wrappers.pop() else "</div>"

    def _table(self, tag: re.Match[str], attributes: dict[str, str]) -> str:
        self.tables += 1
        framed = self.tables == 1 and "highlighttable" not in attributes.get("class", "")
        self.framed = framed or (self.framed and self.tables > 1)
        if not framed:
            return _written("table", attributes)
        self.table_count += 1
        label = f"表格 {self.table_count}{self._table_topic(tag.end())}"
        return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">' + _written(
            "table", attributes
        )

    def _table_topic(self, start: int) -> str:
        """What the table is about, from its caption or its first row, as part of a label."""
        beginning = self.source[start : start + _LABEL_SEARCH]
        end = min((at for at in (beginning.find("</caption>"), beginning.find("</tr>")) if at >= 0), default=0)
        cells = (html.unescape(_ANY_TAG.sub("", cell)).split() for cell in re.split(r"</t[hd]>", beginning[:end]))
        topic = "、".join(" ".join(words) for words in cells if words)
        return html.escape(f"：{topic[:_LABEL_LENGTH]}") if topic else ""

    def _table_end(self) -> str:
        self.tables -= 1
        return "</table></div>" if self.framed and not self.tables else "</table>"


def _written(name: str, attributes: dict[str, str]) -> str:
    return f"<{name}" + "".join(f' {key}="{value}"' for key, value in attributes.items()) + ">"


def _as_text(value: str) -> str:
    """An attribute's escaped value as escaped text."""
    return html.escape(html.unescape(value), quote=False).replace("\xa0", "&nbsp;")
