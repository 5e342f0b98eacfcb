"""Reads of filings: what is known of a document, the forms there are, what was filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from webapp.base.actor import Actor
from webapp.base.errors import NotAllowed, NotFound
from webapp.base.paging import Page
from webapp.documents import policy as documents_policy
from webapp.documents.content import Content, Kind, from_json
from webapp.documents.disclosure import Disclosure
from webapp.documents.models import Document, Version
from webapp.documents.queries.finding import find_document, published_version
from webapp.filings import policy
from webapp.filings.form_file import FormProblem, OfficialForm, load_forms, read_form
from webapp.filings.known import Known, KnownAdoption, KnownPatent
from webapp.filings.models import AddedForm, Filing, FilingAnswers
from webapp.filings.plain_text import plain_text

PAGE_SIZE = 50
Words = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Desk:
    """A document whose forms are being filled: its newest version, the answers so far and their revision."""

    document: Document
    version: Version
    content: Content
    answers: Mapping[str, str]
    revision: int


@dataclass(frozen=True, slots=True)
class PresentForm:
    """A form that can be filled. ``template_sha256`` is '' for those that come with the program."""

    form: OfficialForm
    template_sha256: str = ""
    is_retired: bool = False
    revision: int = 0


def desk_of(session: Session, actor: Actor, number: str) -> Desk:
    """The document, for those who may file it. Raises NotFound, and NotAllowed for those who may only read it."""
    document = find_document(session, number)
    if document is None:
        raise NotFound
    if not policy.can_file(actor, document):
        published = published_version(session, document)
        knows = published is not None and documents_policy.can_read_document(actor, document, published)
        raise NotAllowed if knows or documents_policy.owns(actor, document) else NotFound
    version = session.scalars(
        select(Version).where(Version.document_id == document.id).order_by(Version.ordinal.desc()).limit(1)
    ).one()
    row = session.get(FilingAnswers, document.id)
    answers = dict(row.answers) if row is not None else {}
    return Desk(document, version, from_json(version.content), answers, row.revision if row is not None else 0)


def known_of(
    desk: Desk,
    words: Mapping[str, str],
    html: Mapping[str, str],
    patents: tuple[KnownPatent, ...] = (),
    adoptions: tuple[KnownAdoption, ...] = (),
) -> Known:
    """Everything forms are filled from. ``words`` are for the keys of vocabularies, ``html`` the rendered sections."""
    document = desk.document
    return Known(
        number=document.number,
        ordinal=desk.version.ordinal,
        kind=Kind(document.kind),
        kind_words=words.get("kind", ""),
        content=desk.content,
        organisation=document.organisation.name,
        studio=document.studio.name if document.studio is not None else "",
        industry=words.get("industry", ""),
        trade=words.get("trade", ""),
        region=words.get("region", ""),
        naming_level=words.get("naming_level", ""),
        is_secret=document.disclosure == Disclosure.SECRET,
        texts={name: plain_text(text) for name, text in html.items()},
        patents=patents,
        adoptions=adoptions,
        answers=desk.answers,
    )


def present_forms(session: Session, folder: Path, *, with_retired: bool = False) -> dict[str, PresentForm]:
    """The forms by key: those of the program, replaced and followed by those an administrator added."""
    forms = {key: PresentForm(form) for key, form in load_forms(folder).items()}
    for row in session.scalars(select(AddedForm).order_by(AddedForm.id)):
        try:
            form = read_form(row.definition, row.key)
        except FormProblem:  # written for an earlier catalogue: it can be mended, not used
            forms.pop(row.key, None)
            continue
        forms[row.key] = PresentForm(form, row.template_sha256, row.is_retired, row.revision)
    return {key: each for key, each in forms.items() if with_retired or not each.is_retired}


def added_form(session: Session, key: str) -> AddedForm | None:
    """The row of a form an administrator added."""
    return session.scalar(select(AddedForm).where(AddedForm.key == key))


def filings_of(session: Session, actor: Actor, document_id: int) -> list[Filing]:
    """What was filed for a document, newest first, for those who may file it."""
    statement = (
        select(Filing)
        .join(Document, Document.id == Filing.document_id)
        .where(Filing.document_id == document_id, policy.fileable_by(actor))
        .order_by(Filing.filed_on.desc(), Filing.id.desc())
    )
    return list(session.scalars(statement))


def filing(session: Session, actor: Actor, filing_id: int) -> Filing:
    """One filing with its document. Raises NotFound."""
    statement = (
        select(Filing)
        .join(Filing.document)
        .where(Filing.id == filing_id, policy.fileable_by(actor))
        .options(contains_eager(Filing.document))
    )
    row = session.scalar(statement)
    if row is None:
        raise NotFound
    return row


def my_filings(session: Session, actor: Actor, number: int = 1, form_key: str = "", state: str = "") -> Page[Filing]:
    """What the actor's studios filed, newest first."""
    wanted = [policy.fileable_by(actor)]
    if form_key:
        wanted.append(Filing.form_key == form_key)
    if state:
        wanted.append(Filing.state == state)
    joined = select(Filing).join(Filing.document).where(*wanted)
    total = session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    rows = session.scalars(
        joined.options(contains_eager(Filing.document))
        .order_by(Filing.filed_on.desc(), Filing.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(list(rows), total, number, PAGE_SIZE)
