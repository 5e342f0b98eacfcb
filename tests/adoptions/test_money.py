"""Money is exact: what is typed, what is kept, what is shown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.base.money import (
    FEN_IN,
    FEN_LIMIT,
    NotAnAmount,
    Shown,
    Unit,
    exact_yuan,
    fen_of,
    fen_reported,
    plain_amount,
    shown,
)


@pytest.mark.parametrize(
    ("typed", "unit", "fen"),
    [
        ("0", Unit.YUAN, 0),
        ("12.34", Unit.YUAN, 1234),
        ("1,234,567.8", Unit.YUAN, 123_456_780),
        ("1，234", Unit.YUAN, 123_400),
        ("12.5", Unit.WAN, 12_500_000),
        ("0.000001", Unit.WAN, 1),
        ("1.2345678901", Unit.YI, 12_345_678_901),
        ("1000", Unit.YI, FEN_LIMIT),
    ],
)
def test_typed_amounts_become_whole_fen(typed: str, unit: Unit, fen: int) -> None:
    assert fen_of(typed, unit) == fen


@pytest.mark.parametrize(
    ("typed", "unit", "code"),
    [
        ("", Unit.YUAN, "amount"),
        ("-5", Unit.YUAN, "amount"),
        ("1e5", Unit.YUAN, "amount"),
        ("1,23", Unit.YUAN, "amount"),
        ("１２", Unit.YUAN, "amount"),
        ("0.001", Unit.YUAN, "fen"),
        ("0.0000001", Unit.WAN, "fen"),
        ("1000.01", Unit.YI, "large"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_reason(typed: str, unit: Unit, code: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        fen_of(typed, unit)
    assert refused.value.code == code


@given(st.integers(0, FEN_LIMIT), st.sampled_from(list(Unit)))
def test_an_amount_survives_being_shown_and_typed_again(fen: int, unit: Unit) -> None:
    assert fen_of(plain_amount(fen, unit), unit) == fen
    assert Decimal(exact_yuan(fen).replace(",", "")) * 100 == fen


@given(st.integers(0, 10**18))
def test_the_short_form_is_within_half_a_hundredth_of_its_unit(fen: int) -> None:
    short = shown(fen)
    back = Decimal(short.figure.replace(",", "")) * FEN_IN[short.unit]
    assert abs(back - fen) <= (FEN_IN[short.unit] // 200 if short.unit != Unit.YUAN else 0)


@pytest.mark.parametrize(
    ("fen", "figure", "unit"),
    [
        (0, "0", Unit.YUAN),
        (999_999, "9,999.99", Unit.YUAN),
        (1_000_000, "1", Unit.WAN),
        (12_345_678, "12.35", Unit.WAN),
        (9_999_999_999, "1", Unit.YI),
        (66_000_000_000, "6.6", Unit.YI),
        (999_499_999_9, "9,995", Unit.WAN),
    ],
)
def test_amounts_are_shown_in_the_unit_that_fits(fen: int, figure: str, unit: Unit) -> None:
    assert shown(fen) == Shown(figure, unit)


def test_reported_amounts_are_exact_and_finer_ones_are_rounded_to_even() -> None:
    assert fen_reported("120000000") == 12_000_000_000
    assert fen_reported("0.125") == 12
    assert fen_reported("") == 0
