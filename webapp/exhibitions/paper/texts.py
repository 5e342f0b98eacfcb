"""Texts for print: paragraphs without marks, sentences, and the rule by which a text is shortened."""

from __future__ import annotations

import re
from collections.abc import Sequence

LIMIT = 20_000
ELLIPSIS = "…"
_SENTENCE = re.compile(r"[^。！？；!?;…\n]*(?:[。！？；!?;…]+[”’」』）】)]*|\.(?=\s)|\n|$)")
_LOOSE_END = "，、；：,;: 　"


_OWN_END = "。！？；：，、,.!?;:…）)”」》"


def paragraphs(source: str) -> list[str]:
    """The words of a Markdown text, one paragraph each."""
    from webapp.base.markdown import plain_text  # not needed where things are printed, and large

    return [line.strip() for line in plain_text(source[:LIMIT]).split("\n") if line.strip()]


def joined(lines: Sequence[str]) -> str:
    """Paragraphs as one text; where one ends without a mark, a semicolon stands between."""
    return "".join(
        line if line[-1] in _OWN_END or place == len(lines) else f"{line}；" for place, line in enumerate(lines, 1)
    )


def sentences(text: str) -> list[str]:
    """The sentences of a text; put together again they are the text."""
    return [found for found in _SENTENCE.findall(text) if found]


def first_sentences(text: str, limit: int) -> str:
    """So many whole sentences as fit into ``limit`` characters, at least one."""
    parts = sentences(text)
    kept = parts[0] if parts else ""
    for part in parts[1:]:
        if len(kept) + len(part) > limit:
            break
        kept += part
    return closed(kept)


def closed(text: str) -> str:
    """What is left of a text, ending as a sentence does."""
    kept = text.strip()
    return f"{kept[:-1]}。" if kept.endswith("；") else kept


def cut(text: str, limit: int) -> str:
    """The beginning of a text in ``limit`` characters, with an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    kept = text[: max(1, limit - 1)].rstrip(_LOOSE_END)
    return f"{kept}{ELLIPSIS}"


def shorter(text: str, steps: Sequence[float] = (0.85, 0.7, 0.55, 0.42, 0.3, 0.2, 0.12, 0.06)) -> list[str]:
    """Ever shorter forms of a text: first whole sentences fall away from its end, then the first one is cut."""
    parts = sentences(text)
    forms = [closed("".join(parts[:count])) for count in range(len(parts) - 1, 0, -1)]
    first = parts[0].strip() if parts else ""
    forms += [cut(first, max(4, int(len(first) * step))) for step in steps]
    return list(dict.fromkeys(form for form in forms if form and form != text))
