"""The show as a value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from webapp.exhibitions.show import Show, ShowHall, ShowItem, from_json, only, show_hash, to_json

SHOW = Show(
    title="匠心成果展",
    starts_on="2026-05-01",
    halls=(
        ShowHall("a", "一厅", items=(ShowItem("x", "document", 1, 2, pictures=("p", "q")), ShowItem("y", "panel"))),
        ShowHall("b", "二厅"),
    ),
)


def test_a_show_comes_back_as_it_was() -> None:
    assert from_json(to_json(SHOW)) == SHOW


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(TypeError):
        from_json('{"title": "展", "secret": 1}')


def test_the_hash_follows_every_word() -> None:
    assert show_hash(SHOW) == show_hash(from_json(to_json(SHOW)))
    assert show_hash(replace(SHOW, theme="新")) != show_hash(SHOW)


def test_only_keeps_halls_and_order() -> None:
    kept = only(SHOW, frozenset({"y"}))
    assert [hall.key for hall in kept.halls] == ["a", "b"]
    assert [item.key for item in kept.items()] == ["y"]
