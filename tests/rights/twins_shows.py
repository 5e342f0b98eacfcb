"""Exhibitions of the two archives: one everybody may visit, and what is in it, or beside it, out of sight.

The open one pins hidden documents as well, as it does when something turns internal after the opening.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.make import Make
from webapp.base.clock import today
from webapp.documents.models import Document, Version
from webapp.exhibitions.models import Exhibition, GuestBookEntry, Intent, Snapshot, Visits
from webapp.exhibitions.show import Show, ShowHall, ShowItem, show_hash, to_json

KEY, HIDDEN_KEY, PRIVATE = "showforall", "showofnone", "00ff" * 8
ITEMS = ("itemone", "itemtwo", "hiddenone", "hiddentwo", "hiddenthree")


def show_shows(make: Make, numbers: Sequence[str]) -> None:
    """An open exhibition of public documents."""
    with make.writing() as session:
        row = Exhibition(key=KEY, title="匠心成果展", state="open", curators=[])
        session.add(row)
        session.flush()
        items = [_item(session, ITEMS[place], number) for place, number in enumerate(numbers[:2])]
        _freeze(session, row, Show("匠心成果展", halls=(ShowHall("hallone", "第一展厅", "看点", tuple(items)),)))


def hide_shows(make: Make, public: Sequence[str], inner: Sequence[str]) -> None:
    """The same with hidden items among the others and a hall of nothing else; one in preparation; wishes."""
    with make.writing() as session:
        row = session.scalars(select(Exhibition).where(Exhibition.key == KEY)).one()
        hidden = [_item(session, key, number, "玄铁 xenotime") for key, number in zip(ITEMS[2:], inner, strict=False)]
        shown = [_item(session, ITEMS[place], number) for place, number in enumerate(public[:2])]
        mixed = (hidden[0], shown[0], hidden[1], shown[1])
        halls = (
            ShowHall("hallnone", "玄铁展厅", "玄铁", tuple(hidden)),
            ShowHall("hallone", "第一展厅", "看点", mixed),
        )
        _freeze(session, row, Show("匠心成果展", halls=halls))
        other = Exhibition(key=HIDDEN_KEY, title="玄铁展", state="preparation", curators=[])
        session.add(other)
        session.flush()
        session.add(GuestBookEntry(key="waiting", exhibition_id=row.id, text="玄铁 xenotime"))
        session.add(Intent(key=PRIVATE, exhibition_id=other.id, kind="use", name="玄铁"))
        session.add(Visits(exhibition_id=row.id, item_key=ITEMS[0], day=today(), channel="web", count=77))


def addresses_of_shows() -> Iterator[str]:
    """Every address of these, known or guessed; not the private one, whose key is all it takes."""
    yield from (f"/exhibitions{tail}" for tail in ("", "?shelf=over", "?shelf=mine", "?page=2", "/new"))
    for key in (KEY, HIDDEN_KEY):
        for tail in ("/arrange", "/edit", "/check", "/history", "/pictures", "/pictures/used", "/add"):
            yield f"/exhibitions/{key}{tail}"
        for tail in ("", "/all", "/poster", "/qr.svg", "/guest-book", "/kiosk", "/kiosk/all", "/preview", "/intent"):
            yield f"/exhibitions/{key}{tail}"
        for word in ("玄铁", "xenotime", "钻模", "看点"):
            yield f"/exhibitions/{key}/all?q={quote(word)}"
        for query in ("kind=innovation", "industry=aerospace", "hall=hallnone", "hall=hallone", "page=2"):
            yield f"/exhibitions/{key}/all?{query}"
        for way in ("", "/kiosk"):
            yield from (f"/exhibitions/{key}{way}/halls/{hall}" for hall in ("hallone", "hallnone"))
            yield from (f"/exhibitions/{key}{way}/items/{item}" for item in ITEMS)
        yield from (f"/exhibitions/{key}/poster?item={item}" for item in ITEMS)
        yield from (f"/exhibitions/{key}/intent?item={item}&kind=use" for item in ITEMS)


def _item(session: Session, key: str, number: str, caption: str = "") -> ShowItem:
    pinned = select(Version).join(Document, Document.id == Version.document_id).where(Document.number == number)
    version = session.scalars(pinned.order_by(Version.ordinal.desc()).limit(1)).one()
    return ShowItem(key, "document", version.document_id, version.id, caption=caption, note=caption)


def _freeze(session: Session, row: Exhibition, show: Show) -> None:
    row.snapshot += 1
    session.add(
        Snapshot(exhibition_id=row.id, ordinal=row.snapshot, content=to_json(show), content_hash=show_hash(show))
    )
    session.flush()
