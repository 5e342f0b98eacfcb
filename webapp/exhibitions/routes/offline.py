"""The offline copy of a show, drawn with the pages of the site for a channel that has no server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from flask import Flask, current_app

from webapp.base.clock import now
from webapp.base.files.names import display_name
from webapp.base.files.store import FileStore
from webapp.exhibitions.made_words import FIELDS
from webapp.exhibitions.makers import MadeFile, Progress, register
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.offline import copied_files, write_copy
from webapp.exhibitions.queries.showing import Shown
from webapp.exhibitions.routes.drawing import (
    Narrow,
    Stage,
    cover_page,
    everything_page,
    hall_page,
    item_page,
    poster_page,
    stage_of,
)
from webapp.exhibitions.routes.visiting import address_of
from webapp.exhibitions.routes.ways import OfflineWay
from webapp.exhibitions.workflow import MadeKind
from webapp.web.i18n import _, lazy, show_moment, speaking
from webapp.web.site import Site

SHOW_SHEETS = tuple(f"css/pages/{name}.css" for name in ("show", "show-halls", "show-items", "show-visitors"))
SHEETS = ("css/tokens.css", "css/base.css", "css/prose.css", *SHOW_SHEETS)
SCRIPTS = ("js/menu.js", "js/show.js")
FOLDER, VIDEO = "show", "video"
Thing = TypeVar("Thing")


def install(app: Flask, made: Site) -> None:
    """Have offline copies made in the background."""

    def make(shown: Shown, exhibition: Exhibition, language: str, files: FileStore, progress: Progress) -> MadeFile:
        with app.test_request_context("/", base_url=made.settings.public_address), speaking(language):
            return make_copy(shown, exhibition, files, progress)

    register(made.parts, MadeKind.OFFLINE, make)
    FIELDS[VIDEO] = lazy("视频")


def make_copy(shown: Shown, exhibition: Exhibition, files: FileStore, progress: Progress) -> MadeFile:
    """One archive with all pages, pictures in two widths and films; nothing but what may be shown is in it."""
    copied, left_out = copied_files(shown, files)
    way = OfflineWay(exhibition.key, {each.wanted: each.path for each in copied})
    counted = _Counted(progress, len(shown.by_key) + len(copied) + 1)
    target = files.unfinished("copy-")
    try:
        write_copy(target, FOLDER, _pages(exhibition, shown, way, counted), map(counted, copied))
        counted(None)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    report = tuple(("left_out", key, VIDEO) for key in left_out)
    name = display_name(f"{shown.show.title}-{_('离线展览')}.zip")
    return MadeFile(target, name, "application/zip", report)


class _Counted:
    """Tells how many items and files were written, one after the other."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self, thing: Thing) -> Thing:
        """One more is being written."""
        self.done += 1
        self.progress(self.done, self.total)
        return thing


def _pages(exhibition: Exhibition, shown: Shown, way: OfflineWay, counted: _Counted) -> Iterator[tuple[str, bytes]]:
    as_of = show_moment(now())
    stage = stage_of(exhibition, shown, way)
    yield "index.html", cover_page(stage, as_of=as_of).encode()
    yield "all.html", everything_page(stage, Narrow(), as_of=as_of).encode()
    yield "poster.html", poster_page(stage, address_of(stage), as_of=as_of).encode()
    yield "files/show.css", _joined(SHEETS)
    yield "files/show.js", _joined(SCRIPTS)
    way.here = "halls"
    stage = stage_of(exhibition, shown, way)
    for hall in stage.halls:
        yield f"halls/{hall.key}.html", hall_page(stage, hall.key, as_of=as_of).encode()
    way.here = "items"
    stage = stage_of(exhibition, shown, way)
    for key in shown.by_key:
        yield f"items/{counted(key)}.html", _item(stage, key, as_of)
    yield "README.txt", _readme(shown, as_of, address_of(stage)).encode()


def _item(stage: Stage, key: str, as_of: str) -> bytes:
    return item_page(None, stage, key, as_of=as_of, kiosk_code="").encode()


def _readme(shown: Shown, as_of: str, address: str) -> str:
    lines = (
        shown.show.title,
        "",
        _("用浏览器打开 index.html 就能参观，不需要网络，也不需要安装。"),
        _("内容截至 %(moment)s。之后有没有修改、撤下或召回，请看网上展览：", moment=as_of),
        address,
        _("SHA256SUMS.txt 列出每个文件的校验值。"),
    )
    return "\r\n".join(lines) + "\r\n"


def _joined(names: tuple[str, ...]) -> bytes:
    """Assets as one file."""
    folder = Path(current_app.static_folder or "")
    return b"\n".join((folder / name).read_bytes() for name in names)
