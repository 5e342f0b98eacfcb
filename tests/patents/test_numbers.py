"""Application numbers: published ones, every usual way of writing, and every kind of mistake."""

from __future__ import annotations

import pytest

from webapp.base.errors import Invalid
from webapp.patents.numbers import check_character, parse_number, shown_number

PUBLISHED = ("201710601862.3", "201310699744.2", "200710308494.X", "95115608.X", "97101765.4", "201420439462.9")
WRITINGS = (
    *("ZL 2013 1 0699744.2", "ZL201310699744.2", "CN201310699744.2", "201310699744.2", "2013106997442"),
    *("ＺＬ２０１３１０６９９７４４．２", "zl 201310699744．2", "专利号：ZL 2013 1 0699744.2", "申请号:201310699744.2"),
    *("CN 2013 1 0699744.2", "中国专利号ZL201310699744.2", " 201310699744 . 2 ", "201310699744。2"),
)


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_numbers_hold(number: str) -> None:
    assert parse_number(number).number == number
    assert check_character(number.partition(".")[0]) == number[-1]


@pytest.mark.parametrize("typed", WRITINGS)
def test_every_way_of_writing_gives_one_form(typed: str) -> None:
    found = parse_number(typed)
    assert (found.office, found.number, found.type, found.year) == ("CN", "201310699744.2", "invention", 2013)


@pytest.mark.parametrize("number", PUBLISHED)
def test_any_single_wrong_digit_and_any_wrong_check_is_found(number: str) -> None:
    digits, check = number.split(".")
    wrong = 0
    for place, sign in enumerate(digits):
        for other in "0123456789":
            if other != sign:
                changed = digits[:place] + other + digits[place + 1 :]
                wrong += check_character(changed) != check
    assert wrong == 9 * len(digits)
    for other in "0123456789X":
        if other != check:
            with pytest.raises(Invalid, match="number:check"):
                parse_number(f"{digits}.{other}")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("201310699744", "check_missing"),
        ("201340699744.2", "number_type"),
        ("199910699744.2", "number_year"),
        ("52115608.X", "number_year"),
        ("", "number_form"),
        ("2013106", "number_form"),
        ("CN104110452A", "number_public"),
        ("CN 204110452 U", "number_public"),
        ("XX123456", "number_form"),
        ("ZL", "number_form"),
        ("2" * 61, "number_form"),
    ],
)
def test_what_is_no_number_says_why(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_number(typed)
    assert [fault.code for fault in refusal.value.faults] == [code]


def test_a_wrong_check_says_what_would_fit() -> None:
    with pytest.raises(Invalid) as refusal:
        parse_number("201310699744.7")
    assert refusal.value.faults[0].figures == {"expected": "2"}


@pytest.mark.parametrize(
    ("typed", "office", "number"),
    [
        ("PCT/CN2019/070001", "PCT", "PCT/CN2019/070001"),
        ("pct cn2019 070001", "PCT", "PCT/CN2019/070001"),
        ("PCT/CN99/00123", "PCT", "PCT/CN99/00123"),
        ("US 16/123,456", "US", "US16/123456"),
        ("EP 19712345.6", "EP", "EP19712345.6"),
        ("JP2019-123456", "JP", "JP2019-123456"),
        ("DE 10 2019 100 123.4", "DE", "DE102019100123.4"),
    ],
)
def test_international_and_foreign_numbers(typed: str, office: str, number: str) -> None:
    found = parse_number(typed)
    assert (found.office, found.number) == (office, number)


def test_international_applications_that_entered_china_keep_their_type() -> None:
    digits = "20198000012" + "3"
    found = parse_number(f"{digits}.{check_character(digits)}")
    assert found.type == "invention"
    assert found.from_pct


def test_years_of_old_numbers() -> None:
    assert parse_number("95115608.X").year == 1995
    assert parse_number(f"02123456.{check_character('02123456')}").year == 2002


def test_a_granted_number_is_shown_with_its_prefix() -> None:
    assert shown_number("CN", "201310699744.2", is_granted=True) == "ZL 2013 1 0699744.2"
    assert shown_number("CN", "95115608.X", is_granted=False) == "95 1 15608.X"
    assert shown_number("PCT", "PCT/CN2019/070001", is_granted=False) == "PCT/CN2019/070001"
    assert shown_number("CN", "", is_granted=True) == ""
