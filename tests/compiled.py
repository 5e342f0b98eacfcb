"""What every application of a test compiles anew, 350 routes and 200 templates, is compiled once in a process.

Half of the time of a test that asks for one page went there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class KeptTemplates(BytecodeCache):
    """The code of templates, by their text; Jinja compares a checksum of it."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what is kept, if anything is."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what has been compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = KeptTemplates()


def keep_templates(app: Flask) -> None:
    """Let this application share the code of its templates with the others of the process."""
    app.jinja_env.bytecode_cache = TEMPLATES


def keep_routes() -> None:
    """Share the functions that build addresses: they depend on the text of a route and its defaults alone."""
    made: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
    compiled = Rule._compile_builder

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults = {name: repr(value) for name, value in (rule.defaults or {}).items()}
        key = (rule.rule, tuple(rule._trace), tuple(sorted(defaults.items())), append_unknown)
        if key not in made:
            made[key] = compiled(rule, append_unknown)
        return made[key]

    Rule._compile_builder = builder  # type: ignore[method-assign, assignment]
