"""Patents the library's files report: kept as records, once, marked as reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.browse import Browser
from webapp.base.database import Database
from webapp.base.journal import JournalEntry
from webapp.base.markdown import Renderer
from webapp.documents.library_loading import LibraryFolder, load_folder, read_folder
from webapp.documents.models import DocumentPatent
from webapp.documents.queries.patents import public_patent_status
from webapp.patents.models import Patent
from webapp.patents.queries.status import PublicStatus

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    made = Renderer()
    yield made
    made.close()


def library(*names: str) -> LibraryFolder:
    """Those files of the library that bear these numbers in their names."""
    whole = read_folder(CONTENT)
    files = tuple(file for file in whole.files if file.content.patents or not names)
    return LibraryFolder(whole.vocabularies, whole.directory, files[:12] if names else files)


def test_reported_patents_become_records_once(database: Database, renderer: Renderer, browser: Browser) -> None:
    folder = library("with patents")
    told = sum(len(file.content.patents) for file in folder.files)
    first = load_folder(database, renderer, folder)
    again = load_folder(database, renderer, folder)
    assert (first.patents, again.patents) == (told, 0)
    with database.reading() as session:
        rows = session.scalars(select(Patent)).all()
        links = session.scalars(select(DocumentPatent.document_id)).all()
        assert {row.status for row in rows} == {"reported"}
        assert all(row.is_public and row.report_key for row in rows)
        assert set(public_patent_status(session, links).values()) == {PublicStatus.REPORTED}
        action = JournalEntry.action == "patents.load_reported"
        assert session.scalar(select(func.count()).select_from(JournalEntry).where(action)) == 1
    page = browser.get(f"/patents/{rows[0].id}").get_data(as_text=True)
    assert "公开报道" in page
    assert "法律状态未核对：使用前请先询问权利人" in page
    document = browser.get(f"/d/{folder.files[0].number}").get_data(as_text=True)
    assert "公开报道称有专利，法律状态未核对" in document


def test_the_one_published_number_is_kept_and_checked() -> None:
    numbers = [each.number for file in library().files for each in file.content.patents if each.number]
    assert numbers == ["ZL201420439462.9"]


def test_what_a_file_reports_no_more_goes_unless_it_was_taken_up(database: Database, renderer: Renderer) -> None:
    folder = library("with patents")
    load_folder(database, renderer, folder)
    with database.writing() as session:
        kept = session.scalars(select(Patent).order_by(Patent.id)).first()
        assert kept is not None
        kept.title = "核对过的名称"
    silent = [replace(file, content=replace(file.content, patents=())) for file in folder.files]
    load_folder(database, renderer, LibraryFolder(folder.vocabularies, folder.directory, tuple(silent)))
    with database.reading() as session:
        standing = session.scalars(select(Patent).where(Patent.removed_at.is_(None))).all()
        assert [row.title for row in standing] == ["核对过的名称"]
