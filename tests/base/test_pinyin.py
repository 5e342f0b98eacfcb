"""Readings of characters and phrases."""

from __future__ import annotations

import pytest

from webapp.base.pinyin import known_syllables, readings, spelled, syllables


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("重庆", ["chong", "qing"]),
        ("重量", ["zhong", "liang"]),
        ("银行", ["yin", "hang"]),
        ("钻头", ["zuan", "tou"]),
        ("绿色", ["lv", "se"]),
        ("M12螺栓", ["M12", "luo", "shuan"]),
        ("，。", []),
        ("", []),
    ],
)
def test_phrases_are_read_as_a_whole(text: str, said: list[str]) -> None:
    assert spelled(text) == said


def test_a_character_alone_has_all_its_readings() -> None:
    assert set(readings("重")) >= {"zhong", "chong"}
    assert syllables("重") == [readings("重")]
    assert readings("A") == ("A",)
    assert readings("，") == ("",)


def test_syllables_are_plain_letters() -> None:
    assert {"zhuang", "lv", "a"} <= known_syllables()
    assert all(each.isascii() and each.islower() for each in known_syllables() if each)
