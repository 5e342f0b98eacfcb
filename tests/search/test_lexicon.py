"""The lexicon: forgiving to read, and the one that is shipped has no slips."""

from __future__ import annotations

from pathlib import Path

from webapp.search.lexicon import parse_lexicon, read_lexicon

SHIPPED = Path(__file__).parents[2] / "search_index" / "lexicon"


def test_equals_leads_both_ways_and_arrow_one() -> None:
    lexicon = parse_lexicon({"synonyms.txt": "行车 = 桥吊\n车丝 > 螺纹加工, 攻丝 # slang"})
    assert lexicon.synonyms == {"行车": ("桥吊",), "桥吊": ("行车",), "车丝": ("螺纹加工", "攻丝")}


def test_a_slip_is_left_out_and_told() -> None:
    lexicon = parse_lexicon({"synonyms.txt": "只有一个\n = \na > b", "units.txt": "毫米 mm"})
    assert lexicon.synonyms == {"a": ("b",)}
    assert lexicon.problems == ("synonyms.txt:1", "synonyms.txt:2", "units.txt:1")


def test_missing_folder_is_an_empty_lexicon(tmp_path: Path) -> None:
    assert read_lexicon(tmp_path / "nowhere").stop_words == frozenset()


def test_bytes_that_are_no_text_do_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "stop_words.txt").write_bytes(b"\xff\xfe\n\xe7\x9a\x84\n")
    assert "的" in read_lexicon(tmp_path).stop_words


def test_shipped_lexicon_is_sound() -> None:
    lexicon = read_lexicon(SHIPPED)
    assert lexicon.problems == ()
    assert len(lexicon.trade_words) > 500
    assert len(lexicon.synonyms) > 300
    assert all(len(kept) == 1 and len(folded) == 1 for folded, kept in lexicon.variants.items())
