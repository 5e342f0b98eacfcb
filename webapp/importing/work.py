"""The work of imports in the background: reading, making, undoing; each step is a transaction, so that a killed process
leaves nothing half done and another goes on exactly where it stopped, once the claim is over.

A claim of seconds instead of a job's lease of minutes, because somebody is looking at the progress page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account, AccountState
from webapp.base.actor import SYSTEM, Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, NotFound, Refusal
from webapp.base.files.refusals import FileRefused
from webapp.directory.routes.showing import VOCABULARIES
from webapp.directory.vocabularies import Vocabularies
from webapp.importing.actions.beginning import take_back
from webapp.importing.actions.making import Draft, make_draft, make_many
from webapp.importing.actions.undoing import undo_item
from webapp.importing.alike import numbers_by_file, numbers_by_title
from webapp.importing.limits import CLAIM, KEPT, ROWS_AT_ONCE
from webapp.importing.making_ready import discard_files, ready_draft
from webapp.importing.models import Decision, ImportBatch, ImportItem
from webapp.importing.reading_work import read_next
from webapp.importing.workflow import AT_WORK, BatchMove, BatchState, ItemState, batch_workflow
from webapp.notices.actions import notify
from webapp.web.site import Site

log = logging.getLogger(__name__)
NOTICE = "importing.finished"
UNDONE_AT_ONCE = 20


class Work:
    """Goes on with imports that have something to do; one at a time in this process."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._steps: dict[BatchState, Callable[[int], bool]] = {
            BatchState.READING: self._read,
            BatchState.MAKING: self._make,
            BatchState.UNDOING: self._undo,
        }

    def run(self) -> int:
        """Go on until nothing is left to do; how many steps were made."""
        count = 0
        while self.step():
            count += 1
        return count

    def step(self) -> bool:
        """One step of one import; whether there was anything to do."""
        taken = self._claim()
        if taken is None:
            return False
        batch_id, state = taken
        while self._steps[state](batch_id):
            self._extend(batch_id)
        self._release(batch_id)
        return True

    def _claim(self) -> tuple[int, BatchState] | None:
        due = (
            select(ImportBatch.id)
            .where(ImportBatch.state.in_(sorted(AT_WORK)))
            .where(or_(ImportBatch.claimed_until.is_(None), ImportBatch.claimed_until < now()))
            .order_by(ImportBatch.id)
            .limit(1)
        )
        with self.site.database.reading() as session:
            if session.scalar(due) is None:
                return None
        with self.site.database.writing() as session:
            batch_id = session.scalar(due.with_for_update(skip_locked=True))
            if batch_id is None:
                return None
            state = session.scalars(select(ImportBatch.state).where(ImportBatch.id == batch_id)).one()
            self._until(session, batch_id)
            return batch_id, BatchState(state)

    def _until(self, session: Session, batch_id: int) -> None:
        session.execute(update(ImportBatch).where(ImportBatch.id == batch_id).values(claimed_until=now() + CLAIM))

    def _extend(self, batch_id: int) -> None:
        with self.site.database.writing() as session:
            self._until(session, batch_id)

    def _release(self, batch_id: int) -> None:
        with self.site.database.writing() as session:
            session.execute(update(ImportBatch).where(ImportBatch.id == batch_id).values(claimed_until=None))

    def _read(self, batch_id: int) -> bool:
        if read_next(self.site, batch_id):
            return True
        with self.site.database.writing() as session:
            batch = _locked(session, batch_id)
            if batch is not None and batch.state == BatchState.READING:
                _compare(session, batch)
                _move(batch, BatchMove.READ)
        return False

    def _make(self, batch_id: int) -> bool:
        with self.site.database.reading() as session:
            batch = session.get(ImportBatch, batch_id)
            if batch is None or batch.state != BatchState.MAKING:
                return False
            is_given_up = batch.is_whole and _failed_count(session, batch_id) > 0
            limit = ROWS_AT_ONCE if batch.is_sheet else 1
            items = session.scalars(
                select(ImportItem)
                .where(ImportItem.batch_id == batch_id, ImportItem.state == ItemState.READ)
                .where(ImportItem.decision != Decision.SKIP)
                .order_by(ImportItem.position)
                .limit(limit)
            ).all()
        if is_given_up:
            self._take_back(batch_id)
            return False
        vocabularies = self.site.parts[VOCABULARIES].present()
        if not items:
            self._finish(batch_id, BatchMove.FINISH)
            return False
        self._make_items(batch, items, vocabularies)
        return True

    def _make_items(self, batch: ImportBatch, items: Sequence[ImportItem], vocabularies: Vocabularies) -> None:
        """Make the drafts of some items in one transaction; one that cannot be made does not hold up the others."""
        drafts = {item.id: ready_draft(self.site, batch, item, vocabularies) for item in items}
        if batch.is_sheet and self._make_rows(batch, items, drafts):
            return
        try:
            with self.site.database.writing() as session:
                actor = actor_of_import(session, batch.account_id)
                for item in items:
                    _one(session, item.id, lambda item=item: self._draft(session, actor, batch, item, drafts[item.id]))  # type: ignore[misc]
                _count(session, batch.id, len(items))
        finally:
            discard_files(self.site.files, drafts.values())

    def _make_rows(
        self, batch: ImportBatch, items: Sequence[ImportItem], drafts: Mapping[int, Draft | Refusal]
    ) -> bool:
        """Make the documents of rows all at once; False when that cannot be, and nothing is made yet."""
        ready = [(item, draft) for item in items if isinstance(draft := drafts[item.id], Draft)]
        if len(ready) != len(items) or any(item.decision != Decision.DRAFT for item in items):
            return False
        try:
            with self.site.database.writing() as session:
                actor = actor_of_import(session, batch.account_id)
                if actor is None:
                    return False
                make_many(session, actor, batch, ready)
                _count(session, batch.id, len(items))
        except Refusal:
            return False
        return True

    def _draft(
        self, session: Session, actor: Actor | None, batch: ImportBatch, item: ImportItem, draft: Draft | Refusal
    ) -> None:
        if isinstance(draft, Refusal):
            raise draft
        if actor is None:
            raise NotFound
        make_draft(session, actor, self.site.files, batch, item.id, draft)

    def _undo(self, batch_id: int) -> bool:
        with self.site.database.writing() as session:
            batch = session.get(ImportBatch, batch_id)
            if batch is None or batch.state != BatchState.UNDOING:
                return False
            ids = session.scalars(
                select(ImportItem.id)
                .where(ImportItem.batch_id == batch_id, ImportItem.state == ItemState.MADE)
                .order_by(ImportItem.position)
                .limit(UNDONE_AT_ONCE)
            ).all()
            actor = actor_of_import(session, batch.account_id)
            for item_id in ids:
                if actor is None:
                    session.execute(
                        update(ImportItem)
                        .where(ImportItem.id == item_id)
                        .values(state=ItemState.KEPT, reason="no_right")
                    )
                else:
                    undo_item(session, actor, item_id)
            _count(session, batch_id, len(ids))
        if not ids:
            self._finish(batch_id, BatchMove.FINISH_UNDOING)
        return bool(ids)

    def _take_back(self, batch_id: int) -> None:
        with self.site.database.writing() as session:
            batch = _locked(session, batch_id)
            if batch is not None and batch.state == BatchState.MAKING:
                take_back(session, actor_of_import(session, batch.account_id) or SYSTEM, batch)

    def _finish(self, batch_id: int, move: BatchMove) -> None:
        with self.site.database.writing() as session:
            batch = _locked(session, batch_id)
            if batch is None or not batch_workflow.allows(BatchState(batch.state), move):
                return
            _move(batch, move)
            batch.finished_at = now()
            left = (ImportItem.batch_id == batch_id, ImportItem.state == ItemState.READ)
            session.execute(update(ImportItem).where(*left).values(state=ItemState.SKIPPED))
            failed = _failed_count(session, batch_id) if batch.is_whole else 0
            if move == BatchMove.FINISH or failed:
                count = _count_of(session, batch_id, ItemState.MADE)
                params = {"key": batch.key, "name": batch.name, "count": count, "failed": failed}
                notify(session, NOTICE, ("import", batch.id), [batch.account_id], params)


def actor_of_import(session: Session, account_id: int) -> Actor | None:
    """Who began an import, with the rights they have now; None when they may not sign in any more."""
    account = session.get(Account, account_id)
    return None if account is None or account.state != AccountState.ACTIVE else actor_of(session, account)


def forget_imports(site: Site, _today: date) -> None:
    """Drop what was read long ago and never made."""
    with site.database.writing() as session:
        old = (ImportBatch.state == BatchState.READY, ImportBatch.created_at < now() - KEPT)
        session.execute(delete(ImportBatch).where(*old))


def _failed_count(session: Session, batch_id: int) -> int:
    return _count_of(session, batch_id, ItemState.FAILED)


def _count_of(session: Session, batch_id: int, state: ItemState) -> int:
    counted = select(func.count()).select_from(ImportItem)
    return session.scalar(counted.where(ImportItem.batch_id == batch_id, ImportItem.state == state)) or 0


def _locked(session: Session, batch_id: int) -> ImportBatch | None:
    return session.get(ImportBatch, batch_id, with_for_update=True)


def _move(batch: ImportBatch, move: BatchMove) -> None:
    batch.state = batch_workflow.after(BatchState(batch.state), move)
    batch.revision += 1


def _count(session: Session, batch_id: int, count: int) -> None:
    statement = update(ImportBatch).where(ImportBatch.id == batch_id)
    session.execute(statement.values(done=ImportBatch.done + count, claimed_until=now() + CLAIM))


def _one(session: Session, item_id: int, make: Callable[[], None]) -> None:
    """Do one item in a savepoint; when it cannot be done, say so on the item."""
    try:
        with session.begin_nested():
            make()
    except Conflict as refused:
        if refused.reason != "done":
            _fail(session, item_id, refused.reason)
    except FileRefused as refused:
        _fail(session, item_id, str(refused.reason), refused.detail)
    except NotFound:
        _fail(session, item_id, "no_right")
    except Refusal as refused:
        _fail(session, item_id, "refused", str(refused))
    except Exception:
        log.exception("import item %s failed", item_id)
        _fail(session, item_id, "crashed")


def _fail(session: Session, item_id: int, reason: str, detail: str = "") -> None:
    values = {"state": ItemState.FAILED, "reason": reason[:32], "detail": detail[:200]}
    session.execute(update(ImportItem).where(ImportItem.id == item_id).values(**values))


def _compare(session: Session, batch: ImportBatch) -> None:
    """Find what the importer has already; it is left out unless they decide otherwise."""
    actor = actor_of_import(session, batch.account_id)
    if actor is None:
        return
    rows = session.execute(
        select(ImportItem.id, ImportItem.title, ImportItem.sha256)
        .where(ImportItem.batch_id == batch.id, ImportItem.state == ItemState.READ)
        .order_by(ImportItem.position)
    ).all()
    titles = numbers_by_title(session, actor, [row.title for row in rows])
    files = numbers_by_file(session, actor, [row.sha256 for row in rows if row.sha256])
    for row in rows:
        number = files.get(row.sha256, "") or titles.get(row.title, "")
        if number:
            values = {"same_as": number, "decision": Decision.SKIP}
            session.execute(update(ImportItem).where(ImportItem.id == row.id).values(**values))
