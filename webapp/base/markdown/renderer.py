"""Rendering with bounds: a persistent child process that is ended when a text takes too long."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from webapp.base.errors import Fault, Invalid
from webapp.base.markdown.child import LENGTH

MAX_BYTES: Final = 1_000_000
"""UTF-8 bytes of all sections together."""

_log = logging.getLogger(__name__)
_ROOT = str(Path(__file__).resolve().parents[3])
_HAS_PROCESSOR_CLOCK = hasattr(signal, "setitimer")
_START_SECONDS = 30.0  # wall seconds a child may need to start on a very busy machine
_ATTEMPTS = 2  # a child ended by others is replaced once
_OUT_OF_TIME = frozenset(
    -getattr(signal, name) for name in ("SIGPROF", "SIGXCPU", "SIGVTALRM") if hasattr(signal, name)
)
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP", "LD_LIBRARY_PATH", "PYTHONHOME")


class TooComplex(Invalid):
    """The text took more time or memory than rendering may take; the text itself may be kept."""

    def __init__(self, why: str) -> None:
        super().__init__(Fault("sections", "too_complex"))
        self.why = why


class TooLong(Invalid):
    """The text has more bytes than rendering takes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(Fault("sections", "too_long", {"size": size, "limit": limit}))


class _Died(Exception):
    """The child ended without an answer, not because of its time limit."""


class Renderer:
    """Renders sections in a child process, started when first needed; safe to share between threads and over forks.

    ``seconds`` is processor time for one call of `render_all`; ``patience`` times as long may pass on a machine that is
    busy otherwise. Without a clock for processor time (Windows) ``seconds`` is what may pass.
    """

    def __init__(self, *, seconds: float = 2.0, patience: float = 5.0, max_bytes: int = MAX_BYTES) -> None:
        self.seconds = seconds
        self.patience = patience if _HAS_PROCESSOR_CLOCK else 1.0
        self.max_bytes = max_bytes
        self._lock = threading.Lock()
        self._child: _Child | None = None
        _renderers.add(self)

    def render(self, text: str, *, name: str = "text") -> str:
        """Safe HTML of one text; raises TooComplex and TooLong."""
        return self.render_all({name: text})[name]

    def render_all(self, sections: Mapping[str, str]) -> dict[str, str]:
        """Safe HTML of every section, its ids starting with `section_prefix` of its name; TooComplex, TooLong."""
        size = sum(len(text.encode("utf-8", "replace")) for text in sections.values())
        if size > self.max_bytes:
            raise TooLong(size, self.max_bytes)
        request = json.dumps({"sections": dict(sections), "seconds": self.seconds}).encode()
        with self._lock:
            for _ in range(_ATTEMPTS):
                with contextlib.suppress(_Died):
                    return self._asked(request)
        raise TooComplex("the process ended")

    def start(self) -> None:
        """Start the child now, without waiting for it, so that the first text need not."""
        with self._lock:
            self._living()

    def close(self) -> None:
        """End the child; a later call starts another."""
        with self._lock:
            self._drop()

    @property
    def process_id(self) -> int | None:
        """The child's, while there is one."""
        return self._child.process.pid if self._child else None

    def _asked(self, request: bytes) -> dict[str, str]:
        try:
            answer = self._living().ask(request, self.seconds * self.patience)
            if "error" in answer:
                _log.warning("a text could not be rendered: %s", answer["error"])
                raise TooComplex(answer["error"])
        except TooComplex:
            self._drop()  # whatever state it is in
            self._living()  # so that the next text need not wait for it
            raise
        except BaseException:
            self._drop()
            raise
        html: dict[str, str] = answer["html"]
        return html

    def _living(self) -> _Child:
        if self._child is None or self._child.process.poll() is not None:
            self._drop()
            self._child = _Child()
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def _after_fork(self) -> None:
        """In a forked process: the child belongs to the parent, and so may the lock."""
        self._lock = threading.Lock()
        if self._child is not None:
            self._child.forget()
            self._child = None


class _Child:
    """One process and the pipes to it; unbuffered, so that a fork copies nothing half written."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([_ROOT, *filter(None, sys.path)]))
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from webapp.base.markdown.child import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=environment,
        )
        self._answered = False
        self._owner = os.getpid()
        self._at_exit = weakref.finalize(self, _end, self.process, self._owner)

    def ask(self, request: bytes, wall: float) -> dict[str, Any]:
        """The child's answer; TooComplex past the time, _Died when it ended for another reason."""
        wall += 0 if self._answered else _START_SECONDS
        expired = threading.Event()
        timer = threading.Timer(wall, self._expire, [expired])
        timer.daemon = True
        timer.start()
        try:
            self._write(LENGTH.pack(len(request)) + request)
            answer = self._read(LENGTH.unpack(self._read(LENGTH.size))[0])
        except (_Died, OSError):
            if self.process.wait() in _OUT_OF_TIME or expired.is_set():
                raise TooComplex("out of time") from None
            raise _Died from None
        finally:
            timer.cancel()
            timer.join()  # a fork right after this finds no thread
        self._answered = True
        return json.loads(answer)  # type: ignore[no-any-return]

    def _expire(self, expired: threading.Event) -> None:
        expired.set()
        self.process.kill()

    def _write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        view = memoryview(data)
        while view:
            view = view[self.process.stdin.write(view) :]

    def _read(self, count: int) -> bytes:
        assert self.process.stdout is not None
        parts = []
        while count:
            part = self.process.stdout.read(min(count, 1 << 20))
            if not part:
                raise _Died
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """End the process and close the pipes."""
        self._at_exit()

    def forget(self) -> None:
        """Close this process's copies of the pipes and leave the child to the process that started it."""
        self._at_exit.detach()
        self.process.returncode = 0
        _close_pipes(self.process)


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() == owner:
        process.kill()
        process.wait()
        _close_pipes(process)


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


_renderers: weakref.WeakSet[Renderer] = weakref.WeakSet()


def _forked() -> None:
    for renderer in list(_renderers):
        renderer._after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
