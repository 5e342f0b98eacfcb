"""800 edits by two processes of four threads on one database: none lost, none locked out."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from tests.make import Make, version_row
from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.database import Database
from webapp.base.errors import Conflict
from webapp.base.journal import JournalEntry
from webapp.base.markdown import RENDERER_VERSION
from webapp.documents import actions
from webapp.documents.actions import SaveDraft, VersionKey
from webapp.documents.content import from_json
from webapp.documents.models import Visibility

PROCESSES, THREADS, EDITS = 2, 4, 100
ROOT = Path(__file__).resolve().parents[2]


def add_keyword(database: Database, actor: Actor, key: VersionKey, word: str) -> int:
    """Add one keyword to what stands there, again and again until nobody was faster; how often it was refused."""
    refused = 0
    while True:
        with database.reading() as session:
            row = version_row(session, key)
        content = from_json(row.content)
        content = replace(content, keywords=(*content.keywords, word))
        command = SaveDraft(row.revision, content, Visibility.ORGANISATION, "", row.rendered, RENDERER_VERSION)
        try:
            with database.writing() as session:
                actions.save_draft(session, actor, key, command)
            return refused
        except Conflict as conflict:
            if conflict.reason != "stale":
                raise
            refused += 1


def edit_alone(url: str, account_id: int, numbers: list[str], name: str) -> None:
    """What one process does: four threads, each spreading its edits over the documents."""
    database = Database(url)
    with database.reading() as session:
        actor = actor_of(session, session.get_one(Account, account_id))

    def work(thread: int) -> None:
        for edit in range(EDITS):
            key = VersionKey(numbers[(edit + thread) % len(numbers)], 1)
            add_keyword(database, actor, key, f"{name}-{thread}-{edit}")

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work, thread) for thread in range(THREADS)]:
            done.result()
    database.dispose()


def test_eight_hundred_edits_are_all_kept(make: Make, database: Database) -> None:
    writer = make.writer()
    keys = [make.draft(writer, content=make.content(keywords=())) for _ in range(8)]
    url = database.url.render_as_string(hide_password=False)
    code = (
        "import sys; from tests.documents.test_concurrent_edits import edit_alone;"
        "edit_alone(sys.argv[1], int(sys.argv[2]), sys.argv[4:], sys.argv[3])"
    )
    commands = [
        [sys.executable, "-c", code, url, str(writer.account_id), name, *(key.number for key in keys)]
        for name in ("甲", "乙")
    ]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for command in commands]
    endings = [(process.communicate()[1], process.returncode) for process in running]
    assert endings == [("", 0)] * PROCESSES
    kept: list[str] = []
    with database.reading() as session:
        rows = [version_row(session, key) for key in keys]
        for row in rows:
            words = from_json(row.content).keywords
            assert row.revision == 1 + len(words)
            kept += words
        statement = select(func.count()).select_from(JournalEntry).where(JournalEntry.action == "documents.save")
        journal_count = session.scalar(statement)
    assert len(kept) == len(set(kept)) == PROCESSES * THREADS * EDITS
    assert journal_count == PROCESSES * THREADS * EDITS
