"""What forms about secrecy send."""

from __future__ import annotations

from datetime import date

from webapp.base.errors import Fault


def read_day(name: str, text: str) -> tuple[date | None, tuple[Fault, ...]]:
    """A day as browsers and people write it, None for nothing; a fault where it cannot be read."""
    plain = text.strip().replace("/", "-").replace(".", "-")
    if not plain:
        return None, ()
    try:
        return date(*(int(part) for part in plain.split("-"))), ()
    except (TypeError, ValueError):
        return None, (Fault(name, "not_a_day"),)
