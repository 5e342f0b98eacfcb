"""The index: commits, positions inside it, damage noticed, rebuilding beside, merging, reading while writing."""

from __future__ import annotations

import os
import pickle
import random
import stat
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from whoosh.query import And, Term
from whoosh.scoring import Frequency
from whoosh.searching import Searcher

from tests.search.archive import ENTRIES, document, ids
from webapp.search.contents import ContentsIndex, State
from webapp.search.entry import PUBLIC, Entry, Key, Passage
from webapp.search.facets import Facet, Hits
from webapp.search.index import BusyError, Index, MovedError, Snapshot
from webapp.search.request import Request
from webapp.search.site import Fault, SearchSite
from webapp.search.writer import SMALL, TIER

EVERYBODY = frozenset({PUBLIC})
OpenSite = Callable[[], SearchSite]


def found(site: SearchSite, text: str, audiences: frozenset[str] | None = EVERYBODY) -> list[int]:
    return ids(site.search(Request(text, audiences, kinds=frozenset({"document"}), limit=50)).hits)


def after(entries: Iterable[Entry]) -> Callable[[Key | None], Iterable[Entry]]:
    ordered = sorted(entries, key=lambda entry: entry.key)
    return lambda key: [entry for entry in ordered if key is None or entry.key > key]


def test_an_index_that_is_not_there_is_empty(open_site: OpenSite) -> None:
    site = open_site()
    assert site.state() is None
    assert site.check("e1", 100) is Fault.MISSING
    assert (found(site, "钻模"), site.count(), site.complete("钻", None)) == ([], 0, ())


def test_the_state_is_in_the_index_and_the_folder_is_private(site: SearchSite, open_site: OpenSite) -> None:
    assert site.state() == open_site().state() == State("e1", 10, site.analysis_version)
    assert site.check("e1", 10) is None
    assert stat.S_IMODE(site.folder.stat().st_mode) == 0o700
    assert dict(site.keys()) == {entry.key: entry.audience for entry in ENTRIES}
    assert site.audiences() == {PUBLIC, "org:12", "members"}


def test_doing_it_again_changes_nothing(site: SearchSite) -> None:
    before = site.search(Request("钻模 带电", None, facets=("kind",), today=1))
    site.apply(ENTRIES, [Key("document", 99)], position=10, epoch="e1")
    assert site.search(Request("钻模 带电", None, facets=("kind",), today=1)) == before
    assert site.count() == len(ENTRIES)


def test_an_entry_moves_when_its_audience_changes(site: SearchSite) -> None:
    hidden = ENTRIES[0]
    site.apply([replace(hidden, audience="org:9")], [], position=11, epoch="e1")
    assert 1 not in found(site, "钻模")
    assert 1 in found(site, "钻模", frozenset({"org:9"}))
    site.apply([hidden], [], position=12, epoch="e1")
    assert 1 in found(site, "钻模")
    assert found(site, "钻模", frozenset({"org:9"})) == []
    assert site.count() == len(ENTRIES)


def test_the_last_of_several_upserts_counts_and_deletes_delete(site: SearchSite) -> None:
    site.apply([document(80, "旧"), document(80, "新的磨床")], [Key("document", 1)], position=11, epoch="e1")
    assert found(site, "新的磨床") == [80]
    assert found(site, "钻模") == []


@pytest.mark.parametrize(
    ("epoch", "position", "fault"), [("e2", 10, Fault.EPOCH), ("e1", 9, Fault.AHEAD), ("e1", 11, None)]
)
def test_check_compares_with_the_database(site: SearchSite, epoch: str, position: int, fault: Fault | None) -> None:
    assert site.check(epoch, position) is fault


def test_another_lexicon_makes_the_index_outdated(site: SearchSite, tmp_path: Path) -> None:
    other = SearchSite(site.folder, tmp_path / "no-lexicon")
    assert other.check("e1", 10) is Fault.ANALYSIS


def test_stopping_between_the_two_commits_heals(site: SearchSite, open_site: OpenSite) -> None:
    entry = replace(ENTRIES[0], audience="org:12")
    public = Index(site.folder / "g000001" / "public", site.analyser)
    public.apply([], [entry.key], State("e1", 11, site.analysis_version))
    again = open_site()
    assert again.state() == State("e1", 10, site.analysis_version)
    assert again.check("e1", 11) is None
    again.apply([entry], [], position=11, epoch="e1")
    assert again.state() == State("e1", 11, site.analysis_version)
    assert sorted(found(again, "钻模", None)) == [1, 4]


def test_between_the_two_commits_readers_see_what_was_before(site: SearchSite) -> None:
    assert found(site, "钻模") == [1]
    public = Index(site.folder / "g000001" / "public", site.analyser)
    public.apply([], [Key("document", 1)], State("e1", 11, site.analysis_version))
    assert found(site, "钻模") == [1]
    internal = Index(site.folder / "g000001" / "internal", site.analyser)
    internal.apply([], [], State("e1", 11, site.analysis_version))
    assert found(site, "钻模") == []


def _files(site: SearchSite) -> list[Path]:
    return sorted(
        path for path in site.folder.glob("g*/*/*") if path.suffix in {".trm", ".pst", ".doc", ".sto", ".toc"}
    )


@pytest.mark.parametrize("damage", ["remove", "empty", "half", "flip", "zero"])
def test_damage_to_any_file_is_noticed_and_healed(site: SearchSite, open_site: OpenSite, damage: str) -> None:
    chance = random.Random(damage)
    for path in _files(site):
        whole = path.read_bytes()
        if not whole:
            continue
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(whole))] ^= 0x10
        new = {
            "remove": None,
            "empty": b"",
            "half": whole[: len(whole) // 2],
            "flip": bytes(spoilt),
            "zero": bytes(len(whole)),
        }
        content = new[damage]
        path.unlink() if content is None else path.write_bytes(content)
        broken = open_site()
        fault = broken.check("e1", 10, thorough=True)
        harmless = path.suffix == ".toc" and damage == "flip" and fault is None
        assert fault in {Fault.DAMAGED, Fault.MISSING, Fault.EPOCH, Fault.AHEAD, Fault.ANALYSIS} or harmless, path
        found(broken, "钻模")
        path.write_bytes(whole)
    for path in _files(site):
        path.write_bytes(b"")
    broken = open_site()
    broken.rebuild(after(ENTRIES), position=10, epoch="e1")
    assert broken.check("e1", 10, thorough=True) is None
    assert found(broken, "钻模") == [1]


def test_rebuilding_beside_and_swapping(site: SearchSite, open_site: OpenSite) -> None:
    reader = open_site()
    assert found(reader, "钻模") == [1]
    seen: list[int] = []
    state = reader.rebuild(after([*ENTRIES, document(90, "钻模新编")]), position=20, epoch="e2", progress=seen.append)
    assert state == State("e2", 20, site.analysis_version)
    assert seen == [0, len(ENTRIES) + 1]
    assert sorted(found(site, "钻模")) == sorted(found(reader, "钻模")) == [1, 90]
    assert len(list(site.folder.glob("g*"))) == 1


def test_a_rebuild_that_was_stopped_goes_on(
    site: SearchSite, open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.search.site._BUILD_BATCH", 10)
    entries = [document(n, f"第{n}号磨床改造") for n in range(1, 36)]
    asked: list[Key | None] = []

    def stopping(key: Key | None) -> Iterable[Entry]:
        asked.append(key)
        for entry in after(entries)(key):
            if entry.id == 25:
                raise KeyboardInterrupt
            yield entry

    with pytest.raises(KeyboardInterrupt):
        site.rebuild(stopping, position=20, epoch="e1")
    assert found(site, "钻模") == [1]

    def going_on(key: Key | None) -> Iterable[Entry]:
        asked.append(key)
        return after(entries)(key)

    state = open_site().rebuild(going_on, position=30, epoch="e1")
    assert asked == [None, Key("document", 20)]
    assert state.position == 20
    assert sorted(found(site, "磨床")) == list(range(1, 36))


def test_one_writer_at_a_time(site: SearchSite, open_site: OpenSite) -> None:
    other = open_site()
    busy: list[bool] = []

    def entries(key: Key | None) -> Iterable[Entry]:
        with pytest.raises(BusyError):
            other.rebuild(after([]), position=1, epoch="e1")
        other.apply([document(91, "重建之间")], [], position=11, epoch="e1")
        busy.append(True)
        return after(ENTRIES)(key)

    site.rebuild(entries, position=10, epoch="e1")
    assert busy == [True]


def test_segments_are_merged_and_nothing_is_lost(site: SearchSite) -> None:
    chance = random.Random(11)
    present = {entry.key: entry for entry in ENTRIES}
    for position in range(11, 60):
        batch = [
            document(number, f"第{number}号革新", f"液压站改造{position}")
            for number in chance.sample(range(100, 400), 12)
        ]
        gone = [Key("document", chance.randrange(100, 400))]
        present.update({entry.key: entry for entry in batch})
        for key in set(gone) - {entry.key for entry in batch}:
            present.pop(key, None)
        site.apply(batch, set(gone) - {entry.key for entry in batch}, position=position, epoch="e1")
    assert dict(site.keys()).keys() == present.keys()
    last = max(key.id for key in present)
    assert found(site, f"第{last}号革新")[0] == last
    public = Index(site.folder / "g000001" / "public", site.analyser)
    assert len(public.snapshot().views) <= TIER + len(present) // SMALL + 1
    assert site.check("e1", 59, thorough=True) is None


def test_old_files_are_removed(site: SearchSite) -> None:
    for position in range(11, 20):
        site.apply([document(200, f"第{position}版")], [], position=position, epoch="e1")
    names = os.listdir(site.folder / "g000001" / "public")
    assert len([name for name in names if name.endswith(".trm")]) <= 2
    assert len([name for name in names if name.endswith(".toc")]) == 1


def test_reading_while_writing(open_site: OpenSite) -> None:
    writer, reader = open_site(), open_site()
    writer.apply([document(1, "滚丝轮")], [], position=1, epoch="e1")
    problems: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                assert 1 in found(reader, "滚丝轮", None)
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for position in range(2, 60):
        audience = PUBLIC if position % 3 else "members"
        writer.apply(
            [document(position % 7 + 2, f"滚丝轮{position}", audience=audience)], [], position=position, epoch="e1"
        )
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []


def test_whoosh_itself_reads_the_index(site: SearchSite) -> None:
    index = ContentsIndex(site.folder / "g000001" / "public")
    reader = index.reader()
    try:
        searcher = Searcher(reader, weighting=Frequency())
        both = searcher.search(And([Term("gram", "钻模"), Term("code", "m12x1.5")]))
        assert both.scored_length() == 1
        assert reader.doc_frequency("gram", "绝缘") == 1
        assert ("word", b"\xe9\x92\xbb\xe6\xa8\xa1") in list(reader.all_terms())
        assert searcher.search(Term("gram", "没有")).scored_length() == 0
    finally:
        reader.close()


def test_contents_that_are_something_else_are_damage(site: SearchSite, open_site: OpenSite) -> None:
    for path in site.folder.rglob("*.toc"):
        data = pickle.dumps(["no index"])
        path.write_bytes(data + b"\n%08x" % zlib.crc32(data))
    assert open_site().check("e1", 10) == Fault.DAMAGED
    assert open_site().search(Request("钻模", None)).total == 0


def test_a_writer_deletes_in_the_segments_it_holds_not_in_those_a_reader_still_has(site: SearchSite) -> None:
    slow = Index(site.folder / "g000001" / "public", site.analyser)
    slow.snapshot()
    site.apply([document(200, "新来的镗床")], [], position=11, epoch="e1")  # small ones are merged: names change
    with slow._lock:  # as while another thread opens that commit
        held = slow.snapshot()
    assert held.generation < slow.generation()
    opening = threading.Event()
    original = slow._read

    def read_late(generation: int) -> Snapshot:
        opening.set()
        time.sleep(0.2)
        return original(generation)

    slow._read = read_late  # type: ignore[method-assign]
    reader = threading.Thread(target=slow.snapshot)
    reader.start()
    assert opening.wait(60)
    slow.apply([], [Key("document", 200)], State("e1", 12, site.analysis_version))
    reader.join()
    internal = Index(site.folder / "g000001" / "internal", site.analyser)
    internal.apply([], [], State("e1", 12, site.analysis_version))
    assert Key("document", 200) not in dict(site.keys())


def test_what_was_read_for_an_index_since_replaced_is_not_written(site: SearchSite, open_site: OpenSite) -> None:
    other = open_site()
    other.rebuild(after(ENTRIES), position=5, epoch="e1")  # begun before the changes 6 to 10
    with pytest.raises(MovedError):
        site.apply([document(201, "镗床")], [], position=11, epoch="e1", after=10)
    assert site.state() == State("e1", 5, site.analysis_version)
    site.apply([document(201, "镗床")], [], position=11, epoch="e1", after=5)
    assert found(site, "镗床") == [201]


def test_changes_are_not_written_to_an_index_that_is_gone(open_site: OpenSite) -> None:
    with pytest.raises(MovedError):
        open_site().apply([document(201, "镗床")], [], position=11, epoch="e1", after=10)
    assert open_site().check("e1", 11) is Fault.MISSING


@pytest.mark.parametrize("deepest", [1, 3, 40])
def test_facets_count_as_a_plain_count_does(deepest: int) -> None:
    """Whatever way is taken: by bits, by layers or by pairs; few or many values, few or many hits."""
    chance = np.random.default_rng(deepest)
    for size, values in ((50, 2), (900, 40), (900, 300)):
        pairs = {(int(chance.integers(size)), int(chance.integers(values))) for _ in range(size * min(deepest, 3))}
        pairs |= {(7, code) for code in range(min(deepest, values))}
        rows = sorted({document: (document, code) for document, code in pairs}.values() if deepest == 1 else pairs)
        documents, codes = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
        facet = Facet([f"v{code}" for code in range(values)], documents, codes, size)
        for share in (0.02, 0.9):
            mask = chance.random(size) < share
            expected = Counter(f"v{code}" for document, code in rows if mask[document])
            assert facet.count(Hits(mask)) == expected


def test_the_words_that_tell_most_are_kept_with_an_entry(site: SearchSite) -> None:
    entry = document(
        300,
        "钻模改进",
        "机床旁边放着夹具，师傅每天检查。",
        keywords=("钻模",),
        attachments=(Passage("file:a:page 1", "保密工艺流程"),),
    )
    site.apply([entry], [], position=11, epoch="e1")
    view, number = next((v, n) for v in site._current_views() if (n := v.find_key(b"kdocument:300")) >= 0)
    telling = view.stored(number).telling
    assert telling[0] == "钻模"
    assert "夹具" in telling
    assert not any("保密" in word or "工艺" in word for word in telling)


@pytest.mark.parametrize("byte", [0x00, 0x7F, 0xFF])
def test_spoilt_postings_find_nothing_and_heal(site: SearchSite, open_site: OpenSite, byte: int) -> None:
    for path in site.folder.rglob("*.pst"):
        path.write_bytes(bytes((byte,)) * path.stat().st_size)
    spoilt = open_site()
    for text in ("钻模", "带电", "M12×1.5", ""):
        spoilt.search(Request(text, None, facets=("kind", "year")))
    assert spoilt.check("e1", 10, thorough=True) is Fault.DAMAGED
