"""What a reader may not see changes nothing they receive: two archives answer byte for byte the same.

The second half breaks the program on purpose, in one place at a time, and sees that this test would notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select, true

from tests.rights.twins import PREFIXES, READERS, Twins, answer, twins
from webapp.adoptions.models import Adoption
from webapp.adoptions.queries import days, sums
from webapp.adoptions.queries import listing as uses
from webapp.base.actor import SYSTEM, Actor
from webapp.base.errors import NotAllowed, NotFound
from webapp.directory.shown_documents import DOCUMENT_COUNTS_OF, DOCUMENT_TOTALS_OF, DOCUMENTS_OF
from webapp.documents import cards, policy
from webapp.documents.kept_pages import KeptPages
from webapp.documents.models import Document, Version
from webapp.documents.queries import files, reading
from webapp.documents.queries import patents as linked
from webapp.documents.queries.entries import document_counts_of, document_totals_of
from webapp.documents.queries.reading import Tombstone
from webapp.documents.routes import reading as reading_routes
from webapp.documents.routes.document_page import KEPT
from webapp.documents.workflow import OPEN, VersionState
from webapp.exchange import queries as exchange
from webapp.exhibitions.queries import recommending
from webapp.patents.models import Patent
from webapp.patents.queries import listing
from webapp.patents.queries import reading as patent_reading
from webapp.portal import queries as portal
from webapp.search import asking, suggesting
from webapp.search import reading as indexing
from webapp.search.entry import PUBLIC, Passage
from webapp.search.routes import results as search_results
from webapp.search.searching import Searching
from webapp.search.site import SearchSite
from webapp.search.suggest import Suggest
from webapp.statistics import queries as figures

Patch = pytest.MonkeyPatch
LEAST_REQUESTS = 500


@pytest.fixture(scope="module")
def pair(
    database_template: str, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Twins]:
    with twins(database_template, tmp_path_factory.mktemp("twins"), pytestconfig) as made:
        yield made


def differences(pair: Twins, addresses: tuple[str, ...], reader: str) -> list[str]:
    """Addresses at which this reader receives something else."""
    cookie = pair.cookies[reader]
    return [
        address
        for address in addresses
        if answer(pair.without, address, cookie) != answer(pair.with_hidden, address, cookie)
    ]


@pytest.mark.parametrize(("reader", "step"), READERS.items())
def test_hidden_things_change_no_byte(pair: Twins, reader: str, step: int, capsys: pytest.CaptureFixture[str]) -> None:
    addresses = pair.addresses[::step]
    with capsys.disabled():
        print(f"\nnon-interference: {reader} asked {len(addresses)} addresses of both archives")
    assert len(addresses) >= LEAST_REQUESTS // step
    assert differences(pair, addresses, reader) == []


def test_the_questions_reach_what_is_there(pair: Twins) -> None:
    answers = [answer(pair.without, address, "")[0] for address in pair.telling]
    assert answers.count(200) > len(answers) / 2
    assert b"<mark>" in answer(pair.without, "/search?q=%E9%92%BB%E6%A8%A1", "")[2]


def test_hidden_words_complete_nothing(pair: Twins) -> None:
    for prefix in PREFIXES:
        found = [
            app.extensions["search_index"].complete(prefix, frozenset({PUBLIC}))
            for app in (pair.without, pair.with_hidden)
        ]
        assert found[0] == found[1], prefix


def _as_system(ask: Callable[..., Any]) -> Callable[..., Any]:
    """The same, asked as if by the program itself."""

    def everything(session: Any, _actor: Actor, *rest: Any, **named: Any) -> Any:
        return ask(session, SYSTEM, *rest, **named)

    return everything


def _published_to_all(_actor: Actor) -> ColumnElement[bool]:
    return Version.state == VersionState.PUBLISHED


def _everything(_actor: Actor) -> ColumnElement[bool]:
    return true()


def _no_audience(method: Callable[..., Any], place: int) -> Callable[..., Any]:
    """The same over all audiences; ``place`` is where they stand among the arguments."""

    def everything(*given: Any, **named: Any) -> Any:
        return method(*given[:place], None, *given[place + 1 :], **named)

    return everything


def lists_without_visibility(patch: Patch, pair: Twins) -> None:
    patch.setattr(cards, "readable_by", _published_to_all)


def pages_without_visibility(patch: Patch, pair: Twins) -> None:
    patch.setattr(policy, "readable_by", _published_to_all)


def figures_over_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(portal, "counts_by", _as_system(cards.counts_by))


def newest_of_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(portal, "newest_cards", _as_system(cards.newest_cards))


def search_in_all_audiences(patch: Patch, pair: Twins) -> None:
    patch.setattr(asking, "reader_audiences", lambda index, actor: None)


def search_never_re_checked(patch: Patch, pair: Twins) -> None:
    search_in_all_audiences(patch, pair)
    patch.setattr(asking.Recheck, "allowed", lambda self, keys: keys)
    patch.setattr(asking, "cards_of", _as_system(cards.cards_of))


def corrections_from_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(SearchSite, "corrections", _no_audience(SearchSite.corrections, 2))


def suggestions_from_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(SearchSite, "complete", _no_audience(SearchSite.complete, 2))


def titles_suggested_to_everybody(patch: Patch, pair: Twins) -> None:
    patch.setattr(suggesting, "reader_audiences", lambda index, actor: None)
    patch.setattr(suggesting, "cards_of", _as_system(cards.cards_of))


def sounds_of_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(Suggest, "sounding", _no_audience(Suggest.sounding, 3))
    patch.setattr(Suggest, "heard", _no_audience(Suggest.heard, 3))


def expansion_by_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(Searching, "_expand", _no_audience(Searching._expand, 4))


def related_of_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(SearchSite, "related", _no_audience(SearchSite.related, 2))
    patch.setattr(search_results, "cards_of", _as_system(cards.cards_of))


def files_for_everybody(patch: Patch, pair: Twins) -> None:
    patch.setattr(files, "attachments_readable_by", _everything)


def all_versions_listed(patch: Patch, pair: Twins) -> None:
    patch.setattr(policy, "versions_readable_by", _everything)


def interface_without_visibility(patch: Patch, pair: Twins) -> None:
    patch.setattr(exchange, "readable_by", _published_to_all)
    patch.setattr(exchange, "cards_of", _as_system(cards.cards_of))


def entries_with_all_documents(patch: Patch, pair: Twins) -> None:
    for app in (pair.without, pair.with_hidden):
        patch.setitem(app.extensions["archive"].parts, DOCUMENTS_OF, _as_system(cards.documents_of))


def entries_count_all_documents(patch: Patch, pair: Twins) -> None:
    for app in (pair.without, pair.with_hidden):
        patch.setitem(app.extensions["archive"].parts, DOCUMENT_COUNTS_OF, _as_system(document_counts_of))


def lists_count_all_documents(patch: Patch, pair: Twins) -> None:
    for app in (pair.without, pair.with_hidden):
        patch.setitem(app.extensions["archive"].parts, DOCUMENT_TOTALS_OF, _as_system(document_totals_of))


def unpublished_patents_for_everybody(patch: Patch, pair: Twins) -> None:
    """Lists, pages and documents show patents that were not published."""
    patch.setattr(listing, "patents_readable_by", lambda _actor: Patent.removed_at.is_(None))
    patch.setattr(linked, "patents_readable_by", lambda _actor: Patent.removed_at.is_(None))


def inside_events_for_everybody(patch: Patch, pair: Twins) -> None:
    patch.setattr(patent_reading, "can_read_event", lambda _actor, _patent, _event: True)


def removed_patents_are_told_of(patch: Patch, pair: Twins) -> None:
    patch.setattr(patent_reading, "can_read_patent", lambda _actor, _patent: True)


def sums_of_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(sums, "readable_by", _published_to_all)


def uses_of_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(uses, "adoptions_seen_by", lambda _actor: Adoption.counted.is_not(None))


def objections_told_to_everybody(patch: Patch, pair: Twins) -> None:
    patch.setattr(figures, "shown_state", lambda use: use.state)


def days_show_everything(patch: Patch, pair: Twins) -> None:
    patch.setattr(days, "cards_of", _as_system(cards.cards_of))


def forbidden_instead_of_hidden(patch: Patch, pair: Twins) -> None:
    found = reading.published_head

    def tell(session: Any, actor: Actor, number: str) -> Any:
        try:
            return found(session, actor, number)
        except NotFound:
            if session.scalar(select(Document.id).where(Document.number == number)) is not None:
                raise NotAllowed from None
            raise

    patch.setattr(reading_routes, "published_head", tell)


def tombstones_for_everybody(patch: Patch, pair: Twins) -> None:
    def tell(session: Any, actor: Actor, number: str) -> Tombstone | None:
        row = session.scalar(select(Document).where(Document.number == number, Document.withdrawn_at.is_not(None)))
        return Tombstone(row.number, row.withdrawn_at, row.withdrawal_reason) if row else None

    patch.setattr(reading, "_tombstone", tell)


def open_versions_indexed(patch: Patch, pair: Twins) -> None:
    """The index is written from the text being worked on instead of the text in force."""
    document = indexing.EntryReader.document

    def newest(self: indexing.EntryReader, version: Version) -> Any:
        entry = document(self, version)
        statement = select(Version.summary, Version.content).where(
            Version.document_id == version.document_id, Version.state.in_(sorted(OPEN))
        )
        row = self.session.execute(statement).one_or_none()
        return entry if row is None else type(entry)(**{**_fields(entry), "body": (*entry.body, *_passage(entry, row))})

    patch.setattr(indexing.EntryReader, "document", newest)
    _rebuild(pair)


def _fields(entry: Any) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__dataclass_fields__}


def _passage(entry: Any, row: Any) -> tuple[Any, ...]:
    return (Passage("section-effect", row.content),)


def _rebuild(pair: Twins) -> None:
    for app in (pair.without, pair.with_hidden):
        app.extensions["archive"].parts["search"].rebuild()


LEAKS: tuple[Callable[[Patch, Twins], None], ...] = (
    lists_without_visibility,
    pages_without_visibility,
    figures_over_everything,
    newest_of_everything,
    search_in_all_audiences,
    search_never_re_checked,
    corrections_from_everything,
    suggestions_from_everything,
    titles_suggested_to_everybody,
    sounds_of_everything,
    expansion_by_everything,
    related_of_everything,
    files_for_everybody,
    all_versions_listed,
    interface_without_visibility,
    entries_with_all_documents,
    entries_count_all_documents,
    lists_count_all_documents,
    unpublished_patents_for_everybody,
    inside_events_for_everybody,
    removed_patents_are_told_of,
    sums_of_everything,
    uses_of_everything,
    objections_told_to_everybody,
    days_show_everything,
    forbidden_instead_of_hidden,
    tombstones_for_everybody,
    open_versions_indexed,
)


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_every_seeded_leak_is_noticed(leak: Callable[[Patch, Twins], None], pair: Twins) -> None:
    with pytest.MonkeyPatch.context() as patch:
        leak(patch, pair)
        _forget(pair)
        noticed = differences(pair, pair.telling, "visitor")
    _forget(pair)
    if leak is open_versions_indexed:
        _rebuild(pair)
    assert noticed


def _forget(pair: Twins) -> None:
    """Let nothing made before a leak, or during it, answer for what comes after."""
    for made_once in (reading._published_statement, cards._cards_by_id, recommending._marks):
        made_once.cache_clear()
    for app in (pair.without, pair.with_hidden):
        for kept in (KEPT, search_results.KEPT):
            app.extensions["archive"].parts[kept] = KeptPages()
