"""Completions and corrections: by beginning, pinyin, initials, sound and edit."""

from __future__ import annotations

import pytest

from tests.search.archive import document
from webapp.search.analysis import Analyser
from webapp.search.entry import PUBLIC, Key
from webapp.search.language import parse
from webapp.search.plan import make_plan
from webapp.search.request import Request
from webapp.search.site import SearchSite

EVERYBODY = frozenset({PUBLIC})


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("钻", "钻模"),
        ("zuanm", "钻模"),
        ("zm", "钻模"),
        ("橋", "桥吊"),
        ("zhushi", "竺士杰"),
        ("jyz", "绝缘子"),
        ("钻 模", "钻模"),
    ],
)
def test_completes(site: SearchSite, typed: str, wanted: str) -> None:
    assert wanted in [each.text for each in site.complete(typed, EVERYBODY)]


def test_all_initials_come_before_some_and_beginnings_of_pinyin_stay_in_order(site: SearchSite) -> None:
    texts = {50: "赵明宣讲。赵明宣讲。", 51: "桌面清单。"}
    entries = [document(number, "班会", text, keywords=("最美五老",)) for number, text in texts.items()]
    site.apply(entries, [], position=12, epoch="e1")
    shown = [each.text for each in site.complete("zm", EVERYBODY, 50)]
    assert shown.index("钻模") < shown.index("最美五老")
    assert site.complete("zuan", EVERYBODY, 8)[0].text == "钻模"


def test_words_are_shown_as_they_are_written(site: SearchSite) -> None:
    site.apply([document(50, "讲座", "先进著作权，跟着学。")], [], position=12, epoch="e1")
    shown = [each.text for typed in ("zhuzuo", "著作") for each in site.complete(typed, EVERYBODY, 8)]
    assert {"著作", "著作权"} <= set(shown)
    assert not any("着" in each for each in shown)


def test_a_title_leads_to_its_document(site: SearchSite) -> None:
    found = [each for each in site.complete("箱体钻模", EVERYBODY) if each.what == "title"]
    assert [(each.text, each.key) for each in found] == [("箱体钻模设计制作与工序转移", Key("document", 1))]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("钻摸", "钻模"),
        ("绝缘字", "绝缘子"),
        ("集装箱车", None),
        ("竹士杰", "竺士杰"),
        ("zuanmu", "钻模"),
        ("jueyuanzi", "绝缘子"),
    ],
)
def test_did_you_mean(site: SearchSite, typed: str, meant: str | None) -> None:
    corrections = site.corrections(typed, EVERYBODY)
    assert meant is None or meant in corrections


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("两次投料。", "量子钻模"),  # a reading that only dictionaries know
        ("飞机维修。", "咖啡机维修"),  # a piece of a proper word
        ("发动机维修。", "永动机维修"),
        ("三尖七刃，车间七刃。", "三间七刃"),
    ],
)
def test_nothing_far_fetched_is_meant(site: SearchSite, words: str, typed: str) -> None:
    site.apply([document(71, "钻模维修", words)], [], position=12, epoch="e1")
    assert set(site.corrections(typed, EVERYBODY)) <= {"三尖七刃"}


def test_a_correction_keeps_the_rest_of_the_question(site: SearchSite) -> None:
    assert "钻模 夹具" in site.corrections("钻摸 夹具", EVERYBODY)


@pytest.mark.parametrize("text", ["", " ", "\x00", "()", "𠮷" * 300, "a" * 500, "'", "\ud800"])
def test_any_text_is_answered(site: SearchSite, text: str) -> None:
    site.complete(text, EVERYBODY)
    site.corrections(text, EVERYBODY)


def test_deleted_words_are_no_longer_suggested(site: SearchSite) -> None:
    site.apply([document(70, "磁悬浮轴承")], [], position=11, epoch="e1")
    assert site.complete("磁悬", EVERYBODY)
    site.apply([], [Key("document", 70)], position=12, epoch="e1")
    assert not site.complete("磁悬", EVERYBODY)
    assert not site.corrections("磁悬浮轴呈", EVERYBODY)


def expansions(site: SearchSite, text: str) -> dict[str, tuple[str, ...]]:
    results = site.search(Request(text, EVERYBODY, kinds=frozenset({"document"})))
    return dict(results.expansions)


def test_a_word_misspelt_by_sound_or_form_is_also_searched_as_the_one_meant(site: SearchSite) -> None:
    site.apply([document(70, "捞渣机", "", keywords=("捞渣机",))], [], position=11, epoch="e1")
    assert expansions(site, "钻摸")["钻摸"] == ("钻模",)
    assert "捞渣机" in expansions(site, "捞碴机")["捞碴机"]


def test_a_misspelt_word_that_was_cut_apart_is_known_as_a_whole(site: SearchSite) -> None:
    site.apply([document(70, "烟支", "防转和紧压。", keywords=("等静压",))], [], position=11, epoch="e1")
    assert expansions(site, "等竞压") == {"等竞压": ("等静压",)}


def test_a_single_ideograph_is_never_exchanged_for_one_that_sounds_the_same(site: SearchSite) -> None:
    site.apply([document(70, "贵金属提纯", "铱的提取。", keywords=("铱",))], [], position=11, epoch="e1")
    assert expansions(site, "乙") == {}


def test_a_word_of_the_trades_is_meant_as_it_is_typed(site: SearchSite, analyser: Analyser) -> None:
    assert "龙门铣" in analyser.trade_words
    site.apply([document(70, "龙门洗", "", keywords=("龙门洗",))], [Key("document", 1)], position=11, epoch="e1")
    assert expansions(site, "龙门铣") == {}


def test_a_proper_word_is_not_exchanged_for_one_that_only_looks_alike(site: SearchSite) -> None:
    site.apply([document(70, "干净", "工作场地要干净、干燥。")], [], position=11, epoch="e1")
    assert "干活" not in expansions(site, "干活 夹具")


@pytest.mark.parametrize("text", ["weldings", "spot-welding", "Welding"])
def test_english_words_are_known_in_the_plural_and_hyphenated(analyser: Analyser, text: str) -> None:
    plan = make_plan(parse(text), analyser)
    assert ("焊接",) in plan.expansions.values()
