"""How a segment lies on disk, behind Whoosh's own codec interfaces.

A segment is four files, named after it: ``.trm`` (the dictionary and how many documents each term has), ``.pst``
(postings as plain arrays), ``.doc`` (one row of numbers a document) and ``.sto`` (what is shown of each, compressed).
The segment's record in Whoosh's table of contents holds size and checksum of each, so that damage is noticed. Whoosh's
own queries and matchers read such a segment; :mod:`webapp.search.segment` reads the arrays directly.

In ``.pst`` the terms follow each other in the order of the dictionary: one of few documents has their 16-bit numbers
(longer lists packed, see :mod:`webapp.search.packing`), then (if its kind has impacts) one byte each; one of many has a
byte (or, without impacts, a bit) for every document.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.codec import base

from webapp.search.files import ArraySegment, SegmentFiles
from webapp.search.rows import DocumentReader, DocumentWriter
from webapp.search.terms import TermsReader, TermWriter


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Whoosh's door to our files."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> DocumentWriter:
        """The writer of rows and stored content."""
        return DocumentWriter(storage, segment)

    def field_writer(self, storage: Any, segment: ArraySegment) -> TermWriter:
        """The writer of dictionary and postings."""
        return TermWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> TermsReader:
        """The reader of dictionary and postings."""
        return TermsReader(SegmentFiles(Path(storage.folder), segment))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> DocumentReader:
        """The reader of rows and stored content."""
        return DocumentReader(SegmentFiles(Path(storage.folder), segment))

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """A segment without documents."""
        return ArraySegment(indexname)
