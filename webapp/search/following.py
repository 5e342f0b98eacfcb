"""The one follower that keeps the index agreeing with the database.

It reads what the change feed numbered after the index's own position, writes the present state of those things, and the
new position goes into the index with the same commit. Whenever the index is missing, damaged, of another analysis, of
another database or ahead of it, everything is built anew beside and swapped in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.database import Database
from webapp.base.feed import changes_after, feed_state, newest
from webapp.directory.models import Term
from webapp.directory.vocabularies import VocabularyCache
from webapp.documents.models import Version, VersionPerson
from webapp.documents.workflow import VersionState
from webapp.search.analysis import Analyser
from webapp.search.entry import Entry, Key
from webapp.search.index import BusyError, MovedError
from webapp.search.lexicon import lexicon_texts, parse_lexicon
from webapp.search.reading import KINDS, EntryReader, all_keys_after
from webapp.search.site import Fault, SearchSite
from webapp.search.site_lexicon import merged, rules_of_site

log = logging.getLogger(__name__)
BATCH = 50  # read at once: writers wait while a read is going on
CHECK_SECONDS = 3600.0
MANY = 1_000
COLUMN_OF = {"industries": Version.industry, "trades": Version.trade, "regions": Version.region}


class Follower:
    """Follows one database with one index. Only one process at a time writes; others find it busy and leave."""

    def __init__(self, database: Database, index: SearchSite, vocabularies: VocabularyCache) -> None:
        self.database = database
        self.index = index
        self.vocabularies = vocabularies
        self._checked_at = float("-inf")
        self._written = 0
        self._lexicon_stamp = 0

    def follow(self) -> int:
        """Bring the index up to date; how many things were written. Nothing happens while another process writes."""
        self.take_lexicon()
        try:
            if self._needs_rebuild() or self._is_of_another_analysis():
                return self.rebuild()
            return self._catch_up()
        except BusyError:
            return 0

    def keep_up(self) -> int:
        """The same for a site that answers: an index of another lexicon goes on being written, and serves."""
        self.take_lexicon()
        try:
            return self.rebuild() if self._needs_rebuild() else self._catch_up()
        except BusyError:
            return 0

    def renew(self) -> int:
        """Build an index of another analysis anew, beside the one that serves; how many things were written."""
        if not self._is_of_another_analysis():
            return 0
        try:
            log.info("the search index is built anew: the lexicon changed")
            return self.rebuild()
        except BusyError:
            return 0

    def take_lexicon(self) -> None:
        """Analyse with the rules kept in the site, if they changed."""
        with self.database.reading() as session:
            stamp = newest(session, "lexicon")
            if stamp == self._lexicon_stamp:
                return
            rules = rules_of_site(session)
        if rules or self._lexicon_stamp:
            self.index.use(Analyser(parse_lexicon(merged(lexicon_texts(self.index.lexicon_folder), rules))))
        self._lexicon_stamp = stamp

    def _is_of_another_analysis(self) -> bool:
        state = self.index.state()
        return state is not None and state.analysis_version != self.index.analysis_version

    def rebuild(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Build everything anew beside the present index, swap, then catch up. Raises BusyError."""
        self.database.refresh_statistics()
        with self.database.reading() as session:
            state = feed_state(session)
        self.index.rebuild(self._all_entries, position=state.last, epoch=state.epoch, progress=progress)
        self._checked_at = time.monotonic()
        return self.index.count() + self._catch_up()

    def problems(self) -> list[str]:
        """What does not agree between index and database; empty when all does."""
        self.take_lexicon()
        with self.database.reading() as session:
            feed = feed_state(session)
        fault = self.index.check(feed.epoch, feed.last, thorough=True)
        if fault is not None:
            return [f"index: {fault}"]
        found = [f"behind: {self.lag()}"] if self.lag() else []
        indexed = dict(self.index.keys())
        for entry in self._all_entries(None):
            word = indexed.pop(entry.key, None)
            if word != entry.audience:
                found.append(f"{entry.key.kind} {entry.key.id}: {word or 'missing'}, expected {entry.audience}")
        return found + [f"{key.kind} {key.id}: not in the database" for key in indexed]

    def lag(self) -> int:
        """How many numbers of the feed the index is behind."""
        with self.database.reading() as session:
            last = feed_state(session).last
        state = self.index.state()
        return last - state.position if state else last

    def _needs_rebuild(self) -> bool:
        with self.database.reading() as session:
            feed = feed_state(session)
        due = time.monotonic() - self._checked_at > CHECK_SECONDS
        state = self.index.state()
        followed = state is not None and state.epoch == feed.epoch and state.position <= feed.last
        if followed and not due and not self.index.is_damaged:
            return False
        fault = self.index.check(feed.epoch, feed.last, thorough=due)
        self._checked_at = time.monotonic()
        if fault == Fault.ANALYSIS:
            return False
        if fault is not None:
            log.warning("the search index is built anew: %s", fault)
        return fault is not None

    def _catch_up(self) -> int:
        written = 0
        while True:
            state = self.index.state()
            if state is None:
                return written
            with self.database.reading() as session:
                changes = changes_after(session, state.position, BATCH)
                if not changes:
                    return written
                keys = _affected(session, [key for _, key in changes])
                found = EntryReader(session, self.vocabularies.present()).entries(keys)
            gone = keys - {entry.key for entry in found}
            reached = changes[-1][0]
            try:
                self.index.apply(found, sorted(gone), position=reached, epoch=state.epoch, after=state.position)
            except MovedError:
                continue
            written += len(keys)
            self._count(len(keys))

    def _count(self, written: int) -> None:
        """After many changes the database's own statistics are old."""
        self._written += written
        if self._written >= MANY:
            self._written = 0
            self.database.refresh_statistics()

    def _all_entries(self, after: Key | None) -> Iterator[Entry]:
        vocabularies = self.vocabularies.present()
        for keys in all_keys_after(self.database, after):
            with self.database.reading() as session:
                found = EntryReader(session, vocabularies).entries(keys)
            yield from sorted(found, key=lambda entry: entry.key)


def _affected(session: Session, changed: list[tuple[str, int]]) -> set[Key]:
    """The things to write for these changes: a changed term touches all documents that carry it, a person theirs."""
    keys = {Key(kind, thing_id) for kind, thing_id in changed if kind in KINDS}
    terms = [thing_id for kind, thing_id in changed if kind == "term"]
    for term in session.scalars(select(Term).where(Term.id.in_(terms))) if terms else ():
        column = COLUMN_OF.get(term.vocabulary)
        if column is not None:
            found = session.scalars(select(Version.document_id).where(column == term.key).distinct())
            keys.update(Key("document", document_id) for document_id in found)
    people = [thing_id for kind, thing_id in changed if kind == "person"]
    if people:
        shown = select(Version.document_id).join(VersionPerson, VersionPerson.version_id == Version.id)
        here = shown.where(VersionPerson.person_id.in_(people), Version.state == VersionState.PUBLISHED)
        keys.update(Key("document", document_id) for document_id in session.scalars(here.distinct()))
    return keys
