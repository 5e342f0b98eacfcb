"""Differences and three-way merges: right, complete, and never slow."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.documents import compare as module
from webapp.documents.compare import compare, compare_lines, compare_text
from webapp.documents.content import Content, Contributor, Measure, Step
from webapp.documents.three_way import merge, with_parts

BASE = Content(
    title="快换钻模",
    summary="一次装夹完成",
    sections={"problem": "找正费时", "method": "第一行\n第二行\n第三行"},
    steps=(Step("装夹", time="5 min"), Step("钻孔")),
    keywords=("钻模", "箱体"),
)


def test_chinese_is_compared_by_character_and_figures_whole() -> None:
    old, new = compare_text("主轴转速 1200 转，进给不变", "主轴转速 1250 转，进给加快")
    assert old == (("", "主轴转速 "), ("del", "1200"), ("", " 转，进给"), ("del", "不变"))
    assert new == (("", "主轴转速 "), ("ins", "1250"), ("", " 转，进给"), ("ins", "加快"))


def test_only_what_differs_is_told() -> None:
    after = replace(
        BASE,
        title="快换钻模二型",
        sections={"problem": "找正费时", "method": "第一行\n第二行改\n第三行", "effect": "省时"},
        steps=(Step("装夹", time="3 min"), Step("钻孔"), Step("检验")),
        keywords=("钻模",),
    )
    found = {each.name: each.lines for each in compare(BASE, after)}
    assert list(found) == ["title", "keywords", "sections.method", "sections.effect", "steps"]
    assert found["sections.effect"] == (((), (("ins", "省时"),)),)
    assert found["steps"][-1] == ((), (("ins", "检验"),))
    assert found["steps"][0][0] == (("", "装夹 · "), ("del", "5"), ("", " min"))


def test_long_unchanged_stretches_are_left_out() -> None:
    old = [f"第{index}行" for index in range(50)]
    lines = compare_lines(old, [*old[:25], "新的一行", *old[25:]])
    assert module.GAP in lines
    assert len(lines) <= 2 + 1 + 2 * module.CONTEXT


def test_vocabulary_keys_are_shown_as_words() -> None:
    (difference,) = compare(BASE, replace(BASE, industry="steel"), lambda name, key: f"{name}={key}")
    assert difference.lines == (((), (("ins", "industry=steel"),)),)


def test_a_hidden_hint_that_differs_is_still_told() -> None:
    before = replace(BASE, contributors=(Contributor("甲", person_id=1),))
    after = replace(BASE, contributors=(Contributor("甲", person_id=2),))
    assert [each.name for each in compare(before, after)] == ["contributors"]


texts = st.text(alphabet="甲乙丙丁 12a\n，。", max_size=60)


@settings(max_examples=200, deadline=None)
@given(texts, texts)
def test_both_sides_can_be_put_together_again(old: str, new: str) -> None:
    left, right = compare_text(old, new)
    assert ("".join(text for _mark, text in left), "".join(text for _mark, text in right)) == (old, new)
    assert "".join(text for mark, text in left if not mark) == "".join(text for mark, text in right if not mark)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("的" * 20_000, "了" + "的" * 19_998 + "了"),
        ("甲乙" * 10_000, "乙甲" * 10_000 + "丙"),
        ("\n" * 20_000 + "甲", "乙" + "\n" * 20_000),
        ("甲\n" * 5_000 + "乙", "丙" + "乙\n甲\n" * 2_500),
    ],
)
def test_long_repetitive_texts_are_compared_with_bounded_work(
    old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def watched(junk: None, before: list[str], after: list[str], autojunk: bool) -> object:
        seen.append(module._cost(before, after))
        return SequenceMatcher(junk, before, after, autojunk=autojunk)

    monkeypatch.setattr(module, "SequenceMatcher", watched)
    difference = compare(replace(BASE, summary=old), replace(BASE, summary=new))
    assert difference
    assert all(cost <= module.COST_LIMIT for cost in seen)


def test_three_ways_take_what_only_they_changed_and_keep_mine_where_both_did() -> None:
    mine = replace(BASE, title="我的名称", sections={**BASE.sections, "problem": "我的问题"})
    theirs = replace(BASE, summary="对方的简介", sections={**BASE.sections, "problem": "对方的问题", "effect": "新"})
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ("sections.problem",)
    assert merged.taken == ("summary", "sections.effect")
    assert merged.content == replace(mine, summary="对方的简介", sections={**mine.sections, "effect": "新"})


def test_the_same_change_twice_is_no_conflict_and_a_section_can_go() -> None:
    both = replace(BASE, title="同样的名称")
    assert merge(BASE, both, both).conflicts == ()
    without = with_parts(BASE, {"sections.problem": ""})
    assert merge(BASE, BASE, without).content.sections == {"method": BASE.sections["method"]}


def test_without_a_base_every_difference_is_a_conflict() -> None:
    merged = merge(None, BASE, replace(BASE, title="别的", measures=(Measure("时间"),)))
    assert (merged.conflicts, merged.content) == (("title", "measures"), BASE)
