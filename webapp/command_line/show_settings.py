"""`settings`: every setting, its value and where it comes from."""

from __future__ import annotations

from webapp.base.commands import Context, Subparsers, Text, add_command, columns
from webapp.settings import Settings, Source, shown_settings

SOURCES: dict[Source, Text] = {
    "default": Text("默认", "default"),
    "environment": Text("环境变量", "environment"),
    "file": Text("设置文件", "file"),
}


def add_commands(subparsers: Subparsers, context: Context[Settings]) -> None:
    """Add the command."""
    text = Text("显示所有设置、来源和说明，密钥不显示", "show every setting and its source, secrets masked")
    add_command(subparsers, "settings", text, lambda _given: show(context))


def show(context: Context[Settings]) -> int:
    """Write one line for each setting."""
    rows = [
        (line.name, line.value or "-", f"[{SOURCES[line.source]}]", str(line.text))
        for line in shown_settings(context.settings)
    ]
    widths = [min(48, max(columns(row[index]) for row in rows)) for index in range(3)]
    for row in rows:
        cells = [cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=False)]
        context.say("  ".join([*cells, row[3]]))
    return 0
