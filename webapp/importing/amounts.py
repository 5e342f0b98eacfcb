"""Amounts, years and months as people write them in tables."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_UNITS = {
    "亿元": Decimal(100_000_000),
    "万元": Decimal(10_000),
    "千元": Decimal(1_000),
    "元": Decimal(1),
    "": Decimal(1),
}
_AMOUNT = re.compile(
    r"(?:约|共|计|人民币|¥|￥)?\s*(-?[0-9][0-9,，]*(?:\.[0-9]+)?)\s*(亿元|亿|万元|万|千元|元)?(?:/年|人民币|左右)?"
)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})\s*[年./\-]\s*([0-9]{1,2})(?![0-9])")
LAST_MONTH = 12


def unit_in(heading: str) -> str:
    """The unit a column's heading names: 万元, 元 …; '' when it names none."""
    return next((unit for unit in ("亿元", "万元", "千元", "元") if unit in heading), "")


def yuan(text: str, unit: str = "") -> str | None:
    """The exact amount in yuan as text with at most two decimals, '' for nothing, None when it cannot be told."""
    text = text.strip()
    if not text or text in ("/", "—", "-", "无"):
        return ""
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    given = {"亿": "亿元", "万": "万元"}.get(match[2] or "", match[2] or unit)
    try:
        amount = Decimal(re.sub("[,，]", "", match[1])) * _UNITS[given]
    except (InvalidOperation, KeyError):
        return None
    if amount != amount.quantize(Decimal("0.01")):
        return None
    return f"{amount.normalize():f}"


def year_in(text: str) -> int | None:
    """The first year named in a text."""
    match = _YEAR.search(text)
    return int(match[1]) if match else None


def months_in(text: str) -> tuple[str, ...]:
    """The months named in a text as YYYY-MM."""
    return tuple(f"{year}-{int(month):02}" for year, month in _MONTH.findall(text) if 1 <= int(month) <= LAST_MONTH)
