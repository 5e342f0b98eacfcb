"""The store: streaming in, keeping, damage, sweeping, full disks, killed processes, two at once."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

import webapp
from webapp.base.files.refusals import FileLost, NoSpace, TooLarge
from webapp.base.files.store import CHUNK_BYTES, FileStore, Staged

LIMIT = 100 << 20
NOW = timedelta(0)
ROOT = Path(webapp.__file__).parents[1]


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def put(store: FileStore, content: bytes) -> str:
    staged = store.stage(io.BytesIO(content), LIMIT)
    store.keep(staged)
    return staged.sha256


def temporary(store: FileStore) -> list[Path]:
    return list((store.folder / "incoming").iterdir())


def make_old(*paths: Path) -> None:
    for path in paths:
        os.utime(path, (1, 1))


def test_a_staged_file_is_hashed_measured_and_not_yet_kept(store: FileStore) -> None:
    content = os.urandom(CHUNK_BYTES * 2 + 17)
    seen: list[int] = []
    staged = store.stage(io.BytesIO(content), len(content), seen.append)
    assert staged.sha256 == hashlib.sha256(content).hexdigest()
    assert (staged.size, staged.head) == (len(content), content[:4096])
    assert seen == [CHUNK_BYTES, CHUNK_BYTES * 2, len(content)]
    assert staged.path.read_bytes() == content
    assert not store.exists(staged.sha256)


def test_a_kept_file_lies_under_its_hash_and_can_be_read(store: FileStore) -> None:
    sha256 = put(store, b"content")
    assert store.path(sha256) == store.folder / "originals" / sha256[:2] / sha256[2:4] / sha256
    with store.open(sha256) as source:
        assert source.read() == b"content"
    assert (store.exists(sha256), store.size(sha256), store.verify(sha256)) == (True, 7, True)
    assert temporary(store) == []
    assert list(store.stored()) == [sha256]


def test_an_empty_file_can_be_stored(store: FileStore) -> None:
    assert store.size(put(store, b"")) == 0


def test_only_the_owner_may_enter(store: FileStore) -> None:
    sha256 = put(store, b"content")
    folders = [store.folder, *store.path(sha256).parents[:3]]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert stat.S_IMODE(store.path(sha256).stat().st_mode) == 0o600


def test_too_much_is_refused_and_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(TooLarge) as refusal:
        store.stage(io.BytesIO(b"x" * 1001), 1000)
    assert refusal.value.limit_bytes == 1000
    assert temporary(store) == []
    assert store.stage(io.BytesIO(b"x" * 1000), 1000).size == 1000


def test_a_stream_that_breaks_leaves_nothing(store: FileStore) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(10)

    with pytest.raises(ConnectionResetError):
        store.stage(Broken(b"x" * 100), LIMIT)
    assert temporary(store) == []


def test_a_discarded_file_is_gone(store: FileStore) -> None:
    store.discard(store.stage(io.BytesIO(b"x"), LIMIT))
    assert temporary(store) == []


def test_the_reserve_of_the_disk_is_not_touched(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files", reserve_bytes=1 << 60)
    with pytest.raises(NoSpace):
        store.stage(io.BytesIO(b"x"), LIMIT)
    assert temporary(store) == []


FILL = """
import io, resource, sys
from pathlib import Path
from webapp.base.files.refusals import NoSpace
from webapp.base.files.store import FileStore
store = FileStore(Path(sys.argv[1]))
staged = store.stage(io.BytesIO(b"s" * 1000), 10**9)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
for attempt in (lambda: store.stage(io.BytesIO(b"x" * 200_000), 10**9),
                lambda: store.put_derived(staged.sha256, "w320.webp", b"x" * 200_000)):
    try:
        attempt()
    except NoSpace:
        print("no space")
store.keep(staged)
print(store.verify(staged.sha256))
"""


def test_a_full_disk_is_told_apart_and_leaves_nothing(store: FileStore) -> None:
    child = subprocess.run(
        [sys.executable, "-c", FILL, str(store.folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert child.stdout.split("\n") == ["no space", "no space", "True", ""]
    assert temporary(store) == []
    assert len(list(store.stored())) == 1


STALL = """
import sys
from pathlib import Path
from webapp.base.files.store import FileStore
class Slow:
    pieces = 0
    def read(self, size):
        self.pieces += 1
        if self.pieces > 3:
            print("half way", flush=True)
            sys.stdin.read()
        return b"x" * 1000
FileStore(Path(sys.argv[1])).stage(Slow(), 10**9)
"""


def test_a_killed_upload_leaves_only_a_temporary_file_which_a_sweep_removes(store: FileStore) -> None:
    kept = put(store, b"kept")
    child = subprocess.Popen(
        [sys.executable, "-c", STALL, str(store.folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout
        assert child.stdout.readline() == "half way\n"
        child.kill()
    assert len(temporary(store)) == 1
    assert list(store.stored()) == [kept]
    assert store.sweep({kept}).temporary == 0  # it might still be growing
    make_old(*temporary(store))
    assert store.sweep({kept}).temporary == 1
    assert temporary(store) == []
    assert store.verify(kept)


def test_many_threads_storing_and_sweeping_the_same_content_lose_nothing(store: FileStore) -> None:
    content, faults = b"the same for all" * 1000, list[Exception]()
    transaction = threading.Lock()  # stands for the write transaction keep and sweep run in
    referenced: set[str] = set()

    def work() -> None:
        try:
            for _ in range(15):
                staged = store.stage(io.BytesIO(content), LIMIT)
                with transaction:
                    store.keep(staged)
                    referenced.add(staged.sha256)
                with transaction:
                    store.sweep(referenced, min_age=NOW)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [store.verify(sha256) for sha256 in referenced] == [True]
    assert temporary(store) == []


def test_two_threads_keep_the_same_content_at_once_without_a_transaction(store: FileStore) -> None:
    staged = [store.stage(io.BytesIO(b"twin"), LIMIT) for _ in range(8)]
    gate = threading.Barrier(len(staged))

    def keep(one: Staged) -> None:
        gate.wait()
        store.keep(one)

    threads = [threading.Thread(target=keep, args=(one,)) for one in staged]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(store.stored()) == [staged[0].sha256]
    assert store.verify(staged[0].sha256)
    assert temporary(store) == []


def test_damage_and_loss_are_noticed_and_a_new_upload_heals(store: FileStore) -> None:
    sha256 = put(store, b"content")
    store.path(sha256).write_bytes(b"Content")
    assert not store.verify(sha256)
    assert put(store, b"content") == sha256
    assert store.verify(sha256)
    store.path(sha256).unlink()
    assert not store.verify(sha256)
    assert not store.exists(sha256)
    assert store.missing({sha256}) == {sha256}
    for ask in (store.open, store.size):
        with pytest.raises(FileLost):
            ask(sha256)


def test_a_staged_file_can_be_kept_only_once(store: FileStore) -> None:
    staged = store.stage(io.BytesIO(b"x"), LIMIT)
    store.keep(staged)
    with pytest.raises(FileLost):
        store.keep(staged)
    assert store.verify(staged.sha256)


@pytest.mark.parametrize("name", ["", "..", "a" * 63, "A" * 64, "../" + "a" * 61, "a" * 64 + "\n", "g" * 64])
def test_nothing_but_a_hash_is_looked_up(store: FileStore, name: str) -> None:
    for ask in (store.path, store.exists, store.open, store.verify, store.size):
        with pytest.raises(ValueError, match="not a SHA-256"):
            ask(name)


def test_a_sweep_removes_old_orphans_and_never_what_is_referenced(store: FileStore) -> None:
    wanted, orphan, young = (put(store, content) for content in (b"wanted", b"orphan", b"young"))
    for sha256 in (wanted, orphan, young):
        store.put_derived(sha256, "w320.webp", b"small")
    make_old(*(store.path(s) for s in (wanted, orphan)))
    make_old(*(store.derived_path(s, "w320.webp").parent for s in (wanted, orphan)))
    swept = store.sweep({wanted})
    assert (swept.originals, swept.derived, swept.temporary) == (1, 1, 0)
    assert swept.freed_bytes == len(b"orphan") + len(b"small")
    assert set(store.stored()) == {wanted, young}
    assert store.derived_names(wanted) == store.derived_names(young) == ("w320.webp",)
    assert store.derived_names(orphan) == ()


def test_storing_again_protects_from_the_next_sweep(store: FileStore) -> None:
    sha256 = put(store, b"once more")
    make_old(store.path(sha256))
    put(store, b"once more")
    assert store.sweep(set()).originals == 0
    assert store.verify(sha256)


def test_strange_files_among_the_originals_stay(store: FileStore) -> None:
    strange = store.path(put(store, b"x")).with_name("note.txt")
    strange.write_text("left by someone")
    make_old(strange)
    store.sweep(set(), min_age=NOW)
    assert strange.exists()


@pytest.fixture
def original(store: FileStore) -> str:
    return put(store, b"original")


def test_what_is_made_from_a_file_is_placed_and_listed(store: FileStore, original: str) -> None:
    store.put_derived(original, "w320.webp", b"first")
    with store.scratch() as room:
        (room / "x").write_bytes(b"second")
        path = store.put_derived(original, "w320.webp", room / "x")
    assert path.read_bytes() == b"second"
    assert store.derived_names(original) == ("w320.webp",)
    assert store.verify(original)
    assert temporary(store) == []


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "A.webp", ".webp", "a.b.c", "a\n"])
def test_made_files_have_tame_names(store: FileStore, original: str, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        store.put_derived(original, name, b"")
