"""Exhibitions of the world: one in every state that matters, made by the actions people use."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from PIL import Image
from sqlalchemy import delete, select

from webapp.accounts.models import RoleGrant
from webapp.base.actor import Actor, Role
from webapp.base.files.sniff import TYPES
from webapp.documents.models import Document, Version
from webapp.exhibitions.actions.arranging import add_hall, add_items, move_hall
from webapp.exhibitions.actions.commands import NewItem, Texts
from webapp.exhibitions.actions.curators import add_curator
from webapp.exhibitions.actions.keeping import create_exhibition
from webapp.exhibitions.actions.opening import close_exhibition, open_exhibition, submit
from webapp.exhibitions.actions.pictures import PICTURE_JOB, NewPicture, add_picture, set_cover
from webapp.exhibitions.models import Exhibition, Item

if TYPE_CHECKING:
    from tests.rights.world import World

SHOWS = {"show_prepared": "public", "show_open": "public", "show_members": "members", "show_closed": "public"}
"""Name and audience of each; all are curated by ``curator`` and a second one."""


def fill_exhibitions(world: World) -> None:
    """Make them all, and note their keys and revisions by name."""
    curator = world.actors["curator"]
    second = world.make.account("curator-second", roles=[Role.CURATOR])
    world.accounts["curator_second"] = second.account_id or 0
    third = world.make.account("curator-third", roles=[Role.CURATOR])
    world.accounts["curator_third"] = third.account_id or 0
    for name, audience in SHOWS.items():
        _prepare(world, curator, name, audience)
        if name != "show_prepared":
            _open(world, curator, second, name)
    with world.make.writing() as session:
        key = world.keys["show_closed"]
        close_exhibition(session, curator, key, _row(world, "show_closed").revision)
    _leave(world)
    for name in SHOWS:
        world.revisions[name] = _row(world, name).revision
        world.revisions[f"last_{name}"] = _row(world, name).arrangement


def _prepare(world: World, curator: Actor, name: str, audience: str) -> None:
    texts = Texts(
        title=name,
        audience=audience,
        introduction="前言",
        starts_on=date(2026, 1, 1),
        ends_on=date(2099, 1, 1),
    )
    store = world.site.files
    with world.make.writing() as session:
        key = world.keys[name] = create_exhibition(session, curator, texts).key
        add_curator(session, curator, key, world.accounts["curator_second"])
        for part in ("used", "unused"):
            staged = store.stage(_drawing(len(world.keys)), 1 << 20)
            row = add_picture(session, curator, store, key, NewPicture(staged, TYPES["png"], f"{part}.png"))
            world.keys[f"{part}_{name}"] = row.key
            world.site.jobs[PICTURE_JOB]({"sha256": row.sha256, "type_key": row.type_key})
        set_cover(session, curator, key, world.keys[f"used_{name}"])
        other = add_hall(session, curator, key, "另一厅").key
        hall = world.keys[f"hall_{name}"] = add_hall(session, curator, key, "一厅").key
        move_hall(session, curator, key, hall, None)
        new = [NewItem(document_number=world.numbers[each]) for each in ("public", "became_public")]
        items = add_items(session, curator, key, hall, new)
        world.keys[f"item_{name}"] = items[0].key
        world.keys[f"older_{name}"] = items[1].key
        move_hall(session, curator, key, other, None)


def _leave(world: World) -> None:
    """One whose only curator lost that right."""
    gone = world.make.account("curator-gone", roles=[Role.CURATOR])
    with world.make.writing() as session:
        world.keys["show_left"] = create_exhibition(session, gone, Texts("show_left")).key
        session.execute(delete(RoleGrant).where(RoleGrant.account_id == gone.account_id))


def _open(world: World, curator: Actor, second: Actor, name: str) -> None:
    key = world.keys[name]
    with world.make.writing() as session:
        submit(session, curator, key, _row(world, name).revision)
    with world.make.writing() as session:
        open_exhibition(session, second, key, _row(world, name).revision)
    with world.make.writing() as session:
        first = select(Version.id).join(Document, Document.id == Version.document_id)
        older = session.scalars(
            first.where(Document.number == world.numbers["became_public"], Version.ordinal == 1)
        ).one()
        session.scalars(select(Item).where(Item.key == world.keys[f"older_{name}"])).one().version_id = older


def _row(world: World, name: str) -> Exhibition:
    with world.site.database.reading() as session:
        return session.scalars(select(Exhibition).where(Exhibition.key == world.keys[name])).one()


def _drawing(colour: int) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (colour * 7 % 256, 90, 140)).save(file, "PNG")
    file.seek(0)
    return file
