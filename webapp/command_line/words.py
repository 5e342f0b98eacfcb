"""The reasons behind failures that are not the program's fault, in words someone can act on."""

from __future__ import annotations

import errno
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress

from webapp.base.commands import CommandProblem, Context, Text
from webapp.settings import Settings, masked


def problem_behind(error: BaseException, context: Context[Settings]) -> CommandProblem | None:
    """What someone can mend about an exception; None when the program itself is to blame."""
    for cause in causes(error):
        said = str(cause)
        if getattr(cause, "errno", None) in {errno.ENOSPC, errno.EDQUOT} or "database or disk is full" in said:
            return disk_full(context.settings)
        kind = type(cause)
        if "no such table" in said or kind.__name__ == "UndefinedTable":
            return not_begun(context.settings)
        if "readonly database" in said or "unable to open database file" in said:
            return (not_writable if context.settings.data_dir.exists() else not_begun)(context.settings)
        if kind.__module__.startswith("psycopg") and kind.__name__ in {"OperationalError", "ConnectionTimeout"}:
            return database_away(context.settings, said)
    return None


def causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and those it came from."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def open_data_dir(settings: Settings) -> None:
    """Make the data folder and try to write there; raises `CommandProblem`."""
    probe = settings.data_dir / f".probe-{secrets.token_hex(4)}"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        with suppress(OSError):
            probe.unlink()
        raise (disk_full if error.errno in {errno.ENOSPC, errno.EDQUOT} else not_writable)(settings) from error


def disk_full(settings: Settings) -> CommandProblem:
    """There is no room for the data."""
    folder = next(item for item in (settings.data_dir, *settings.data_dir.parents) if item.exists())
    free = shutil.disk_usage(folder).free // 1024**2
    return CommandProblem(
        Text(
            f"磁盘已满：数据目录 {settings.data_dir} 所在磁盘还剩 {free} MB。请腾出空间，或设置 WEBAPP_DATA_DIR。",
            f"The disk is full: {free} MB left where the data folder {settings.data_dir} is. "
            "Make room, or set WEBAPP_DATA_DIR to another place.",
        )
    )


def not_writable(settings: Settings) -> CommandProblem:
    """The data cannot be written."""
    line = f'sudo chown -R "$USER" {settings.data_dir}'
    return CommandProblem(
        Text(
            f"不能写入数据目录 {settings.data_dir}。请用 WEBAPP_DATA_DIR 换一个有写权限的目录，或运行：{line}",
            f"The data folder {settings.data_dir} is not writable. Set WEBAPP_DATA_DIR to another one, or run: {line}",
        )
    )


def not_begun(settings: Settings) -> CommandProblem:
    """There is no archive yet, or one of an earlier program."""
    place = masked(settings.database_url)
    return CommandProblem(
        Text(
            f"数据库 {place} 里还没有这个程序的数据。"
            "请先启动一次：python3 -m webapp，或运行：python3 -m webapp db upgrade",
            f"The database {place} holds nothing of this program yet. "
            "First start it once: python3 -m webapp, or run: python3 -m webapp db upgrade",
        )
    )


def database_away(settings: Settings, said: str) -> CommandProblem:
    """The PostgreSQL server does not answer or does not let us in."""
    address = masked(settings.database_url)
    reason = masked(said.strip().splitlines()[0] if said.strip() else "")
    return CommandProblem(
        Text(
            f"连不上数据库 {address}：{reason}。请检查 WEBAPP_DATABASE_URL 和数据库服务。",
            f"The database {address} cannot be reached: {reason}. Check WEBAPP_DATABASE_URL and the database server.",
        )
    )


def port_taken(settings: Settings) -> CommandProblem:
    """Another program listens there."""
    other = settings.port + 1 if settings.port < 65535 else 8000
    return CommandProblem(
        Text(
            f"端口 {settings.port} 已被占用（可能网站已经在运行：{settings.address}）。"
            f"可以换一个端口：WEBAPP_PORT={other} python3 -m webapp",
            f"Port {settings.port} is taken (perhaps the site runs already: {settings.address}). "
            f"Use another one: WEBAPP_PORT={other} python3 -m webapp",
        )
    )


def cannot_listen(settings: Settings, reason: str) -> CommandProblem:
    """The address is not ours, or the port is reserved."""
    return CommandProblem(
        Text(
            f"不能在 {settings.host}:{settings.port} 上监听（{reason}）。请检查 WEBAPP_HOST 和 WEBAPP_PORT。",
            f"Cannot listen on {settings.host}:{settings.port} ({reason}). Check WEBAPP_HOST and WEBAPP_PORT.",
        )
    )
