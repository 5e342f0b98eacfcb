"""Further processes that answer on the same port: Python uses one processor for each process.

The first process claims the port, makes everything ready and answers; it starts the others, begins them anew when one
ends, and they leave when it ends, however it ends. Each of them runs :func:`main`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence

from webapp.settings import HOME, Settings, keep_secret_key, load_settings

PROGRAM = "import sys; from webapp.command_line.beside import main; main(sys.argv[1:])"
MOST_BY_ITSELF = 4
SECONDS_TO_LEAVE = 15.0
PAUSE = 1.0
log = logging.getLogger(__name__)


def count_of(settings: Settings) -> int:
    """How many processes answer: as set, else one for each processor, four at most; always one on Windows."""
    if sys.platform == "win32":
        return 1
    return settings.processes or min(os.cpu_count() or 1, MOST_BY_ITSELF)


class Beside:
    """The processes that answer beside this one."""

    def __init__(self, listening: socket.socket, count: int) -> None:
        self._listening = listening
        self._pipe, self._life = os.pipe()  # the others leave when its writing end is closed, by us or by our end
        self._stopping = threading.Event()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._threads = [
            threading.Thread(target=self._keep, name=f"beside-{number}", daemon=True) for number in range(count)
        ]

    def start(self) -> None:
        """Begin them."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let them finish what they are answering, and leave."""
        self._stopping.set()
        os.close(self._life)
        for thread in self._threads:
            thread.join(SECONDS_TO_LEAVE)
        for process in list(self._running):
            process.kill()
        os.close(self._pipe)

    def _keep(self) -> None:
        """One process, begun anew whenever it ends."""
        given = (self._listening.fileno(), self._pipe)
        command = [sys.executable, "-c", PROGRAM, *map(str, given)]
        while not self._stopping.is_set():
            process = subprocess.Popen(command, cwd=HOME, pass_fds=given)  # noqa: S603 - this program itself
            self._running.add(process)
            code = process.wait()
            self._running.discard(process)
            if not self._stopping.wait(PAUSE):
                log.warning("a process that answers ended with %s and is begun anew", code)


def main(arguments: Sequence[str]) -> None:
    """Answer on the socket until the first process is gone; socket and pipe are given by their numbers."""
    from webapp.command_line.serve import begin_log, serve

    settings = keep_secret_key(load_settings())
    listening = socket.socket(fileno=int(arguments[0]))
    begin_log(settings)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all processes; the first one tells the others
    threading.Thread(target=_leave_with_the_first, args=(int(arguments[1]), listening), daemon=True).start()
    serve(settings, listening)


def _leave_with_the_first(pipe: int, listening: socket.socket) -> None:
    os.read(pipe, 1)
    with contextlib.suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)  # the port is free at once, before what is being answered is done
    os.kill(os.getpid(), signal.SIGTERM)
