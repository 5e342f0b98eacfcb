"""What a search finds, for collecting: all of its first pages at once, and its address in one spelling."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.documents.cards import DocumentCard
from webapp.exhibitions.queries.collecting import WHOLE_LIMIT
from webapp.search.asking import Question, Recheck, arguments_of, question_from, reader_audiences
from webapp.search.request import PAGE_LIMIT, Request
from webapp.search.site import SearchSite

ADDRESS_LIMIT = 4000


def found_by(
    session: Session, index: SearchSite, actor: Actor, query: str, limit: int = WHOLE_LIMIT
) -> list[DocumentCard]:
    """The documents a search finds for this reader, as the arguments of its address say; at most ``limit``."""
    question = question_from(parse_qs(query[:ADDRESS_LIMIT]), 1)
    recheck = Recheck(session, index, actor)
    excluded, audiences = recheck.excluded(), reader_audiences(index, actor)
    found: list[DocumentCard] = []
    for offset in range(0, limit, PAGE_LIMIT):
        results = index.search(
            Request(
                text=question.text,
                audiences=audiences,
                kinds=frozenset({"document"}),
                filters=_filters(question),
                sort=question.sort,
                offset=offset,
                limit=PAGE_LIMIT,
                exact=question.exact,
                inside=question.inside,
                allowed=recheck.allowed,
                excluded=excluded,
                today=today().toordinal(),
                snippets=False,
            )
        )
        found += [each.card for each in recheck.found(results) if each.card is not None]
        if offset + PAGE_LIMIT >= results.total:
            break
    return found[:limit]


def spelled(query: str) -> str:
    """The arguments of a search's address without its page; '' for a search of everything or not of documents."""
    question = question_from(parse_qs(query[:ADDRESS_LIMIT]), 1)
    return urlencode(arguments_of(question), doseq=True) if question.tab == "document" else ""


def _filters(question: Question) -> dict[str, tuple[str, ...]]:
    return dict(question.filters) if question.tab == "document" else {}
