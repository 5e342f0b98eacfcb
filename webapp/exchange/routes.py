"""The read-only JSON API: the same rights as the pages, the same search, its own description."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from sqlalchemy import ColumnElement, and_, true

from webapp.base.errors import Fault, Invalid, NotFound
from webapp.documents.cards import cards_page
from webapp.documents.content import Kind
from webapp.documents.models import Document, Version
from webapp.documents.number import parse_number
from webapp.documents.policy import can_read_document
from webapp.exchange import openapi, queries
from webapp.exchange.openapi import Operation, Parameter
from webapp.exchange.shapes import (
    DocumentAnswer,
    DocumentList,
    OrganisationItem,
    OrganisationList,
    PersonItem,
    PersonList,
    SearchAnswer,
    SearchItem,
    StudioItem,
    StudioList,
)
from webapp.search.asking import INSIDE, Found, ask, question_from
from webapp.search.reading import PATENT_STATES
from webapp.search.routes import search_index
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading

blueprint = Blueprint("exchange", __name__, url_prefix="/api/v1", template_folder="templates")
MOST = 50
FURTHEST = 10_000
_WHOLE = {"type": "integer", "minimum": 0}
_LIMIT = Parameter("limit", "how many at the most, 1 to 50", {"type": "integer", "minimum": 1, "maximum": MOST})
_OFFSET = Parameter("offset", "how many to leave out first; a multiple of limit", {**_WHOLE, "maximum": FURTHEST})
_TEXT = {"type": "string"}
_KIND = Parameter("kind", "only this kind", {"type": "string", "enum": [kind.value for kind in Kind]})
_INDUSTRY = Parameter("industry", "only this industry (vocabulary key)", _TEXT)
_ID = Parameter("id", "number in the directory", {"type": "integer", "minimum": 1}, "path")
_YES = {"type": "string", "enum": ["yes"]}
_FILTERS = (
    _KIND,
    _INDUSTRY,
    Parameter("trade", "only this trade (vocabulary key)", _TEXT),
    Parameter("region", "only this region (vocabulary key)", _TEXT),
    Parameter("honour", "only by people with this honour (vocabulary key)", _TEXT),
    Parameter("year", "only this year; like the other filters it may be given several times", _TEXT),
    Parameter("studio", "only this studio (number in the directory)", _TEXT),
    Parameter("patent", "only with patents in this state", {"type": "string", "enum": list(PATENT_STATES)}),
    *(
        Parameter(name, f"only documents with {words}", _YES)
        for name, words in (
            ("steps", "numbered steps"),
            ("video", "a video"),
            ("adopted", "uses elsewhere"),
            ("verified", "confirmed uses elsewhere"),
        )
    ),
    *(
        Parameter(INSIDE + name, f"words that stand in the {words}", _TEXT)
        for name, words in (
            ("title", "title"),
            ("people", "names of people, studios or organisations"),
            ("keywords", "keywords or the number"),
        )
    ),
    Parameter("sort", "order of the hits", {"type": "string", "enum": ["relevance", "newest", "oldest", "adopted"]}),
    Parameter("exact", "'1' leaves out synonyms and what sounds alike", {"type": "string", "enum": ["1"]}),
)
OPERATIONS = (
    Operation(
        "/api/v1/search",
        "search",
        "Search documents",
        SearchAnswer,
        (Parameter("q", "what is looked for, up to 200 characters", _TEXT), *_FILTERS, _LIMIT, _OFFSET),
    ),
    Operation(
        "/api/v1/documents",
        "documents",
        "Published documents, newest first",
        DocumentList,
        (_KIND, _INDUSTRY, _LIMIT, _OFFSET),
    ),
    Operation(
        "/api/v1/documents/{number}",
        "document",
        "One document in full",
        DocumentAnswer,
        (Parameter("number", "permanent number such as GJ-2025-0000017", _TEXT, "path"),),
    ),
    Operation("/api/v1/people", "people", "Craftspeople", PersonList, (_LIMIT, _OFFSET)),
    Operation("/api/v1/people/{id}", "person", "One craftsperson", PersonItem, (_ID,)),
    Operation("/api/v1/studios", "studios", "Studios", StudioList, (_LIMIT, _OFFSET)),
    Operation("/api/v1/studios/{id}", "studio", "One studio", StudioItem, (_ID,)),
    Operation("/api/v1/organisations", "organisations", "Organisations", OrganisationList, (_LIMIT, _OFFSET)),
    Operation("/api/v1/organisations/{id}", "organisation", "One organisation", OrganisationItem, (_ID,)),
)


@blueprint.get("/search")
@allow(Audience.EVERYONE, can_read_document)
def search() -> ResponseReturnValue:
    """Hits with facets, as on the search page."""
    limit, offset = _window()
    given = question_from({**request.args.to_dict(flat=False), "tab": ["document"]}, 1)
    question = replace(given, limit=limit, offset=offset)
    with reading() as session:
        answer = ask(session, search_index(), current_actor(), question)
    items = [_hit(found) for found in answer.found]
    return _send(SearchAnswer(total=answer.total, items=items, facets={k: dict(v) for k, v in answer.facets.items()}))


@blueprint.get("/documents")
@allow(Audience.EVERYONE, can_read_document)
def documents() -> ResponseReturnValue:
    """Published documents, newest first."""
    number, size = _page()
    with reading() as session:
        page = cards_page(session, current_actor(), _narrow(), number, size)
    return _send(DocumentList(total=page.total, items=[queries.document_item(card) for card in page.items]))


@blueprint.get("/documents/<number>")
@allow(Audience.EVERYONE, can_read_document)
def document(number: str) -> ResponseReturnValue:
    """One document in full."""
    with reading() as session:
        return _send(queries.document_answer(session, current_actor(), parse_number(number) or number))


@blueprint.get("/people")
@allow(Audience.EVERYONE)
def people() -> ResponseReturnValue:
    """Craftspeople."""
    number, size = _page()
    with reading() as session:
        page = queries.people_page(session, number, size)
    return _send(PersonList(total=page.total, items=list(page.items)))


@blueprint.get("/people/<int:person_id>")
@allow(Audience.EVERYONE)
def person(person_id: int) -> ResponseReturnValue:
    """One craftsperson."""
    with reading() as session:
        return _only(queries.people_page(session, 1, 1, _id(person_id)).items)


@blueprint.get("/studios")
@allow(Audience.EVERYONE)
def studios() -> ResponseReturnValue:
    """Studios."""
    number, size = _page()
    with reading() as session:
        page = queries.studios_page(session, number, size)
    return _send(StudioList(total=page.total, items=list(page.items)))


@blueprint.get("/studios/<int:studio_id>")
@allow(Audience.EVERYONE)
def studio(studio_id: int) -> ResponseReturnValue:
    """One studio."""
    with reading() as session:
        return _only(queries.studios_page(session, 1, 1, _id(studio_id)).items)


@blueprint.get("/organisations")
@allow(Audience.EVERYONE)
def organisations() -> ResponseReturnValue:
    """Organisations."""
    number, size = _page()
    with reading() as session:
        page = queries.organisations_page(session, number, size)
    return _send(OrganisationList(total=page.total, items=list(page.items)))


@blueprint.get("/organisations/<int:organisation_id>")
@allow(Audience.EVERYONE)
def organisation(organisation_id: int) -> ResponseReturnValue:
    """One organisation."""
    with reading() as session:
        return _only(queries.organisations_page(session, 1, 1, _id(organisation_id)).items)


@blueprint.get("/openapi.json")
@allow(Audience.EVERYONE)
def description() -> dict[str, Any]:
    """The OpenAPI document."""
    return openapi.document(OPERATIONS, "工匠创新成果库 API", "/")


@blueprint.get("/")
@allow(Audience.EVERYONE)
def readable() -> ResponseReturnValue:
    """The same to be read by people."""
    described = openapi.document(OPERATIONS, _("工匠创新成果库"), "/")
    return render_template("exchange/api.html", operations=OPERATIONS, schemas=described["components"]["schemas"])


def _hit(found: Found) -> SearchItem:
    assert found.card is not None
    return SearchItem(
        number=found.card.number,
        title=found.card.title,
        kind=found.card.kind,
        url=f"/d/{found.card.number}",
        snippet="".join(text for text, _marked in found.snippet) or found.card.summary,
        score=found.score,
    )


def _narrow() -> ColumnElement[bool]:
    kind, industry = request.args.get("kind", ""), request.args.get("industry", "")
    return and_(
        Document.kind == kind if kind else true(),
        Version.industry == industry if industry else true(),
    )


def _window() -> tuple[int, int]:
    return _whole("limit", 20, 1, MOST), _whole("offset", 0, 0, FURTHEST)


def _page() -> tuple[int, int]:
    """The offset as a page number: an offset that is no multiple of the limit is refused."""
    limit, offset = _window()
    if offset % limit:
        raise Invalid(Fault("offset", "not_a_multiple_of_limit"))
    return offset // limit + 1, limit


def _whole(name: str, otherwise: int, least: int, most: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        raise Invalid(Fault(name, "out_of_range"))
    return int(text)


def _id(number: int) -> int:
    if number >= 2**31:
        raise NotFound
    return number


def _only(items: Any) -> ResponseReturnValue:
    if not items:
        raise NotFound
    return _send(items[0])


def _send(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), mimetype="application/json")
