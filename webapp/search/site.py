"""The one door to searching: two physical indexes, one for what everybody may read and one for all else."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TypeVar

from whoosh.util.filelock import FileLock

from webapp.search.analysis import Analyser, open_analyser
from webapp.search.contents import State
from webapp.search.entry import PUBLIC, Entry, Key
from webapp.search.files import DamagedSegmentError
from webapp.search.index import BusyError, Index, MovedError, Snapshot, UnreadableError
from webapp.search.request import Completion, Hit, Request, Results
from webapp.search.searching import Searching
from webapp.search.segment import Audiences, SegmentView

Busy = BusyError
_Answer = TypeVar("_Answer")
_Current = tuple[tuple[object, ...], tuple[SegmentView, ...], int | None]
"""What is searched now: the stamp of its commits, its segments, and how far it has followed the database."""

_POINTER, _LOCK, _REBUILD_LOCK = "current", "writer.lock", "rebuild.lock"
_BUILD_BATCH = 8_192
_SETTLE_SECONDS = 2.0


class Fault(StrEnum):
    """Why an index has to be rebuilt."""

    MISSING = "missing"
    DAMAGED = "damaged"
    ANALYSIS = "analysis"
    EPOCH = "epoch"
    AHEAD = "ahead"


class SearchSite:
    """Both indexes, found through a pointer file so that a rebuilt pair can take their place."""

    def __init__(self, folder: Path, lexicon_folder: Path) -> None:
        self.folder = folder
        self.lexicon_folder = lexicon_folder
        self.analyser: Analyser = open_analyser(lexicon_folder)
        self._lock = Lock()
        self._pointer_path = str(folder / _POINTER)
        self._pointed: tuple[tuple[int, ...], str] = ((), "")
        self._pair: tuple[str, Index, Index] | None = None
        self._turn = Lock()
        self._views: _Current = ((), (), None)
        self._damaged: tuple[object, ...] | None = None
        self._apart_since = 0.0
        self._searching = Searching(self.analyser)
        self._facets_asked: frozenset[str] = frozenset()

    def use(self, analyser: Analyser) -> None:
        """Analyse with another lexicon from now on. An index written with the former one serves until it is rebuilt."""
        with self._lock:
            self.analyser, self._searching = analyser, Searching(analyser)
            for index in self._pair[1:] if self._pair else ():
                index.use(analyser)

    @property
    def analysis_version(self) -> str:
        """Changes with the analysis and the lexicon."""
        return self.analyser.version

    @property
    def generation(self) -> str:
        """Changes whenever a search could answer differently."""
        return "-".join(map(str, self._current()[0]))

    # writing

    def state(self) -> State | None:
        """How far both indexes have followed the database; None if there is no readable index."""
        pair = self._indexes()
        if pair is None:
            return None
        states = [index.state() for index in pair]
        if (
            any(state is None for state in states)
            or len({(state.epoch, state.analysis_version) for state in states if state}) > 1
        ):
            return None
        return min((state for state in states if state), key=lambda state: state.position)

    def check(self, epoch: str, max_position: int, *, thorough: bool = False) -> Fault | None:
        """What is wrong with the index, if anything; ``thorough`` reads every byte."""
        pair = self._indexes()
        if pair is None:
            return Fault.MISSING
        if not self._sound(pair, thorough=thorough):
            return Fault.DAMAGED
        state = self.state()
        if state is None:
            return Fault.MISSING
        if state.analysis_version != self.analysis_version:
            return Fault.ANALYSIS
        if state.epoch != epoch:
            return Fault.EPOCH
        highest = max(each.position for index in pair if (each := index.state()))
        return Fault.AHEAD if highest > max_position else None

    def _sound(self, pair: Sequence[Index], *, thorough: bool) -> bool:
        """Whether both indexes can be read, and no search stumbled over them."""
        try:
            for index in pair:
                index.snapshot()
                if thorough:
                    index.verify()
        except UnreadableError:
            return False
        return not self.is_damaged

    @property
    def is_damaged(self) -> bool:
        """Whether a search stumbled over what is searched now: until it is built anew, less is found than there is."""
        return self._damaged is not None and self._damaged == self._current()[0]

    def apply(
        self, upserts: Iterable[Entry], deletes: Iterable[Key], *, position: int, epoch: str, after: int | None = None
    ) -> None:
        """Write the present state of some entries; one commit for each index. Busy while another process writes.

        What changed since ``after`` is written to an index that came as far as that, or not at all (MovedError): one
        rebuilt meanwhile may have begun earlier, and would never hear of what lies between.
        """
        entries = list({entry.key: entry for entry in upserts}.values())
        gone = list(deletes)
        with self._writing(_LOCK):
            pair = self._followed(after, epoch)
            present = self.state()
            version = present.analysis_version if present else self.analysis_version
            state = State(epoch, position, version)  # what is written now does not make the rest of another analysis
            public, internal = pair or self._create(state)
            shown = [entry for entry in entries if entry.audience == PUBLIC]
            hidden = [entry for entry in entries if entry.audience != PUBLIC]
            public.apply(shown, [*gone, *(entry.key for entry in hidden)], state)
            internal.apply(hidden, [*gone, *(entry.key for entry in shown)], state)
        self._prepare()

    def _followed(self, after: int | None, epoch: str) -> tuple[Index, Index] | None:
        """The indexes as they are now that nobody else writes; MovedError if they are not as far as they should be."""
        pair, state = self._indexes(), self.state()
        if after is not None and (state is None or state.epoch != epoch or state.position < after):
            raise MovedError(str(self.folder))
        return pair

    def rebuild(
        self,
        entries_after: Callable[[Key | None], Iterable[Entry]],
        *,
        position: int,
        epoch: str,
        progress: Callable[[int], None] = lambda count: None,
    ) -> State:
        """Build a new pair beside the present one and put it in its place. Busy while another process rebuilds."""
        with self._writing(_REBUILD_LOCK):
            name, state, after, count = self._begin(State(epoch, position, self.analysis_version))
            public, internal = self._pair_in(name)
            entries = iter(entries_after(after))
            progress(count)
            while batch := list(islice(entries, _BUILD_BATCH)):
                public.append(iter([entry for entry in batch if entry.audience == PUBLIC]), state, len(batch))
                internal.append(iter([entry for entry in batch if entry.audience != PUBLIC]), state, len(batch))
                count += len(batch)
                self._note(name, state, batch[-1].key, count)
                progress(count)
            for index in (public, internal) if not count else ():
                index.append(iter(()), state, 0)  # an archive with nothing in it has an index too
            with self._writing(_LOCK, patient=True):
                self._point_to(name)
            self._prepare()
            (self.folder / name / "progress").unlink(missing_ok=True)
            self._sweep(name)
            return state

    def rebuilding(self) -> int | None:
        """How many entries a rebuild that is under way has written; None when there is none."""
        current = self._pointer()
        for path in self.folder.glob("g*/progress"):
            try:
                count: int = json.loads(path.read_text())["count"]
            except (ValueError, KeyError, TypeError, OSError):
                continue
            if path.parent.name != current:
                return count
        return None

    def _begin(self, state: State) -> tuple[str, State, Key | None, int]:
        """A half-built pair of the same analysis and epoch is gone on with; anything else begins anew."""
        current = self._pointer()
        for path in sorted(self.folder.glob("g*/progress")):
            name = path.parent.name
            try:
                kept = json.loads(path.read_text())
                same = (kept["epoch"], kept["analysis"]) == (state.epoch, state.analysis_version)
                if same and name != current and kept["position"] <= state.position:
                    for index in self._pair_in(name):
                        index.snapshot()
                    after = Key(*kept["after"]) if kept["after"] else None
                    return name, State(state.epoch, kept["position"], state.analysis_version), after, kept["count"]
            except (ValueError, KeyError, TypeError, OSError, UnreadableError):
                continue
        self._sweep(current)
        numbers = [int(path.name[1:]) for path in self.folder.glob("g*") if path.name[1:].isdigit()]
        name = f"g{max(numbers, default=0) + 1:06}"
        for index in self._pair_in(name):
            index.create()
        self._note(name, state, None, 0)
        return name, state, None, 0

    def _note(self, name: str, state: State, after: Key | None, count: int) -> None:
        note = {
            "epoch": state.epoch, "analysis": state.analysis_version, "position": state.position, "after": after,
            "count": count,
        }  # fmt: skip
        _write(self.folder / name / "progress", json.dumps(note))

    def _create(self, state: State) -> tuple[Index, Index]:
        name = "g000001" if self._pointer() is None else f"g{int(self._pointer()[1:]) + 1:06}"  # type: ignore[index]
        pair = self._pair_in(name)
        for index in pair:
            index.create()
        self._point_to(name)
        return pair

    def _sweep(self, kept: str | None) -> None:
        for path in self.folder.glob("g*"):
            if path.name != kept and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)

    def _point_to(self, name: str) -> None:
        _write(self.folder / _POINTER, name)

    def _pointer(self) -> str | None:
        try:
            now = os.stat(self._pointer_path)
            stamp = (now.st_ino, now.st_mtime_ns, now.st_size)
            if self._pointed[0] != stamp:
                self._pointed = (stamp, (self.folder / _POINTER).read_text().strip())
        except (OSError, ValueError):
            return None
        name = self._pointed[1]
        sound = (
            name[:1] == "g" and name[1:].isdigit() and os.path.isdir(f"{self._pointer_path[: -len(_POINTER)]}{name}")
        )
        return name if sound else None

    def _pair_in(self, name: str) -> tuple[Index, Index]:
        return Index(self.folder / name / "public", self.analyser), Index(
            self.folder / name / "internal", self.analyser
        )

    def _writing(self, name: str, *, patient: bool = False) -> _Locked:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chmod(self.folder, 0o700)
        return _Locked(self.folder / name, patient=patient)

    # reading

    def count(self) -> int:
        """How many entries are in the index."""
        return sum(view.visible_count(None) for view in self._current_views())

    def audiences(self) -> frozenset[str]:
        """All audiences there are entries for."""
        return frozenset(name for view in self._current_views() for name in view.audiences)

    def position(self) -> int | None:
        """How far what is searched now has followed the database; None if there is no readable index."""
        return self._current()[2]

    def keys(self) -> Iterator[tuple[Key, str]]:
        """Key and audience of every entry in the index."""
        for view in self._current_views():
            yield from view.keys()

    def search(self, request: Request) -> Results:
        """Answer a search; nothing typed raises."""
        self._facets_asked |= frozenset(request.facets)
        return self._guarded(Results(), lambda views: self._searching.search(views, request))

    def search_with(self, analyser: Analyser, request: Request) -> Results:
        """The same with another lexicon, to see what it would change."""
        return self._guarded(Results(), lambda views: Searching(analyser).search(views, request))

    def complete(self, text: str, audiences: Audiences, limit: int = 8) -> tuple[Completion, ...]:
        """Texts that complete what is being typed."""
        return self._guarded((), lambda views: self._searching.suggest.complete(views, text, audiences, limit))

    def corrections(self, text: str, audiences: Audiences, limit: int = 3) -> tuple[str, ...]:
        """Whole query texts that were perhaps meant."""
        return self._guarded((), lambda views: self._searching.suggest.corrections(views, text, audiences, limit))

    def related(self, key: Key, audiences: Audiences, limit: int = 6) -> tuple[Hit, ...]:
        """Entries of the same kind that share the most telling terms."""
        return self._guarded((), lambda views: self._searching.related(views, key, audiences, limit))

    def alike(self, text: str, besides: Key, audiences: Audiences, limit: int = 6) -> tuple[Hit, ...]:
        """Entries of the same kind as ``besides``, but not that one, that share the most telling terms of a text."""
        return self._guarded((), lambda views: self._searching.alike(views, text, besides, audiences, limit))

    def _guarded(self, nothing: _Answer, ask: Callable[[Sequence[SegmentView]], _Answer]) -> _Answer:
        """The answer; nothing when a segment turns out to be damaged, which ``check`` then tells."""
        stamp, views, _ = self._current()
        try:
            return ask(views)
        except DamagedSegmentError:
            self._damaged = stamp
            return nothing
        except (IndexError, ValueError):  # what numbers read from a spoilt file lead to
            if self._is_whole():
                raise
            self._damaged = stamp
            return nothing

    def _is_whole(self) -> bool:
        """Whether every byte of the index is what was written."""
        try:
            for index in self._indexes() or ():
                index.verify()
        except UnreadableError:
            return False
        return True

    def _prepare(self) -> None:
        """Open what was written and read the facets asked for lately, so that no search has to wait for it."""
        self._guarded(None, self._read_facets)

    def _read_facets(self, views: Sequence[SegmentView]) -> None:
        for view in views:
            for name in self._facets_asked:
                view.facet(name)

    def _indexes(self) -> tuple[Index, Index] | None:
        name = self._pointer()
        if name is None:
            return None
        with self._lock:
            if self._pair is None or self._pair[0] != name:
                self._pair = (name, *self._pair_in(name))
            return self._pair[1:]

    def _current_views(self) -> Sequence[SegmentView]:
        """The segments to search now. While a writer is between its two commits, those of before."""
        return self._current()[1]

    def _current(self) -> _Current:
        """The segments to search now and the stamp of their commits; never those of an earlier commit than before."""
        pair = self._indexes()
        if pair is None:
            return self._views
        try:
            if _stamp(pair) != self._views[0] and self._turn.acquire(blocking=not self._views[0]):
                try:
                    self._take(pair)
                finally:
                    self._turn.release()
        except UnreadableError:
            pass
        return self._views

    def _take(self, pair: Sequence[Index]) -> None:
        """Search what is committed now from here on, one thread at a time."""
        snapshots = [index.snapshot() for index in pair]
        stamp = _stamp_of(pair, snapshots)
        if stamp != self._views[0] and self._agree(snapshots):
            views = tuple(view for snapshot in snapshots for view in snapshot.views)
            positions = [snapshot.state.position for snapshot in snapshots if snapshot.state]
            self._views = (stamp, views, min(positions) if len(positions) == len(snapshots) else None)

    def _agree(self, snapshots: Sequence[Snapshot]) -> bool:
        if snapshots[0].state == snapshots[1].state or not self._views[0]:
            self._apart_since = 0.0
            return True
        now = time.monotonic()
        self._apart_since = self._apart_since or now
        return now - self._apart_since > _SETTLE_SECONDS


def _stamp(pair: Sequence[Index]) -> tuple[object, ...]:
    return _stamp_of(pair, [index.snapshot() for index in pair])


def _stamp_of(pair: Sequence[Index], snapshots: Sequence[Snapshot]) -> tuple[object, ...]:
    """What tells two states of the index apart."""
    return (pair[0].folder.parent.name, *(snapshot.generation for snapshot in snapshots))


class _Locked:
    """A lock file held for a block; Busy if somebody else has it."""

    def __init__(self, path: Path, *, patient: bool) -> None:
        self._lock = FileLock(str(path))
        self._patient = patient
        self._path = path

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=self._patient):
            raise BusyError(str(self._path))

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _write(path: Path, text: str) -> None:
    """Replace a small file in one step."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
