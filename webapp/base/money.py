"""Money: whole fen (hundredths of a yuan) inside, exact decimals at the edge, never a binary fraction.

SQLite has no exact decimal, so amounts are stored and summed as integers of fen on every database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum

FEN_IN_YUAN = 100
FEN_LIMIT = 10**13  # 100,000,000,000 yuan: a hundred thousand such rows still fit into 64 bits
_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,12})?|[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,12})?")


class Unit(StrEnum):
    """Units in which amounts are typed and shown."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"


FEN_IN: dict[Unit, int] = {Unit.YUAN: 100, Unit.WAN: 1_000_000, Unit.YI: 10_000_000_000}


class NotAnAmount(ValueError):
    """The text is no amount: ``code`` is 'amount', 'fen' (finer than a fen) or 'large'."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Shown:
    """An amount as it is shown: the figure with thousands separators, and its unit."""

    figure: str
    unit: Unit


def fen_of(text: str, unit: Unit = Unit.YUAN) -> int:
    """The whole fen of a typed amount. Raises NotAnAmount for anything that is not exactly that."""
    plain = text.strip().replace("，", ",")
    if not _AMOUNT.fullmatch(plain):
        raise NotAnAmount("amount")
    amount = Decimal(plain.replace(",", "")) * FEN_IN[unit]
    if amount != amount.to_integral_value():
        raise NotAnAmount("fen")
    if amount > FEN_LIMIT:
        raise NotAnAmount("large")
    return int(amount)


def fen_reported(text: str) -> int:
    """The fen of an exact decimal in yuan as a source reported it, the nearest where it is finer; 0 for ''."""
    return int((Decimal(text) * FEN_IN_YUAN).to_integral_value(ROUND_HALF_EVEN)) if text else 0


def exact_yuan(fen: int) -> str:
    """The amount in yuan to the cent: '1,234,567.80'."""
    return f"{Decimal(fen) / FEN_IN_YUAN:,.2f}"


def plain_amount(fen: int, unit: Unit) -> str:
    """The exact amount in a unit, as it is typed: '12.5'."""
    text = f"{Decimal(fen) / FEN_IN[unit]:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(fen: int) -> Shown:
    """The amount in the largest fitting unit: yuan to the cent, else two decimals of 万元 or 亿元."""
    size = abs(fen)
    if size < FEN_IN[Unit.WAN]:
        text = exact_yuan(fen)
        return Shown(text.removesuffix(".00"), Unit.YUAN)
    unit = Unit.WAN if _rounded(size, Unit.WAN) < 10_000 else Unit.YI
    text = f"{_rounded(fen, unit):,.2f}"
    return Shown(text.rstrip("0").rstrip("."), unit)


def _rounded(fen: int, unit: Unit) -> Decimal:
    return (Decimal(fen) / FEN_IN[unit]).quantize(Decimal("0.01"), ROUND_HALF_UP)
