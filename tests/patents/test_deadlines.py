"""Days that count: terms, yearly fees, grace, restoration; the published vectors and the edges of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from webapp.patents.deadlines import (
    FeeState,
    fee_clock,
    fee_due_on,
    grace_band,
    last_day,
    months_after,
    next_fee_year,
    patent_year,
    restoration_clock,
    still_owed,
    term_end,
    term_years,
    years_after,
)
from webapp.patents.queries.listing import oldest_in_grace

DUE = date(2010, 4, 10)


@pytest.mark.parametrize(
    ("kind", "filed_on", "years"),
    [
        ("invention", date(2013, 12, 17), 20),
        ("utility_model", date(2021, 7, 1), 10),
        ("design", date(2021, 5, 31), 10),
        ("design", date(2021, 6, 1), 15),
        ("design", date(2021, 6, 2), 15),
        ("invention", date(2021, 5, 31), 20),
    ],
)
def test_terms(kind: str, filed_on: date, years: int) -> None:
    assert term_years(kind, filed_on) == years
    assert term_end(kind, filed_on) == date(filed_on.year + years, filed_on.month, filed_on.day)


def test_a_utility_model_of_6_september_1999_ends_on_6_september_2009() -> None:
    end = term_end("utility_model", date(1999, 9, 6))
    assert end == date(2009, 9, 6)
    assert last_day(end) == date(2009, 9, 5)


def test_the_fee_of_the_sixth_year_of_1997_06_03_is_due_on_2002_06_03() -> None:
    filed_on, granted_on = date(1997, 6, 3), date(2001, 8, 1)
    assert patent_year(filed_on, granted_on) == 5
    year = next_fee_year("invention", filed_on, granted_on, 0)
    assert year == 6
    assert fee_due_on(filed_on, 6) == date(2002, 6, 3)


def test_the_day_of_filing_itself_begins_a_year() -> None:
    filed_on = date(2020, 6, 1)
    assert [patent_year(filed_on, day) for day in (filed_on, date(2021, 5, 31), date(2021, 6, 1))] == [1, 1, 2]


def test_29_february_falls_on_28_in_other_years_and_comes_back_in_leap_years() -> None:
    filed_on = date(2020, 2, 29)
    assert [fee_due_on(filed_on, year) for year in (2, 4, 5)] == [
        date(2021, 2, 28),
        date(2023, 2, 28),
        date(2024, 2, 29),
    ]
    assert term_end("utility_model", filed_on) == date(2030, 2, 28)
    assert term_end("invention", filed_on) == date(2040, 2, 29)
    assert [patent_year(filed_on, day) for day in (date(2021, 2, 27), date(2021, 2, 28))] == [1, 2]


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 4, 30)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
    ],
)
def test_a_month_without_such_a_day_ends_on_its_last(day: date, months: int, end: date) -> None:
    assert months_after(day, months) == end


def test_the_bands_of_grace_change_on_the_day_after() -> None:
    bands = [grace_band(DUE, day) for day in (DUE, date(2010, 4, 11), date(2010, 5, 10), date(2010, 5, 11))]
    assert bands == [0, 1, 1, 2]
    ends = [months_after(DUE, month) for month in range(1, 7)]
    assert [grace_band(DUE, day) for day in ends] == [1, 2, 3, 4, 5, 6]
    assert [grace_band(DUE, day + timedelta(days=1)) for day in ends] == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2010, 4, 10), 0),
        (date(2010, 5, 10), 0),
        (date(2010, 5, 11), 5),
        (date(2010, 6, 10), 5),
        (date(2010, 6, 15), 10),
        (date(2010, 7, 15), 15),
        (date(2010, 8, 15), 20),
        (date(2010, 10, 10), 25),
    ],
)
def test_surcharges(day: date, percent: int) -> None:
    assert fee_clock(date(2005, 4, 10), 6, day).surcharge_percent == percent
    assert still_owed(Decimal(900), [], DUE, day) == Decimal(900) + 9 * percent


def test_a_top_up_is_charged_at_the_band_of_the_day_it_is_paid() -> None:
    paid = [(date(2010, 6, 8), Decimal(925))]  # 900 and 25 of the 45 owed between 10 May and 10 June
    assert still_owed(Decimal(900), paid, DUE, date(2010, 6, 10)) == Decimal(20)
    assert still_owed(Decimal(900), paid, DUE, date(2010, 6, 15)) == Decimal(65)


def test_what_was_paid_in_full_stays_paid() -> None:
    for paid_on, amount in ((DUE, 900), (date(2010, 5, 10), 900), (date(2010, 6, 10), 945)):
        assert still_owed(Decimal(900), [(paid_on, Decimal(amount))], DUE, date(2010, 9, 1)) == 0


def test_a_reduced_fee_bears_the_surcharge_of_the_full_one() -> None:
    assert still_owed(Decimal(900), [], DUE, date(2010, 6, 15), 30) == Decimal(360)
    assert still_owed(Decimal("900.01"), [], DUE, DUE, 15) == Decimal("135.00")


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (91, FeeState.AHEAD),
        (90, FeeState.SOON),
        (31, FeeState.SOON),
        (30, FeeState.NEAR),
        (8, FeeState.NEAR),
        (7, FeeState.CLOSE),
        (0, FeeState.CLOSE),
        (-1, FeeState.GRACE_FREE),
        (-31, FeeState.GRACE),
    ],
)
def test_states_before_and_after_the_due_day(days: int, state: FeeState) -> None:
    clock = fee_clock(date(2005, 4, 10), 6, DUE - timedelta(days=days))
    assert (clock.state, clock.days, clock.due_on) == (state, days, DUE)


def test_grace_ends_with_its_last_day() -> None:
    assert fee_clock(date(2005, 4, 10), 6, date(2010, 10, 10)).state == FeeState.GRACE
    assert fee_clock(date(2005, 4, 10), 6, date(2010, 10, 11)).state == FeeState.OVER


def test_a_term_that_is_paid_up_asks_for_nothing() -> None:
    assert next_fee_year("utility_model", date(2015, 1, 5), date(2015, 9, 1), 10) is None
    assert next_fee_year("utility_model", date(2015, 1, 5), date(2015, 9, 1), 9) == 10
    assert fee_clock(date(2015, 1, 5), None, date(2024, 1, 1)).state == FeeState.SETTLED


def test_restoration_stays_open_for_two_months() -> None:
    notice = date(2023, 12, 31)
    assert restoration_clock(notice, date(2024, 2, 29)).state == FeeState.RESTORABLE
    assert restoration_clock(notice, date(2024, 3, 1)).state == FeeState.CLOSED
    assert restoration_clock(None, date(2024, 3, 1)).state == FeeState.CLOSED


def test_the_oldest_due_day_in_grace_is_exact_on_every_day_of_four_years() -> None:
    day = date(2023, 1, 1)
    while day < date(2027, 1, 1):
        oldest = oldest_in_grace(day)
        assert grace_band(oldest, day) <= 6 < grace_band(oldest - timedelta(days=1), day)
        day += timedelta(days=1)


def test_years_of_a_patent_and_due_days_fit_together_for_every_filing_day() -> None:
    filed_on = date(2019, 12, 25)
    while filed_on < date(2021, 1, 5):
        for year in range(1, 21):
            begins = fee_due_on(filed_on, year)
            assert patent_year(filed_on, begins) == year
            assert year == 1 or patent_year(filed_on, begins - timedelta(days=1)) == year - 1
            assert years_after(filed_on, year) == fee_due_on(filed_on, year + 1)
        filed_on += timedelta(days=1)
