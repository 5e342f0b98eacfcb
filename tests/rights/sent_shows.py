"""What is sent for exhibitions as visitors meet them; a part of ``sent.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.rights.sending import NO_KEY, Maker, Sent
from tests.rights.world import World


def _values(world: World, state: str, inside: str) -> dict[str, Any]:
    show, _, thing = state.partition("/")
    values = {"key": world.keys.get(show, NO_KEY)}
    return {**values, inside: world.keys.get(thing, NO_KEY)} if inside else values


def _of(inside: str = "", **fields: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        return Sent(_values(world, state, inside), dict(fields))

    return make


def _leave(world: World, state: str, actor: str) -> Sent:
    values = _values(world, state, "item")
    wish = {"item": values.pop("item"), "kind": "use", "name": "某人", "contact": "13800000000", "consent": "y"}
    return Sent(values, wish)


def _own(world: World, state: str, actor: str) -> Sent:
    return Sent({"intent": world.keys.get(state, NO_KEY)})


SHOW_MAKERS: Mapping[tuple[str, str], Maker] = {
    **{
        (f"exhibitions.{name}", "GET"): _of()
        for name in ("cover", "everything", "poster", "code", "kiosk", "kiosk_everything", "guest_book", "preview")
    },
    ("exhibitions.preview_everything", "GET"): _of(),
    **{(f"exhibitions.{name}hall", "GET"): _of("hall") for name in ("", "kiosk_", "preview_")},
    **{(f"exhibitions.{name}item", "GET"): _of("item") for name in ("", "kiosk_", "preview_")},
    ("exhibitions.intent", "GET"): _of("item"),
    ("exhibitions.leave", "POST"): _leave,
    ("exhibitions.own_intent", "GET"): _own,
    ("exhibitions.withdraw", "POST"): _own,
    ("exhibitions.write", "POST"): _of(text="很受启发。"),
}
