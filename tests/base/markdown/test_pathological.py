"""Text made to be slow: each is rendered within the limit or refused, and the next text is served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.html_judge import dangers
from webapp.base.markdown import Renderer, TooComplex, TooLong

PIECES = {
    "open brackets": "[",
    "close brackets": "]",
    "link openers": "[a](",
    "image openers": "![",
    "empty links": "[](",
    "references": "[a][b] ",
    "notes": "[^1]",
    "backticks": "`",
    "backtick pairs": "`` ` ",
    "quotes": "> ",
    "quote lines": ">\n",
    "stars": "*",
    "bold openers": "**a ",
    "mixed emphasis": "*a **b ",
    "underscores": "_a__b_",
    "tildes": "~~a ",
    "carets": "^^a ",
    "marks": "==a ",
    "small": "a~b^c",
    "backslashes": "\\",
    "dollars": "$a ",
    "formulas": "\\(a ",
    "entities": "&#x",
    "ampersands": "&amp",
    "less-than": "<",
    "unclosed tags": "<b>",
    "unclosed blocks": "<div>\n\n",
    "unclosed tables": "<table>\n",
    "tag with attribute": "<a href='",
    "comments": "<!-- ",
    "comment lines": "<!--\n",
    "addresses": "http://a.b/",
    "autolinks": "<http://a",
    "mail": "<a@b ",
    "headings": "# a\n\n",
    "same headings": "#a\n",
    "rules": "---\n",
    "items": "- a\n",
    "numbers": "1. a\n\n",
    "tasks": "- [ ] a\n",
    "fences": "```\n",
    "fence pairs": "```py\na\n```\n",
    "tables": "|a|b|\n|-|-|\n|c|d|\n\n",
    "pipes": "|",
    "callouts": "> [!note]\n> a\n\n",
    "blocks": "/// note\n",
    "details": "??? note\n",
    "admonitions": "!!! note\n    ",
    "definitions": "a\n:   b\n\n",
    "abbreviations": "*[a]: b\n\n",
    "note definitions": "[^a]: b\n\n",
    "reference definitions": "[a]: b\n",
    "attributes": "{: #a }",
    "chinese": "中文，",
    "chinese lines": "中文\n",
    "blanks": " ",
    "blank lines": "\n",
    "tabs": "\t",
    "carriage returns": "\r",
    "captions": "/// caption\na\n///\n\n",
}
SHAPES = {
    "deep list": "".join(f"{'  ' * n}- a\n" for n in range(600)),
    "deep quote list": "".join(f"{'> ' * n}- a\n" for n in range(400)),
    "deep quotes on one line": "> " * 5_000 + "a",
    "deep tables": "<table><tr><td>" * 3_000,
    "deep divisions": "<div>" * 50_000,
    "wide table": "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n" + ("|" + "b|" * 3_000 + "\n") * 40,
    "one long line": "字" * 300_000,
    "one long word": "a" * 900_000,
    "many abbreviations": "".join(f"*[a{n}]: b\n\n" for n in range(800)) + "a1 " * 5_000,
    "many notes": "".join(f"注[^{n}] " for n in range(2_000))
    + "\n\n"
    + "".join(f"[^{n}]: 注\n\n" for n in range(2_000)),
    "nested links": "[" * 300 + "a" + "](/x)" * 300,
    "formatting tags across blocks": "<b><i><u><s>" * 2_000 + "<p>" * 2_000,
    "numbers before code": "1. a\n\n        code\n\n" * 4_000,
}
SIZES = (3_000, 950_000)  # bytes


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(seconds=0.15, patience=100)
    yield renderer
    renderer.close()


def outcome(renderer: Renderer, text: str) -> str | None:
    """The HTML, or None when the text was refused."""
    try:
        return renderer.render(text)
    except (TooComplex, TooLong):
        return None


@pytest.mark.parametrize("name", PIECES)
def test_repeated_pieces_are_rendered_or_refused(renderer: Renderer, name: str) -> None:
    piece = PIECES[name]
    for size in SIZES:
        html = outcome(renderer, piece * (size // len(piece)))
        if html is None:
            break  # what is longer is refused as well, and costs the limit again
        if size == SIZES[0]:
            assert dangers(html) == []
    assert outcome(renderer, "好") == "<p>好</p>"


@pytest.mark.parametrize("name", SHAPES)
def test_grown_shapes_are_rendered_or_refused(renderer: Renderer, name: str) -> None:
    html = outcome(renderer, SHAPES[name])

    assert html is None or html
    assert outcome(renderer, "好") == "<p>好</p>"


def test_an_ordinary_long_document_is_rendered() -> None:
    section = (
        "## 步骤\n\n1. 装夹**工件**，转速300~500。\n   - 清洁\n\n| 工序 | 转速 |\n|---|--:|\n| 车 | 500 |\n\n说明文字"
        + "中文内容" * 60
        + "\n\n"
    )
    renderer = Renderer(seconds=4.0)
    html = renderer.render(section * 30)
    renderer.close()

    assert html.count("<table>") == 30
