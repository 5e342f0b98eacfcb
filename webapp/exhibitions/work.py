"""The making of files in the background, one at a time on the whole site: a large print takes half a gigabyte.

Whoever works on a file holds it for a minute at a time, because somebody is looking at the progress page; a killed
process leaves it to be begun anew once that is over. A file is there whole or not at all.
"""

from __future__ import annotations

import errno
import logging
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from webapp.base.clock import now
from webapp.base.files.refusals import FileRefused, Reason
from webapp.base.files.store import FileStore, Staged
from webapp.exhibitions.makers import CannotMake, MadeFile, makers_of
from webapp.exhibitions.models import Exhibition, Made, Snapshot
from webapp.exhibitions.queries.showing import Shown, arranged, shown
from webapp.exhibitions.show import from_json
from webapp.notices.actions import notify
from webapp.web.site import Site

CLAIM = timedelta(seconds=60)
ATTEMPTS = 3
SECONDS_BETWEEN = 0.5
LIMIT_BYTES = 4 << 30
NOTICE = "exhibitions.made"
log = logging.getLogger(__name__)


class GivenUp(Exception):
    """The file is not ours any more: somebody removed it, or another process took it over."""


class Making:
    """Makes what was asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def run(self) -> int:
        """Go on until nothing is left to do; how many files were worked on."""
        count = 0
        while self.step():
            count += 1
        return count

    def step(self) -> bool:
        """Make one file; whether there was any."""
        taken = self._claim()
        if taken is None:
            return False
        made_id, attempt = taken
        try:
            self._make(made_id, attempt)
        except GivenUp:
            log.info("file %s of an exhibition is not wanted any more", made_id)
        except CannotMake as refusal:
            self._fail(made_id, attempt, str(refusal))
        except FileRefused as refusal:
            self._fail(made_id, attempt, str(refusal.reason))
        except Exception as error:
            log.exception("file %s of an exhibition failed, attempt %s", made_id, attempt)
            self._fail(made_id, attempt, _code_of(error, attempt))
        return True

    def _claim(self) -> tuple[int, int] | None:
        """Take the oldest file that waits, or whose maker fell silent, while nobody is at work on another.

        How often it was tried is told too, this time included. Who comes second waits for that row and finds it taken.
        """
        silent, other = and_(Made.state == "running", Made.claimed_until < now()), aliased(Made)
        at_work = select(other.id).where(other.state == "running", other.claimed_until >= now()).exists()
        due = select(Made.id).where(or_(Made.state == "waiting", silent), ~at_work).order_by(Made.id).limit(1)
        with self.site.database.reading() as session:
            if session.scalar(due) is None:
                return None
        with self.site.database.writing() as session:
            made_id = session.scalar(due.with_for_update(of=Made))
            if made_id is None:
                return None
            made = session.get_one(Made, made_id)
            made.state, made.attempts = "running", made.attempts + 1
            made.claimed_until = now() + CLAIM
            if made.attempts > ATTEMPTS:
                made.state, made.error, made.claimed_until = "failed", "crashed", None
                return None
            return made.id, made.attempts

    def _make(self, made_id: int, attempt: int) -> None:
        with self.site.database.reading() as session:
            made = session.get(Made, made_id)
            if made is None:
                raise GivenUp
            exhibition = session.get_one(Exhibition, made.exhibition_id)
            on_show = _on_show(session, exhibition)
        maker = makers_of(self.site.parts).get(made.kind)
        if maker is None:
            raise CannotMake("no_maker")
        progress = _Progress(self.site, made_id, attempt)
        file = maker(on_show, exhibition, made.language, self.site.files, progress)
        self._keep(made_id, attempt, on_show, file)

    def _keep(self, made_id: int, attempt: int, on_show: Shown, file: MadeFile) -> None:
        """Keep a finished file together with its row, or not at all."""
        staged = _stage(self.site.files, file.path)
        try:
            with self.site.database.writing() as session:
                made = _ours(session, made_id, attempt)
                self.site.files.keep(staged)
                made.sha256, made.size, made.name, made.mime = staged.sha256, staged.size, file.name[:200], file.mime
                made.report = [list(row) for row in file.report]
                made.snapshot = on_show.snapshot
                made.versions = sorted({each.version.id for each in on_show.exhibits if each.version})
                made.documents = sorted({each.version.document_id for each in on_show.exhibits if each.version})
                made.state, made.error, made.done, made.claimed_until = "done", "", made.total, None
                _tell(session, made)
        finally:
            self.site.files.discard(staged)

    def _fail(self, made_id: int, attempt: int, code: str) -> None:
        """Say why there is no file; without a code it is tried again."""
        try:
            with self.site.database.writing() as session:
                made = _ours(session, made_id, attempt)
                made.state, made.error, made.claimed_until = ("failed" if code else "waiting"), code[:200], None
                if code:
                    _tell(session, made)
        except GivenUp:
            log.info("file %s of an exhibition is not wanted any more", made_id)


class _Progress:
    """Writes down how far a file is, twice a second at most, and holds on to it."""

    def __init__(self, site: Site, made_id: int, attempt: int) -> None:
        self._site = site
        self._which = (Made.id == made_id, Made.attempts == attempt, Made.state == "running")
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        """So much of so much. Raises GivenUp when the file is not ours any more."""
        if time.monotonic() - self._last < SECONDS_BETWEEN and done != total:
            return
        self._last = time.monotonic()
        values = {"done": done, "total": total, "claimed_until": now() + CLAIM}
        with self._site.database.writing() as session:
            held = session.execute(update(Made).where(*self._which).values(**values).returning(Made.id)).first()
        if held is None:
            raise GivenUp


def _code_of(error: Exception, attempt: int) -> str:
    """Why there is no file; '' while it may be tried again."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Reason.NO_SPACE
    return "crashed" if attempt >= ATTEMPTS else ""


def _on_show(session: Session, exhibition: Exhibition) -> Shown:
    """What everybody of the audience may see now of the newest snapshot, or of what is arranged before the opening."""
    if not exhibition.snapshot:
        return shown(session, exhibition, arranged(session, exhibition))
    newest = (Snapshot.exhibition_id == exhibition.id, Snapshot.ordinal == exhibition.snapshot)
    row = session.scalars(select(Snapshot).where(*newest)).one()
    return shown(session, exhibition, from_json(row.content), row.ordinal, row.at)


def _ours(session: Session, made_id: int, attempt: int) -> Made:
    made = session.get(Made, made_id, with_for_update=True)
    if made is None or made.attempts != attempt or made.state != "running":
        raise GivenUp
    return made


def _stage(files: FileStore, path: Path) -> Staged:
    try:
        with path.open("rb") as source:
            return files.stage(source, LIMIT_BYTES)
    finally:
        path.unlink(missing_ok=True)


def _tell(session: Session, made: Made) -> None:
    if made.by_id is not None:
        exhibition = session.get_one(Exhibition, made.exhibition_id)
        params = {"key": exhibition.key, "title": exhibition.title, "kind": made.kind, "ok": made.state == "done"}
        notify(session, NOTICE, ("exhibition_made", made.id), [made.by_id], params)
