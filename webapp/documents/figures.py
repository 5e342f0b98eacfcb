"""Figures as they are written, read as exact decimals: what can be drawn, how much changed, sums of money. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from webapp.documents.content import Benefit, Measure

YUAN_IN_WAN = Decimal(10_000)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})(?:\.[0-9]{1,18})?")
_PERCENT = frozenset({"%", "％"})


def number_in(text: str) -> Decimal | None:
    """The number a text is, with or without thousands separators; None for ranges, dimensions and words."""
    plain = text.strip().replace("−", "-").replace("，", ",")
    if not _NUMBER.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", ""))


def change_of(measure: Measure, points: str = "pp") -> str:
    """By how much a figure changed: '−31%', for figures in per cent '+7.1' and the word for points; '' if unknown."""
    before, after = number_in(measure.before), number_in(measure.after)
    if before is None or after is None:
        return ""
    if measure.unit.strip() in _PERCENT:
        return f"{_signed(after - before, 2)} {points}"
    if before <= 0 or after < 0:
        return ""
    return f"{_signed((after - before) / before * 100, 0 if abs(after - before) * 10 >= before else 1)}%"


def total_yuan(benefits: Iterable[Benefit]) -> Decimal | None:
    """The exact sum of the amounts reported, None when there are none."""
    amounts = [amount for each in benefits if (amount := number_in(each.amount_yuan)) is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def in_wan(yuan: Decimal) -> str:
    """An amount in ten thousands of yuan, exact: '123.456789', '1,200'."""
    return grouped(yuan / YUAN_IN_WAN)


def grouped(amount: Decimal) -> str:
    """A decimal without trailing zeros and with thousands separators, never in scientific notation."""
    whole, _, rest = f"{amount:f}".partition(".")
    rest = rest.rstrip("0")
    sign = "−" if whole.startswith("-") else ""
    shown = f"{sign}{int(whole.lstrip('-')):,}"
    return f"{shown}.{rest}" if rest else shown


def _signed(amount: Decimal, digits: int) -> str:
    rounded = round(amount, digits) if digits else Decimal(round(amount))
    text = grouped(abs(rounded))
    if rounded == 0:
        return "±0"
    return ("+" if rounded > 0 else "−") + text
