"""User names: one form for each, so that look-alikes of the same letters are the same account."""

from __future__ import annotations

import hashlib
import re
import unicodedata

SHORTEST = 2
LONGEST = 32
_ALLOWED = re.compile(r"[\w.\-]+")


def normal_username(text: str) -> str:
    """The form in which a user name is kept and compared: compatible forms made one, case folded."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def username_fault(username: str) -> str | None:
    """Why a normal user name may not be used: 'required', 'too_short', 'too_long', 'letters'; None if it may."""
    if not username:
        return "required"
    if len(username) < SHORTEST:
        return "too_short"
    if len(username) > LONGEST:
        return "too_long"
    return None if _ALLOWED.fullmatch(username) and username.isprintable() else "letters"


def counted_username(text: str) -> str:
    """What failures of a typed name are counted under; overlong ones are kept as a hash."""
    username = "".join(sign for sign in normal_username(text) if sign.isprintable())
    if len(username) <= 64:
        return username
    return "~" + hashlib.sha256(username.encode("utf-8", "surrogatepass")).hexdigest()[:63]
