"""Exhibitions of the two archives: one that calls for results, and what curators keep out of sight beside it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tests.make import Make
from webapp.base.actor import Actor, Role
from webapp.documents.models import Document
from webapp.exhibitions.actions import nominating
from webapp.exhibitions.actions.arranging import add_hall, add_items
from webapp.exhibitions.actions.collecting import KeepQuery, keep_query
from webapp.exhibitions.actions.commands import NewItem, Texts
from webapp.exhibitions.actions.keeping import create_exhibition
from webapp.exhibitions.actions.nominating import Nominate
from webapp.exhibitions.actions.recommending import Recommend, recommend, send_recommendations
from webapp.exhibitions.models import Exhibition, GuestBookEntry, Intent, Recommendation, Visits


@dataclass(frozen=True)
class Shows:
    """Keys of exhibitions, nominations and intents."""

    shows: tuple[str, ...]
    nominations: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    curator: Actor | None = None


def call_for(make: Make) -> Shows:
    """An exhibition in preparation that calls for results."""
    curator = make.account("caller", roles=[Role.CURATOR])
    with make.writing() as session:
        texts = Texts("征集展", call_text="征集钻模", call_until=date(2099, 1, 1))
        return Shows((create_exhibition(session, curator, texts).key,), curator=curator)


def hide_collected(make: Make, author: Actor, shows: Shows, numbers: tuple[str, ...], inner: str) -> Shows:
    """What is nominated, kept, wanted and recommended out of sight, and an exhibition nobody may know of."""
    curator = shows.curator
    assert curator is not None
    [called] = shows.shows
    with make.writing() as session:
        nomination = nominating.nominate(session, author, called, Nominate(numbers[0], "玄铁夹具 zhqqv")).key
        hall = add_hall(session, curator, called, "玄铁厅").key
        add_items(session, curator, called, hall, [NewItem(document_number=numbers[2])])
        keep_query(session, curator, called, KeepQuery("玄铁", hall, "q=玄铁"))
        secret = create_exhibition(session, curator, Texts("玄铁密展")).key
    with make.writing() as session:
        recommend(session, curator, secret, Recommend((numbers[0], numbers[1]), "province", "玄铁评选", "zhqqv"))
        send_recommendations(session, curator, secret, "province")
        row = session.scalars(select(Exhibition).where(Exhibition.key == secret)).one()
        document = session.scalars(select(Document).where(Document.number == inner)).one()
        session.add(
            Recommendation(exhibition_id=row.id, document_id=document.id, level="province", reason="玄铁", state="sent")
        )
        intents = []
        for exhibition in session.scalars(select(Exhibition)):
            intent = Intent(
                key=secrets.token_hex(16), exhibition_id=exhibition.id, kind="use", name="玄铁客", contact="1"
            )
            entry = GuestBookEntry(key=secrets.token_hex(12), exhibition_id=exhibition.id, text="玄铁")
            visits = Visits(exhibition_id=exhibition.id, item_key="", day=date(2026, 1, 1), channel="web", count=9)
            session.add_all([intent, entry, visits])
            intents.append(intent.key)
    return Shows((called, secret), (nomination,), tuple(intents))


def addresses_of_collected(shows: Shows) -> Iterator[str]:
    """Every address of these beside what visitors see, known or guessed."""
    yield from ("/exhibitions/calls", "/exhibitions/collect", "/me/intents")
    for key in shows.shows:
        yield f"/exhibitions/calls/{key}"
        for tail in ("queries", "queries/1", "presets", "nominations", "visitors", "visitors/export", "figures"):
            yield f"/exhibitions/{key}/{tail}"
        for tail in ("visitors/guest-book", "figures/export", "report", "report.docx", "recommendations"):
            yield f"/exhibitions/{key}/{tail}"
        yield f"/exhibitions/{key}/recommendations.docx"
    yield from (f"/exhibitions/nominations/{key}" for key in shows.nominations)
    yield from (f"/exhibitions/intents/{key}" for key in shows.intents)
