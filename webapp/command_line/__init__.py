"""The command line: `python3 -m webapp [command]`. Standard library only until a command runs.

A part is added with one import and one line in `PARTS`; they are prepared in this order at every start.
"""

from __future__ import annotations

from collections.abc import Sequence

from webapp.accounts import cli as accounts
from webapp.adoptions import cli as adoptions
from webapp.base.commands import CommandProblem, Context, Parser, Part, Subparsers, Text, add_command
from webapp.command_line import daily, database, doctor, serve, show_settings, suite
from webapp.command_line.words import problem_behind
from webapp.documents import cli as documents
from webapp.portal import cli as portal
from webapp.search import cli as search
from webapp.settings import Settings, load_settings

PARTS: tuple[Part[Settings], ...] = (
    accounts.PART,
    Part(documents.add_commands, documents.prepare),
    Part(adoptions.add_commands, adoptions.prepare),
    Part(search.add_commands, search.prepare, examine=search.examine),
    portal.PART,
)
documents.AFTER_LOADING.append(adoptions.after_loading)


def main(arguments: Sequence[str], context: Context[Settings] | None = None) -> int:
    """Run one command; returns its exit code. Raises `CommandProblem` for what the caller of the command must mend."""
    here = context or Context(load_settings)
    if arguments[:1] == ["test"] and not {"-h", "--help"} & set(arguments):
        return suite.run(list(arguments[1:]))
    given = make_parser(here, PARTS).parse_args(arguments)
    try:
        code: int = given.run(given)
    except CommandProblem:
        raise
    except Exception as error:
        problem = problem_behind(error, here)
        if problem is None:
            raise
        raise problem from error
    return code


def make_parser(context: Context[Settings], parts: Sequence[Part[Settings]]) -> Parser:
    """The whole tree of commands."""
    parser = Parser(
        prog="python3 -m webapp",
        description=str(
            Text(
                "工匠创新成果库。不带命令时启动网站。",
                "The craftsman results archive. Without a command it serves the site.",
            )
        ),
    )
    parser.add_argument(
        "--demo",
        action="store_true",
        help=str(
            Text("启动时另建各种角色的演示账号和稿件", "also make demonstration accounts and drafts for every role")
        ),
    )
    parser.set_defaults(run=lambda given: serve.run(given, context, parts))
    subparsers = parser.add_subparsers(title=str(Text("命令", "commands")), metavar=str(Text("命令", "command")))
    _add_own(subparsers, context, parts)
    for part in parts:
        part.add_commands(subparsers, context)
    return parser


def _add_own(subparsers: Subparsers, context: Context[Settings], parts: Sequence[Part[Settings]]) -> None:
    suite.add_commands(subparsers)
    database.add_commands(subparsers, context)
    daily.add_commands(subparsers, context)
    show_settings.add_commands(subparsers, context)
    add_command(
        subparsers,
        "doctor",
        Text("检查运行环境，说明问题和解决办法", "say what is wrong here and how to mend it"),
        lambda _given: doctor.run(context, parts),
    )
