"""Search engines side by side: ours, and tantivy, SQLite FTS5 and PostgreSQL with the best analysis known for each.

The peers get our own folded unigrams and bigrams (and codes) ready-made, so that only the engines are compared. A peer
that is not installed is left out.
"""

from __future__ import annotations

import importlib
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from webapp.search.analysis import Analyser, gram_text
from webapp.search.entry import PUBLIC, Entry, Passage
from webapp.search.request import Request
from webapp.search.site import SearchSite

FACETS = ("kind", "industry", "year", "region")
ENGINES = ("ours", "tantivy", "fts5", "trigram", "postgresql")


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its facets."""

    id: int
    text: str
    title: str = ""
    facets: tuple[str, ...] = ("", "", "", "")
    """Values of :data:`FACETS`."""


class Engine(Protocol):
    """What is measured."""

    name: str

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents and make them found."""

    def search(self, text: str, limit: int, *, filtered: str = "", facets: bool = False) -> list[int]:
        """The best documents; ``filtered`` is a value of the first facet."""


class Ours:
    """The index of this project."""

    name = "ours"

    def __init__(self, folder: Path, lexicon: Path) -> None:
        self.site = SearchSite(folder / "ours", lexicon)
        self.snippets = False
        self.exact = True
        self._position = 0

    def add(self, documents: Iterable[Document]) -> None:
        self._position += 1
        entries = map(_entry, documents)
        if self._position == 1:
            self.site.rebuild(lambda key: entries, position=1, epoch="benchmark")
        else:
            self.site.apply(entries, [], position=self._position, epoch="benchmark")

    def search(self, text: str, limit: int, *, filtered: str = "", facets: bool = False) -> list[int]:
        request = Request(
            text,
            frozenset({PUBLIC}),
            filters={FACETS[0]: (filtered,)} if filtered else {},
            facets=FACETS if facets else (),
            limit=limit,
            snippets=self.snippets,
            exact=self.exact,
        )
        return [hit.key.id for hit in self.site.search(request).hits]


def _entry(document: Document) -> Entry:
    return Entry(
        "document",
        document.id,
        PUBLIC,
        document.title,
        body=(Passage("body", document.text),),
        facets={name: (value,) for name, value in zip(FACETS, document.facets, strict=True) if value},
    )


def tokens(analyser: Analyser, text: str) -> list[str]:
    """Folded unigrams, bigrams and codes of a text."""
    terms = analyser.terms(text)
    return [*(gram_text(int(gram)) for gram in terms.grams), *(other[1:] for other in terms.others)]


def _joined(analyser: Analyser, text: str) -> str:
    return " ".join(token.replace(" ", "") for token in tokens(analyser, text))


class Tantivy:
    """tantivy with ready-made tokens."""

    name = "tantivy"

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self._tantivy: Any = importlib.import_module("tantivy")
        self._analyser = analyser
        builder = self._tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True, indexed=True, fast=True)
        builder.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
        builder.add_bytes_field("body", stored=True, indexed=False)
        for name in FACETS:
            builder.add_text_field(name, stored=False, fast=True, tokenizer_name="raw", index_option="basic")
        (folder / "tantivy").mkdir()
        self.folder = folder / "tantivy"
        self._schema = builder.build()
        self._index = self._tantivy.Index(self._schema, path=str(self.folder))

    def add(self, documents: Iterable[Document]) -> None:
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        for each in documents:
            row = self._tantivy.Document()
            row.add_integer("id", each.id)
            row.add_text("text", _joined(self._analyser, f"{each.title} {each.text}"))
            row.add_bytes("body", each.text.encode())
            for name, value in zip(FACETS, each.facets, strict=True):
                row.add_text(name, value)
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, text: str, limit: int, *, filtered: str = "", facets: bool = False) -> list[int]:
        query_class, occur = self._tantivy.Query, self._tantivy.Occur
        terms = [query_class.term_query(self._schema, "text", token, "freq") for token in tokens(self._analyser, text)]
        if not terms:
            return []
        query = query_class.boolean_query([(occur.Should, term) for term in terms])
        if filtered:
            narrowing = query_class.term_query(self._schema, FACETS[0], filtered, "basic")
            query = query_class.boolean_query([(occur.Must, query), (occur.Must, narrowing)])
        searcher = self._index.searcher()
        if facets:
            searcher.aggregate(query, {name: {"terms": {"field": name, "size": 50}} for name in FACETS})
        hits = searcher.search(query, limit, count=facets).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]


class Fts5:
    """SQLite FTS5 with ready-made tokens, or with its trigram tokenizer over the folded text."""

    def __init__(self, folder: Path, analyser: Analyser, *, trigram: bool) -> None:
        self.name = "fts5 trigram" if trigram else "fts5"
        self._trigram, self._analyser = trigram, analyser
        self.folder = folder / self.name.replace(" ", "-")
        self.folder.mkdir()
        self._connection = sqlite3.connect(self.folder / "index.db")
        tokenizer = "trigram" if trigram else "unicode61 remove_diacritics 0 categories 'L* N* Co S* P*'"
        self._connection.execute(f'create virtual table t using fts5(text, tokenize="{tokenizer}")')
        self._connection.execute(f"create table d (id integer primary key, body text, {','.join(FACETS)})")

    def add(self, documents: Iterable[Document]) -> None:
        with self._connection:
            for each in documents:
                text = f"{each.title} {each.text}"
                indexed = self._analyser.fold(text) if self._trigram else _joined(self._analyser, text)
                self._connection.execute("insert into t (rowid, text) values (?, ?)", (each.id + 1, indexed))
                self._connection.execute("insert into d values (?,?,?,?,?,?)", (each.id + 1, each.text, *each.facets))

    def search(self, text: str, limit: int, *, filtered: str = "", facets: bool = False) -> list[int]:
        match = self._match(text)
        if not match:
            return []
        where = "t match ?" + (f" and d.{FACETS[0]} = ?" if filtered else "")
        arguments = (match, filtered) if filtered else (match,)
        joined = "t join d on d.id = t.rowid"
        if facets:
            for name in FACETS:
                self._connection.execute(
                    f"select {name}, count(*) from {joined} where {where} group by 1", arguments
                ).fetchall()
        rows = self._connection.execute(
            f"select t.rowid from {joined} where {where} order by bm25(t) limit {limit}", arguments
        )
        return [row[0] - 1 for row in rows]

    def _match(self, text: str) -> str:
        if self._trigram:
            folded = self._analyser.fold(text)
            parts = [folded[place : place + 3] for place in range(max(0, len(folded) - 2))]
        else:
            parts = tokens(self._analyser, text)
        return " OR ".join('"' + part.replace('"', '""') + '"' for part in dict.fromkeys(parts) if part.strip())


class Postgres:
    """PostgreSQL: ready-made tokens, GIN, ts_rank with length normalisation."""

    name = "postgresql"

    def __init__(self, address: str, analyser: Analyser) -> None:
        import psycopg

        self._analyser = analyser
        self._connection = psycopg.connect(address, autocommit=True)
        self._connection.execute("drop table if exists bench")
        columns = ", ".join(f"{name} text" for name in FACETS)
        self._connection.execute(f"create table bench (id integer primary key, v tsvector, body text, {columns})")

    def add(self, documents: Iterable[Document]) -> None:
        with self._connection.cursor().copy("copy bench from stdin") as copy:
            for each in documents:
                words: dict[str, int] = {}
                for token in tokens(self._analyser, f"{each.title} {each.text}"):
                    words[token] = words.get(token, 0) + 1
                vector = " ".join(
                    "'"
                    + word.replace("\\", "\\\\").replace("'", "''")
                    + "':"
                    + ",".join(map(str, range(1, min(count, 15) + 1)))
                    for word, count in words.items()
                )
                copy.write_row((each.id, vector, each.text, *each.facets))
        self._connection.execute("create index if not exists bench_v on bench using gin (v)")
        self._connection.execute("analyze bench")

    def size(self) -> int:
        """Bytes of the table with its index."""
        row = self._connection.execute("select pg_total_relation_size('bench')").fetchone()
        return int(row[0]) if row else 0

    def search(self, text: str, limit: int, *, filtered: str = "", facets: bool = False) -> list[int]:
        parts = dict.fromkeys(tokens(self._analyser, text))
        query = " | ".join("'" + part.replace("\\", "\\\\").replace("'", "''") + "'" for part in parts)
        if not query:
            return []
        where = "v @@ %s::tsquery" + (f" and {FACETS[0]} = %s" if filtered else "")
        arguments: Sequence[str] = (query, filtered) if filtered else (query,)
        if facets:
            for name in FACETS:
                self._connection.execute(
                    f"select {name}, count(*) from bench where {where} group by 1", arguments
                ).fetchall()
        statement = f"select id from bench where {where} order by ts_rank(v, %s::tsquery, 1) desc, id limit {limit}"
        return [row[0] for row in self._connection.execute(statement, (*arguments, query)).fetchall()]


def open_engines(names: Sequence[str], folder: Path, lexicon: Path, postgres: str = "") -> list[Engine]:
    """The engines asked for, without those that are not installed."""
    ours = Ours(folder, lexicon)
    engines: list[Engine] = [ours] if "ours" in names else []
    analyser = ours.site.analyser
    if "tantivy" in names:
        try:
            engines.append(Tantivy(folder, analyser))
        except ImportError:
            print("tantivy is not installed")
    if "fts5" in names:
        engines.append(Fts5(folder, analyser, trigram=False))
    if "trigram" in names:
        engines.append(Fts5(folder, analyser, trigram=True))
    if "postgresql" in names and postgres:
        try:
            engines.append(Postgres(postgres, analyser))
        except ImportError:
            print("psycopg is not installed")
    return engines


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def folder_size(folder: Path) -> int:
    """Bytes of all files below the folder."""
    return sum(os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names)
