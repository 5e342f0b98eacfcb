"""One request of the access matrix, without who sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.rights.world import World

NO_KEY = "0" * 24


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, without who sends it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    file: tuple[str, str] | None = None
    script: bool = False


Maker = Callable[[World, str, str], Sent]
