"""One analyser: every way of writing a thing gives the same terms."""

from __future__ import annotations

import random
import sys
from collections import Counter

import pytest

from webapp.search.analysis import GRAM, WORD, Analyser, gram_text
from webapp.search.folding import compose
from webapp.search.lexicon import Lexicon, parse_lexicon


def terms_of(analyser: Analyser, text: str) -> Counter[str]:
    """The terms of a text as the index names them, and how often each occurs."""
    terms, words = analyser.terms(text), analyser.words(analyser.fold(text))
    grams = (gram_text(int(gram)) for gram in terms.grams)
    return Counter([*terms.others, *(WORD + word for word in words), *(GRAM + gram for gram in grams)])


def whole_codes(analyser: Analyser, text: str) -> set[str]:
    return {code.text for code in analyser.codes(analyser.fold(text)) if code.rank == 2}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("橋吊司機", "桥吊司机"),
        ("ＣＮＣ車床", "cnc车床"),
        ("著色", "着色"),
        ("Φ12", "φ12"),
        ("㎜", "mm"),
        ("é", "e\u0301"),
    ],
)
def test_ways_of_writing_fold_together(analyser: Analyser, one: str, other: str) -> None:
    assert analyser.fold(one) == analyser.fold(other)


@pytest.mark.parametrize(
    ("ways", "code"),
    [
        (("M12×1.5", "m12 * 1.5", "M12X1.5", "Ｍ１２×１．５", "m12 x 1.5"), "m12x1.5"),
        (("CK6140", "ck 6140", "CK-6140", "ＣＫ６１４０"), "ck6140"),
        (("GB/T 1804", "GB/T1804-2000", "gbt1804", "gb/t 1804—2000", "GB T 1804"), "gb1804"),
        (("φ12H7", "Φ12 H7", "Ø12H7", "⌀12 h7"), "φ12h7"),
        (("6205-2RS", "6205 2RS", "62052rs"), "62052rs"),
        (("600mm", "600 mm", "600毫米", "600 毫米", "６００ｍｍ"), "600mm"),
        (("±0.02", "± 0.02"), "±0.02"),
        (("660kV", "660千伏"), "660kv"),
    ],
)
def test_part_numbers_have_one_form_however_typed(analyser: Analyser, ways: tuple[str, ...], code: str) -> None:
    assert [way for way in ways if code not in whole_codes(analyser, f"按{way}加工")] == []


def test_pieces_of_a_part_number_are_kept(analyser: Analyser) -> None:
    terms = terms_of(analyser, "轴承6205-2RS与CRH5A")
    assert {"c6205", "c2rs", "ccrh5a", "ccrh", "ccrh5"} <= set(terms)


def test_grams_words_and_codes_are_counted(analyser: Analyser) -> None:
    terms = terms_of(analyser, "数控车床，数控")
    assert terms["g数"] == terms["g数控"] == terms["w数控"] == 2
    assert terms["g床数"] == 0
    assert terms["w车床"] == 1


def test_rare_ideographs_are_ideographs(analyser: Analyser) -> None:
    assert terms_of(analyser, "𠮷野𪚥")["g𠮷野"] == 1


def test_trade_words_stay_whole(analyser: Analyser) -> None:
    assert "钻模" in analyser.words("箱体钻模加工")
    assert "钻模" not in Analyser(Lexicon()).words("箱体钻模加工")


def test_folding_remembers_where_a_character_came_from(analyser: Analyser) -> None:
    text = "長㎜度"
    folded, offsets = analyser.folding.fold_with_offsets(text)
    assert folded == "长mm度"
    assert offsets == [0, 1, 1, 2]
    assert analyser.folding.fold_with_offsets("長度") == ("长度", None)


def test_version_follows_the_lexicon() -> None:
    one = Analyser(parse_lexicon({"stop_words.txt": "的"}))
    other = Analyser(parse_lexicon({"stop_words.txt": "的\n了"}))
    assert one.version != other.version
    assert one.version == Analyser(parse_lexicon({"stop_words.txt": "的"})).version


def test_any_text_is_analysed(analyser: Analyser) -> None:
    chance = random.Random(5)
    for _ in range(300):
        points = [chance.randrange(sys.maxunicode + 1) for _ in range(chance.randrange(30))]
        text = "".join(map(chr, points)) + chance.choice(["", "×±φ", "\ud800", "-", "\u0301", "a" * 500])
        assert all(terms_of(analyser, text).values())
        compose(text).encode()


def test_long_texts_are_folded_like_short_ones(analyser: Analyser) -> None:
    for text in ("機床ＡＢＣ，Φ12ﬁ" * 20, "\x00鑽模" * 40, "鑽模著ＡＢ" * 40, "𠀀𠮷Ⅷ" * 40):
        assert analyser.folding.fold(text) == "".join(analyser.folding.fold(character) for character in text)
