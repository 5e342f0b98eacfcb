"""What visitors leave at an exhibition, for tests."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from sqlalchemy import select

from tests.exhibitions.making import Curating
from webapp.base.clock import today
from webapp.exhibitions.models import Exhibition, GuestBookEntry, Intent, Item, Visits


class Visiting:
    """Leaves intents, words and visits, as the pages of visitors do."""

    def __init__(self, curating: Curating) -> None:
        self.make = curating.make

    def intent(self, key: str, number: int = 0, kind: str = "use", contact: str = "13800001234") -> str:
        """An intent at the item with this number in the order of ids (0 for the whole show); its key."""
        with self.make.writing() as session:
            exhibition = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
            items = session.scalars(select(Item).where(Item.exhibition_id == exhibition.id).order_by(Item.id)).all()
            item = items[number - 1] if number else None
            row = Intent(
                key=secrets.token_hex(16),
                exhibition_id=exhibition.id,
                item_key=item.key if item else "",
                document_id=item.document_id if item else None,
                kind=kind,
                name="赵来宾",
                organisation="兄弟厂",
                contact=contact,
                message="想到现场看看",
            )
            session.add(row)
            session.flush()
            return row.key

    def entry(self, key: str, text: str = "很受启发") -> str:
        """An entry of the guest book; its key."""
        with self.make.writing() as session:
            exhibition = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
            row = GuestBookEntry(key=secrets.token_hex(12), exhibition_id=exhibition.id, name="观众", text=text)
            session.add(row)
            session.flush()
            return row.key

    def visits(self, key: str, days: int = 3, count: int = 5) -> None:
        """Visits of the last days, of the show and of each item, in browsers and at a kiosk."""
        with self.make.writing() as session:
            exhibition = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
            items = session.scalars(select(Item.key).where(Item.exhibition_id == exhibition.id)).all()
            for place in range(days):
                day: date = today() - timedelta(days=place)
                for item_key in ("", *items):
                    for channel in ("web", "kiosk"):
                        session.add(
                            Visits(
                                exhibition_id=exhibition.id, item_key=item_key, day=day, channel=channel, count=count
                            )
                        )

    def row(self, key: str) -> Intent:
        """The intent as it stands."""
        with self.make.site.database.reading() as session:
            return session.scalars(select(Intent).where(Intent.key == key)).one()
