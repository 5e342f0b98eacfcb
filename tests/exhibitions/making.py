"""Makers of exhibitions, through the actions people use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from tests.make import Make
from webapp.accounts.models import Account
from webapp.base.actor import Actor, Role
from webapp.documents.models import Visibility
from webapp.exhibitions.actions.arranging import add_hall, add_items
from webapp.exhibitions.actions.commands import NewItem, Texts
from webapp.exhibitions.actions.curators import add_curator
from webapp.exhibitions.actions.keeping import create_exhibition
from webapp.exhibitions.actions.opening import open_exhibition, submit
from webapp.exhibitions.models import Exhibition, Hall, Item

TEXTS = Texts(
    title="匠心成果展",
    theme="从一线来，到一线去",
    organisers="市总工会",
    place="劳动人民文化宫",
    starts_on=date(2026, 10, 1),
    ends_on=date(2026, 12, 1),
    opening_hours="9:00—17:00，周一闭馆",
    introduction="把一线的办法带到更多岗位。",
)


class Curating:
    """Exhibitions of two curators: ``actor`` arranges, ``second`` opens."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.actor: Actor = make.account(roles=[Role.CURATOR])
        self.second: Actor = make.account(roles=[Role.CURATOR])

    def username(self) -> str:
        """What the first curator signs in with."""
        with self.make.site.database.reading() as session:
            return session.get_one(Account, self.actor.account_id).username

    def documents(self, count: int, visibility: Visibility = Visibility.PUBLIC) -> list[str]:
        """Numbers of new published documents."""
        return [self.make.published(visibility=visibility).number for _ in range(count)]

    def create(self, texts: Texts = TEXTS) -> str:
        """An exhibition in preparation; its key."""
        with self.make.writing() as session:
            key = create_exhibition(session, self.actor, texts).key
            assert self.second.account_id is not None
            add_curator(session, self.actor, key, self.second.account_id)
        return key

    def add_hall(self, key: str, title: str = "第一展厅", items: Sequence[NewItem] = ()) -> str:
        """A hall with these items; its key."""
        with self.make.writing() as session:
            hall = add_hall(session, self.actor, key, title)
            add_items(session, self.actor, key, hall.key, items)
            return hall.key

    def prepare(
        self,
        halls: Sequence[str] = ("第一展厅",),
        numbers: Sequence[str] | None = None,
        texts: Texts = TEXTS,
    ) -> str:
        """An exhibition in preparation with these documents dealt out to its halls in turn; two new ones without."""
        numbers = self.documents(2) if numbers is None else numbers
        key = self.create(texts)
        for place, title in enumerate(halls):
            items = [NewItem(document_number=each, caption=f"看点{each}") for each in numbers[place :: len(halls)]]
            self.add_hall(key, title, items)
        return key

    def open_exhibition(
        self,
        halls: Sequence[str] = ("第一展厅",),
        numbers: Sequence[str] | None = None,
        texts: Texts = TEXTS,
    ) -> str:
        """An open exhibition with these documents dealt out to its halls in turn; its key."""
        key = self.prepare(halls, numbers, texts)
        self.open(key)
        return key

    def open(self, key: str) -> None:
        """Hand it in by the one curator and open it by the other."""
        with self.make.writing() as session:
            submit(session, self.actor, key, self.row(key).revision)
        with self.make.writing() as session:
            open_exhibition(session, self.second, key, self.row(key).revision)

    def row(self, key: str) -> Exhibition:
        """The exhibition as it stands."""
        with self.make.site.database.reading() as session:
            return session.scalars(select(Exhibition).where(Exhibition.key == key)).one()

    def halls(self, key: str) -> list[tuple[str, list[str]]]:
        """Its halls with the keys of their items, in order."""
        with self.make.site.database.reading() as session:
            mine = Exhibition.key == key
            halls = session.scalars(
                select(Hall).join(Exhibition).where(mine, Hall.removed_at.is_(None)).order_by(Hall.position)
            ).all()
            items = session.scalars(
                select(Item).join(Exhibition).where(mine, Item.removed_at.is_(None)).order_by(Item.position)
            ).all()
            return [(hall.key, [item.key for item in items if item.hall_id == hall.id]) for hall in halls]
