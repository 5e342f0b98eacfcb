"""Finding: words, codes, phrases, filters, facets, orders, snippets."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from tests.search.archive import document, ids
from webapp.search.entry import PUBLIC, Key, Passage
from webapp.search.request import Request, Results
from webapp.search.site import SearchSite

EVERYBODY = frozenset({PUBLIC})


def ask(site: SearchSite, text: str, audiences: frozenset[str] | None = EVERYBODY, **more: object) -> Results:
    more.setdefault("kinds", frozenset({"document"}))
    return site.search(Request(text, audiences, today=739_200, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("钻模怎么做", 1),
        ("鑽模", 1),
        ("M12*1.5", 1),
        ("m12 x 1.5螺纹", 1),
        ("公差 ±0.02", 1),
        ("橋吊 集裝箱", 2),
        ("行车钢丝绳", 2),
        ("GBT1804", 3),
        ("gb 1804", 3),
        ("600mm 卡具", 3),
        ("ck 6140", 3),
        ("660kV", 3),
        ("dai dian zuoye", 3),
        ("zhushijie", 2),
        ("竹士杰", 2),
        ("jzx", 2),
    ],
)
def test_however_typed_the_right_document_comes_first(site: SearchSite, text: str, first: int) -> None:
    assert ids(ask(site, text).hits)[0] == first


def test_what_was_also_searched_is_told_and_can_be_left_out(site: SearchSite) -> None:
    results = ask(site, "行车")
    assert ids(results.hits) == [2]
    assert results.expansions == (("行车", ("桥吊", "桥式起重机")),)
    exact = ask(site, "行车", exact=True)
    assert (exact.total, exact.expansions) == (0, ())


def test_of_a_part_number_nobody_wrote_the_piece_somebody_did_is_searched(site: SearchSite) -> None:
    results = ask(site, "CK6140A")
    assert (ids(results.hits), results.expansions) == ([3], (("ck6140a", ("ck6140",)),))
    assert ask(site, "CK6140A", exact=True).total == 0
    assert ask(site, "XK7A").total == 0


def test_initials_are_words_of_the_trades_the_reader_may_see(site: SearchSite) -> None:
    results = ask(site, "zm")
    assert (ids(results.hits), results.expansions) == ([1], (("zm", ("钻模",)),))
    assert ask(site, "zym").total == 0
    assert ids(ask(site, "zym", frozenset({PUBLIC, "org:12"})).hits) == [4]
    assert ask(site, "zm", exact=True).total == 0


def test_a_synonym_tells_no_more_than_the_word_it_stands_for(site: SearchSite) -> None:
    others = [document(number, "班组日志", "天气与交接。") for number in range(20, 60)]
    literal = [document(number, "班组日志", "行车的保养与巡检。") for number in range(60, 70)]
    rare = document(11, "班组日志", "桥式起重机的保养与巡检。")
    site.apply([*others, *literal, rare], [], position=11, epoch="e1")
    found = ids(ask(site, "行车").hits)
    assert set(found) == {2, 11, *range(60, 70)}
    assert found.index(11) > found.index(69)


def test_a_word_nothing_was_found_for_is_told(site: SearchSite) -> None:
    assert ask(site, "钻模 曲轴箱").dropped == ("曲轴箱",)


def test_phrase_is_literal(site: SearchSite) -> None:
    assert ids(ask(site, '"孔加工转到别的设备"').hits) == [1]
    assert ask(site, '"加工孔转到"').total == 0
    assert ask(site, '"设备孔加工"').total == 0


def test_minus_leaves_out(site: SearchSite) -> None:
    assert sorted(ids(ask(site, "带电 集装箱").hits)) == [2, 3]
    assert ids(ask(site, "带电 集装箱 -绝缘子").hits) == [2]
    assert ids(ask(site, "-绝缘子", kinds=frozenset({"document"})).hits) == [1, 2]


def test_only_signs_find_nothing_and_no_text_shows_everything(site: SearchSite) -> None:
    assert ask(site, "()*?").total == 0
    assert ids(ask(site, "").hits) == [1, 2, 3]
    assert ids(ask(site, "", sort="oldest").hits) == [3, 2, 1]


def test_sorting_by_adoptions(site: SearchSite) -> None:
    assert ids(ask(site, "", sort="adopted").hits)[0] == 2


def test_facets_ignore_their_own_filter(site: SearchSite) -> None:
    results = ask(site, "", facets=("kind", "year", "nothing"), filters={"kind": ("operation_method",)})
    assert results.total == 2
    assert results.facets["kind"] == {"operation_method": 2, "innovation": 1}
    assert results.facets["year"] == {"2019": 1, "2020": 1, "2021": 1}
    assert results.facets["nothing"] == {}


def test_several_values_of_one_facet_widen_and_two_facets_narrow(site: SearchSite) -> None:
    assert sorted(ids(ask(site, "", filters={"year": ("2019", "2020")}).hits)) == [2, 3]
    assert ids(ask(site, "", filters={"year": ("2019", "2020"), "region": ("shandong",)}).hits) == [3]
    assert ask(site, "", filters={"year": ("1900",)}).total == 0


def test_kinds_of_thing_are_counted_beside_the_one_wanted(site: SearchSite) -> None:
    results = ask(site, "桥吊")
    assert {hit.key.kind for hit in results.hits} == {"document"}
    assert results.kinds == {"document": 1, "person": 1}


def test_snippet_shows_the_best_passage_and_its_place(site: SearchSite) -> None:
    hit = ask(site, "M12×1.5").hits[0]
    assert hit.place == "step-2"
    assert ("M12×1.5", True) in hit.snippet
    assert ask(site, "CK6140车床").hits[0].place == "attachment-5-page-2"
    titled = ask(site, "鑽模").hits[0]
    assert ("钻模", True) in titled.title
    assert "title" in titled.found_in


def test_snippet_has_no_gap_between_sentences_and_a_dot_between_short_lines(site: SearchSite) -> None:
    site.apply([document(1, text="装夹完成。 下一步铰珩\n公差±0.02")], [], position=11, epoch="e1")
    text = "".join(part for part, _ in ask(site, "铰珩").hits[0].snippet)
    assert text == "装夹完成。下一步铰珩 · 公差±0.02"


def test_snippet_is_rather_a_sentence_than_a_list_of_words(site: SearchSite) -> None:
    said = document(20, "标题", "镗孔时用辅具。", keywords=("镗孔", "welding", "辅具", "装夹"))
    site.apply([said], [], position=11, epoch="e1")
    for text in ("welding 镗孔", "镗孔 辅具 装夹"):
        hit = ask(site, text).hits[0]
        assert "".join(part for part, _ in hit.snippet) == "镗孔时用辅具。"


def test_snippet_of_a_long_text_is_a_window_around_the_hit(site: SearchSite) -> None:
    site.apply(
        [document(9, "长文", "开头。" + "铺垫文字" * 200 + "。这里有行星轮架。" + "收尾文字" * 200)],
        [],
        position=11,
        epoch="e1",
    )
    parts = ask(site, "行星轮架").hits[0].snippet
    assert parts[0] == parts[-1] == ("…", False)
    assert ("行星轮架", True) in parts
    assert len("".join(text for text, _ in parts)) < 140


def test_paging(site: SearchSite) -> None:
    site.apply([document(100 + n, f"行星减速机{n}") for n in range(30)], [], position=11, epoch="e1")
    pages = [ask(site, "行星减速机", offset=offset, limit=7) for offset in range(0, 35, 7)]
    found = [number for page in pages for number in ids(page.hits)]
    assert {page.total for page in pages} == {30}
    assert found == list(range(100, 130))


def test_what_the_database_refuses_leaves_page_total_and_facets(site: SearchSite) -> None:
    asked: list[Key] = []

    def allowed(keys: Sequence[Key]) -> Collection[Key]:
        asked.extend(keys)
        return [key for key in keys if key.id != 3]

    results = ask(site, "", allowed=allowed, facets=("kind",), limit=2)
    assert ids(results.hits) == [1, 2]
    assert asked == [Key("document", 1), Key("document", 2)]
    results = ask(site, "", allowed=allowed, facets=("kind",))
    assert (results.total, ids(results.hits)) == (2, [1, 2])
    assert results.facets["kind"] == {"innovation": 1, "operation_method": 1}


def test_what_is_known_to_be_stale_is_not_counted(site: SearchSite) -> None:
    results = ask(site, "", excluded=frozenset({Key("document", 1)}), facets=("kind",))
    assert (results.total, results.facets["kind"]) == (2, {"operation_method": 2})


def test_title_weighs_more_than_body(site: SearchSite) -> None:
    site.apply(
        [document(20, "其他", "渗碳齿轮"), document(21, "渗碳齿轮", "其他"), document(22, "其他", "渗碳齿轮渗碳")],
        [],
        position=11,
        epoch="e1",
    )
    assert ids(ask(site, "渗碳齿轮").hits)[0] == 21


def test_newer_and_more_adopted_wins_only_between_equals(site: SearchSite) -> None:
    site.apply(
        [
            document(30, "刮研平板", date_ordinal=730_000),
            document(31, "刮研平板", date_ordinal=739_190),
            document(32, "刮研平板", date_ordinal=739_190, adoptions=20),
            document(33, "刮研平板刮研平板的研究", date_ordinal=739_190),
        ],
        [],
        position=11,
        epoch="e1",
    )
    assert ids(ask(site, "刮研平板").hits)[:3] == [32, 31, 30] or ids(ask(site, "刮研平板").hits)[0] == 33
    assert ids(ask(site, '"刮研平板"').hits).index(32) < ids(ask(site, '"刮研平板"').hits).index(30)


def test_related_shares_terms_and_is_not_itself(site: SearchSite) -> None:
    site.apply([document(40, "带电作业绝缘杆改进", "带电更换绝缘子的卡具")], [], position=11, epoch="e1")
    hits = site.related(Key("document", 3), EVERYBODY)
    assert ids(hits)[0] == 40
    assert 3 not in ids(hits)
    assert site.related(Key("document", 4), EVERYBODY) == ()
    assert site.related(Key("document", 999), EVERYBODY) == ()


def test_passages_of_nothing_are_fine(site: SearchSite) -> None:
    site.apply([document(50, ""), document(51, "空", "")], [], position=11, epoch="e1")
    assert ids(ask(site, "空").hits) == [51]
    assert ask(site, "", limit=50).total == 5


def test_many_passages(site: SearchSite) -> None:
    steps = tuple(Passage(f"step-{n}", f"第{n}步拧紧螺栓") for n in range(50))
    site.apply([document(60, "拧紧", "")], [], position=11, epoch="e1")
    entry = document(61, "装配", steps=steps)
    site.apply([entry], [], position=12, epoch="e1")
    assert ask(site, "第7步拧紧螺栓").hits[0].place == "step-7"
