"""Plain text and excerpts."""

from __future__ import annotations

import pytest

from webapp.base.markdown import excerpt, plain_text, render

SOURCE = """# 装夹

中文**“加粗”**后文，转速300~500，尺寸120*80*50，H~2~O，file_name_v2。

- [x] 清洁 `G01`
  - 对刀

| 工序 | 转速 |
|---|--:|
| 车 | 500 |

> [!WARNING]
> 小心

![夹具图](/attachments/1.png) [说明书](/d/1) 注[^1]

[^1]: 脚注文字
"""
WORDS = [
    "装夹",
    "中文“加粗”后文",
    "300~500",
    "120*80*50",
    "H2O",
    "file_name_v2",
    "清洁 G01",
    "对刀",
    "车 500",
    "小心",
    "夹具图",
    "说明书 注",
    "脚注文字",
]


@pytest.mark.parametrize("word", WORDS)
def test_words_of_markdown_and_of_its_html_are_the_same(word: str) -> None:
    assert word in plain_text(SOURCE)
    assert word in plain_text(render(SOURCE))


@pytest.mark.parametrize("mark", ["**", "[x]", "|", "](", "[^", "`", "#", "<", "&", "↩"])
def test_markup_is_gone(mark: str) -> None:
    assert mark not in plain_text(SOURCE)
    assert mark not in plain_text(render(SOURCE))


def test_blocks_are_lines_and_inline_tags_leave_no_gap() -> None:
    assert plain_text("<h3>甲</h3><p>乙<b>丙</b>丁</p>") == "甲\n乙丙丁"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"公差 $\pm 0.02\,\mathrm{mm}$", "公差 ± 0.02 mm"),
        (r"$v_c = \frac{\pi d n}{1000}$ m/min", "vc = (π d n)/1000 m/min"),
        (r"$$\eta = \frac{\frac{a}{b}}{c} \times 100\%$$", "η = (a/b)/c × 100%"),
        (r"面积 $x^{2}$，角 $30^\circ$", "面积 x²，角 30°"),
        (r"$a < b$ 与 $H_{max} \ge 5$", "a < b 与 Hmax ≥ 5"),
    ],
)
def test_formulas_are_read_as_words(source: str, words: str) -> None:
    assert plain_text(source) == words
    assert plain_text(render(source)) == words


def test_prices_are_no_formulas() -> None:
    assert plain_text("从 $5 降到 $3") == "从 5 降到 3"


def test_entities_are_read() -> None:
    assert plain_text("<p>a &lt; b &amp; c&nbsp;d</p>") == "a < b & c d"


def test_an_excerpt_ends_at_a_sentence_or_with_dots() -> None:
    assert excerpt("一二三四五六七八。九十一二三四五", 12) == "一二三四五六七八。"
    assert excerpt("一二三四五六七八九十，一二三四五", 12) == "一二三四五六七八九十…"
    assert excerpt("# 短\n\n文字", 12) == "短 文字"


@pytest.mark.parametrize("limit", [5, 12, 40, 120])
def test_an_excerpt_is_never_longer_than_asked(limit: int) -> None:
    assert len(excerpt(SOURCE, limit)) <= limit
    assert len(excerpt(render(SOURCE), limit)) <= limit


@pytest.mark.parametrize(
    "piece",
    ["[", "<", "<a ", "*", "`", "](", "[^", "> ", "- ", "|", "\\", "{:", "~", " \n", "<!--", "&", "$", '<img alt="'],
)
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    assert len(plain_text(piece * 200_000)) <= len(piece) * 200_000


@pytest.mark.parametrize(
    "text",
    [
        "<" + "a" * 500_000,
        "-" * 500_000 + "x",
        "<img " + ' alt="' * 200_000,
        "<a " + 'class="footnote-backref"' * 50_000,
    ],
)
def test_one_long_mark_is_read_in_linear_time(text: str) -> None:
    assert len(plain_text(text)) <= len(text)
