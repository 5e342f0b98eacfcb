"""Kills, faults of the index, hostile queries: the index equals the database afterwards and nobody notices meanwhile.

python -m tests.benchmarks.search_faults [--kills 300] [--longest 0.8] [--faults 120] [--hostile 2000] [--texts FILE …]
A kill: a process publishes, follows and searches and is ended with SIGKILL at any moment; then the index is followed up
and compared with the database, and every document whose commit was acknowledged must be in both. A fault: a file of the
index is missing, cut short, altered, the whole index or the database is that of before; somebody searches meanwhile.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from tests.benchmarks.large_archive import fill
from tests.benchmarks.search_speed import queries, sentences
from webapp import migrations
from webapp.base.database import Database
from webapp.base.feed import renew_epoch
from webapp.directory.vocabularies import VocabularyCache
from webapp.documents.content import Content, content_hash, to_json
from webapp.documents.disclosure import Disclosure
from webapp.documents.models import Document, Version, Visibility
from webapp.documents.workflow import VersionState
from webapp.search.entry import PUBLIC, Key
from webapp.search.following import Follower
from webapp.search.request import Request
from webapp.search.site import SearchSite
from webapp.settings import HOME

ARCHIVE = 300
TOLD = 20  # rounds between two words of progress
SLOWEST = 1.5
LEXICON = HOME / "search_index" / "lexicon"


class World:
    """A small archive in a folder, opened anew as often as wanted."""

    def __init__(self, folder: Path, pool: Sequence[str]) -> None:
        self.folder = folder
        self.pool = pool
        self.url = f"sqlite:///{folder / 'archive.db'}"
        self.index = folder / "search"
        database = Database(self.url)
        migrations.upgrade(database)
        fill(database, ARCHIVE, pool)
        self.follower(database).follow()
        database.dispose()

    def follower(self, database: Database) -> Follower:
        """A follower as a starting process makes it."""
        return Follower(database, SearchSite(self.index, LEXICON), VocabularyCache(database))

    def publish(self, database: Database, chance: random.Random) -> int:
        """Publish one more document, or a new text of one there is; its number, once it is committed."""
        title = chance.choice(self.pool)[:30]
        with database.writing() as session:
            last = session.scalar(select(func.max(Document.id))) or 0
            content = Content(title=title, sections={"background": "".join(chance.choices(self.pool, k=5))})
            visibility = chance.choice([Visibility.PUBLIC, Visibility.MEMBERS])
            if chance.random() < 0.5:
                session.add(self._document(last + 1, content, visibility))
                number = last + 1
            else:
                number = chance.randrange(1, last + 1)
                version = session.scalars(select(Version).where(Version.document_id == number)).first()
                if version is None:
                    return last
                version.title, version.content, version.visibility = title, to_json(content), visibility
        return number

    @staticmethod
    def _document(number: int, content: Content, visibility: Visibility) -> Version:
        at = datetime.now(UTC)
        document = Document(id=number, number=f"BM-2026-{number:07}", kind="innovation", organisation_id=1)
        document.disclosure = Disclosure.NOTHING
        return Version(
            document=document, ordinal=1, state=VersionState.PUBLISHED, visibility=visibility, title=content.title,
            content=to_json(content), content_hash=content_hash(content), published_at=at,
        )  # fmt: skip


def work(world: World, seed: int, acknowledged: int) -> None:
    """Publish, follow and search until somebody ends this process; every committed number goes to the pipe."""
    database = Database(world.url)
    follower = world.follower(database)

    def follow() -> None:
        while True:
            follower.follow()
            time.sleep(0.002)

    def search() -> None:
        while True:
            follower.index.search(Request(chance.choice(world.pool)[:10], None))

    chance = random.Random(seed)
    for task in (follow, search):
        threading.Thread(target=task, daemon=True).start()
    while True:
        number = world.publish(database, chance)
        os.write(acknowledged, f"{number}\n".encode())


def kill_once(world: World, seed: int, longest: float) -> tuple[list[str], int]:
    """What is wrong after one kill, and how many documents had been acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            work(world, seed, writing)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(random.Random(seed).uniform(0.02, longest))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        acknowledged = {int(line) for line in pipe.read().split("\n")[:-1]}
    database = Database(world.url)
    follower = world.follower(database)
    follower.follow()
    problems = follower.problems()
    indexed = {key for key, _ in follower.index.keys()}  # noqa: SIM118 - a method of the site
    problems += [f"lost: {number}" for number in acknowledged if Key("document", number) not in indexed]
    database.dispose()
    return problems, len(acknowledged)


def kills(world: World, rounds: int, longest: float) -> None:
    """So many kills."""
    wrong: list[str] = []
    count = 0
    for seed in range(rounds):
        problems, acknowledged = kill_once(world, seed, longest)
        wrong += [f"round {seed}: {problem}" for problem in problems]
        count += acknowledged
        if seed % TOLD == TOLD - 1 and seed + 1 < rounds:
            print(f"{seed + 1} kills so far, {count} acknowledged documents, {len(wrong)} problems", flush=True)
    print(f"{rounds} kills, {count} acknowledged documents, {len(wrong)} problems", *wrong[:5], flush=True)


def _some_file(world: World, chance: random.Random) -> Path:
    files = [path for path in sorted(world.index.rglob("*")) if path.is_file() and path.stat().st_size]
    kinds = collections.defaultdict(list)
    for path in files:
        kinds[path.suffix].append(path)
    return chance.choice(kinds[chance.choice(sorted(kinds))])


def missing_folder(world: World, chance: random.Random) -> None:
    """All of the index is gone, or one of its folders."""
    folders = [world.index, *(path for path in sorted(world.index.rglob("*")) if path.is_dir())]
    shutil.rmtree(chance.choice(folders))


def deleted_file(world: World, chance: random.Random) -> None:
    """A file is gone."""
    _some_file(world, chance).unlink()


def cut_short(world: World, chance: random.Random) -> None:
    """A file lacks its end."""
    path = _some_file(world, chance)
    os.truncate(path, chance.randrange(path.stat().st_size))


def altered(world: World, chance: random.Random) -> None:
    """Up to three bits of a file are flipped."""
    path = _some_file(world, chance)
    data = bytearray(path.read_bytes())
    for _ in range(chance.randrange(1, 4)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))


def _copy(path: Path, place: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, place, dirs_exist_ok=True)
    else:
        shutil.copy2(path, place)


def index_of_before(world: World, chance: random.Random) -> None:
    """The index is that of some documents ago."""
    _rolled_back(world, world.index, chance)


def database_of_before(world: World, chance: random.Random) -> None:
    """The database is restored from a copy; a restore renews its epoch, as `backup restore` does."""
    _rolled_back(world, Path(world.folder / "archive.db"), chance)
    database = Database(world.url)
    if chance.random() < 0.5:  # without: whoever copies the file by hand
        with database.writing() as session:
            renew_epoch(session)
    database.dispose()


def _rolled_back(world: World, path: Path, chance: random.Random) -> None:
    kept = world.folder / "kept"
    _copy(path, kept)
    database = Database(world.url)
    follower = world.follower(database)
    for _ in range(chance.randrange(1, 6)):
        world.publish(database, chance)
        follower.follow()
    database.dispose()
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    _copy(kept, path)
    shutil.rmtree(kept) if kept.is_dir() else kept.unlink()


FAULTS: tuple[Callable[[World, random.Random], None], ...] = (
    missing_folder, deleted_file, cut_short, altered, index_of_before, database_of_before,
)  # fmt: skip


def fault_once(world: World, seed: int) -> list[str]:
    """What is wrong after one fault and one round of the follower, for somebody who searched all the time."""
    chance = random.Random(seed)
    database = Database(world.url)
    serving = world.follower(database)
    serving.index.search(Request("方法", None))
    FAULTS[seed % len(FAULTS)](world, chance)
    problems: list[str] = []
    for _ in range(3):
        try:
            serving.index.search(Request(chance.choice(world.pool)[:10], frozenset({PUBLIC})))
        except Exception as error:
            problems.append(f"search: {error!r}")
    database.dispose()
    database = Database(world.url)
    follower = world.follower(database) if chance.random() < 0.5 else _again(serving, database)
    follower.follow()
    problems += follower.problems()
    database.dispose()
    return [f"{FAULTS[seed % len(FAULTS)].__name__}: {problem}" for problem in problems]


def _again(serving: Follower, database: Database) -> Follower:
    """The follower that was serving, at its hourly thorough look."""
    return Follower(database, serving.index, VocabularyCache(database))


def faults(world: World, rounds: int) -> None:
    """So many faults, each kind in turn."""
    wrong: list[str] = []
    for seed in range(rounds):
        wrong += [f"round {seed}: {problem}" for problem in fault_once(world, seed)]
        if seed % TOLD == TOLD - 1 and seed + 1 < rounds:
            print(f"{seed + 1} faults so far, {len(wrong)} problems", flush=True)
    print(f"{rounds} faults of {len(FAULTS)} kinds, {len(wrong)} problems", *wrong[:5], flush=True)


def hostile_texts(files: Sequence[Path], count: int) -> list[str]:
    """So many texts nobody should type: from the files, and made ones."""
    texts: list[str] = []
    for path in files:
        plain = path.read_text(encoding="utf-8", errors="surrogateescape")
        texts += json.loads(plain) if path.suffix == ".json" else plain.splitlines()
    chance = random.Random(7)
    texts += ["a" * 100_000, "钻" * 100_000, "(" * 5_000, '"' * 5_000, "-" * 5_000, "*?" * 5_000, "[a-z]" * 1_000]
    texts += ["a OR " * 2_000, "title:" * 2_000, "\ud800\udfff", "\x00" * 300, "1" * 9_000, "的" * 200, "ａ" * 200]
    alphabet = "\"'()[]{}*?~^:/\\-+!&|<>%$#@;,.　 \t\n\u200b\u202e\ufeff的是了一二钻模aZ09±φ😀\u0301𠀀"
    while len(texts) < count:
        texts.append("".join(chance.choices(alphabet, k=chance.randrange(1, 400))))
    chance.shuffle(texts)
    return texts[:count]


def hostile(folder: Path, texts: Sequence[str], pool: Sequence[str], count: int) -> None:
    """Ask them all while somebody else searches in peace; how slow the slowest was, and what the other one noticed."""
    from tests.benchmarks.engines import Ours
    from tests.benchmarks.search_speed import documents

    ours = Ours(folder, LEXICON)
    made: Sequence[Document] | object = documents(count, list(pool))
    ours.add(made)  # type: ignore[arg-type]
    peaceful = [text for kind in queries(list(pool), 50).values() for text in kind]

    def ask(text: str) -> float:
        start = time.perf_counter()
        ours.site.search(Request(text, frozenset({PUBLIC}), facets=("kind", "industry", "year", "region")))
        return time.perf_counter() - start

    def others(times: list[float], stop: threading.Event) -> None:
        while not stop.is_set():
            times.extend(ask(text) for text in peaceful)

    alone = [ask(text) for text in peaceful * 2][len(peaceful) :]
    meanwhile: list[float] = []
    stop = threading.Event()
    thread = threading.Thread(target=others, args=(meanwhile, stop))
    thread.start()
    worst, wrong = 0.0, []
    for text in texts:
        try:
            start = time.perf_counter()
            ask(text)
            ours.site.corrections(text, frozenset({PUBLIC}))
            ours.site.complete(text, frozenset({PUBLIC}))
            took = time.perf_counter() - start
        except Exception as error:
            wrong.append(f"{text[:30]!r}: {error!r}")
            continue
        worst = max(worst, took)
        if took > SLOWEST:
            wrong.append(f"{text[:30]!r}: {took:.1f} s")
    stop.set()
    thread.join()
    p95, before = (sorted(times)[int(len(times) * 0.95)] * 1000 for times in (meanwhile, alone))
    print(f"{len(texts)} hostile texts, slowest {worst * 1000:.0f} ms, {len(wrong)} problems", *wrong[:5])
    print(f"others' p95 {p95:.1f} ms, alone {before:.1f} ms: x {p95 / before:.2f}", flush=True)


def main() -> None:
    """Kill, harm, molest, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--longest", type=float, default=0.8, help="seconds until a kill; more on a busy machine")
    parser.add_argument("--faults", type=int, default=120)
    parser.add_argument("--hostile", type=int, default=2_000)
    parser.add_argument("--documents", type=int, default=100_000, help="documents of the index for hostile texts")
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--source", type=Path, nargs="+", default=[HOME / "content" / "library"])
    options = parser.parse_args()
    pool = sentences(options.source)
    with tempfile.TemporaryDirectory() as folder:
        if options.kills or options.faults:
            world = World(Path(folder), pool)
            kills(world, options.kills, options.longest)
            faults(world, options.faults)
    with tempfile.TemporaryDirectory() as folder:
        if options.hostile:
            hostile(Path(folder), hostile_texts(options.texts, options.hostile), pool, options.documents)


if __name__ == "__main__":
    main()
