"""Document numbers: ``GJ-2025-0000017`` is the year, a serial of six digits and one check digit.

The check digit is that of ISO/IEC 7064 MOD 11,10 over the six digits of the serial: every single wrong digit and nearly
every swap of two neighbours is noticed when a number is read over the telephone or typed from a label.
"""

from __future__ import annotations

import re
import unicodedata

PREFIX = "GJ"
SERIAL_LIMIT = 999_999

_DASHES = re.compile(r"[\s\-_\u00ad\u2010-\u2015\u2212\u2500\u30fc\ufe58\u3161]+")
_NUMBER = re.compile(r"GJ([0-9]{4})([0-9]{6})([0-9])")


def check_digit(digits: str) -> str:
    """The ISO/IEC 7064 MOD 11,10 check digit of a text of ASCII digits."""
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValueError(f"not digits: {digits!r}")
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def make_number(year: int, serial: int) -> str:
    """The canonical number of the document with this serial (1 to 999999) in this year."""
    if not 1000 <= year <= 9999:
        raise ValueError(f"year out of range: {year}")
    if not 1 <= serial <= SERIAL_LIMIT:
        raise ValueError(f"serial out of range: {serial}")
    digits = f"{serial:06d}"
    return f"{PREFIX}-{year}-{digits}{check_digit(digits)}"


def parse_number(text: str) -> str | None:
    """The canonical number for what somebody typed (lower case, full width, no dashes), or None if it is none."""
    match = _NUMBER.fullmatch(_DASHES.sub("", unicodedata.normalize("NFKC", text)).upper())
    if match is None:
        return None
    year, serial, check = int(match[1]), match[2], match[3]
    if year < 1000 or int(serial) == 0 or check_digit(serial) != check:
        return None
    return f"{PREFIX}-{match[1]}-{serial}{check}"
