"""Passwords: how they are kept, checked and made.

argon2id with 19 MiB, two passes, one lane (the OWASP minimum): about 20 ms, and never more than two at once, so that
a flood of sign-ins cannot take the memory of the machine.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
AT_ONCE = threading.BoundedSemaphore(2)
SHORTEST = 10
LONGEST = 200
GROUPS = 4
GROUP_LENGTH = 4
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that sounds or looks like something else: no i, l, o, 0, 1
COMMON = frozenset(
    "password password1 password12 password123 passw0rd123 p@ssw0rd p@ssw0rd123 passwordpassword administrator "
    "admin12345 admin123456 adminadmin adminadmin1 letmein123 welcome123 welcome1234 iloveyou123 iloveyou520 "
    "qwertyuiop qwertyuiop1 qwerty12345 qwerty123456 qwer123456 asdfghjkl1 asdfghjkl; asdf123456 zxcvbnm123 "
    "zxcvbnm1234 1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r5t6y qazwsxedcrfv abc1234567 abc123456789 abcd123456 abcd12345678 "
    "abcdefghij abcdefghijk a123456789 a1234567890 aa12345678 aa123456789 q123456789 z123456789 woaini1314 "
    "woaini520520 woaini1314520 5201314520 52013145201314 1314520520 1234567890 0123456789 12345678910 0987654321 "
    "9876543210 123456789a 1234567890a 123456789q 123456789abc 1234512345 1231231231 123123123123 123456123456 "
    "1122334455 11223344556 1020304050 0101010101 7758521521 147258369a 1472583690 3141592653 31415926535 "
    "8888888888 6666666666 zhongguo123 zhongguo1949 woaizhongguo gongjiang123 gonghui12345 laomo123456 "
    "chuangxin123 huawei12345 beijing2008 shanghai123 changeme123 test123456 test1234567 user123456 guest12345 "
    "root123456 sunshine123 football123 baseball123 princess123 superman123 dragon12345 monkey12345 "
    "一二三四五六七八九十 我的密码我的密码".split()
)


def hash_password(text: str) -> str:
    """What is kept of a password."""
    with AT_ONCE:
        return HASHER.hash(_bytes(text))


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
