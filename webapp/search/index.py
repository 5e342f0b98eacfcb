"""One physical index in a folder: Whoosh's storage, table of contents and commits behind a small interface."""

from __future__ import annotations

import os
import re
import shutil
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, cast

from webapp.search.analysis import Analyser
from webapp.search.entry import Entry, Key
from webapp.search.files import DamagedSegmentError, SegmentFiles
from webapp.search.segment import SegmentView

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh.index import LockError

    from webapp.search.contents import NAME, ContentsIndex, SegmentList, State, read_contents, write_contents
    from webapp.search.writer import BatchWriter

_ATTEMPTS = 100
_GONE = 5  # so often a file may be missing although nobody commits
_PAUSE = 0.01
_SETTLED = 100_000_000  # nanoseconds
_UNREADABLE = (DamagedSegmentError, OSError, ValueError, KeyError, TypeError)
_CONTENTS = re.compile(rf"^_{NAME}_([0-9]+)\.toc$")


class UnreadableError(Exception):
    """The index is not there or cannot be read."""


class BusyError(Exception):
    """Another process is writing."""


class MovedError(BusyError):
    """Another index has taken the place of the one that was followed: begin again from its position."""


class Snapshot:
    """The segments of one commit, opened."""

    def __init__(self, generation: int, views: Sequence[SegmentView], state: State | None) -> None:
        self.generation = generation
        self.views = tuple(views)
        self.state = state


class Index:
    """One index. ``snapshot`` gives what is committed now; it stays usable whatever is committed later."""

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self.folder = folder
        self._analyser = analyser
        self._snapshot: Snapshot | None = None
        self._lock = Lock()
        self._listed = (0, -1)

    def use(self, analyser: Analyser) -> None:
        """Analyse what is written from now on with another lexicon."""
        self._analyser = analyser

    def create(self) -> None:
        """Make an empty index."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_contents(self.folder, SegmentList(), 0)

    def generation(self) -> int:
        """The number of the last commit, -1 for no index."""
        try:
            changed = os.stat(self.folder).st_mtime_ns
            if self._listed[0] == changed:
                return self._listed[1]
            found = [int(match.group(1)) for match in map(_CONTENTS.match, os.listdir(self.folder)) if match]
        except OSError:
            return -1
        newest = max(found, default=-1)
        if time.time_ns() - changed > _SETTLED:  # what changes in the same moment has the same time
            self._listed = (changed, newest)
        return newest

    def snapshot(self) -> Snapshot:
        """The last commit, opened. UnreadableError if there is none or it is damaged.

        While another thread is opening it, whoever has the one before goes on with that.
        """
        current = self._snapshot
        if current is not None and current.generation == self.generation():
            return current
        if not self._lock.acquire(blocking=current is None):
            return cast(Snapshot, current)
        try:
            current = self._snapshot
            if current is None or current.generation != self.generation():
                self._snapshot = current = self._open()
            return current
        finally:
            self._lock.release()

    def _open(self) -> Snapshot:
        """Open the last commit; a commit in between takes files away, so try again."""
        problem: Exception | None = None
        gone = 0
        for _ in range(_ATTEMPTS):
            generation = self.generation()
            if generation < 0:
                break
            try:
                return self._read(generation)
            except FileNotFoundError as error:
                problem = error
                gone += generation == self.generation()
                if gone > _GONE:
                    break
                time.sleep(_PAUSE)
            except _UNREADABLE as error:
                raise UnreadableError(str(error)) from error
        raise UnreadableError(str(problem or "no index"))

    def _read(self, generation: int) -> Snapshot:
        contents = read_contents(self.folder, generation)
        segments = contents.segments
        earlier = {view.name: view for view in self._snapshot.views} if self._snapshot else {}
        views = []
        for segment in segments:
            before = earlier.get(segment.segment_id())
            if before is not None and before.deleted == segment.deleted_docs():
                views.append(before)
            else:
                views.append(SegmentView(self.folder, segment, before))
        return Snapshot(generation, views, getattr(segments, "state", None))

    def state(self) -> State | None:
        """How far the index has followed the database, now; None if it cannot be read or is new."""
        try:
            return cast("State | None", getattr(self._contents().segments, "state", None))
        except UnreadableError:
            return None

    def last_key(self) -> Key | None:
        """The entry that was added last."""
        return getattr(self._contents().segments, "last_key", None)

    def _contents(self) -> Any:
        """The last table of contents, read now. UnreadableError if there is none or it is damaged."""
        for _ in range(_ATTEMPTS):
            generation = self.generation()
            try:
                return read_contents(self.folder, generation)
            except FileNotFoundError as error:
                if generation == self.generation():
                    raise UnreadableError(str(error)) from error
            except _UNREADABLE as error:
                raise UnreadableError(str(error)) from error
        raise UnreadableError(str(self.folder))

    def verify(self) -> None:
        """Read every byte. UnreadableError if any is not what was written."""
        try:
            for segment in self._contents().segments:
                files = SegmentFiles(self.folder, segment)
                try:
                    files.verify()
                finally:
                    files.close()
        except _UNREADABLE as error:
            raise UnreadableError(str(error)) from error

    def apply(self, upserts: Sequence[Entry], deletes: Iterable[Key], state: State) -> None:
        """Replace and delete entries and save the state, in one commit. BusyError while another process writes."""
        writer = self._writer()
        try:
            writer.delete_keys([*(entry.key for entry in upserts), *deletes], self._views_of(writer))
            for entry in {entry.key: entry for entry in upserts}.values():
                writer.add_entry(entry)
            writer.commit_state(state)
        except BaseException:
            self._abandon(writer)
            raise

    def _views_of(self, writer: BatchWriter) -> Sequence[SegmentView]:
        """The opened segments of exactly the table of contents the writer holds, not those another thread still has."""
        generation = writer.generation - 1
        with self._lock:
            current = self._snapshot
            if current is None or current.generation != generation:
                try:
                    self._snapshot = current = self._read(generation)
                except _UNREADABLE as error:
                    raise UnreadableError(str(error)) from error
            return current.views

    def append(self, entries: Iterator[Entry], state: State, size: int) -> int:
        """Commit up to ``size`` entries that are known to be new; how many there were."""
        writer = self._writer()
        try:
            count = 0
            for entry in entries:
                writer.add_entry(entry)
                count += 1
                if count >= size:
                    break
            writer.commit_state(state)
        except BaseException:
            self._abandon(writer)
            raise
        return count

    def _writer(self) -> BatchWriter:
        try:
            return BatchWriter(ContentsIndex(self.folder), self._analyser)
        except LockError as error:
            raise BusyError(str(self.folder)) from error
        except _UNREADABLE as error:
            raise UnreadableError(str(error)) from error

    @staticmethod
    def _abandon(writer: BatchWriter) -> None:
        if not writer.is_closed:
            writer.cancel()

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
