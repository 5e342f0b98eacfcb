"""The permissions page, written from what the routes declare: run ``python -m tests.architecture.permission_table``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask

from webapp.web.guard import Audience, permission_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
WORDS = {
    Audience.EVERYONE: "everyone, also visitors",
    Audience.SIGNED_OUT: "visitors not signed in",
    Audience.SIGNED_IN: "everyone signed in",
    Audience.WRITER: "studio members and leaders, organisation managers",
    Audience.MANAGER: "organisation managers, administrators",
    Audience.LEADER: "studio leaders, organisation managers, administrators",
    Audience.REVIEWER: "reviewers",
    Audience.CURATOR: "curators",
    Audience.CURATING: "curators, administrators",
    Audience.ADMINISTRATOR: "administrators",
    Audience.AUDITOR: "auditors",
}
HEAD = """# Permissions

Generated from the code by `python -m tests.architecture.permission_table`; a test fails when it is out of date.

Every route names its audience; one that does not stops the application from starting. The audience is the coarse gate.
Which *things* a person may see or change is decided by the rules named beside it (`webapp/*/policy.py`), inside the
query or action. A thing one may not know of answers 404, never 403. Rights are read anew for every request from present
grants.

| address | method | who may call it | rules that decide about the thing |
|---|---|---|---|
"""


def table(app: Flask) -> str:
    """The page as Markdown, one line for every address and method."""
    lines = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        permission = permission_of(app, rule.endpoint)
        assert permission is not None, rule.endpoint
        names = ", ".join(f"`{each.__module__.removeprefix('webapp.')}.{each.__name__}`" for each in permission.rules)
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        lines += [f"| `{rule.rule}` | {each} | {WORDS[permission.audience]} | {names} |" for each in methods]
    return HEAD + "\n".join(lines) + "\n"


def bare_app() -> Flask:
    """An application only to be asked for its routes."""
    from webapp.app import create_app
    from webapp.settings import Settings

    folder = Path(tempfile.mkdtemp())
    return create_app(Settings(data_dir=folder, search_dir=folder / "search", secret_key="x" * 40))


if __name__ == "__main__":
    PAGE.write_text(table(bare_app()), encoding="utf-8")
