"""Loading the library's files into the database, and writing published documents back as files.

Loading is all or nothing and idempotent: a file that did not change since it was last loaded changes nothing, a
changed one becomes a new published version, and a document edited in the site since is left alone and reported; so is
one that is guarded while its file wants it read outside its own organisation.
Loading is an act of whoever runs the command on the server; it does not pass through review; the journal says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from webapp.base.actor import SYSTEM
from webapp.base.clock import now
from webapp.base.database import Database
from webapp.base.journal import record
from webapp.base.markdown import RENDERER_VERSION, Renderer
from webapp.base.vocabulary import Term, load_vocabularies
from webapp.directory.loading import DirectoryFiles, load_directory, read_directory_files
from webapp.directory.registration import EntryFacts, find_or_add_organisation, find_or_add_studio
from webapp.directory.vocabularies import load_terms
from webapp.documents import library_file
from webapp.documents.actions.evidence import keep_first_public
from webapp.documents.content import Kind, content_hash, from_json, to_json
from webapp.documents.disclosure import Disclosure, is_guarded
from webapp.documents.disclosure_models import Declaration
from webapp.documents.library_file import FileProblems, LibraryFile, Problem
from webapp.documents.linking import link_directory
from webapp.documents.models import Document, Version, Visibility
from webapp.documents.policy import WIDE
from webapp.documents.reported_patents import load_reported_patents
from webapp.documents.workflow import VersionState

TOLD_IN_FILES = frozenset({Disclosure.TO_BE_FILED, Disclosure.SECRET, Disclosure.NOTHING})
Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LibraryFolder:
    """Everything that was read from a content folder; ``problems`` must be empty before it may be loaded."""

    vocabularies: Mapping[str, Sequence[Term]]
    directory: DirectoryFiles
    files: tuple[LibraryFile, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class LoadReport:
    """What loading did, or would do: numbers of documents."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited_here: list[str] = field(default_factory=list)
    guarded: list[str] = field(default_factory=list)
    terms: int = 0
    entries: int = 0
    patents: int = 0


class _DryRun(Exception):
    """Leaves the transaction without committing."""


def read_folder(folder: Path) -> LibraryFolder:
    """Read and check every file of a content folder. Faults of library files are collected, not raised."""
    vocabularies = load_vocabularies(folder / "vocabularies")
    files: list[LibraryFile] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in sorted((folder / "library").glob("*/*.md")):
        name = path.relative_to(folder).as_posix()
        try:
            file = library_file.parse(path.read_text(encoding="utf-8"), name, vocabularies)
        except FileProblems as found:
            problems.extend(found.problems)
            continue
        except UnicodeDecodeError:
            problems.append(Problem(name, "", "不是 UTF-8 文本"))
            continue
        problems.extend(_own_problems(file, name, path.parent.name, seen))
        files.append(file)
    return LibraryFolder(vocabularies, read_directory_files(folder / "directory"), tuple(files), tuple(problems))


def _own_problems(file: LibraryFile, name: str, kind: str, seen: dict[str, str]) -> Iterator[Problem]:
    if file.number in seen:
        yield Problem(name, "number", f"编号与 {seen[file.number]} 重复", file.number)
    seen.setdefault(file.number, name)
    if not file.organisation:
        yield Problem(name, "organisation", "缺少必填字段")
    if file.kind != kind:
        yield Problem(name, "kind", f"与所在文件夹 {kind} 不符", file.kind)


def load_folder(
    database: Database,
    renderer: Renderer,
    folder: LibraryFolder,
    *,
    dry_run: bool = False,
    watch: Watch = lambda done, total: None,
) -> LoadReport:
    """Load everything in one transaction. Raises FileProblems when the folder has any."""
    if folder.problems:
        raise FileProblems(folder.problems)
    rendered = _render_changed(database, renderer, folder.files, watch)
    report = LoadReport()
    try:
        with database.writing() as session:
            report.terms = load_terms(session, SYSTEM, folder.vocabularies)
            report.entries = load_directory(session, SYSTEM, folder.directory)
            for file in folder.files:
                _load_file(session, file, rendered.get(file.number, {}), report)
            report.patents = load_reported_patents(session, folder.files)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return report


def _render_changed(
    database: Database, renderer: Renderer, files: Sequence[LibraryFile], watch: Watch
) -> dict[str, dict[str, str]]:
    """Render before the transaction, and only what is new: rendering is slow, the write lock is everybody's."""
    with database.reading() as session:
        loaded = {row.number: row.loaded_hash for row in session.execute(select(Document.number, Document.loaded_hash))}
    rendered = {}
    for count, file in enumerate(files, start=1):
        if loaded.get(file.number) != content_hash(file.content):
            rendered[file.number] = renderer.render_all(file.content.sections)
        watch(count, len(files))
    return rendered


def _load_file(session: Session, file: LibraryFile, rendered: Mapping[str, str], report: LoadReport) -> None:
    document = session.scalar(select(Document).where(Document.number == file.number))
    digest = content_hash(file.content)
    if document is None:
        document = _new_document(session, file)
        _publish(session, document, file, rendered)
        report.added.append(file.number)
        return
    present = session.scalar(
        select(Version).where(Version.document_id == document.id, Version.state == VersionState.PUBLISHED)
    )
    if document.loaded_hash == digest and (present is None or present.visibility == file.visibility):
        report.unchanged.append(file.number)
    elif file.visibility in WIDE and is_guarded(document.disclosure):
        report.guarded.append(file.number)
    elif present is None or present.content_hash != document.loaded_hash:
        report.edited_here.append(file.number)
    else:
        present.state, present.superseded_at = VersionState.SUPERSEDED, now()
        session.flush()
        _publish(session, document, file, rendered)
        report.changed.append(file.number)


def _new_document(session: Session, file: LibraryFile) -> Document:
    facts = EntryFacts(region=file.content.region, industry=file.content.industry)
    organisation = find_or_add_organisation(session, SYSTEM, file.organisation, facts)
    studio = find_or_add_studio(session, SYSTEM, file.studio, organisation.id, facts) if file.studio else None
    document = Document(
        number=file.number,
        kind=file.kind,
        organisation_id=organisation.id,
        studio_id=studio.id if studio else None,
        first_published_at=now(),
        disclosure=_declared(file),
    )
    session.add(document)
    session.flush()
    if document.disclosure != Disclosure.UNDECLARED:
        session.add(Declaration(document_id=document.id, disclosure=document.disclosure, account_name=SYSTEM.name))
        session.flush()
    return document


def _declared(file: LibraryFile) -> Disclosure:
    """What a new file says of its secrecy: what stands in it; a file meant for everybody tells what is public."""
    if file.disclosure:
        return Disclosure(file.disclosure)
    return Disclosure.PUBLIC if file.visibility in WIDE else Disclosure.UNDECLARED


def _publish(session: Session, document: Document, file: LibraryFile, rendered: Mapping[str, str]) -> None:
    content = file.content
    last = session.scalar(select(func.max(Version.ordinal)).where(Version.document_id == document.id)) or 0
    version = Version(
        document_id=document.id,
        ordinal=last + 1,
        state=VersionState.PUBLISHED,
        visibility=file.visibility,
        title=content.title,
        summary=content.summary,
        year=content.year,
        industry=content.industry,
        trade=content.trade,
        region=content.region,
        content=to_json(content),
        content_hash=content_hash(content),
        rendered=dict(rendered),
        renderer_version=RENDERER_VERSION,
        published_at=now(),
        people=[],
        organisations=[],
    )
    session.add(version)
    session.flush()
    link_directory(session, SYSTEM, document, version, content, add_missing=file.visibility == "public")
    if file.visibility == Visibility.PUBLIC:
        keep_first_public(session, document, version)
    document.loaded_hash = version.content_hash
    before = {"ordinal": last} if last else None
    after = {"ordinal": version.ordinal, "hash": version.content_hash, "visibility": version.visibility}
    record(session, SYSTEM, "documents.load", ("document", document.id, content.title), before, after)


def export_files(session: Session) -> Iterator[tuple[str, str]]:
    """Every published document as (path below the library folder, text of the file)."""
    statement = (
        select(Version)
        .join(Version.document)
        .where(Version.state == VersionState.PUBLISHED)
        .order_by(Document.number)
        .options(
            contains_eager(Version.document).options(joinedload(Document.organisation), joinedload(Document.studio))
        )
    )
    for version in session.scalars(statement.execution_options(yield_per=100)):
        document = version.document
        file = LibraryFile(
            number=document.number,
            kind=Kind(document.kind),
            visibility=version.visibility,
            disclosure=document.disclosure if document.disclosure in TOLD_IN_FILES else "",
            organisation=document.organisation.name,
            studio=document.studio.name if document.studio else "",
            content=from_json(version.content),
        )
        yield f"{document.kind}/{document.number}.md", library_file.format(file)
