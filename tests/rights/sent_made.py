"""What is sent for files made of an exhibition; a part of ``sent.py``."""

from __future__ import annotations

from collections.abc import Mapping

from tests.rights.sending import NO_KEY, Maker, Sent
from tests.rights.world import World


def _page(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": world.keys.get(f"exhibition_{state}", NO_KEY)})


def _view(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": world.keys.get(f"exhibition_{state}", NO_KEY), "kind": "labels"})


def _make(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": world.keys.get(f"exhibition_{state}", NO_KEY)}, {"kind": "labels", "language": "zh"})


def _file(world: World, state: str, actor: str) -> Sent:
    exhibition = world.keys.get(f"exhibition_{'made' if state == 'hidden' else state}", NO_KEY)
    return Sent({"key": exhibition, "made_key": world.keys.get(f"file_{state}", NO_KEY)})


MADE_MAKERS: Mapping[tuple[str, str], Maker] = {
    ("exhibitions.made", "GET"): _page,
    ("exhibitions.made_progress", "GET"): _page,
    ("exhibitions.print_view", "GET"): _view,
    ("exhibitions.make", "POST"): _make,
    ("exhibitions.download_made", "POST"): _file,
    ("exhibitions.remove", "POST"): _file,
}
