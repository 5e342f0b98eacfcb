"""Application numbers in any usual way of writing, checked and brought into one form.

Chinese numbers end in a check character: the sum of the digits times the weights 2 to 9, repeated, modulo 11, with X
for 10 (standard ZC 0006-2003). Since October 2003 they have twelve digits before it (year, type,
serial), earlier eight.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from webapp.base.errors import Fault, Invalid

CHINA, INTERNATIONAL = "CN", "PCT"
TYPES = {"1": "invention", "2": "utility_model", "3": "design", "8": "invention", "9": "utility_model"}
ENTERED_FROM_PCT = ("8", "9")
OFFICES = (
    " AE AR AT AU BE BG BR BY CA CH CL CO CZ DE DK EA EE EG EP ES FI FR GB GR HK HR HU ID IE IL IN IS IT JP KR KZ LT "
    "LU LV MA MO MX MY NL NO NZ PE PH PL PT RO RS RU SA SE SG SI SK TH TR TW UA US UZ VN ZA "
)
"""Codes of foreign offices (WIPO standard ST.3) whose numbers are taken as they are."""
FIELD = "number"
LENGTH_LIMIT = 60
_WORDS = re.compile(r"^(中国)?(专利申请号|申请号|专利号|PATENTNO\.?|APPLICATIONNO\.?)[:：]?")
_CHINESE = re.compile(r"(?:ZL|CN)*([0-9]{12}|[0-9]{8})\.?([0-9X])?")
_PUBLIC = re.compile(r"(?:CN)?[0-9]{7,9}[ABCUSYD][0-9]?")
_PCT = re.compile(r"PCT/?([A-Z]{2})/?((?:19|20)[0-9]{2})/?([0-9]{6})")
_OLD_PCT = re.compile(r"PCT/?([A-Z]{2})/?([0-9]{2})/?([0-9]{5})")
_FOREIGN = re.compile(r"([A-Z]{2})([A-Z]{0,2}[0-9][0-9A-Z/.\-]{3,24})")


@dataclass(frozen=True, slots=True)
class PatentNumber:
    """A number in canonical form; ``type`` and ``year`` are '' and None where the number does not tell them."""

    office: str
    number: str
    type: str = ""
    year: int | None = None
    from_pct: bool = False


def parse_number(typed: str) -> PatentNumber:
    """The number somebody typed. Raises Invalid with what is wrong; 'check' carries the character that would fit."""
    text = _folded(typed)
    if not text or len(text) > LENGTH_LIMIT:
        raise Invalid(Fault(FIELD, "number_form"))
    if _PUBLIC.fullmatch(text):
        raise Invalid(Fault(FIELD, "number_public"))
    if found := _CHINESE.fullmatch(text):
        return _chinese(found[1], found[2] or "")
    if found := _PCT.fullmatch(text):
        return PatentNumber(INTERNATIONAL, f"PCT/{found[1]}{found[2]}/{found[3]}", year=int(found[2]))
    if found := _OLD_PCT.fullmatch(text):
        year = int(found[2]) + (1900 if int(found[2]) >= 78 else 2000)
        return PatentNumber(INTERNATIONAL, f"PCT/{found[1]}{found[2]}/{found[3]}", year=year)
    found = _FOREIGN.fullmatch(text)
    if found and f" {found[1]} " in OFFICES and sum(sign.isdigit() for sign in found[2]) >= 4:
        return PatentNumber(found[1], found[1] + found[2])
    raise Invalid(Fault(FIELD, "number_form"))


def check_character(digits: str) -> str:
    """The check character of the eight or twelve digits of a Chinese application number."""
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(digits))
    return "0123456789X"[total % 11]


def shown_number(office: str, number: str, *, is_granted: bool) -> str:
    """The number as people write it: ``ZL 2013 1 0699744.2`` for a granted Chinese one."""
    if office != CHINA or not number:
        return number
    digits, _, check = number.partition(".")
    year = 4 if len(digits) == 12 else 2
    spaced = f"{digits[:year]} {digits[year]} {digits[year + 1 :]}.{check}"
    return f"ZL {spaced}" if is_granted else spaced


def _folded(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed).upper()
    text = "".join(text.split()).replace("．", ".").replace("。", ".").replace("·", ".").replace(",", "")
    text = text.replace("–", "-").replace("—", "-").replace("－", "-")
    return _WORDS.sub("", text)


def _chinese(digits: str, check: str) -> PatentNumber:
    year_digits = 4 if len(digits) == 12 else 2
    year, kind = _year(digits[:year_digits]), digits[year_digits]
    if year is None:
        raise Invalid(Fault(FIELD, "number_year"))
    if kind not in TYPES:
        raise Invalid(Fault(FIELD, "number_type", {"digit": kind}))
    expected = check_character(digits)
    if check != expected:
        raise Invalid(Fault(FIELD, "check" if check else "check_missing", {"expected": expected}))
    return PatentNumber(CHINA, f"{digits}.{check}", TYPES[kind], year, kind in ENTERED_FROM_PCT)


def _year(digits: str) -> int | None:
    """Twelve-digit numbers began in October 2003, the law came into force in April 1985."""
    year = int(digits)
    if len(digits) == 4:
        return year if 2003 <= year <= 2099 else None
    if year >= 85:
        return 1900 + year
    return 2000 + year if year <= 3 else None
