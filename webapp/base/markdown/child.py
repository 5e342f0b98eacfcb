"""The child process of `Renderer`: answers framed requests on standard input until it ends.

A frame is a length of four bytes, big-endian, and that many bytes of JSON. A request is ``{"sections": …, "seconds":
…}``, an answer ``{"html": …}`` or ``{"error": …}``. The processor time of one request is limited by the kernel, which
ends the process even inside a regular expression; its memory is limited once.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")
MEMORY = 1024 * 1024 * 1024  # bytes of address space


def main() -> None:
    """Serve until the parent closes the pipe."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing printed by a library may mix with the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    _limit_memory()
    from webapp.base.markdown import engine

    engine.render("# 预热\n\n- 一")
    requests = sys.stdin.buffer
    while (request := _read(requests)) is not None:
        _limit_time(request["seconds"])
        answer = json.dumps(_answer(request["sections"])).encode()
        _limit_time(0)
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _answer(sections: dict[str, str]) -> dict[str, object]:
    from webapp.base.markdown import engine

    try:
        html = {name: engine.render(text, id_prefix=engine.section_prefix(name)) for name, text in sections.items()}
    except Exception as error:  # a document that breaks a library is refused, with a note in the log
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    return {"html": html}


def _read(stream: BinaryIO) -> dict[str, Any] | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return json.loads(stream.read(LENGTH.unpack(head)[0]))  # type: ignore[no-any-return]


def _limit_time(seconds: float) -> None:
    """Let the kernel end this process after that much processor time; 0 lifts the limit. Windows has no such clock."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the address space is not counted the same way
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
