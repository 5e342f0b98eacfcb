"""Reading what was brought in, one thing after the other: zips first, then files; a list all at once."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.orm import Session

from webapp.base.clock import now, today
from webapp.base.errors import Refusal
from webapp.base.files.names import extension_of
from webapp.base.files.pictures import draw_thumbnails
from webapp.base.files.refusals import ExtractionFailed, FileRefused, NotAllowed, Reason
from webapp.base.files.sandbox import ask_child
from webapp.base.files.sniff import sniff
from webapp.base.files.store import FileStore, Staged
from webapp.directory.vocabularies import read_vocabularies
from webapp.documents.content import Content, to_data
from webapp.importing.child_name import MODULE
from webapp.importing.drafting import mapped_of
from webapp.importing.files_read import CannotImport, ReadFile, kind_of_file, read_file
from webapp.importing.limits import (
    ATTEMPTS,
    FILE_LIMIT,
    READING_CLAIM,
    READING_SECONDS,
    ROW_LIMIT,
    SHEET_BYTES,
    WORD_BYTES,
)
from webapp.importing.models import Decision, ImportBatch, ImportItem, ImportPicture
from webapp.importing.reading import Carried
from webapp.importing.sheet.checking import Checked, NoHeadings, check_rows, headings_of, readers
from webapp.importing.sheet.rows import ROWS_FILE
from webapp.importing.terms import choice_names, term_names
from webapp.importing.workflow import ItemState
from webapp.importing.zips import Member, members, open_member, open_zip
from webapp.web.site import Site

log = logging.getLogger(__name__)
BESIDE = "beside"
_ROWS_IN_ONE_STATEMENT = 250


def read_next(site: Site, batch_id: int) -> bool:
    """Read one more thing of an import; whether there was one."""
    with site.database.writing() as session:
        item = session.scalar(_waiting(batch_id))
        if item is None:
            return False
        batch = session.get_one(ImportBatch, batch_id)
        item.attempts += 1
        session.execute(
            update(ImportBatch).where(ImportBatch.id == batch_id).values(claimed_until=now() + READING_CLAIM)
        )
    try:
        if item.attempts > ATTEMPTS:
            raise ExtractionFailed(Reason.CRASHED)
        _read(site, batch, item)
    except Refusal as refusal:
        _refuse(site, item, refusal)
    return True


def _waiting(batch_id: int) -> Any:
    is_zip = case((func.lower(ImportItem.name).like("%.zip"), 0), else_=1)
    waiting = (ImportItem.batch_id == batch_id, ImportItem.state == ItemState.WAITING)
    return select(ImportItem).where(*waiting).order_by(is_zip, ImportItem.position).limit(1)


def _read(site: Site, batch: ImportBatch, item: ImportItem) -> None:
    path = site.files.path(item.sha256)
    kind = kind_of_file(item.name)
    if batch.is_sheet:
        _read_sheet(site, batch, item, path)
    elif kind == "zip":
        _open_zip(site, batch, item, path)
    elif kind == "picture":
        _read_picture(site, item, path)
    else:
        _read_text(site, batch, item, path)


def _refuse(site: Site, item: ImportItem, refusal: Refusal) -> None:
    code, detail = "crashed", ""
    if isinstance(refusal, CannotImport):
        code, detail = refusal.code, refusal.detail
    elif isinstance(refusal, FileRefused):
        code, detail = str(refusal.reason), refusal.detail
    _set(site, item, {"state": ItemState.REFUSED, "reason": code[:32], "detail": detail[:200]})


def _set(site: Site, item: ImportItem, values: dict[str, Any]) -> None:
    with site.database.writing() as session:
        waiting = (ImportItem.id == item.id, ImportItem.state == ItemState.WAITING)
        session.execute(update(ImportItem).where(*waiting).values(**values))
        _one_more(session, item.batch_id)


def _one_more(session: Session, batch_id: int, total: int = 0) -> None:
    batch = update(ImportBatch).where(ImportBatch.id == batch_id)
    session.execute(batch.values(done=ImportBatch.done + 1, total=ImportBatch.total + total))


def _read_picture(site: Site, item: ImportItem, path: Path) -> None:
    """A picture beside Markdown files: kept for them, and a small one drawn for the preview."""
    found = sniff(path, item.name)
    with site.files.scratch() as room, suppress(ExtractionFailed):
        for small in draw_thumbnails(path, room):
            site.files.put_derived(item.sha256, small.path.name, small.path)
    _set(site, item, {"state": ItemState.SKIPPED, "reason": BESIDE, "type_key": found.key})


def _read_text(site: Site, batch: ImportBatch, item: ImportItem, path: Path) -> None:
    if item.size > WORD_BYTES:
        raise CannotImport("file_large", str(WORD_BYTES))
    with site.database.reading() as session:
        beside = _beside(session, batch.id)
        names = term_names(read_vocabularies(session))
    read = read_file(site.files, path, item.name, {name: row.position for name, row in beside.items()})
    try:
        item.body = read.body
        mapped = mapped_of(batch, item, names)
        values = {
            "state": ItemState.READ,
            "body": read.body,
            "title": mapped.content.title[:200],
            "kind": mapped.kind.value,
            "type_key": "docx" if kind_of_file(item.name) == "word" else "md",
            "detail": str(sum(line.carried != Carried.CHANGED for line in mapped.report)),
        }
        with site.database.writing() as session:
            waiting = (ImportItem.id == item.id, ImportItem.state == ItemState.WAITING)
            done = session.execute(update(ImportItem).where(*waiting).values(**values))
            if done.rowcount == 1:  # type: ignore[attr-defined]
                _keep_pictures(session, site.files, item, read, beside)
                _one_more(session, batch.id)
    finally:
        for picture in read.pictures:
            site.files.discard(picture.staged)


def _beside(session: Session, batch_id: int) -> dict[str, ImportItem]:
    rows = session.scalars(select(ImportItem).where(ImportItem.batch_id == batch_id).order_by(ImportItem.position))
    return {row.name: row for row in rows if kind_of_file(row.name) == "picture"}


def _keep_pictures(
    session: Session, store: FileStore, item: ImportItem, read: ReadFile, beside: dict[str, ImportItem]
) -> None:
    for picture in read.pictures:
        session.add(
            ImportPicture(
                item_id=item.id,
                number=picture.number,
                sha256=picture.staged.sha256,
                size=picture.staged.size,
                type_key=picture.file_type.key,
                name=picture.name,
            )
        )
        store.keep(picture.staged)
    for row in (each for each in beside.values() if each.position in read.used):
        session.add(
            ImportPicture(
                item_id=item.id,
                number=row.position,
                sha256=row.sha256,
                size=row.size,
                type_key=row.type_key or extension_of(row.name),
                name=row.name.rpartition("/")[2][-200:],
            )
        )


def _open_zip(site: Site, batch: ImportBatch, item: ImportItem, path: Path) -> None:
    """Put what is in a zip in its place, all of it or nothing."""
    staged: list[tuple[Member, Staged | None]] = []
    try:
        with open_zip(path) as archive:
            for member in members(archive):
                if len(staged) >= FILE_LIMIT:
                    raise CannotImport("files_many", str(FILE_LIMIT))
                staged.append((member, _staged(site.files, archive, member)))
        with site.database.writing() as session:
            _replace_zip(session, site.files, item, staged)
    finally:
        for _member, each in staged:
            if each is not None:
                site.files.discard(each)


def _staged(store: FileStore, archive: Any, member: Member) -> Staged | None:
    if member.reason is not None:
        return None
    try:
        return store.stage(open_member(archive, member), WORD_BYTES)
    except NotAllowed:
        return None


def _replace_zip(
    session: Session, store: FileStore, item: ImportItem, staged: list[tuple[Member, Staged | None]]
) -> None:
    waiting = (ImportItem.id == item.id, ImportItem.state == ItemState.WAITING)
    gone = session.execute(update(ImportItem).where(*waiting).values(state=ItemState.SKIPPED, reason="opened"))
    if gone.rowcount != 1:  # type: ignore[attr-defined]
        return
    last = session.scalar(select(func.max(ImportItem.position)).where(ImportItem.batch_id == item.batch_id)) or 0
    for position, (member, each) in enumerate(staged, last + 1):
        row = ImportItem(batch_id=item.batch_id, position=position, name=member.name)
        if each is None:
            reason = member.reason or Reason.DAMAGED
            row.state, row.reason, row.detail = ItemState.REFUSED, str(reason), member.detail
        else:
            row.sha256, row.size = each.sha256, each.size
            store.keep(each)
        session.add(row)
    refused = sum(each is None for _member, each in staged)
    batch = update(ImportBatch).where(ImportBatch.id == item.batch_id)
    session.execute(batch.values(done=ImportBatch.done + 1 + refused, total=ImportBatch.total + len(staged)))


def _read_sheet(site: Site, batch: ImportBatch, item: ImportItem, path: Path) -> None:
    kind = extension_of(item.name)
    if item.size > SHEET_BYTES:
        raise CannotImport("file_large", str(SHEET_BYTES))
    found = sniff(path, item.name)
    if found.key not in ("xlsx", "xls"):
        raise NotAllowed(Reason.WRONG_EXTENSION, found.extension)
    with site.files.scratch() as room:
        try:
            ask_child("sheet", path, kind, str(room.absolute()), wall_seconds=READING_SECONDS, module=MODULE)
        except ExtractionFailed as refusal:
            if refusal.reason == Reason.TOO_LARGE:
                raise CannotImport("rows_many", str(ROW_LIMIT)) from refusal
            raise
        with site.database.reading() as session:
            how = readers(choice_names(read_vocabularies(session)), today().year)
        with (room / ROWS_FILE).open(encoding="utf-8") as lines:
            rows = (json.loads(line) for line in lines)
            try:
                columns = headings_of(rows)
            except NoHeadings as error:
                raise CannotImport(error.code, error.detail) from error
            _keep_rows(site, batch, item, check_rows(rows, columns, how))


def _keep_rows(site: Site, batch: ImportBatch, item: ImportItem, checked: Iterator[Checked]) -> None:
    """All rows in one transaction. A row's position is its number as Excel shows it; the list itself stands at 0."""
    count = 0
    with site.database.writing() as session:
        waiting = (ImportItem.id == item.id, ImportItem.state == ItemState.WAITING)
        values = {"state": ItemState.SKIPPED, "reason": "opened", "position": 0}
        if session.execute(update(ImportItem).where(*waiting).values(**values)).rowcount != 1:  # type: ignore[attr-defined]
            return
        held: list[dict[str, Any]] = []
        for row in checked:
            count += 1
            held.append(_row(batch.id, row))
            if len(held) >= _ROWS_IN_ONE_STATEMENT:
                session.execute(insert(ImportItem), held)
                held = []
        if held:
            session.execute(insert(ImportItem), held)
        if not count:
            raise CannotImport("sheet_empty")
        if count > ROW_LIMIT:
            raise CannotImport("rows_many", str(ROW_LIMIT))
        session.execute(update(ImportBatch).where(ImportBatch.id == batch.id).values(total=count, done=count))


def _row(batch_id: int, row: Checked) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "position": row.number,
        "name": "",
        "state": ItemState.READ if row.content is not None else ItemState.REFUSED,
        "title": row.title[:200],
        "kind": row.kind.value if row.kind else "",
        "body": _body(row.content) if row.content is not None else "",
        "problems": [list(problem) for problem in row.problems],
        "decision": Decision.DRAFT,
        "choices": {},
    }


def _body(content: Content) -> str:
    said = {name: value for name, value in to_data(content).items() if value}
    return json.dumps({"content": said}, ensure_ascii=False, separators=(",", ":"))
