"""Further processes that answer on the same port: Python uses one processor for each process.

The first process claims the port, makes everything ready and answers; it starts the others, begins them anew when one
ends, and they leave when it ends, however it ends. Each of them runs :func:`main`.
"""

from __future__ import annotations

import contextlib
import logging
import mmap
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from webapp.settings import HOME, Settings, keep_secret_key, load_settings

PROGRAM = "import sys; from webapp.command_line.beside import main; main(sys.argv[1:])"
MOST_BY_ITSELF = 4
SECONDS_TO_LEAVE = 15.0
PAUSE = 1.0
AFTER_YOU, LOOK_AGAIN = 0.03, 0.001
WORD, GONE = 4, 0xFFFFFFFF
log = logging.getLogger(__name__)


def count_of(settings: Settings) -> int:
    """How many processes answer: as set, else one for each processor, four at most; always one on Windows."""
    if sys.platform == "win32":
        return 1
    return settings.processes or min(os.cpu_count() or 1, MOST_BY_ITSELF)


class Shares:
    """How many connections each process has, in memory all of them share, so that none takes more than its share.

    All wait at one socket; left alone, whoever wakes first takes what has come, and of eight connections one process
    often has six. A process with more than another lets the others go first for a moment.
    """

    def __init__(self, descriptor: int, count: int, place: int) -> None:
        self._counts = memoryview(mmap.mmap(descriptor, count * WORD)).cast("I")
        self._place = place

    @staticmethod
    def begin(count: int) -> BinaryIO:
        """The file behind that memory; nobody serves yet."""
        file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - open as long as this process lives
        file.write(GONE.to_bytes(WORD, sys.byteorder) * count)
        file.flush()
        return file

    def gone(self, place: int) -> None:
        """The process at this place has ended."""
        self._counts[place] = GONE

    def divide(self, server: Any) -> None:
        """Have this process take its share of what comes to a server of waitress."""
        accept, readable = server.handle_accept, server.readable

        def tell() -> None:
            self._counts[self._place] = len(server.active_channels)

        def counted() -> bool:
            tell()
            return bool(readable())

        def in_turn() -> None:
            end = time.monotonic() + AFTER_YOU
            while len(server.active_channels) > min(self._counts) and time.monotonic() < end:
                time.sleep(LOOK_AGAIN)
                if not select.select([server.socket], [], [], 0)[0]:
                    return  # another one has taken it
            accept()
            tell()

        server.readable, server.handle_accept = counted, in_turn


class Beside:
    """The processes that answer beside this one."""

    def __init__(self, listening: socket.socket, count: int) -> None:
        self._listening = listening
        self._shared = Shares.begin(count + 1)
        self.shares = Shares(self._shared.fileno(), count + 1, 0)
        self._count = count
        self._pipe, self._life = os.pipe()  # the others leave when its writing end is closed, by us or by our end
        self._stopping = threading.Event()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._threads = [
            threading.Thread(target=self._keep, args=(place,), name=f"beside-{place}", daemon=True)
            for place in range(1, count + 1)
        ]

    def start(self) -> None:
        """Begin them."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let them finish what they are answering, and leave. They may not have been begun."""
        self._stopping.set()
        os.close(self._life)
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(SECONDS_TO_LEAVE)
        for process in list(self._running):
            process.kill()
        os.close(self._pipe)
        self._shared.close()

    def _keep(self, place: int) -> None:
        """One process, begun anew whenever it ends."""
        given = (self._listening.fileno(), self._pipe, self._shared.fileno())
        command = [sys.executable, "-c", PROGRAM, *map(str, (*given, self._count + 1, place))]
        while not self._stopping.is_set():
            process = subprocess.Popen(command, cwd=HOME, pass_fds=given)  # noqa: S603 - this program itself
            self._running.add(process)
            code = process.wait()
            self._running.discard(process)
            self.shares.gone(place)
            if not self._stopping.wait(PAUSE):
                log.warning("a process that answers ended with %s and is begun anew", code)


def main(arguments: Sequence[str]) -> None:
    """Answer on the socket until the first process is gone; socket, pipe, shares, how many, which: all as numbers."""
    from webapp.command_line.serve import begin_log, serve

    settings = keep_secret_key(load_settings())
    socket_number, pipe, shared, count, place = map(int, arguments)
    listening = socket.socket(fileno=socket_number)
    begin_log(settings)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all processes; the first one tells the others
    threading.Thread(target=_leave_with_the_first, args=(pipe, listening), daemon=True).start()
    serve(settings, listening, Shares(shared, count, place))


def _leave_with_the_first(pipe: int, listening: socket.socket) -> None:
    os.read(pipe, 1)
    with contextlib.suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)  # the port is free at once, before what is being answered is done
    os.kill(os.getpid(), signal.SIGTERM)
