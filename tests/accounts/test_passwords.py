"""Passwords and user names: rules without a database."""

from __future__ import annotations

import re

import pytest

from webapp.accounts import passwords
from webapp.accounts.names import counted_username, normal_username, username_fault


def test_only_the_right_password_fits() -> None:
    kept = passwords.hash_password("车间里的一句好记的话")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify_password(kept, "车间里的一句好记的话")
    assert not passwords.verify_password(kept, "车间里的一句好记的活")
    assert not passwords.verify_password("not a hash", "x")
    assert not passwords.verify_password(kept, "长" * 201)


def test_the_same_letters_typed_differently_fit() -> None:
    assert passwords.verify_password(passwords.hash_password("Cafe\u0301 am Morgen"), "Caf\u00e9 am Morgen")


def test_one_time_passwords_are_readable_and_renewed() -> None:
    made = {passwords.one_time_password() for _each in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", one) for one in made)
    assert not any(set(one) & set("ilo01") for one in made)
    kept = passwords.hash_one_time(min(made))
    assert passwords.verify_slowly(kept, min(made))
    assert passwords.needs_rehash(kept)
    assert not passwords.needs_rehash(passwords.hash_password("another password"))


def test_without_an_account_the_dummy_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def remember(kept: str, _text: str) -> bool:
        tried.append(kept)
        return False

    monkeypatch.setattr(passwords, "verify_password", remember)
    assert not passwords.verify_slowly(None, "something")
    passwords.verify_slowly(passwords.hash_one_time("x"), "something")
    slow = passwords.hash_password("another password")
    passwords.verify_slowly(slow, "something")
    assert tried[0] == passwords.dummy_hash()
    assert tried[2] == passwords.dummy_hash(), "a quick hash is answered as slowly as any"
    assert tried[3:] == [slow]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("短短短短短短短短短", "too_short"),
        ("长" * 201, "too_long"),
        ("zhang.laosi", "username"),
        ("Zhang.LaoSi123", "username"),
        ("1234567890", "common"),
        ("WoAiZhongGuo", "common"),
        ("Ｑｗｅｒｔｙｕｉｏｐ", "common"),
        ("aaaaaaaaaaab", "monotone"),
        ("减振刀杆的第三次试切", None),
        ("correct horse battery", None),
    ],
)
def test_which_passwords_may_be_chosen(text: str, fault: str | None) -> None:
    assert passwords.password_fault(text, "zhang.laosi") == fault


def test_the_common_list_holds_only_what_the_length_would_allow() -> None:
    assert len(passwords.COMMON) > 80
    assert all(len(word) >= passwords.SHORTEST for word in passwords.COMMON)


@pytest.mark.parametrize(
    ("typed", "kept"), [("ZhangSan", "zhangsan"), ("ｚｈａｎｇ", "zhang"), (" 张三 ", "张三"), ("ǅ", "dž")]
)
def test_one_form_for_each_name(typed: str, kept: str) -> None:
    assert normal_username(typed) == kept


@pytest.mark.parametrize(
    ("username", "fault"),
    [
        ("", "required"),
        ("a", "too_short"),
        ("a" * 33, "too_long"),
        ("a b", "letters"),
        ("<b>", "letters"),
        ("a@b", "letters"),
        ("zhang\u202esan", "letters"),
        ("张三", None),
        ("zhang_san-1.x", None),
    ],
)
def test_which_names_may_be_used(username: str, fault: str | None) -> None:
    assert username_fault(username) == fault


def test_any_typed_name_can_be_counted() -> None:
    for typed in ("x" * 100_000, "\ud800", "a\x00b", "", "ＡＢＣ"):
        assert len(counted_username(typed)) <= 64
        assert "\x00" not in counted_username(typed)
    assert counted_username("x" * 100) != counted_username("x" * 101)
