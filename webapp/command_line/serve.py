"""Serving the site: claim the port, migrate, prepare every part, start the background, answer."""

from __future__ import annotations

import argparse
import errno
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from webapp.base.commands import Context, Part, Text
from webapp.command_line import database
from webapp.command_line.beside import Beside, Shares, count_of
from webapp.command_line.words import cannot_listen, open_data_dir, port_taken
from webapp.settings import Settings, keep_secret_key

ROOM_FOR_FIELDS = 16 * 1024 * 1024


def run(given: argparse.Namespace, context: Context[Settings], parts: Sequence[Part[Settings]]) -> int:
    """Serve until interrupted; the port is claimed first, so that nothing is done in vain when it is taken."""
    begin_log(context.settings)
    with claim(context.settings) as listening:
        open_data_dir(context.settings)
        settings = keep_secret_key(context.settings)
        keyed = Context(lambda: settings, context.out)
        database.upgrade(keyed)
        for part in parts:
            part.prepare(keyed)
        if given.demo:
            for part in parts:
                part.demonstrate(keyed)
        answer(keyed, listening)
    return 0


def claim(settings: Settings) -> socket.socket:
    """A socket listening on the address of the settings; raises `CommandProblem`."""
    host = settings.host.strip("[]")
    claimed = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        claimed.bind((host, settings.port))
        claimed.listen(1024)
    except OSError as error:
        claimed.close()
        if error.errno == errno.EADDRINUSE:
            raise port_taken(settings) from error
        raise cannot_listen(settings, error.strerror or str(error)) from error
    return claimed


def begin_log(settings: Settings) -> None:
    """Say what happens on the error output."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits for a thread is no news


def answer(context: Context[Settings], listening: socket.socket) -> None:
    """Answer requests until SIGINT or SIGTERM, with further processes beside this one."""
    others = Beside(listening, count_of(context.settings) - 1)

    def begun() -> None:
        say_ready(context)
        others.start()

    try:
        serve(context.settings, listening, others.shares, begun)
    finally:
        others.stop()
        context.say(Text("已停止。", "Stopped."))


def serve(
    settings: Settings, listening: socket.socket, shares: Shares | None = None, begun: Callable[[], None] = lambda: None
) -> None:
    """Answer requests in this process until SIGINT or SIGTERM; ``begun`` is called when it can."""
    import waitress

    from webapp.app import create_app, start_background

    app = create_app(settings)
    background = start_background(app)
    server = waitress.create_server(
        app,
        sockets=[listening],
        threads=settings.threads,
        ident=None,
        connection_limit=1000,
        max_request_body_size=settings.upload_limit_bytes + ROOM_FOR_FIELDS,
        clear_untrusted_proxy_headers=not settings.proxy_count,
    )
    if shares is not None:
        shares.divide(server)
    settle()
    begun()
    signal.signal(signal.SIGTERM, _leave)
    try:
        server.run()
    finally:
        background.stop()
        server.close()


def settle() -> None:
    """What was made at start stays for good: the collector need not look through it in the middle of a request."""
    gc.collect()
    gc.freeze()


def say_ready(context: Context[Settings]) -> None:
    """Say where the site is, and what someone on another machine would stumble over."""
    settings = context.settings
    context.say(
        Text(f"网站已启动：{settings.address}  （按 Ctrl+C 停止）", f"Ready: {settings.address}  (Ctrl+C stops it)")
    )
    if settings.is_open_to_the_network and "trusted_hosts" not in settings.sources:
        context.say(
            Text(
                "其他电脑用别的名字或 IP 访问时，请先设置 WEBAPP_TRUSTED_HOSTS。",
                "For access from other machines set WEBAPP_TRUSTED_HOSTS to the names they use.",
            )
        )


def _leave(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(0)
