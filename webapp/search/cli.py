"""Commands for the search index: build anew, check, bring up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from webapp.base.commands import CommandProblem, Context, Finding, Subparsers, Text, add_command, add_group
from webapp.settings import HOME, Settings

if TYPE_CHECKING:
    from webapp.search.following import Follower

LEXICON = HOME / "search_index" / "lexicon"


def add_commands(subparsers: Subparsers, context: Context[Settings]) -> None:
    """Offer ``search rebuild|check|drain``."""
    group = add_group(subparsers, "search", Text("检索索引", "the search index"))
    add_command(group, "rebuild", Text("重建索引", "build the index anew"), lambda _given: run_rebuild(context))
    add_command(
        group, "check", Text("核对索引与数据库", "compare index and database"), lambda _given: run_check(context)
    )
    add_command(
        group, "drain", Text("立即补齐索引", "bring the index up to date now"), lambda _given: run_drain(context)
    )


def prepare(context: Context[Settings]) -> None:
    """At the start of the site: an index that agrees with the database, built anew if need be.

    The index is a cache: where it cannot be written, all else is served, and the site tries again.
    """
    with opened(context) as follower:
        try:
            follower.follow()
        except OSError as error:
            folder, why = context.settings.search_dir, error.strerror
            context.say(
                Text(
                    f"搜索索引写不进 {folder}（{why}）：网站照常打开，搜索暂不完整。"
                    "请腾出空间，或设置 WEBAPP_SEARCH_DIR。",
                    f"The search index cannot be written to {folder} ({why}): the site opens all the same, "
                    "search finds less. Make room, or set WEBAPP_SEARCH_DIR to another place.",
                )
            )


def run_rebuild(context: Context[Settings]) -> int:
    """Build everything anew beside the present index, then swap."""
    from webapp.search.index import BusyError

    with opened(context) as follower, context.progress(Text("重建索引", "Building the index"), things(follower)) as bar:
        try:
            count = follower.rebuild(bar.reach)
        except BusyError as busy:
            words = Text("另一个进程正在写索引，请稍后再试。", "another process is writing the index, try again later")
            raise CommandProblem(words) from busy
    context.say(Text(f"索引已重建：{count} 条。", f"The index is built: {count} entries."))
    return 0


def run_check(context: Context[Settings]) -> int:
    """Say whether the index agrees with the database; exit code 1 when it does not."""
    with opened(context) as follower:
        problems = follower.problems()
    for problem in problems:
        context.say(problem)
    if not problems:
        context.say(Text("索引与数据库一致。", "Index and database agree."))
    return 1 if problems else 0


def run_drain(context: Context[Settings]) -> int:
    """Write what changed since the index was last written."""
    with opened(context) as follower:
        count = follower.follow()
    context.say(Text(f"已更新 {count} 条。", f"{count} entries written."))
    return 0


def examine(context: Context[Settings]) -> Iterator[Finding]:
    """What ``doctor`` says of the index."""
    name = Text("检索索引", "search index")
    if not context.settings.search_dir.exists():
        yield Finding(name, Text("首次启动时建立", "made at the first start"))
        return
    with opened(context) as follower:
        problems = follower.problems()
    if problems:
        mend = Text("运行 python3 -m webapp search rebuild", "run python3 -m webapp search rebuild")
        yield Finding(name, Text("；".join(problems), "; ".join(problems)), mend)
    else:
        yield Finding(name, Text("与数据库一致", "agrees with the database"))


def things(follower: Follower) -> int:
    """How many things there are to index, about."""
    from sqlalchemy import func, select

    from webapp.base.feed import Change

    with follower.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Change).where(Change.kind != "term")) or 0


@contextmanager
def opened(context: Context[Settings]) -> Iterator[Follower]:
    """The follower of the settings' database and index."""
    from webapp.base.database import Database
    from webapp.directory.vocabularies import VocabularyCache
    from webapp.search.following import Follower
    from webapp.search.site import SearchSite

    database = Database(context.settings.database_url)
    try:
        index = SearchSite(context.settings.search_dir, LEXICON)
        yield Follower(database, index, VocabularyCache(database))
    finally:
        database.dispose()
