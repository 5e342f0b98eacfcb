"""The shapes of the JSON API: what each address answers, and so what the OpenAPI document says."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Base of all shapes: nothing is sent that is not declared."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class SearchItem(Shape):
    """One hit."""

    number: str = Field(description="permanent number")
    title: str
    kind: str = Field(description="innovation, process_improvement, handbook or operation_method")
    url: str = Field(description="address of the page, from the root of the site")
    snippet: str = Field(description="the best passage, plain text")
    score: int = Field(description="relevance; comparable within one answer only")


class SearchAnswer(Shape):
    """Hits with true counts for this reader."""

    total: int
    items: list[SearchItem]
    facets: dict[str, dict[str, int]]


class DocumentItem(Shape):
    """One published document in a list."""

    number: str
    title: str
    kind: str
    url: str
    summary: str
    year: int | None
    industry: str
    trade: str
    region: str
    organisation: str
    studio: str
    published_at: str = Field(description="moment, ISO 8601, UTC")
    is_halted: bool = Field(description="called in as unsafe: it must not be followed until this is lifted")


class DocumentList(Shape):
    """One page of documents."""

    total: int
    items: list[DocumentItem]


class FileItem(Shape):
    """One attachment."""

    name: str
    mime: str
    size: int = Field(description="bytes")
    url: str


class DocumentAnswer(DocumentItem):
    """One published document in full: everything its page shows."""

    version: int
    halt_reason: str = Field(description="why it was called in, '' when it was not")
    verified_at: str = Field(description="moment of the last verification, ISO 8601, UTC; '' when there is none")
    verify_by: str = Field(description="day by which it is to be verified again, '' when its kind asks for none")
    content: dict[str, object] = Field(description="the content as in a library file; sections are Markdown")
    html: dict[str, str] = Field(description="the sections as sanitised HTML")
    attachments: list[FileItem]


class HonourItem(Shape):
    """One honour."""

    title: str
    level: str
    year: int | None


class PersonItem(Shape):
    """A craftsperson."""

    id: int
    name: str
    url: str
    trade: str
    region: str
    industry: str
    organisation: str
    honours: list[HonourItem]


class PersonList(Shape):
    """One page of people."""

    total: int
    items: list[PersonItem]


class StudioItem(Shape):
    """An innovation studio."""

    id: int
    name: str
    url: str
    level: str
    industry: str
    region: str
    organisation: str
    leader: str
    founded_year: int | None


class StudioList(Shape):
    """One page of studios."""

    total: int
    items: list[StudioItem]


class OrganisationItem(Shape):
    """An organisation."""

    id: int
    name: str
    url: str
    kind: str
    industry: str
    region: str


class OrganisationList(Shape):
    """One page of organisations."""

    total: int
    items: list[OrganisationItem]
