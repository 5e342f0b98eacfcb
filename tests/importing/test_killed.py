"""A server killed in the middle of an import, again and again: no half batch, nothing twice, nothing missing."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from tests.importing.conftest import Bring
from tests.importing.test_batches import batch, count, items
from tests.make import Make
from webapp.base.actor import Actor
from webapp.documents.models import Document, Version
from webapp.importing.actions.beginning import MakeDrafts, make_drafts
from webapp.importing.models import ImportBatch, ImportItem
from webapp.importing.work import Work
from webapp.web.site import Site

ROWS = 300
ROOT = Path(__file__).parents[2]
CHANCE = random.Random(1)
PROGRAM = """
import sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.orm import Session
from webapp.app import create_app
from webapp.importing import work
from webapp.importing.work import Work
from webapp.settings import Settings
work.ROWS_AT_ONCE = 25
folder, url = sys.argv[1:]

@event.listens_for(Session, "after_commit")
def wait_for_leave(_session):
    print("committed", flush=True)
    sys.stdin.readline()

data, search = Path(folder) / "data", Path(folder) / "search"
settings = Settings(data_dir=data, search_dir=search, database_url=url, secret_key="x" * 40)
Work(create_app(settings).extensions["archive"]).run()
"""


def sheet() -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["类别", "名称", "背景与问题"])
        for row in range(1, ROWS + 1):
            page.write_row(row, 0, ["创新成果", f"成果 {row}", "费时。"])
    return made.getvalue()


def test_killed_again_and_again_every_row_is_made_once(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring, tmp_path: Path
) -> None:
    key = bring(writer, {"列表.xlsx": sheet()})
    work.run()
    with make.writing() as session:
        make_drafts(session, writer, key, MakeDrafts(batch(site, key).revision, {}))
    stops = []
    for _ in range(2):
        stops.append(_killed_after_some(site, key, tmp_path))
        with site.database.reading() as session:
            made = session.scalar(select(func.count()).where(ImportItem.state == "made")) or 0
            numbers = set(session.scalars(select(ImportItem.number).where(ImportItem.state == "made")))
            documents = set(session.scalars(select(Document.number)))
        assert documents == numbers, "a document without its mark, or a mark without its document"
        assert made == batch(site, key).done == count(site, Version)
        with make.writing() as session:
            session.scalars(select(ImportBatch)).one().claimed_until = None  # as after its forty seconds
    assert 0 < stops[0] < ROWS, stops
    work.run()
    assert batch(site, key).state == "done"
    assert (count(site, Document), count(site, Version)) == (ROWS, ROWS)
    assert {row.state for row in items(site, key) if row.position} == {"made"}


def _killed_after_some(site: Site, key: str, folder: Path) -> int:
    """Start a process that goes on with the import, kill it while it makes more than some; how many are made.

    After each commit it waits for leave, so that it cannot come to its end however long this process is kept waiting.
    """
    before, url = batch(site, key).done, site.settings.database_url
    command = [sys.executable, "-c", PROGRAM, str(folder), url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for _committed in child.stdout:
            is_enough = batch(site, key).done > before
            child.stdin.write("go on\n")
            child.stdin.flush()
            if is_enough:
                time.sleep(CHANCE.uniform(0, 0.1))
                child.kill()
                break
    return batch(site, key).done
