"""Writes batches of entries as segments: one commit of Whoosh's for each batch, merging in tiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import clean_files
from whoosh.writing import SegmentWriter

from webapp.search.analysis import Analyser
from webapp.search.codec import ArrayCodec
from webapp.search.contents import SegmentList, State, write_contents
from webapp.search.dictionary import Dictionary, in_order, order_of
from webapp.search.entry import Entry, Key
from webapp.search.files import ArraySegment, SegmentFiles
from webapp.search.indexing import analyse, key_term
from webapp.search.postings import DOCUMENT_LIMIT, PostingPool, Postings
from webapp.search.rows import DocumentReader, DocumentWriter
from webapp.search.segment import SegmentView
from webapp.search.terms import TermsReader, TermWriter
from webapp.search.vocabulary import keys_of, target

SMALL = 200  # segments up to this size are merged with every commit: cheap, and they never pile up
TIER = 6  # as many segments of one size class are merged into one of the next
_CHUNK = 2_000_000  # postings merged at once
_DELETED_SHARE = 3  # a segment of which more than a third is deleted is written anew


class BatchWriter(SegmentWriter):  # type: ignore[misc]
    """One commit in the making. Holds Whoosh's write lock until ``commit`` or ``cancel``."""

    def __init__(self, index: Any, analyser: Analyser) -> None:
        super().__init__(index, codec=ArrayCodec(), compound=False)
        self.pool = PostingPool()
        self._analyser = analyser
        self._last_key: Key | None = getattr(self.segments, "last_key", None)
        self._finished: list[ArraySegment] = []

    def add_entry(self, entry: Entry) -> None:
        """Add an entry; the caller has deleted the one it replaces."""
        if self.docnum >= DOCUMENT_LIMIT:
            self.flush()
        parts = analyse(self._analyser, entry)
        self.pool.add(parts.fields, parts.lengths, parts.flags)
        self.perdocwriter.add_row(entry.kind_of_thing, parts.row, parts.stored)
        self.docnum += 1
        self._added = True
        self._last_key = entry.key

    def delete_keys(self, keys: Sequence[Key], views: Iterable[SegmentView]) -> int:
        """Delete the entries of earlier commits, found in the opened segments; how many there were."""
        terms = [key_term(key).encode() for key in keys]
        segments = {segment.segment_id(): segment for segment in self.segments}
        return sum(_delete_in(segments[view.name], view, terms) for view in views) if terms else 0

    def flush(self) -> None:
        """Finish the segment being written and begin another within the same commit."""
        if not self._added:
            return
        postings = self.pool.finish()
        terms = Dictionary.build(postings.terms)
        keys = in_order(key for term in _vocabulary(terms) for key in keys_of(term, self._analyser.folding.fold))
        self.perdocwriter.close()
        self.fieldwriter.write(iter((postings,)), postings.counts, terms, Dictionary.build(keys), self.docnum)
        self.fieldwriter.close()
        self._finished.append(self.newsegment)
        self._begin()

    def _begin(self) -> None:
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.pool = PostingPool()
        self.docnum = 0
        self._added = False

    def commit_state(self, state: State) -> None:
        """Commit what was added and deleted together with the state."""
        self.flush()
        segments = [segment for segment in (*self.segments, *self._finished) if segment.doc_count()]
        for group in merges(segments):
            merged = merge(self.storage, self.indexname, group)
            segments = [segment for segment in segments if segment not in group]
            if merged is not None:
                segments.append(merged)
        whole = SegmentList(sorted(segments, key=lambda segment: -segment.doc_count_all()))
        whole.state, whole.last_key = state, self._last_key
        self._close_segment()
        self._commit_toc(whole)
        self._finish()

    def _commit_toc(self, segments: SegmentList) -> None:
        """Put the new table of contents in place in one step, with a checksum, and delete what it no longer names."""
        write_contents(Path(self.storage.folder), segments, self.generation)
        clean_files(self.storage, self.indexname, self.generation, segments)

    def _close_segment(self) -> None:
        """Close the files of the segment that was begun and not used."""
        if not self.perdocwriter.is_closed:
            self.perdocwriter.close()
        if not self.fieldwriter.is_closed:
            self.fieldwriter.close()


def _delete_in(segment: ArraySegment, view: SegmentView, terms: Sequence[bytes]) -> int:
    deleted = 0
    for number in view.terms.dictionary.find(terms):
        for document in view.terms.documents(number).tolist() if number >= 0 else ():
            if not segment.is_deleted(document):
                segment.delete_document(document)
                deleted += 1
    return deleted


def merges(segments: Sequence[ArraySegment]) -> Iterator[list[ArraySegment]]:
    """Groups of segments to be merged now: small ones always, then a tier that is full, then mostly deleted ones."""
    small = [segment for segment in segments if segment.doc_count() <= SMALL]
    full = next(_full_tiers([segment for segment in segments if segment not in small]), [])
    if len(small) > 1:
        yield from _within_limit(small)
    yield from _within_limit(full)
    for segment in segments:
        worn = segment.deleted_count() * _DELETED_SHARE > segment.doc_count_all()
        if worn and segment not in full and (segment not in small or len(small) == 1):
            yield [segment]


def _full_tiers(segments: Sequence[ArraySegment]) -> Iterator[list[ArraySegment]]:
    low = SMALL
    while low < DOCUMENT_LIMIT:
        tier = [segment for segment in segments if low < segment.doc_count() <= low * TIER]
        if len(tier) >= TIER or (sum(each.doc_count() for each in tier) > DOCUMENT_LIMIT and len(tier) > 1):
            yield sorted(tier, key=lambda segment: segment.doc_count())
        low *= TIER


def _within_limit(segments: Sequence[ArraySegment]) -> Iterator[list[ArraySegment]]:
    group: list[ArraySegment] = []
    for segment in segments:
        if group and sum(each.doc_count() for each in group) + segment.doc_count() > DOCUMENT_LIMIT:
            if len(group) > 1:
                yield group
            group = []
        group.append(segment)
    if len(group) > 1:
        yield group


def merge(storage: Any, indexname: str, segments: Sequence[ArraySegment]) -> ArraySegment | None:
    """One segment with the documents of several, without the deleted ones; None if nothing is left."""
    codec = ArrayCodec()
    files = [SegmentFiles(Path(storage.folder), segment) for segment in segments]
    documents = [DocumentReader(each) for each in files]
    readers = [TermsReader(each) for each in files]
    kept = [_kept(segment) for segment in segments]
    total = sum(map(len, kept))
    if not total:
        for each in files:
            each.close()
        return None
    new: ArraySegment = codec.new_segment(storage, indexname)
    rows: DocumentWriter = codec.per_document_writer(storage, new)
    for reader, numbers in zip(documents, kept, strict=True):
        rows.add_rows(reader, numbers)
    rows.close()
    writer = codec.field_writer(storage, new)
    _Merge(readers, kept, total).write(writer)
    writer.close()
    for each in files:
        each.close()
    return new


def _kept(segment: ArraySegment) -> NDArray[np.int64]:
    live = np.ones(segment.doc_count_all(), dtype=np.bool_)
    live[list(segment.deleted_docs())] = False
    return np.flatnonzero(live)


class _Merge:
    """The terms of several segments brought together."""

    def __init__(self, readers: Sequence[TermsReader], kept: Sequence[NDArray[np.int64]], total: int) -> None:
        self._readers = readers
        self._total = total
        self._nothing_deleted = total == sum(reader.document_count for reader in readers)
        self._renumbered: list[NDArray[np.int64]] = []
        first = 0
        for reader, numbers in zip(readers, kept, strict=True):
            table = np.full(reader.document_count, -1, dtype=np.int64)
            table[numbers] = np.arange(first, first + len(numbers))
            self._renumbered.append(table)
            first += len(numbers)
        self._unite()

    def _unite(self) -> None:
        """The united terms, and for every reader the new number of each of its terms."""
        terms: list[bytes] = []
        for reader in self._readers:
            terms.extend(reader.dictionary.items(0, len(reader.dictionary)))
        order = np.array(order_of(terms), dtype=np.int64)
        ordered = [terms[index] for index in order.tolist()]
        is_new = np.ones(len(ordered), dtype=np.bool_)
        is_new[1:] = np.fromiter(
            (first != second for first, second in pairwise(ordered)), dtype=np.bool_,
            count=max(0, len(ordered) - 1),
        )  # fmt: skip
        numbers = np.empty(len(terms), dtype=np.int64)
        numbers[order] = np.cumsum(is_new) - 1
        self._terms = [ordered[index] for index in np.flatnonzero(is_new).tolist()]
        ends = np.cumsum([len(reader.dictionary) for reader in self._readers])[:-1]
        self._numbers: list[NDArray[np.int64]] = np.split(numbers, ends)

    def write(self, writer: TermWriter) -> None:
        """Write the merged terms and postings."""
        pieces = list(self._chunks())
        counts = np.concatenate([piece.counts for piece in pieces])
        present = counts > 0
        dictionary = Dictionary.build([self._terms[number] for number in np.flatnonzero(present).tolist()])
        full = (replace(piece, counts=piece.counts[piece.counts > 0]) for piece in pieces)
        writer.write(full, counts[present], dictionary, self._keys(dictionary), self._total)

    def _chunks(self) -> Iterator[Postings]:
        sizes = np.zeros(len(self._terms), dtype=np.int64)
        for reader, numbers in zip(self._readers, self._numbers, strict=True):
            sizes[numbers] += reader.counts
        chunk_of = np.cumsum(sizes) // _CHUNK
        edges = [0, *(np.flatnonzero(np.diff(chunk_of)) + 1).tolist(), len(sizes)]
        for first, end in pairwise(edges):
            yield self._chunk(first, end)

    def _chunk(self, first: int, end: int) -> Postings:
        parts = []
        for reader, numbers, table in zip(self._readers, self._numbers, self._renumbered, strict=True):
            low, high = np.searchsorted(numbers, (first, end)).tolist()
            terms, documents, impacts = reader.stretch(low, high)
            renumbered = table[documents]
            live = renumbered >= 0
            parts.append((numbers[terms[live]], renumbered[live], impacts[live]))
        terms = np.concatenate([part[0] for part in parts])
        order = np.argsort(terms, kind="stable")
        counts = np.bincount(terms - first, minlength=end - first)
        documents = np.concatenate([part[1] for part in parts])[order].astype(np.uint16)
        return Postings([], counts, documents, np.concatenate([part[2] for part in parts])[order])

    def _keys(self, dictionary: Dictionary) -> Dictionary:
        ordered = in_order(key for reader in self._readers for key in reader.keys.items(0, len(reader.keys)))
        if self._nothing_deleted:
            return Dictionary.build(ordered)
        there = dictionary.find([target(key) for key in ordered]) if ordered else []
        return Dictionary.build([key for key, number in zip(ordered, there, strict=True) if number >= 0])


def _vocabulary(terms: Dictionary) -> Iterator[bytes]:
    for space in (b"n", b"w"):
        yield from terms.items(*terms.range(space))
