"""The result page, and the documents like one that is being read."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable
from typing import cast

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.feed import feed_state
from webapp.base.paging import Page, page_number
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents.cards import DocumentCard, cards_of
from webapp.documents.kept_pages import KeptPages
from webapp.documents.policy import can_read_document
from webapp.documents.similar import Similar, is_alike
from webapp.search.asking import PAGE, arguments_of, ask, question_from, reader_audiences
from webapp.search.entry import Key
from webapp.search.presenting import Presenter
from webapp.search.routes.part import blueprint, present_tabs, search_index
from webapp.search.tabs import DOCUMENT
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import language
from webapp.web.pages import theme
from webapp.web.panels import card_marks_of, result_actions_of
from webapp.web.site import reading, site

RELATED = 6
MINUTE = 60
KEPT = "kept_results"
KEPT_PAGES, KEPT_BYTES = 400, 32_000_000
_AT_ONCE = threading.BoundedSemaphore(2)
NO_DOCUMENT = Key("document", 0)


@blueprint.get("/search")
@allow(Audience.EVERYONE, can_read_document)
def results() -> ResponseReturnValue:
    """What is found, narrowed and sorted as the address says; everything, newest first, when nothing is asked.

    What a visitor asked is answered once and kept while nothing in the database or the index changes.
    """
    if current_actor().is_signed_in or "session" in request.cookies:
        return _drawn_results()
    key = _everything_it_depends_on()
    return Response(kept_results().page(key, _drawn_in_turn), mimetype="text/html")


def _drawn_in_turn() -> str:
    """Two at a time: more at once only take the interpreter from each other."""
    with _AT_ONCE:
        return _drawn_results()


def _everything_it_depends_on() -> tuple[Hashable, ...]:
    """What makes a visitor's page what it is; the minute stands for the clock."""
    index = search_index()
    with reading() as session:
        state = feed_state(session)
    how = (language(), theme(), request.url_root, request.full_path)
    return (state, index.generation, index.analysis_version, int(time.time() // MINUTE), *how)


def kept_results() -> KeptPages:
    """The memory of visitors' pages of the present application."""
    return cast(KeptPages, site().parts[KEPT])


def _drawn_results() -> str:
    tabs = present_tabs()
    question = question_from(request.args.to_dict(flat=False), page_number(request.args.get("page")), tabs)
    with reading() as session:
        answer = ask(session, search_index(), current_actor(), question, tabs)
        vocabularies = present_vocabularies()
        marks = card_marks_of(session, current_actor(), [each.card.id for each in answer.found if each.card])
    page = Page(answer.found, answer.total, question.page, PAGE)
    return render_template(
        "search/results.html",
        presenter=Presenter(answer, vocabularies, tabs, marks),
        answer=answer,
        question=question,
        page=page,
        result_actions=result_actions_of(current_actor()) if question.tab == DOCUMENT else (),
        advanced={name: list(values) for name, values in arguments_of(question).items() if name not in ("tab", "sort")},
    )


def similar(session: Session, actor: Actor, title: str, text: str) -> list[Similar]:
    """Published documents with a title much like this one, or of those most like the text, that the actor may read."""
    index = search_index()
    hits = index.alike(f"{title} {title} {text}", NO_DOCUMENT, reader_audiences(index, actor), limit=RELATED)
    ids = [hit.key.id for hit in hits if hit.key.kind == "document"]
    cards = cards_of(session, actor, ids)
    found = [cards[each] for each in ids if each in cards]
    return [Similar(card.number, card.title) for card in found if is_alike(card.title, card.summary, title, text)]


def related(session: Session, actor: Actor, document_id: int) -> list[DocumentCard]:
    """Documents like this one that the actor may read, most alike first."""
    index = search_index()
    hits = index.related(Key("document", document_id), reader_audiences(index, actor), limit=RELATED)
    ids = [hit.key.id for hit in hits if hit.key.kind == "document"]
    cards = cards_of(session, actor, ids)
    return [cards[each] for each in ids if each in cards]
