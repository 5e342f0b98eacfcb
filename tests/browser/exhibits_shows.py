"""An open exhibition with pictures, plates, a person, a panel and something called in; one that is not open yet."""

from __future__ import annotations

from sqlalchemy import select

from tests.exhibitions.making import TEXTS, Curating
from tests.make import Make
from webapp.base.actor import VISITOR, Actor
from webapp.directory.models import Person, Studio
from webapp.documents.actions import Halt, halt
from webapp.documents.models import Document, Version
from webapp.exhibitions.actions.arranging import add_items
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.actions.visiting import LeaveIntent, WriteEntry, leave_intent, write_entry
from webapp.web.site import Site

FROM_LIBRARY = 9


def show_shows(site: Site, curator: Actor, rich: str) -> dict[str, str]:
    """Make them; their keys by name."""
    curating = Curating(Make(site))
    curating.actor = curator
    with site.database.reading() as session:
        person = session.scalars(select(Person).where(Person.merged_into_id.is_(None)).limit(1)).one()
        studio = session.scalars(select(Studio).where(Studio.merged_into_id.is_(None)).limit(1)).one()
        loaded = (Version.visibility == "public", Version.state == "published", Document.loaded_hash.is_not(None))
        numbers = session.scalars(
            select(Document.number).join(Version).where(*loaded).order_by(Document.number).limit(FROM_LIBRARY)
        ).all()
    called_in = curating.documents(1)[0]
    key = curating.prepare(("装备与工装", "工艺与操作法"), [rich, *numbers, called_in], TEXTS)
    hall = curating.halls(key)[0][0]
    with site.database.writing() as session:
        words = "请留意工件的**朝向**：左边是改进前。"
        others = [
            NewItem("person", person_id=person.id, caption="三十年只做一件事", note=words),
            NewItem("studio", studio_id=studio.id),
            NewItem("panel", title="圆桌：一线难题怎样变成课题", text="- 14:00 出题\n- 15:00 接题", booth="A01"),
            NewItem("product", title="快换钻模样机", caption="一次装夹，两面成孔", demonstrations="每天 10:00"),
        ]
        added = [item.key for item in add_items(session, curator, key, hall, others)]
    curating.open(key)
    with site.database.writing() as session:
        halt(session, curating.make.reviewer(), called_in, Halt(1, "锁紧螺栓松脱，有甩件危险。"))
    halls = curating.halls(key)
    with site.database.writing() as session:
        intent = leave_intent(
            session, VISITOR, key, LeaveIntent("use", added[3], "王师傅", "", "138", "", consent=True)
        )
        entry = write_entry(session, VISITOR, key, WriteEntry("办法就在身边。", "老李"))
        entry.state = "shown"
        private = intent.key
    new = curating.prepare(("第一展厅",), numbers[:2], TEXTS)
    return {
        "tour": key,
        "tour_hall": halls[0][0],
        "tour_pictured": halls[0][1][0],
        "tour_drawn": halls[1][1][1],
        "tour_person": added[0],
        "tour_panel": added[2],
        "tour_halted": halls[0][1][5],
        "tour_intent": private,
        "tour_new": new,
        "tour_new_hall": curating.halls(new)[0][0],
        "tour_new_item": curating.halls(new)[0][1][0],
    }
