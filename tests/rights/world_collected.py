"""An exhibition of the world with a call, nominations, wishes of visitors, a kept search and recommendations."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.clock import today
from webapp.exhibitions.actions import nominating
from webapp.exhibitions.actions.arranging import add_hall, add_items
from webapp.exhibitions.actions.collecting import KeepQuery, dismiss, keep_query
from webapp.exhibitions.actions.commands import NewItem, Texts
from webapp.exhibitions.actions.following_up import assign_intent
from webapp.exhibitions.actions.keeping import create_exhibition
from webapp.exhibitions.actions.nominating import Nominate, Say
from webapp.exhibitions.actions.recommending import Recommend, recommend
from webapp.exhibitions.models import Exhibition, GuestBookEntry, Intent, Item, Recommendation

if TYPE_CHECKING:
    from tests.rights.world import World


def fill_collected(world: World) -> None:
    """Make them, and note their keys by name."""
    curator, member = world.actors["curator"], world.actors["member_a1"]
    texts = Texts(title="征集展", call_text="征集", call_until=today() + timedelta(days=9))
    numbers = (world.numbers["next_draft"], world.numbers["became_public"])
    with world.make.writing() as session:
        key = create_exhibition(session, curator, texts).key
        hall = add_hall(session, curator, key, "一厅").key
        add_items(session, curator, key, hall, [NewItem(document_number=each) for each in numbers])
        world.keys |= {"exhibition_called": key, "hall_called": hall}
    with world.make.writing() as session:
        said = Nominate(world.numbers["next_draft"], "好")
        world.keys["nomination_nominated"] = nominating.nominate(session, member, key, said).key
        said = Nominate(world.numbers["became_public"], "好")
        asked = nominating.nominate(session, member, key, said).key
        nominating.ask_back(session, curator, asked, Say(1, "多大？"))
        world.keys["nomination_asked"] = asked
        world.revisions["nomination_asked"] = 2
    with world.make.writing() as session:
        query = keep_query(session, curator, key, KeepQuery("钻模", hall, "q=钻模"))
        world.entries["query"] = query.id
        dismiss(session, curator, key, query.id, [world.numbers["members"]])
    with world.make.writing() as session:
        _visitors(session, world, key)
        recommend(session, curator, key, Recommend(numbers[:1], "province", "省赛", "好"))
        recommend(session, curator, key, Recommend((world.numbers["public"],), "province", "省赛", "好"))
        row = session.scalars(select(Recommendation).order_by(Recommendation.id).limit(1)).one()
        world.entries["recommendation"], world.revisions["recommendation"] = row.id, row.revision


def _visitors(session: Session, world: World, key: str) -> None:
    exhibition = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
    item = session.scalars(select(Item).where(Item.exhibition_id == exhibition.id).order_by(Item.id).limit(1)).one()
    intent = Intent(
        key=secrets.token_hex(16),
        exhibition_id=exhibition.id,
        item_key=item.key,
        document_id=item.document_id,
        kind="use",
        name="来宾",
        contact="13800001234",
    )
    entry = GuestBookEntry(key=secrets.token_hex(12), exhibition_id=exhibition.id, name="来宾", text="好")
    session.add_all([intent, entry])
    session.flush()
    assign_intent(session, world.actors["curator"], intent.key, 1, world.accounts["leader_a1"])
    world.keys |= {"intent_left": intent.key, "entry": entry.key}
    world.revisions["intent_left"] = intent.revision
