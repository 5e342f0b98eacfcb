"""What is done once a day, from the command line: `daily run`, `daily list`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from webapp.base.clock import local
from webapp.base.commands import CommandProblem, Context, Subparsers, Text, add_command, add_group
from webapp.settings import Settings, keep_secret_key

if TYPE_CHECKING:
    from webapp.base.daily import Daily


def add_commands(subparsers: Subparsers, context: Context[Settings]) -> None:
    """Offer ``daily run|list``."""
    group = add_group(subparsers, "daily", Text("每日任务", "what is done once a day"))
    run = add_command(
        group,
        "run",
        Text("运行今天还没做的任务", "run the tasks of today that are not done"),
        lambda given: run_tasks(given, context),
    )
    run.add_argument("names", nargs="*", metavar=str(Text("任务", "task")), help=str(Text("只运行这些", "only these")))
    run.add_argument("--again", action="store_true", help=str(Text("做过的也再做一次", "also those already done")))
    add_command(
        group,
        "list",
        Text("列出任务和最近一次的结果", "the tasks and how they last went"),
        lambda _given: show(context),
    )


def run_tasks(given: argparse.Namespace, context: Context[Settings]) -> int:
    """Run what is due; 1 when a task failed."""
    with opened(context) as daily:
        unknown = [name for name in given.names if name not in daily.tasks]
        if unknown:
            known = "、".join(sorted(daily.tasks))
            raise CommandProblem(
                Text(f"没有任务 {unknown[0]}；有：{known}", f"there is no task {unknown[0]}; there are: {known}")
            )
        outcomes = daily.run_due(given.names, again=given.again)
    for each in outcomes:
        how = Text(f"失败：{each.error}", f"failed: {each.error}") if each.error else Text("完成", "done")
        context.say(f"{each.day} {each.name}  {how}")
    if not outcomes:
        context.say(Text("今天的任务都已完成。", "Everything of today is done."))
    return 1 if any(each.error for each in outcomes) else 0


def show(context: Context[Settings]) -> int:
    """List every task with its last run."""
    from webapp.base.daily import newest_runs

    with opened(context) as daily, daily.database.reading() as session:
        names, runs = sorted(daily.tasks), newest_runs(session)
    for name in names:
        run = runs.get(name)
        if run is None:
            context.say(f"{name:<32} {Text('还没有运行过', 'not run yet')}")
            continue
        moment = local(run.finished_at or run.started_at).strftime("%Y-%m-%d %H:%M")
        context.say(f"{name:<32} {run.day} {run.state:<8} {moment} {run.error}".rstrip())
    return 0


@contextmanager
def opened(context: Context[Settings]) -> Iterator[Daily]:
    """What the site of the settings does once a day; all it opened is closed afterwards."""
    from webapp.app import create_app, daily_of
    from webapp.web.site import EXTENSION

    app = create_app(keep_secret_key(context.settings))
    site = app.extensions[EXTENSION]
    try:
        with closing(site.renderer), app.app_context():
            yield daily_of(app)
    finally:
        site.database.dispose()
