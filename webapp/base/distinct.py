"""The different texts of a group as one value of a row: many small rows cost more than one long one."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class distinct_texts(GenericFunction[str]):  # noqa: N801 - written like a function in statements
    """The different values of a text column in a group, as a JSON list for ``read_texts``."""

    type = String()
    inherit_cache = True


@compiles(distinct_texts, "sqlite")
def _for_sqlite(element: distinct_texts, compiler: SQLCompiler, **named: Any) -> str:
    return f"json_group_array(DISTINCT {compiler.process(element.clauses, **named)})"


@compiles(distinct_texts, "postgresql")
def _for_postgresql(element: distinct_texts, compiler: SQLCompiler, **named: Any) -> str:
    return f"CAST(json_agg(DISTINCT {compiler.process(element.clauses, **named)}) AS TEXT)"


def read_texts(told: str | None) -> list[str]:
    """What such a value holds."""
    found: list[str] = json.loads(told or "[]")
    return found
