"""Loading the library's files: idempotent, all or nothing, never over what was edited here; and writing them back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from webapp.base.database import Database
from webapp.base.journal import JournalEntry
from webapp.base.markdown import Renderer
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents import library_file
from webapp.documents.library_file import FileProblems
from webapp.documents.library_loading import LoadReport, export_files, load_folder, read_folder
from webapp.documents.models import Document, Version, VersionPerson

CONTENT = Path(__file__).resolve().parents[2] / "content"
FEW = ("innovation/001-*.md", "operation_method/010-*.md", "handbook/005-*.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with the real vocabularies and directory and three real documents."""
    place = tmp_path / "content"
    for name in ("vocabularies", "directory"):
        shutil.copytree(CONTENT / name, place / name)
    for pattern in FEW:
        path = next((CONTENT / "library").glob(pattern))
        (place / "library" / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place / "library" / path.parent.name)
    return place


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    made = Renderer()
    yield made
    made.close()


def load(database: Database, renderer: Renderer, folder: Path, *, dry_run: bool = False) -> LoadReport:
    return load_folder(database, renderer, read_folder(folder), dry_run=dry_run)


def count(database: Database, model: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def change(folder: Path, old: str, new: str) -> None:
    path = next((folder / "library" / "innovation").glob("001-*.md"))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_second_load_changes_nothing(database: Database, renderer: Renderer, folder: Path) -> None:
    first = load(database, renderer, folder)
    assert len(first.added) == 3
    rows = {model: count(database, model) for model in (JournalEntry, Person, Studio, Organisation, Version)}
    second = load(database, renderer, folder)
    assert (second.added, second.changed, len(second.unchanged)) == ([], [], 3)
    assert (second.terms, second.entries) == (0, 0)
    assert rows == {model: count(database, model) for model in rows}


def test_a_changed_file_becomes_a_new_version(database: Database, renderer: Renderer, folder: Path) -> None:
    load(database, renderer, folder)
    change(folder, "14套钻模设计制作", "十四套钻模设计制作")
    assert load(database, renderer, folder).changed == ["GJ-2025-0000017"]
    with database.reading() as session:
        document = session.scalars(select(Document).where(Document.number == "GJ-2025-0000017")).one()
        versions = session.scalars(
            select(Version).where(Version.document_id == document.id).order_by(Version.ordinal)
        ).all()
        assert [version.state for version in versions] == ["superseded", "published"]
        assert versions[1].title == "前、后箱体十四套钻模设计制作与工序转移"
        assert "<li>" in versions[1].rendered["method"]
        assert session.scalars(select(VersionPerson).where(VersionPerson.version_id == versions[1].id)).all()


def test_what_was_edited_here_is_left_alone_and_named(database: Database, renderer: Renderer, folder: Path) -> None:
    load(database, renderer, folder)
    with database.writing() as session:
        session.execute(update(Version).values(content_hash="0" * 64))
    change(folder, "14套钻模设计制作", "十四套钻模设计制作")
    report = load(database, renderer, folder)
    assert report.edited_here == ["GJ-2025-0000017"]
    assert count(database, Version) == 3


def test_a_dry_run_says_what_would_change_and_writes_nothing(
    database: Database, renderer: Renderer, folder: Path
) -> None:
    report = load(database, renderer, folder, dry_run=True)
    assert len(report.added) == 3
    assert count(database, Document) == count(database, JournalEntry) == 0


def test_one_wrong_file_loads_nothing_and_every_fault_is_named(
    database: Database, renderer: Renderer, folder: Path
) -> None:
    change(folder, "industry: machinery", "industry: no_such_industry")
    change(folder, "kind: innovation\n", "kind: innovation\ncolour: red\n")
    with pytest.raises(FileProblems) as found:
        load(database, renderer, folder)
    assert {problem.key for problem in found.value.problems} == {"industry", "colour"}
    assert count(database, Document) == 0


def test_a_failure_in_the_middle_leaves_no_half_load(
    database: Database, renderer: Renderer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.documents import library_loading

    calls: list[str] = []
    original = library_loading._publish

    def fail_at_the_third(*arguments: object) -> None:
        calls.append("publish")
        if len(calls) == 3:
            raise OSError("disk full")
        original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(library_loading, "_publish", fail_at_the_third)
    with pytest.raises(OSError, match="disk full"):
        load(database, renderer, folder)
    assert count(database, Document) == count(database, Organisation) == count(database, JournalEntry) == 0


def test_a_number_used_twice_is_a_fault(folder: Path) -> None:
    path = next((folder / "library" / "innovation").glob("001-*.md"))
    shutil.copy(path, path.with_name("copy.md"))
    assert any(problem.key == "number" for problem in read_folder(folder).problems)


def test_people_and_organisations_are_entered_once(database: Database, renderer: Renderer, folder: Path) -> None:
    load(database, renderer, folder)
    with database.reading() as session:
        names = session.execute(select(Person.name, Person.organisation_id)).all()
        assert len(names) == len({tuple(row) for row in names})
        organisations = session.scalars(select(Organisation.name)).all()
        assert len(organisations) == len(set(organisations))


def test_written_files_load_to_the_same_and_read_the_same(
    database: Database, renderer: Renderer, folder: Path, tmp_path: Path
) -> None:
    load(database, renderer, folder)
    with database.reading() as session:
        written = dict(export_files(session))
    read = {file.number: library_file.format(file) for file in read_folder(folder).files}
    assert {Path(name).stem: text for name, text in written.items()} == read
    shutil.rmtree(folder / "library")
    for name, text in written.items():
        path = folder / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert len(load(database, renderer, folder).unchanged) == 3


@pytest.mark.slow
def test_the_whole_library_loads(database: Database, renderer: Renderer) -> None:
    report = load(database, renderer, CONTENT)
    assert len(report.added) == 120
    people = read_folder(CONTENT).directory.people
    assert count(database, Person) == len(people), "documents name nobody whom the directory does not know"
    with database.reading() as session:
        assert len(dict(export_files(session))) == 120
