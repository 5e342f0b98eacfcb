"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from webapp.base.model import Model

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "webapp").rglob("*.py"))
TRANSACTION_HOME = {ROOT / "webapp/base/database.py"}
HOMES = {
    "whoosh": {"search"},
    "flask_login": {"web/guard.py", "accounts"},
    "markdown": {"base/markdown"},
    "nh3": {"base/markdown"},
}


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_database_ends_a_transaction(path: Path) -> None:
    if path in TRANSACTION_HOME:
        return
    for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        assert not (name in {"commit", "rollback"} and "session" in owner), f"{path}:{call.lineno}"


def test_untyped_libraries_have_one_home() -> None:
    for path in SOURCES:
        place = path.relative_to(ROOT / "webapp").as_posix()
        for name in imported(path):
            homes = HOMES.get(name.split(".")[0])
            assert homes is None or any(place.startswith(home) for home in homes), f"{place} imports {name}"


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def test_relationships_are_never_loaded_unasked() -> None:
    import webapp.accounts.models
    import webapp.documents.models  # noqa: F401 - so that all tables are known

    for mapper in Model.registry.mappers:
        for relation in inspect(mapper.class_).relationships:
            assert relation.lazy == "raise", relation


def test_models_and_migrations_agree(database_url: str) -> None:
    from webapp import migrations
    from webapp.base.database import Database

    database = Database(database_url)
    assert migrations.check(database) == []
    database.dispose()


def test_the_newest_migration_is_the_head(database_url: str) -> None:
    from alembic.script import ScriptDirectory

    from webapp import migrations
    from webapp.base.database import Database

    database = Database(database_url)
    head = ScriptDirectory.from_config(migrations.configuration(database)).get_current_head()
    assert migrations.newest_revision() == head == migrations.current(database)
    database.dispose()


@pytest.mark.parametrize("kind", ["filters", "globals"])
def test_a_name_of_the_templates_has_one_meaning(kind: str) -> None:
    """Two parts that give templates the same name would silently take it from each other."""
    given: list[str] = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(f"jinja_env.{kind}.update"):
                given += [keyword.arg for keyword in node.keywords if keyword.arg]
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Subscript) and ast.unparse(target.value).endswith(f"jinja_env.{kind}"):
                given.append(str(ast.literal_eval(target.slice)))
    assert given
    assert sorted({name for name in given if given.count(name) > 1}) == []
