"""Who can see a version, told by asking the very policy that decides it; names only for those entitled to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.base.actor import VISITOR, Actor, Role
from webapp.documents import policy
from webapp.documents.models import Attachment, Document, Version, VersionAttachment
from webapp.documents.queries.finding import published_version

NAME_LIMIT = 60
_NOBODY_ELSE = -1  # no account has this id, so that nothing but the right tried is answered for


class Group(StrEnum):
    """A group of people who hold the same right, widest first."""

    EVERYBODY = "everybody"
    SIGNED_IN = "signed_in"
    ORGANISATION = "organisation"
    STUDIO = "studio"
    MANAGERS = "managers"
    REVIEWERS = "reviewers"


@dataclass(frozen=True, slots=True)
class Readers:
    """One group that can see it: how many active accounts, and the first names for those entitled to them."""

    group: Group
    count: int = 0
    names: tuple[str, ...] = ()


def groups_reading(document: Document, version: Version, published: Version | None) -> tuple[Group, ...]:
    """The groups that can read the version; a wider one stands for all it includes."""
    found = tuple(
        group for group, actor in _samples(document) if policy.can_read_version(actor, document, version, published)
    )
    return _widest(found)


def _widest(found: tuple[Group, ...]) -> tuple[Group, ...]:
    for widest in (Group.EVERYBODY, Group.SIGNED_IN):
        if widest in found:
            return (widest,)
    return found


def groups_having(session: Session, attachment_id: int) -> tuple[Document, tuple[Group, ...]]:
    """The document of a file, and the groups that can have the file through any version that carries it."""
    held = select(Attachment.id).where(Attachment.id == attachment_id, policy.held_back())
    is_held = session.scalar(held) is not None
    versions = session.scalars(
        select(Version)
        .join(VersionAttachment, VersionAttachment.version_id == Version.id)
        .where(VersionAttachment.attachment_id == attachment_id)
        .options(
            joinedload(Version.document).joinedload(Document.organisation),
            joinedload(Version.document).joinedload(Document.studio),
        )
    ).all()
    document = versions[0].document
    published = published_version(session, document)
    found = {
        group
        for group, actor in _samples(document)
        if policy.can_read_attachment(actor, document, versions, published, is_held=is_held)
    }
    return document, _widest(tuple(each for each in Group if each in found))


def readers_of(session: Session, document: Document, groups: Sequence[Group], *, with_names: bool) -> list[Readers]:
    """The people behind the groups; everybody and the signed-in are not counted."""
    readers = []
    for group in groups:
        statement = _accounts(document, group)
        if statement is None:
            readers.append(Readers(group))
            continue
        count = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
        shown = statement.order_by(Account.name, Account.id).limit(NAME_LIMIT)
        names = tuple(session.scalars(shown)) if with_names else ()
        readers.append(Readers(group, count, names))
    return readers


def _samples(document: Document) -> list[tuple[Group, Actor]]:
    """Somebody of each group who is nothing else."""
    organisation, studio = document.organisation_id, document.studio_id
    samples = [
        (Group.EVERYBODY, VISITOR),
        (Group.SIGNED_IN, Actor(_NOBODY_ELSE)),
        (Group.ORGANISATION, Actor(_NOBODY_ELSE, organisation_id=organisation)),
    ]
    if studio is not None:
        member = Actor(_NOBODY_ELSE, roles=frozenset({Role.STUDIO_MEMBER}), studio_ids=frozenset({studio}))
        samples.append((Group.STUDIO, member))
    manager = Actor(
        _NOBODY_ELSE,
        roles=frozenset({Role.ORGANISATION_MANAGER}),
        managed_organisation_ids=frozenset({organisation}),
    )
    reviewer = Actor(_NOBODY_ELSE, roles=frozenset({Role.REVIEWER}))
    return [*samples, (Group.MANAGERS, manager), (Group.REVIEWERS, reviewer)]


def _accounts(document: Document, group: Group) -> Select[Any] | None:
    active = select(Account.name).where(Account.state == AccountState.ACTIVE)
    granted = select(RoleGrant.id).where(RoleGrant.account_id == Account.id)
    if group == Group.ORGANISATION:
        return active.where(Account.organisation_id == document.organisation_id)
    if group == Group.STUDIO:
        return active.where(exists(granted.where(RoleGrant.studio_id == document.studio_id)))
    if group == Group.MANAGERS:
        managing = granted.where(RoleGrant.role == Role.ORGANISATION_MANAGER)
        return active.where(exists(managing.where(RoleGrant.organisation_id == document.organisation_id)))
    if group == Group.REVIEWERS:
        return active.where(exists(granted.where(RoleGrant.role == Role.REVIEWER)))
    return None
