"""The words and pictures of halls and items, and the version an item is pinned to. Each change can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.journal import record
from webapp.documents.models import Document
from webapp.exhibitions.actions.arranging import found_hall, found_item, keep_change, refuse_bad_hall
from webapp.exhibitions.actions.choosing import PICTURE_LIMIT, bad_words, pinned
from webapp.exhibitions.actions.commands import EditHall, EditItem
from webapp.exhibitions.actions.curated import held_for_change, subject
from webapp.exhibitions.models import Exhibition, Hall, Item
from webapp.exhibitions.queries.showing import ShownPicture, pictures_at_hand
from webapp.exhibitions.workflow import ItemKind

WORDS = ("title", "caption", "note", "text", "pictures", "video_key", "demonstrations", "booth")


def edit_hall(session: Session, actor: Actor, key: str, hall_key: str, edit: EditHall) -> None:
    """Say anew what a hall is. Raises Conflict('stale') with what stands there, Invalid."""
    exhibition = held_for_change(session, actor, key)
    hall = found_hall(session, exhibition, hall_key)
    if hall.revision != edit.revision:
        raise Conflict("stale", hall)
    refuse_bad_hall(edit.title, edit.text)
    _change(session, actor, exhibition, hall, "edit_hall", {"title": edit.title.strip(), "text": edit.text})


def edit_item(session: Session, actor: Actor, key: str, item_key: str, edit: EditItem) -> None:
    """Say anew what an item says and shows. Raises Conflict('stale') with what stands there, Invalid."""
    exhibition = held_for_change(session, actor, key)
    item = found_item(session, exhibition, item_key)
    if item.revision != edit.revision:
        raise Conflict("stale", item)
    faults = bad_words(edit, at_hand(session, exhibition, item), kept=frozenset((*item.pictures, item.video_key)))
    if item.kind in (ItemKind.PRODUCT, ItemKind.PANEL) and not edit.title.strip():
        faults.append(Fault("title", "required"))
    if faults:
        raise Invalid(*faults)
    wanted = {name: list(value) if name == "pictures" else value for name, value in asdict(edit).items()}
    _change(session, actor, exhibition, item, "edit_item", {name: wanted[name] for name in WORDS})


def use_picture(session: Session, actor: Actor, key: str, item_key: str, picture_key: str) -> None:
    """Show one more of the exhibition's own pictures, or its video, with an item."""
    exhibition = held_for_change(session, actor, key)
    item = found_item(session, exhibition, item_key)
    picture = at_hand(session, exhibition, item)[picture_key]
    if picture.group == "video":
        _change(session, actor, exhibition, item, "edit_item", {"video_key": picture_key})
    elif picture_key not in item.pictures and len(item.pictures) < PICTURE_LIMIT:
        _change(session, actor, exhibition, item, "edit_item", {"pictures": [*item.pictures, picture_key]})


def pin_newest(session: Session, actor: Actor, key: str, item_key: str) -> None:
    """Pin the version in force. Raises Conflict('not_for_all') where not everybody of the audience may read it."""
    exhibition = held_for_change(session, actor, key)
    item = found_item(session, exhibition, item_key)
    number = session.scalar(select(Document.number).where(Document.id == item.document_id)) or ""
    version = pinned(session, exhibition.audience, [number]).get(number)
    if version is None:
        raise Conflict("not_for_all")
    _change(session, actor, exhibition, item, "pin_version", {"version_id": version.id})


def at_hand(session: Session, exhibition: Exhibition, item: Item) -> dict[str, ShownPicture]:
    """The pictures and videos the item may use, by key: files of its version first, then the exhibition's own."""
    known = pictures_at_hand(session, exhibition, [item.version_id] if item.version_id is not None else [])
    return {**known.get(item.version_id or 0, {}), **known[0]}


def _change(
    session: Session, actor: Actor, exhibition: Exhibition, row: Hall | Item, what: str, wanted: Mapping[str, Any]
) -> None:
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if not changed:
        return
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    session.flush()
    table = "hall" if isinstance(row, Hall) else "item"
    keep_change(session, actor, exhibition, what, [[table, row.id, before]], [[table, row.id, changed]])
    told = {"hall": row.title} if isinstance(row, Hall) else {"item": row.key}
    record(session, actor, f"exhibitions.{what}", subject(exhibition), {**told, **before}, {**told, **changed})
