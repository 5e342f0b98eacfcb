"""What the API answers, read with the same filters as the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.base.paging import Page
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents.cards import DocumentCard, cards_of
from webapp.documents.content import from_json, to_data
from webapp.documents.models import Document, Version
from webapp.documents.policy import readable_by
from webapp.documents.queries.files import files_of
from webapp.documents.queries.keeping import kept_of
from webapp.exchange.shapes import (
    DocumentAnswer,
    DocumentItem,
    FileItem,
    HonourItem,
    OrganisationItem,
    PersonItem,
    StudioItem,
)


def document_item(card: DocumentCard) -> DocumentItem:
    """A card as it is sent."""
    return DocumentItem(
        number=card.number,
        title=card.title,
        kind=card.kind,
        url=f"/d/{card.number}",
        summary=card.summary,
        year=card.year,
        industry=card.industry,
        trade=card.trade,
        region=card.region,
        organisation=card.organisation,
        studio=card.studio,
        published_at=card.published_at.isoformat(),
        is_halted=card.is_halted,
    )


def document_answer(session: Session, actor: Actor, number: str) -> DocumentAnswer:
    """One published document in full. Raises NotFound when the actor may not read it."""
    version = session.scalar(
        select(Version)
        .join(Document, Document.id == Version.document_id)
        .where(Document.number == number, readable_by(actor))
    )
    card = cards_of(session, actor, [version.document_id]).get(version.document_id) if version else None
    if version is None or card is None:
        raise NotFound
    files = [
        FileItem(
            name=link.attachment.name,
            mime=link.attachment.mime,
            size=link.attachment.size,
            url=f"/attachments/{link.attachment.key}",
        )
        for link in files_of(session, version.id)
    ]
    kept = kept_of(session, [card.id]).get(card.id)
    return DocumentAnswer(
        **document_item(card).model_dump(),
        version=version.ordinal,
        halt_reason=kept.halt_reason if kept else "",
        verified_at=kept.verified_at.isoformat() if kept else "",
        verify_by=kept.verify_by.isoformat() if kept and kept.verify_by else "",
        content=_without_ids(to_data(from_json(version.content))),
        html=dict(version.rendered),
        attachments=files,
    )


def people_page(session: Session, number: int, size: int, person_id: int | None = None) -> Page[PersonItem]:
    """One page of people, by id."""
    statement = select(Person).options(joinedload(Person.organisation), selectinload(Person.honours))
    rows, total = _page(session, statement, Person, number, size, person_id)
    return Page([_person(row) for row in rows], total, number, size)


def studios_page(session: Session, number: int, size: int, studio_id: int | None = None) -> Page[StudioItem]:
    """One page of studios, by id."""
    statement = select(Studio).options(joinedload(Studio.organisation), joinedload(Studio.leader))
    rows, total = _page(session, statement, Studio, number, size, studio_id)
    return Page([_studio(row) for row in rows], total, number, size)


def organisations_page(session: Session, number: int, size: int, only: int | None = None) -> Page[OrganisationItem]:
    """One page of organisations, by id."""
    rows, total = _page(session, select(Organisation), Organisation, number, size, only)
    return Page([_organisation(row) for row in rows], total, number, size)


def _page(
    session: Session, statement: Select[Any], model: Any, number: int, size: int, only: int | None
) -> tuple[Sequence[Any], int]:
    here: ColumnElement[bool] = model.merged_into_id.is_(None)
    one: ColumnElement[bool] = true() if only is None else model.id == only
    total = session.scalar(select(func.count()).select_from(model).where(here, one)) or 0
    page = statement.where(here, one).order_by(model.id).limit(size).offset((number - 1) * size)
    return session.scalars(page).all(), total


def _person(row: Person) -> PersonItem:
    return PersonItem(
        id=row.id,
        name=row.name,
        url=f"/people/{row.id}",
        trade=row.trade,
        region=row.region,
        industry=row.industry,
        organisation=row.organisation.name if row.organisation else "",
        honours=[HonourItem.model_validate(honour) for honour in row.honours],
    )


def _studio(row: Studio) -> StudioItem:
    return StudioItem(
        id=row.id,
        name=row.name,
        url=f"/studios/{row.id}",
        level=row.level,
        industry=row.industry,
        region=row.region,
        organisation=row.organisation.name if row.organisation else "",
        leader=row.leader.name if row.leader else "",
        founded_year=row.founded_year,
    )


def _organisation(row: Organisation) -> OrganisationItem:
    return OrganisationItem(
        id=row.id,
        name=row.name,
        url=f"/organisations/{row.id}",
        kind=row.kind,
        industry=row.industry,
        region=row.region,
    )


def _without_ids(data: dict[str, Any]) -> dict[str, Any]:
    """The content without the database's own numbers."""
    for rows, key in (("contributors", "person_id"), ("organisations", "organisation_id")):
        for row in data[rows]:
            row.pop(key, None)
    return data
