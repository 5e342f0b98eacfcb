"""Reads of imports for their owner: the list, one import with its counts, its files or rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, defer

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Studio
from webapp.importing import policy
from webapp.importing.models import Decision, ImportBatch, ImportItem, ImportPicture
from webapp.importing.workflow import AT_WORK, ItemState

SHOWN_AT_ONCE = 50
NOT_SHOWN = ("opened", "beside")
"""Reasons of things that are no results of their own: an opened zip or list, pictures beside texts."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of an import's things stand where."""

    by_state: Mapping[str, int]
    alike: int
    chosen: int

    def __getitem__(self, state: str) -> int:
        return self.by_state.get(state, 0)

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self.by_state.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """An import as its page shows it."""

    batch: ImportBatch
    place: str
    counts: Counts

    @property
    def is_at_work(self) -> bool:
        """Whether the background has something to do for it."""
        return self.batch.state in AT_WORK


def own_imports(session: Session, actor: Actor, number: int = 1, size: int = PAGE_SIZE) -> Page[ImportBatch]:
    """The actor's imports, newest first."""
    mine = policy.imports_seen_by(actor)
    total = session.scalar(select(func.count()).select_from(ImportBatch).where(mine)) or 0
    rows = session.scalars(
        select(ImportBatch).where(mine).order_by(ImportBatch.id.desc()).limit(size).offset((number - 1) * size)
    )
    return Page(rows.all(), total, number, size)


def import_of(session: Session, actor: Actor, key: str) -> ImportBatch:
    """One import of the actor's own. Raises NotFound."""
    batch = session.scalar(select(ImportBatch).where(ImportBatch.key == key, policy.imports_seen_by(actor)))
    if batch is None:
        raise NotFound
    return batch


def standing_of(session: Session, actor: Actor, key: str) -> Standing:
    """An import with its counts and the name of its place. Raises NotFound."""
    batch = import_of(session, actor, key)
    organisation = session.get_one(Organisation, batch.organisation_id)
    studio = session.get(Studio, batch.studio_id) if batch.studio_id is not None else None
    return Standing(batch, studio.name if studio else organisation.name, counts_of(session, batch))


def counts_of(session: Session, batch: ImportBatch) -> Counts:
    """How many things of an import stand where."""
    shown = (ImportItem.batch_id == batch.id, ImportItem.reason.not_in(NOT_SHOWN))
    rows = session.execute(select(ImportItem.state, func.count().label("n")).where(*shown).group_by(ImportItem.state))
    by_state = {row.state: int(row.n) for row in rows}
    ready = (ImportItem.batch_id == batch.id, ImportItem.state == ItemState.READ)
    total = select(func.count()).select_from(ImportItem)
    alike = session.scalar(total.where(*ready, ImportItem.same_as != "")) or 0
    chosen = session.scalar(total.where(*ready, ImportItem.decision != Decision.SKIP)) or 0
    return Counts(by_state, alike, chosen)


def items_of(session: Session, batch: ImportBatch, show: str, number: int) -> Page[ImportItem]:
    """The things of an import in their order: 'all', those with 'problems', or those that are 'alike'."""
    wanted: list[ColumnElement[bool]] = [ImportItem.batch_id == batch.id, ImportItem.reason.not_in(NOT_SHOWN)]
    if show == "problems":
        wanted.append(ImportItem.state.in_((ItemState.REFUSED, ItemState.FAILED, ItemState.KEPT)))
    elif show == "alike":
        wanted.append(ImportItem.same_as != "")
    elif show == "ready":
        wanted.append(or_(ImportItem.state == ItemState.READ, ImportItem.state == ItemState.MADE))
    total = session.scalar(select(func.count()).select_from(ImportItem).where(*wanted)) or 0
    rows = session.scalars(
        select(ImportItem)
        .where(*wanted)
        .options(defer(ImportItem.body))
        .order_by(ImportItem.position)
        .limit(SHOWN_AT_ONCE)
        .offset((number - 1) * SHOWN_AT_ONCE)
    )
    return Page(rows.all(), total, number, SHOWN_AT_ONCE)


def item_of(session: Session, batch: ImportBatch, position: int) -> ImportItem:
    """One thing of an import. Raises NotFound."""
    statement = select(ImportItem).where(ImportItem.batch_id == batch.id, ImportItem.position == position)
    item = session.scalar(statement)
    if item is None or item.reason in NOT_SHOWN or not item.body:
        raise NotFound
    return item


def only_item(session: Session, batch: ImportBatch) -> ImportItem | None:
    """The one thing of an import that holds just one, None for more."""
    items: Sequence[ImportItem] = session.scalars(
        select(ImportItem).where(ImportItem.batch_id == batch.id, ImportItem.reason.not_in(NOT_SHOWN)).limit(2)
    ).all()
    return items[0] if len(items) == 1 else None


def pictures_of(session: Session, item: ImportItem) -> dict[int, str]:
    """The content (SHA-256) of each picture of a file, by its number in the text."""
    statement = select(ImportPicture.number, ImportPicture.sha256).where(ImportPicture.item_id == item.id)
    return {row.number: row.sha256 for row in session.execute(statement)}


def problems_of(session: Session, batch: ImportBatch) -> Sequence[ImportItem]:
    """Everything that was refused, failed or had to stay, in its order, without what was read."""
    states = (ItemState.REFUSED, ItemState.FAILED, ItemState.KEPT)
    wanted = (ImportItem.batch_id == batch.id, ImportItem.reason.not_in(NOT_SHOWN), ImportItem.state.in_(states))
    statement = select(ImportItem).where(*wanted).options(defer(ImportItem.body)).order_by(ImportItem.position)
    return session.scalars(statement).all()


def imports_known(session: Session, actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of these imports that are the actor's own: what notices may speak of."""
    statement = select(ImportBatch.id).where(ImportBatch.id.in_(ids), policy.imports_seen_by(actor))
    return frozenset(session.scalars(statement))
