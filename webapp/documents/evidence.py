"""The seal of a version's first public moment: one hash over the number, the version, the moment and every hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime


def sealed_text(number: str, ordinal: int, at: datetime, content_hash: str, files: Sequence[Sequence[str]]) -> str:
    """The text whose SHA-256 is the seal; one fact a line, files as (hash, name) in the order of the version."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    lines = ["first-public 1", number, str(ordinal), moment, content_hash]
    lines += [f"{sha256}  {name}" for sha256, name in files]
    return "\n".join(lines) + "\n"


def seal_of(number: str, ordinal: int, at: datetime, content_hash: str, files: Sequence[Sequence[str]]) -> str:
    """SHA-256 of :func:`sealed_text`, 64 hexadecimal digits."""
    return hashlib.sha256(sealed_text(number, ordinal, at, content_hash, files).encode()).hexdigest()
