from __future__ import annotations

import pytest

from webapp.directory.spelling import sort_name, sort_person_name, typed_sound


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("单宗厂", "shan zong chang"),
        ("曾正超", "zeng zheng chao"),
        ("仇银", "qiu yin"),
        ("解小东", "xie xiao dong"),
        ("尉迟恭", "yu chi gong"),
        ("许振超", "xu zhen chao"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, spelt: str) -> None:
    assert sort_person_name(name).replace(" ", "") == spelt.replace(" ", "")


def test_names_of_places_are_read_as_words() -> None:
    assert sort_name("重庆长安") == "chong qing chang an"
    assert sort_name("解放军工厂").startswith("jie fang")
    assert sort_name("３Ｄ打印") == sort_name("３Ｄ打印")
    assert len(sort_name("厂" * 400)) <= 120


def test_the_order_of_names_is_that_of_their_spelling() -> None:
    names = ["张海东", "卜伟伟", "单宗厂", "陈灌生"]
    assert sorted(names, key=sort_person_name) == ["卜伟伟", "陈灌生", "单宗厂", "张海东"]


def test_only_latin_letters_are_a_sound() -> None:
    assert typed_sound("Xu Zhen") == "xu zhen"
    assert typed_sound("许") == ""
    assert typed_sound("%_") == ""
