"""Plain text of Markdown or of rendered HTML, for the index, snippets and previews. Linear in the length."""

from __future__ import annotations

import html
import re

from webapp.base.markdown.tex import readable

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)[^<>]*+>")
_PICTURE = re.compile(r"<img [^<>]*+>")
_PICTURE_TEXT = re.compile(r' alt="([^"<>]*)"')
_CELL_END = re.compile(r"</t[dh]>\s+<(?=t[dh])")
_BACK_LINK = re.compile(r'<a [^<>]{0,400}class="footnote-backref"[^<>]*+>[^<>]*+</a>')
_NOTE_NUMBER = re.compile(r"<sup[^<>]*+><a [^<>]{0,400}class=\"footnote-ref\"[^<>]*+>[^<>]*+</a></sup>")
_INLINE = re.compile(
    "abbr|a|bdi|b|cite|code|del|dfn|em|ins|i|kbd|mark|q|rp|rt|ruby|samp|small|span|strong|sub|sup|s|u|var|wbr"
)
_CELL = frozenset({"td", "th"})

_FENCE = re.compile(r"^ {0,12}(?:`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_TABLE_RULE = re.compile(r"^(?=[^\n-]*-)[ |:-]++$", re.MULTILINE)
_SETEXT_RULE = re.compile(r"^[=*_]{2,}$", re.MULTILINE)
_LINE_START = re.compile(
    r"^[ \t>]*(?:#{1,6}[ \t]+|(?:[-+*]|\d{1,9}\.)[ \t]+(?:\[[ xX]\][ \t]+)?|:[ \t]+|\[\^[^\]\n]{1,60}\]:[ \t]*"
    r"|\[![\w-]{1,30}\][+-]?|/{3,}[ \t]*(?:[\w-]{1,30}(?:[ \t]*\|)?)?|[!?]{3}\+?[ \t]+[\w-]{1,30})?[ \t]*",
    re.MULTILINE,
)
_PICTURE_OR_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,2000}\)")
_NOTE_MARK = re.compile(r"\[\^[^\]\n]{1,60}\]")
_REFERENCE = re.compile(r"^\[([^\[\]\n]{1,200})\]:[^\n]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{[:#.][^{}\n]{0,200}\}")
_SMALL = re.compile(r"(?<=[^\s~^])([~^])([+−-]?\w{1,12}[+−-]?)\1(?![~^])", re.ASCII)
_ABBREVIATION = re.compile(r"^\*\[[^\]\n]{1,60}\]:", re.MULTILINE)
_COMMENT = re.compile(r"<!--[^<>]{0,2000}-->")
_MARKS = re.compile(r"\*{2,3}|(?<![0-9A-Za-z])\*|\*(?![0-9A-Za-z])|`+|~~|==|\^\^|(?<!\w)_{1,3}|_{1,3}(?!\w)|\$\$?|\|")
_FORMULA = re.compile(r"(?<!\\)\$\$([^$]{1,2000})\$\$|(?<![\\$\w])\$(?! )([^$\n]{1,300})(?<! )\$(?![\d$])")
_FORMULA_OF_HTML = re.compile(r"(?<=class=\"arithmatex\">)\\[(\[]([^<>]{0,2000})\\[)\]](?=</(?:span|div)>)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|~^=$>-])")
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")
_LINES = re.compile(r" ?\n[ \n]*")
_SENTENCE_END = "。！？；!?;\n"


def plain_text(source: str) -> str:
    """The words of the text, one block a line; rendered HTML is known by its first character, a tag's."""
    text = _from_html(source) if source.lstrip()[:1] == "<" else _from_markdown(source)
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def excerpt(source: str, limit: int = 120) -> str:
    """The beginning in one line of at most ``limit`` characters, ended at a sentence where one ends late enough."""
    text = plain_text(source[: limit * 40]).replace("\n", " ")
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    end = max(cut.rfind(mark) for mark in _SENTENCE_END)
    return cut[: end + 1] if end >= limit // 2 else cut.rstrip("，、,： ") + "…"


def _from_html(source: str) -> str:
    words = _NOTE_NUMBER.sub("", _BACK_LINK.sub("", _CELL_END.sub("</td><", source)))
    words = _FORMULA_OF_HTML.sub(lambda found: html.escape(readable(html.unescape(found[1]))), words)
    return html.unescape(_TAG.sub(_between, _PICTURE.sub(_picture_text, words)))


def _picture_text(tag: re.Match[str]) -> str:
    found = _PICTURE_TEXT.search(tag[0])
    return f" {found[1]} " if found else " "


def _between(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if _INLINE.fullmatch(name):
        return ""
    return " " if name in _CELL else "\n"


def _mark(mark: re.Match[str]) -> str:
    return " " if mark[0] == "|" else ""


def _small(mark: re.Match[str]) -> str:
    """A raised or lowered part without its marks; a range such as 300~500 keeps them."""
    before = mark.string[mark.start() - 1]
    return mark[0] if mark[1] == "~" and before.isdigit() else mark[2]


def _formula(found: re.Match[str]) -> str:
    return readable(found[1] or found[2])


def _from_markdown(source: str) -> str:
    text = _COMMENT.sub("", _ABBREVIATION.sub("", _FENCE.sub("", source)))
    text = _SETEXT_RULE.sub("", _TABLE_RULE.sub("", text))
    text = _REFERENCE.sub("", _LINE_START.sub("", text))
    text = _PICTURE_OR_LINK.sub(r"\1", _PICTURE_OR_LINK.sub(r"\1", text))
    text = _ATTRIBUTES.sub("", _NOTE_MARK.sub("", text))
    text = _FORMULA.sub(_formula, text)
    text = _ESCAPED.sub(r"\1", _MARKS.sub(_mark, _SMALL.sub(_small, text)))
    return html.unescape(_TAG.sub(_between, text))
