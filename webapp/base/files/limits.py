"""What the child process that reads foreign files may use, and how it says that it could not read one."""

from __future__ import annotations

import sys

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
OUTPUT_BYTES = 5_000_000
FILE_BYTES = 32 << 20
SOFT_CPU_SECONDS = 14.0


class Unreadable(Exception):
    """The file cannot be read; the text is a reason code."""


def limit_self(memory_bytes: int = MEMORY_BYTES, cpu_seconds: int = CPU_SECONDS, file_bytes: int = FILE_BYTES) -> None:
    """Bound memory, processor time, size of written files, open files and new processes for good."""
    if sys.platform == "win32":
        return
    import os
    import resource

    for what, amount in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (amount, amount))
        except (ValueError, OSError):  # a stricter limit stands already, or the system does not know this one
            continue
    os.nice(5)
