"""What is sent for exhibitions; a part of ``sent.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.rights.sending import NO_KEY, Maker, Sent
from tests.rights.world import World


def _key(world: World, state: str) -> str:
    name = "exhibition_of_others" if state == "of_others" else state
    return world.keys.get(name, NO_KEY)


def _form(**fields: str) -> Maker:
    """About one exhibition; the form carries the revision it was made from."""

    def make(world: World, state: str, actor: str) -> Sent:
        revision = str(world.revisions.get(state, 1))
        return Sent({"key": _key(world, state)}, {"revision": revision, **fields})

    return make


def _hall(world: World, state: str, actor: str) -> Sent:
    values = {"key": _key(world, state), "hall": world.keys.get(f"hall_{state}", NO_KEY)}
    return Sent(values, {"revision": "1", "title": "改名的厅", "text": "墙上"})


def _item(part: str, **fields: str) -> Maker:
    def make(world: World, state: str, actor: str) -> Sent:
        values = {"key": _key(world, state), "item": world.keys.get(f"{part}_{state}", NO_KEY)}
        return Sent(values, {"revision": "1", **fields})

    return make


def _step(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": _key(world, state)}, {"step": f"down:{world.keys.get(f'item_{state}', NO_KEY)}"})


def _undo(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": _key(world, state)}, {"ordinal": str(world.revisions.get(f"last_{state}", 1))})


def _add(world: World, state: str, actor: str) -> Sent:
    name, _sign, hidden = state.partition("/")
    number = world.numbers["became_internal" if hidden else "next_draft"]
    fields = {"kind": "document", "numbers": number, "hall": world.keys.get(f"hall_{name}", NO_KEY)}
    return Sent({"key": _key(world, name)}, fields)


def _picture(world: World, state: str, actor: str) -> Sent:
    name, _sign, part = state.partition("/")
    fields: dict[str, Any] = {"do": "save", "alt": "现场"}
    return Sent({"key": _key(world, name), "picture": world.keys.get(f"{part or 'unused'}_{name}", NO_KEY)}, fields)


def _upload(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": _key(world, state)}, {}, ("file", "PNG"))


def _curators(world: World, state: str, actor: str) -> Sent:
    return Sent({"key": _key(world, state)}, {"account_id": str(world.accounts["curator_third"])})


def _move(world: World, state: str, actor: str) -> Sent:
    name, _sign, move = state.partition("/")
    return Sent({"key": _key(world, name), "move": move}, {"revision": str(world.revisions.get(name, 1))})


TEXTS = {"title": "新展", "level": "city", "audience": "public", "kiosk_seconds": "90", "starts_on": "2026-01-01"}
EXHIBITION_MAKERS: Mapping[tuple[str, str], Maker] = {
    ("exhibitions.create", "POST"): _form(**TEXTS),
    ("exhibitions.edit", "GET"): _form(),
    ("exhibitions.edit_now", "POST"): _form(**TEXTS),
    ("exhibitions.change_curators", "POST"): _curators,
    ("exhibitions.name_new_curator", "POST"): _curators,
    ("exhibitions.arrange", "GET"): _form(),
    ("exhibitions.arrange_items", "POST"): _step,
    ("exhibitions.arrange_halls", "POST"): _form(title="新厅"),
    ("exhibitions.undo_change", "POST"): _undo,
    ("exhibitions.hall_editor", "GET"): _hall,
    ("exhibitions.change_hall", "POST"): _hall,
    ("exhibitions.add_form", "GET"): _form(),
    ("exhibitions.add", "POST"): _add,
    ("exhibitions.look", "POST"): lambda world, state, actor: Sent({}, {"text": "**醒目**"}),
    ("exhibitions.item_editor", "GET"): _item("item"),
    ("exhibitions.change_item", "POST"): _item("item", caption="新的看点"),
    ("exhibitions.pin", "POST"): _item("older"),
    ("exhibitions.picture", "GET"): _picture,
    ("exhibitions.pictures", "GET"): _form(),
    ("exhibitions.add_pictures", "POST"): _upload,
    ("exhibitions.change_picture", "POST"): _picture,
    ("exhibitions.check", "GET"): _form(),
    ("exhibitions.move", "POST"): _move,
    ("exhibitions.shown_before", "GET"): _form(),
}
