"""Commands for the library: load its files, check them, write published documents back as files."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from webapp.base.commands import CommandProblem, Context, Subparsers, Text, add_command, add_group
from webapp.settings import Settings

if TYPE_CHECKING:
    from webapp.base.database import Database
    from webapp.documents.library_file import FileProblems
    from webapp.documents.library_loading import LibraryFolder, LoadReport


AFTER_LOADING: list[Callable[[Context[Settings], Database], None]] = []
"""What parts above do once the library was loaded, in order."""


def add_commands(subparsers: Subparsers, context: Context[Settings]) -> None:
    """Offer ``content load|check|export``."""
    group = add_group(subparsers, "content", Text("成果库文件", "the library's files"))
    load = add_command(
        group, "load", Text("载入成果库文件", "load the library"), lambda given: run_load(given, context)
    )
    load.add_argument("--dry-run", action="store_true", help=str(Text("只检查，不写入", "say what would change")))
    add_command(group, "check", Text("检查成果库文件", "check the library's files"), lambda _given: run_check(context))
    export = add_command(
        group,
        "export",
        Text("把已发布成果写回文件", "write published documents as files"),
        lambda given: run_export(given, context),
    )
    export.add_argument("folder", type=Path, help=str(Text("写到哪个文件夹", "folder to write to")))


MADE_OF_FILES = b"documents, patents"
"""What loading makes: once it makes more, files that did not change are loaded again."""


def prepare(context: Context[Settings]) -> None:
    """At the start of the site: load what is new or changed in the library's files; nothing is read if none changed."""
    stamp = context.settings.data_dir / "library.stamp"
    with opened(context) as database:
        mark = fingerprint(context.settings.content_dir, database)
        if stamp.is_file() and stamp.read_text(encoding="ascii") == mark:
            return
        report = load(context, database, read(context), dry_run=False)
    stamp.write_text(mark, encoding="ascii")
    if report.added or report.changed:
        context.say(summary(report))
    warn(context, report)


def run_load(given: argparse.Namespace, context: Context[Settings]) -> int:
    """Load the library, or only say what that would change."""
    with opened(context) as database:
        report = load(context, database, read(context), dry_run=given.dry_run)
        for follow in () if given.dry_run else AFTER_LOADING:
            follow(context, database)
    if given.dry_run:
        context.say(Text("试运行，没有写入。", "Dry run, nothing was written."))
    context.say(summary(report))
    warn(context, report)
    return 0


def run_check(context: Context[Settings]) -> int:
    """Name every fault of every file; exit code 1 when there is one."""
    folder = read(context)
    for problem in folder.problems:
        context.say(str(problem))
    count, faults = len(folder.files), len(folder.problems)
    context.say(Text(f"{count} 份成果可用，{faults} 处问题。", f"{count} documents are well, {faults} problems."))
    return 1 if folder.problems else 0


def run_export(given: argparse.Namespace, context: Context[Settings]) -> int:
    """Write every published document to the folder; files there with the same name are replaced."""
    from webapp.documents.library_loading import export_files

    count = 0
    with opened(context) as database, database.reading() as session:
        for name, text in export_files(session):
            path = given.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            count += 1
    context.say(Text(f"已写出 {count} 份成果到 {given.folder}", f"{count} documents written to {given.folder}"))
    return 0


def fingerprint(content: Path, database: Database) -> str:
    """A mark of the content files as they stand, of what is made of them, and of the database they were loaded into."""
    from webapp.base.feed import feed_state

    with database.reading() as session:
        digest = hashlib.sha256(feed_state(session).epoch.encode() + MADE_OF_FILES)
    for path in sorted(content.rglob("*")):
        if path.is_file():
            state = path.stat()
            digest.update(f"{path.relative_to(content)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def opened(context: Context[Settings]) -> Iterator[Database]:
    """The database of the settings, closed afterwards."""
    from webapp.base.database import Database

    database = Database(context.settings.database_url)
    try:
        yield database
    finally:
        database.dispose()


def read(context: Context[Settings]) -> LibraryFolder:
    """Everything in the content folder; a broken vocabulary or directory file stops the command."""
    from webapp.base.plain_yaml import PlainYamlError
    from webapp.base.vocabulary import VocabularyProblem
    from webapp.documents.library_loading import read_folder

    try:
        return read_folder(context.settings.content_dir)
    except (VocabularyProblem, PlainYamlError) as problem:
        raise CommandProblem(Text(f"内容文件有误：{problem}", f"a content file is wrong: {problem}")) from problem


def load(context: Context[Settings], database: Database, folder: LibraryFolder, *, dry_run: bool) -> LoadReport:
    """Load the folder, showing progress; faults of files are named line by line and nothing is loaded."""
    from webapp.base.markdown import Renderer
    from webapp.documents.library_file import FileProblems
    from webapp.documents.library_loading import load_folder

    label = Text("载入成果库", "Loading the library")
    try:
        with closing(Renderer()) as renderer, context.progress(label, len(folder.files)) as bar:
            return load_folder(database, renderer, folder, dry_run=dry_run, watch=lambda done, _total: bar.reach(done))
    except FileProblems as found:
        raise CommandProblem(_faults(found)) from found


def summary(report: LoadReport) -> Text:
    """What was done, in one line."""
    added, changed, same = len(report.added), len(report.changed), len(report.unchanged)
    return Text(
        f"成果库：新增 {added} 份，更新 {changed} 份，未变 {same} 份；"
        f"词条 {report.terms}，名录 {report.entries}，报道的专利 {report.patents}。",
        f"Library: {added} added, {changed} updated, {same} unchanged; "
        f"{report.terms} terms, {report.entries} entries, {report.patents} reported patents.",
    )


def warn(context: Context[Settings], report: LoadReport) -> None:
    """Name documents left alone because they were edited in the site."""
    if report.edited_here:
        names = "、".join(report.edited_here)
        context.say(Text(f"已在站内修改，未覆盖：{names}", f"edited in the site and left alone: {names}"))
    if report.guarded:
        names = "、".join(report.guarded)
        context.say(
            Text(
                f"已声明需要保护，文件却要公开，未载入：{names}",
                f"declared to be protected although the file would publish them, left alone: {names}",
            )
        )


def _faults(found: FileProblems) -> Text:
    lines = "\n".join(str(problem) for problem in found.problems)
    return Text(f"成果库文件有问题，什么都没有载入：\n{lines}", f"The library has faults, nothing was loaded:\n{lines}")
