"""Document numbers: made, checked, and recognised however they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.documents.number import check_digit, make_number, parse_number

serials = st.integers(1, 999_999)


def test_check_digit_is_that_of_the_standard() -> None:
    assert check_digit("0794") == "5"
    assert check_digit("000001") == make_number(2025, 1)[-1]


@pytest.mark.parametrize("digits", ["", "12a", "１２", "-1"])
def test_check_digit_wants_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="not digits"):
        check_digit(digits)


@given(st.integers(1000, 9999), serials)
def test_a_number_made_is_recognised(year: int, serial: int) -> None:
    number = make_number(year, serial)
    assert parse_number(number) == number
    assert number.startswith(f"GJ-{year}-{serial:06d}")


@given(serials, st.integers(0, 6), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(serial: int, place: int, shift: int) -> None:
    number = make_number(2025, serial)
    at = len("GJ-2025-") + place
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    assert parse_number(wrong) is None


def test_ways_of_typing_a_number() -> None:
    number = make_number(2025, 42)
    digits = number.removeprefix("GJ-2025-")
    for typed in (
        number.lower(),
        number.replace("-", ""),
        number.replace("-", " "),
        number.replace("-", "—"),
        number.replace("-", "－"),
        f"  {number}\n",
        f"ＧＪ２０２５{digits}",
        "".join(chr(ord(char) + 0xFEE0) for char in number),
        number.replace("-", " – "),
    ):
        assert parse_number(typed) == number, typed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GJ",
        "2025-0000017",
        "GJ-2025-000001",
        "GJ-2025-00000170",
        "GJ-2025-0000009",
        "GJ-0025-0000017",
        "GJ-2025-٠٠٠٠٠١٧",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(("year", "serial"), [(2025, 0), (2025, 1_000_000), (25, 1), (12025, 1)])
def test_numbers_out_of_range_are_refused(year: int, serial: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        make_number(year, serial)
