"""Figures, sums and citations: pure rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from webapp.documents.citation import Cited, bibtex, gbt7714
from webapp.documents.content import Benefit, Measure
from webapp.documents.figures import change_of, grouped, in_wan, number_in, total_yuan
from webapp.documents.kept_pages import KeptPages


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("72.6", "72.6"),
        (" 1,234.5 ", "1234.5"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("0", "0"),
        ("11—12", None),
        ("6×12", None),
        ("", None),
        ("约30", None),
        ("1,23", None),
        ("1e5", None),
        ("٣", None),
        ("9" * 40, None),
    ],
)
def test_only_plain_numbers_are_numbers(text: str, number: str | None) -> None:
    assert number_in(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("before", "after", "unit", "change"),
    [
        ("6.5", "4.5", "小时", "−31%"),
        ("3", "3", "次", "±0%"),
        ("100", "103", "件", "+3%"),
        ("1000", "1004", "件", "+0.4%"),
        ("72.6", "79.68", "%", "+7.08 点"),
        ("0", "1.5", "米", ""),
        ("11—12", "35", "箱", ""),
        ("5", "", "套", ""),
    ],
)
def test_changes(before: str, after: str, unit: str, change: str) -> None:
    assert change_of(Measure("x", before, after, unit), "点") == change


def test_sums_are_exact() -> None:
    rows = [Benefit(2020, "0.10"), Benefit(2021, "0.20"), Benefit(2022, ""), Benefit(2023, "未知")]
    assert total_yuan(rows) == Decimal("0.30")
    assert total_yuan([Benefit(2020, "")]) is None
    assert in_wan(Decimal("1234567.89")) == "123.456789"
    assert in_wan(Decimal("120000000")) == "12,000"
    assert grouped(Decimal("1E+6")) == "1,000,000"
    assert grouped(Decimal("-1234.50")) == "−1,234.5"
    assert grouped(Decimal("-0.5")) == "−0.5"


def cited(**changes: object) -> Cited:
    facts: dict[str, object] = {
        "number": "GJ-2026-0000017",
        "title": "深孔镗削{操作法}_50%",
        "creators": ["甲", "乙", "丙", "丁"],
        "publisher": "某机械集团",
        "edition": 1,
        "published_on": date(2026, 3, 2),
        "accessed_on": date(2026, 11, 21),
        "address": "https://example.org/d/GJ-2026-0000017",
    }
    return Cited(**{**facts, **changes})  # type: ignore[arg-type]


def test_citation_names_three_creators_and_no_first_edition() -> None:
    assert gbt7714(cited()) == (
        "甲, 乙, 丙, 等. 深孔镗削{操作法}_50%: GJ-2026-0000017[EB/OL]. 某机械集团, (2026-03-02)[2026-11-21]. "
        "https://example.org/d/GJ-2026-0000017."
    )
    assert gbt7714(cited(creators=["甲", "乙"], edition=2)).startswith("甲, 乙. ")
    assert "[EB/OL]. 第2版. 某机械集团" in gbt7714(cited(edition=2))
    assert "()" not in gbt7714(cited(published_on=None))


def test_bibtex_escapes_what_tex_reads() -> None:
    text = bibtex(cited())
    assert r"title = {{深孔镗削\{操作法\}\_50\%}}" in text
    assert "author = {{甲} and {乙} and {丙} and {丁}}" in text
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")


def test_kept_pages_forget_the_longest_unused() -> None:
    kept = KeptPages(entries=2, characters=1000)
    kept.put("a", 1, 10)
    kept.put("b", 2, 10)
    assert kept.get("a") == 1
    kept.put("c", 3, 10)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)
    kept.put("too large", 4, 251)
    assert kept.get("too large") is None
    roomy = KeptPages(entries=100, characters=1000)
    for number in range(10):
        roomy.put(number, number, 200)
    assert [number for number in range(10) if roomy.get(number) is not None] == [5, 6, 7, 8, 9]
