"""Indexes at the end of the catalogue: people, organisations and trades with the items they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from webapp.base.pinyin import spelled

Entries = Mapping[str, Sequence[str]]


def indexes_of(halls: Iterable[Mapping[str, Any]]) -> dict[str, list[tuple[str, list[str]]]]:
    """Pairs (name, keys of items) in the order of their sound, by the name of the index."""
    people: dict[str, list[str]] = {}
    organisations: dict[str, list[str]] = {}
    trades: dict[str, list[str]] = {}
    for item in (item for hall in halls for item in hall["items"]):
        for found, names in (
            (people, item["people"]),
            (organisations, item["organisations"]),
            (trades, [item["trade"]]),
        ):
            for name in dict.fromkeys(names):
                if name:
                    found.setdefault(name, []).append(item["key"])
    return {"by_person": _sorted(people), "by_organisation": _sorted(organisations), "by_trade": _sorted(trades)}


def _sorted(found: Mapping[str, list[str]]) -> list[tuple[str, list[str]]]:
    return sorted(found.items(), key=lambda pair: (" ".join(spelled(pair[0])).lower(), pair[0]))
