"""Passwords: how they are kept, checked and made.

argon2id with 19 MiB, two passes, one lane (the OWASP minimum): about 20 ms, and never more than two at once, so that
a flood of sign-ins cannot take the memory of the machine.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=256, parallelism=1)
AT_ONCE = threading.BoundedSemaphore(2)
SHORTEST = 10
LONGEST = 200
GROUPS = 4
GROUP_LENGTH = 4
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that sounds or looks like something else: no i, l, o, 0, 1
COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text("utf-8").split())


def hash_password(text: str) -> str:
    """What is kept of a password."""
    with AT_ONCE:
        return HASHER.hash(_bytes(text))


def hash_one_time(text: str) -> str:
    """What is kept of a password from :func:`one_time_password`: 79 random bits need no slow hash, so that 2,000
    accounts can be made at once."""
    return QUICK_HASHER.hash(_bytes(text))


def verify_slowly(kept: str | None, text: str) -> bool:
    """The same as :func:`verify_password`, taking the same time without an account or with a quick hash."""
    if kept is None:
        verify_password(dummy_hash(), text)
        return False
    right = verify_password(kept, text)
    if needs_rehash(kept):
        verify_password(dummy_hash(), text)
    return right


def verify_password(kept: str, text: str) -> bool:
    """Whether this is the password of which ``kept`` was made; False as well when nothing valid is kept."""
    if len(text) > LONGEST:
        return False
    try:
        with AT_ONCE:
            return HASHER.verify(kept, _bytes(text))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    try:
        return HASHER.check_needs_rehash(kept)
    except InvalidHashError:
        return True


@lru_cache(maxsize=1)
def dummy_hash() -> str:
    """A hash no password fits, checked for accounts that do not exist so that the answer takes as long."""
    return hash_password(secrets.token_urlsafe(32))


def password_fault(text: str, username: str) -> str | None:
    """Why a password may not be chosen: 'too_short', 'too_long', 'username', 'common', 'monotone'; None if it may."""
    if len(text) < SHORTEST:
        return "too_short"
    if len(text) > LONGEST:
        return "too_long"
    folded = unicodedata.normalize("NFKC", text).casefold()
    own = username.casefold()
    if own and (folded == own or folded.replace(own, "") in _ENDINGS):
        return "username"
    if folded in COMMON:
        return "common"
    return "monotone" if len(set(folded)) < 4 else None


_ENDINGS = frozenset({"", "1", "12", "123", "1234", "12345", "123456", "@123", "_123", "-123", "123!", "!"})


def one_time_password() -> str:
    """A password that can be read aloud, such as 'kx4p-m7tq-h2wd-9bvn' (79 bits); it has to be changed at once."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def _bytes(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
