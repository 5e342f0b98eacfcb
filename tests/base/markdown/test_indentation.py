"""Lists nest alike with 2, 3 and 4 spaces."""

from __future__ import annotations

import pytest

from webapp.base.markdown import render
from webapp.base.markdown.indentation import normalise_lists

NESTED = """要点：
- 一
{s}续行
{s}- 二
{s}{s}- 三
{s}- 四
- 五

1. 装夹
{s}- 清洁

{s}第二段

{s}![图](/attachments/1.png "夹具")
{s}- 段后
2. 对刀

{s}```text
{s}代码
{s}  - 不是列表
{s}```

{s}> 引用

{s}| 甲 | 乙 |
{s}|----|----|
{s}| 1  | 2  |
3. 试切

结束
"""


def nested(spaces: int) -> str:
    return render(NESTED.format(s=" " * spaces))


@pytest.mark.parametrize("spaces", [3, 4])
def test_every_indentation_gives_the_same_html(spaces: int) -> None:
    assert nested(spaces) == nested(2)


def test_tabs_count_as_four() -> None:
    assert render(NESTED.format(s="\t")) == nested(4)


def test_structure_is_what_was_meant() -> None:
    html = nested(2)

    assert "<li>二<ul>\n<li>三</li>\n</ul>\n</li>\n<li>四</li>" in html
    assert html.count("<ol>") == 1
    assert html.count("<ul>") == 5
    assert "代码\n  - 不是列表" in html
    assert "<p>结束</p>" in html
    assert html.index("<blockquote>") < html.index("<table>") < html.index("试切") < html.index("</ol>")


def test_a_list_may_follow_a_paragraph_without_a_blank_line() -> None:
    assert render("要点：\n- 一\n- 二") == render("要点：\n\n- 一\n- 二")


def test_another_kind_of_list_begins_without_a_blank_line() -> None:
    html = render("- 一\n- 二\n1. 三")

    assert html.count("<li>") == 3
    assert "<ol>" in html


def test_a_number_in_running_text_starts_no_list() -> None:
    assert "<li>" not in render("合格率在\n2023. 年以后提高")


def test_lists_in_quotes_and_callouts_nest() -> None:
    assert render("> - 一\n>   - 二") == render("> - 一\n>     - 二")
    assert "<li>二</li>" in render("> [!NOTE]\n> - 一\n>   - 二")


@pytest.mark.parametrize(
    "text",
    [
        "```\n- a\n  - b\n   - c\n```",
        "~~~text\n1. x\n  - y\n~~~",
        "    - code\n      - more",
        "- - -",
        "* * *",
        "| - | - |",
    ],
)
def test_what_is_no_list_stays_as_typed(text: str) -> None:
    assert normalise_lists(text) == text


def test_normalising_twice_changes_nothing() -> None:
    for spaces in (2, 3, 4):
        once = normalise_lists(NESTED.format(s=" " * spaces))
        assert normalise_lists(once) == once


def test_indented_code_in_an_item_stays_code() -> None:
    assert "<code>G01 X10\n</code>" in render("- 程序\n\n      G01 X10\n")
    assert "<code>G01 X10\n</code>" in render("- 程序\n\n        G01 X10\n")
