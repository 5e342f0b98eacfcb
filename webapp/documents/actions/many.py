"""Beginning many documents at once for one place, with a number of statements that does not grow with them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import Conflict, NotFound
from webapp.base.journal import record
from webapp.directory.models import Organisation, Person
from webapp.directory.registration import same_name
from webapp.documents import policy
from webapp.documents.actions.commands import CreateDocument
from webapp.documents.actions.locating import subject
from webapp.documents.actions.texts import NUMBER_ATTEMPTS, described, fill_text, random_serial
from webapp.documents.actions.writing import check_audience, check_place, new_version
from webapp.documents.content import Content
from webapp.documents.linking import link_directory
from webapp.documents.models import Document, Version
from webapp.documents.number import make_number


def create_documents(session: Session, actor: Actor, commands: Sequence[CreateDocument]) -> list[tuple[str, Version]]:
    """Begin documents, all for the same place, each with its number and its own journal row; in the order given.

    Raises what ``create_document`` raises; then none is begun.
    """
    first = commands[0]
    if not policy.can_create(actor, first.organisation_id, first.studio_id):
        raise NotFound
    check_place(session, actor, first)
    numbers = _free_numbers(session, len(commands))
    documents = []
    for number, command in zip(numbers, commands, strict=True):
        document = Document(
            number=number,
            kind=command.kind,
            organisation_id=first.organisation_id,
            studio_id=first.studio_id,
            created_by_id=actor.account_id,
        )
        check_audience(document, command.visibility)
        documents.append(document)
    session.add_all(documents)
    session.flush()
    versions = []
    for document, command in zip(documents, commands, strict=True):
        version = new_version(actor, document, 1, command.visibility)
        fill_text(actor, version, command.content, command.rendered, command.renderer_version)
        versions.append(version)
    session.add_all(versions)
    session.flush()
    _link(session, actor, documents, versions, [command.content for command in commands])
    for document, version in zip(documents, versions, strict=True):
        record(session, actor, "documents.create", subject(document, version), None, described(version))
    session.flush()
    return list(zip(numbers, versions, strict=True))


def _free_numbers(session: Session, count: int) -> list[str]:
    free: dict[str, None] = {}
    for _ in range(NUMBER_ATTEMPTS):
        wanted = {make_number(today().year, random_serial()) for _ in range(count - len(free))} - free.keys()
        taken = set(session.scalars(select(Document.number).where(Document.number.in_(wanted))))
        free |= dict.fromkeys(sorted(wanted - taken))
        if len(free) == count:
            return list(free)
    raise Conflict("number")


def _link(
    session: Session,
    actor: Actor,
    documents: Sequence[Document],
    versions: Sequence[Version],
    contents: Sequence[Content],
) -> None:
    """Link to the directory those that name somebody or some organisation the directory knows."""
    names = {name for content in contents for name in _names(content)}
    folded = names | {same_name(name) for name in names}
    known = set(session.scalars(select(Person.name).where(Person.name.in_(folded)).distinct()))
    known |= set(session.scalars(select(Organisation.name).where(Organisation.name.in_(folded)).distinct()))
    if not known:
        return
    linked = [
        place
        for place, content in enumerate(contents)
        if any(name in known or same_name(name) in known for name in _names(content))
    ]
    ids = [versions[place].id for place in linked]
    loaded = select(Version).where(Version.id.in_(ids)).execution_options(populate_existing=True)
    session.scalars(loaded.options(selectinload(Version.people), selectinload(Version.organisations))).all()
    for place in linked:
        link_directory(session, actor, documents[place], versions[place], contents[place])
    session.flush()


def _names(content: Content) -> set[str]:
    people = {each.name for each in content.contributors} | {each.organisation for each in content.contributors}
    return (people | {each.name for each in content.organisations}) - {""}
