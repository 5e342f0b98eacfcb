"""Exhibitions of the world as visitors meet them: open, for members only, closed, not open yet; what visitors left.

The open ones pin documents that everybody could read once and not any more, as a show does when something turns
internal after the opening.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from webapp.base.actor import Role
from webapp.documents.models import Document, Version
from webapp.exhibitions.models import Exhibition, ExhibitionCurator, GuestBookEntry, Intent, Snapshot
from webapp.exhibitions.show import Show, ShowHall, ShowItem, show_hash, to_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.rights.world import World

PINNED = ("public", "became_internal", "guarded", "formerly_public", "members", "draft", "gone_public")
SHOWS = {
    "toured_public": ("public", "open", "curator"),
    "toured_members": ("members", "open", "curator"),
    "toured_closed": ("public", "closed", "curator"),
    "toured_new": ("public", "preparation", "curator"),
    "toured_of_others": ("public", "preparation", "curator-of-shows"),
}


def fill_shows(world: World) -> None:
    """Make them, and note their keys by name."""
    world.accounts["curator-of-shows"] = world.make.account("curator-of-shows", roles=[Role.CURATOR]).account_id or 0
    with world.make.writing() as session:
        for name, (audience, state, curator) in SHOWS.items():
            world.keys[name] = name.replace("_", "") + "key"
            row = Exhibition(key=world.keys[name], title=name, audience=audience, state=state, curators=[])
            row.curators.append(ExhibitionCurator(account_id=world.accounts[curator]))
            session.add(row)
            session.flush()
            if state != "preparation":
                _freeze(session, world, row)
        public = session.scalars(select(Exhibition).where(Exhibition.key == world.keys["toured_public"])).one()
        world.keys["intent_left"] = "0123456789abcdef0123456789abcdef"
        session.add(
            Intent(key=world.keys["intent_left"], exhibition_id=public.id, kind="use", name="某人", contact="1380")
        )
        session.add(GuestBookEntry(key="entryshown", exhibition_id=public.id, text="好。", state="shown"))


def _freeze(session: Session, world: World, exhibition: Exhibition) -> None:
    items = []
    for name in PINNED:
        pinned = select(Version).join(Document, Document.id == Version.document_id).order_by(Version.ordinal).limit(1)
        version = session.scalars(pinned.where(Document.number == world.numbers[name])).one()
        key = f"item{name.replace('_', '')}"
        world.keys[f"item_{name}"] = key
        items.append(ShowItem(key, "document", version.document_id, version.id, caption=f"看点 {name}"))
    world.keys["item_product"], world.keys["hall"], world.keys["hall_hidden"] = "itemproduct", "hallone", "halltwo"
    items.insert(0, ShowItem("itemproduct", "product", title="样机", caption="看得见的样机"))
    shown, hidden = items[:1] + items[1:2] + items[5:6], [each for each in items[2:] if each is not items[5]]
    halls = (ShowHall("hallone", "第一展厅", items=tuple(shown)), ShowHall("halltwo", "第二展厅", items=tuple(hidden)))
    show = Show(title=exhibition.title, halls=halls)
    exhibition.snapshot = 1
    session.add(Snapshot(exhibition_id=exhibition.id, ordinal=1, content=to_json(show), content_hash=show_hash(show)))
