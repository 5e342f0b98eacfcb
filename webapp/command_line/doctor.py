"""`doctor`: what is wrong here, and how to mend it."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from webapp.base.commands import CommandProblem, Context, Finding, Part, Text
from webapp.command_line import database
from webapp.command_line.words import open_data_dir, problem_behind
from webapp.settings import Settings, masked

ENOUGH_BYTES = 1024**3
Examination = Callable[[Context[Settings]], Iterable[Finding]]


def run(context: Context[Settings], parts: Sequence[Part[Settings]]) -> int:
    """Write every finding; exit code 1 when one is serious."""
    found = list(examine(context, parts))
    for finding in found:
        mark = "✓" if finding.is_well else "✗" if finding.serious else "!"
        context.say(f"{mark} {finding.name}  {finding.detail}")
        if finding.mend:
            context.say(Text(f"    解决办法：{finding.mend.zh}", f"    mend: {finding.mend.en}"))
    return 1 if any(finding.serious and not finding.is_well for finding in found) else 0


def examine(context: Context[Settings], parts: Sequence[Part[Settings]]) -> Iterator[Finding]:
    """All findings; an examination that fails is one, too."""
    own: list[Examination] = [python, sqlite, data_dir, free_space, schema, secret_key, trusted_hosts]
    for examination in [*own, *(part.examine for part in parts)]:
        try:
            yield from examination(context)
        except Exception as error:
            problem = problem_behind(error, context)
            text = problem.text if problem else Text(repr(error), repr(error))
            yield Finding(Text("检查未能完成", "Could not be examined"), text, Text("按上面的提示处理", "see above"))


def python(_context: Context[Settings]) -> Iterator[Finding]:
    """The version of Python."""
    version = sys.version.split()[0]
    yield Finding(Text("Python", "Python"), Text(version, version))


def sqlite(context: Context[Settings]) -> Iterator[Finding]:
    """The version of SQLite, and whether it may use a write-ahead log."""
    from webapp.base.database import wal_is_safe

    name, version = Text("数据库引擎", "Database engine"), sqlite3.sqlite_version
    if not context.settings.is_sqlite:
        address = masked(context.settings.database_url)
        yield Finding(name, Text(address, address))
    elif wal_is_safe():
        yield Finding(name, Text(f"SQLite {version}，使用 WAL", f"SQLite {version}, with WAL"))
    else:
        yield Finding(
            name,
            Text(
                f"SQLite {version}，为避免旧版本的 WAL 缺陷改用回滚日志，数据安全，写入稍慢",
                f"SQLite {version}, with a rollback journal, as WAL is not safe before 3.51.3; writes are slower",
            ),
        )


def data_dir(context: Context[Settings]) -> Iterator[Finding]:
    """Whether data can be written."""
    folder = str(context.settings.data_dir)
    name = Text("数据目录", "Data folder")
    try:
        open_data_dir(context.settings)
    except CommandProblem as problem:
        yield Finding(name, Text(folder, folder), problem.text)
    else:
        yield Finding(name, Text(f"{folder} 可写", f"{folder} is writable"))


def free_space(context: Context[Settings]) -> Iterator[Finding]:
    """The room left for data."""
    folder = context.settings.data_dir
    free = shutil.disk_usage(next(item for item in (folder, *folder.parents) if item.exists())).free
    detail = Text(f"剩余 {free / 1024**3:.1f} GB", f"{free / 1024**3:.1f} GB left")
    mend = Text("请腾出至少 1 GB 空间", "make at least 1 GB of room") if free < ENOUGH_BYTES else None
    yield Finding(Text("磁盘空间", "Disk"), detail, mend)


def schema(context: Context[Settings]) -> Iterator[Finding]:
    """Whether the database is at the newest revision."""
    name = Text("数据库结构", "Database structure")
    if context.settings.is_sqlite and not Path(context.settings.database_url.removeprefix("sqlite:///")).exists():
        yield Finding(name, Text("首次启动时建立", "is made at first start"))
    elif found := database.problems(context):
        line = "; ".join(found)
        yield Finding(name, Text(line, line), Text("python3 -m webapp db upgrade", "python3 -m webapp db upgrade"))
    else:
        yield Finding(name, Text("与程序一致", "as the program needs it"))


def secret_key(context: Context[Settings]) -> Iterator[Finding]:
    """Whether the kept secret key is readable by its owner alone."""
    name, file = Text("签名密钥", "Secret key"), context.settings.secret_key_path
    if context.settings.secret_key:
        yield Finding(name, Text("由设置给出", "given by a setting"))
    elif not file.exists():
        yield Finding(name, Text("首次启动时生成", "is made at first start"))
    elif stat.S_IMODE(file.stat().st_mode) & 0o077 and sys.platform != "win32":
        line = f"chmod 600 {file}"
        yield Finding(name, Text(f"{file} 可被其他用户读取", f"others can read {file}"), Text(line, line))
    else:
        yield Finding(name, Text("只有所有者可读", "readable by its owner alone"))


def trusted_hosts(context: Context[Settings]) -> Iterator[Finding]:
    """The names the site answers to."""
    settings = context.settings
    names = ", ".join(settings.trusted_hosts)
    mend = None
    if settings.is_open_to_the_network and "trusted_hosts" not in settings.sources:
        mend = Text(
            "把其他电脑使用的名字写入 WEBAPP_TRUSTED_HOSTS", "put the names others use into WEBAPP_TRUSTED_HOSTS"
        )
    yield Finding(Text("允许的主机名", "Trusted hosts"), Text(names, names), mend, serious=False)
