"""Makers for tests: each calls the same actions people do, so that test data cannot be impossible data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account, RoleGrant
from webapp.base.actor import Actor, Role
from webapp.base.markdown import RENDERER_VERSION, render, section_prefix
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents import actions
from webapp.documents.actions import CreateDocument, Declare, Publish, Submit, VersionKey
from webapp.documents.content import Content, Contributor, Kind
from webapp.documents.disclosure import Disclosure
from webapp.documents.disclosure_models import Declaration
from webapp.documents.models import Document, Version, Visibility
from webapp.web.site import Site

PASSWORD = "好长的口令-Passw0rd"


class Make:
    """Makes accounts, directory entries and documents in a site's database."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._count = 0
        self._hashes: dict[str, str] = {}

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A writing session."""
        with self.site.database.writing() as session:
            yield session

    def next(self) -> int:
        """A number not used before."""
        self._count += 1
        return self._count

    def organisation(self, name: str = "") -> int:
        """An organisation; its id."""
        with self.writing() as session:
            row = Organisation(name=name or f"第{self.next()}机械厂", kind="enterprise")
            session.add(row)
            session.flush()
            return row.id

    def studio(self, organisation_id: int | None = None, name: str = "") -> int:
        """A studio; its id."""
        organisation_id = organisation_id or self.organisation()
        with self.writing() as session:
            row = Studio(name=name or f"第{self.next()}创新工作室", level="city", organisation_id=organisation_id)
            session.add(row)
            session.flush()
            return row.id

    def person(self, name: str = "", organisation_id: int | None = None) -> int:
        """A person; their id."""
        with self.writing() as session:
            row = Person(name=name or f"工匠{self.next()}", organisation_id=organisation_id)
            session.add(row)
            session.flush()
            return row.id

    def account(
        self,
        username: str = "",
        *,
        roles: Sequence[Role] = (),
        organisation_id: int | None = None,
        studio_id: int | None = None,
        leads: bool = False,
        manages: int | None = None,
        person_id: int | None = None,
        password: str = PASSWORD,
    ) -> Actor:
        """An active account that need not change its password; the actor it is."""
        username = username or f"user{self.next()}"
        grants = [RoleGrant(role=role) for role in roles]
        if studio_id is not None:
            grants.append(RoleGrant(role=Role.STUDIO_LEADER if leads else Role.STUDIO_MEMBER, studio_id=studio_id))
        if manages is not None:
            grants.append(RoleGrant(role=Role.ORGANISATION_MANAGER, organisation_id=manages))
        with self.writing() as session:
            row = Account(
                username=username,
                name=f"姓名{username}",
                password_hash=self._hash(password),
                must_change_password=False,
                organisation_id=organisation_id,
                person_id=person_id,
                grants=grants,
            )
            session.add(row)
            session.flush()
            return actor_of(session, row)

    def _hash(self, password: str) -> str:
        """The hash of a password, made once: it is slow on purpose."""
        from webapp.accounts.passwords import hash_password

        if password not in self._hashes:
            self._hashes[password] = hash_password(password)
        return self._hashes[password]

    def content(self, **changes: Any) -> Content:
        """A content of the kind `innovation` that can be handed in; name fields to change them."""
        basis = Content(
            title=f"箱体钻模快换装置{self.next()}",
            summary="用快换钻模一次装夹完成箱体两面孔系，省去二次找正。",
            contributors=(Contributor("卜伟伟", role="技能带头人"),),
            sections={"problem": "二次找正费时。", "method": "设计快换钻模。"},
        )
        return replace(basis, **changes)

    def draft(
        self,
        actor: Actor | None = None,
        *,
        kind: Kind = Kind.INNOVATION,
        content: Content | None = None,
        visibility: Visibility = Visibility.ORGANISATION,
        disclosure: Disclosure = Disclosure.NOTHING,
    ) -> VersionKey:
        """A draft of a new, declared document, written by ``actor`` or by a new member of a new studio."""
        actor = actor or self.writer()
        content = content or self.content()
        with self.writing() as session:
            studio_id = min(actor.studio_ids, default=None)
            organisation_id = min(actor.managed_organisation_ids, default=0)
            if studio_id is not None:
                organisation_id = session.get_one(Studio, studio_id).organisation_id or 0
            rendered = {name: render(text, id_prefix=section_prefix(name)) for name, text in content.sections.items()}
            made = actions.create_document(
                session,
                actor,
                CreateDocument(kind, organisation_id, studio_id, content, visibility, rendered, RENDERER_VERSION),
            )
            number = session.get_one(Document, made.document_id).number
            if disclosure != Disclosure.UNDECLARED:
                self.declare(session, actor, number, disclosure)
            return VersionKey(number, made.ordinal)

    def declare(self, session: Session, actor: Actor, number: str, disclosure: Disclosure) -> None:
        """Have a writer declare how secret a document is, with a sound filing where one is needed."""
        basis = select(func.max(Declaration.id)).join(Document, Document.id == Declaration.document_id)
        newest = session.scalar(basis.where(Document.number == number)) or 0
        command = Declare(disclosure, newest, "201310699744.2", date(2013, 12, 19))
        actions.declare(session, actor, number, command)

    def in_review(self, actor: Actor | None = None, **keywords: Any) -> VersionKey:
        """A new document whose first version is in review."""
        actor = actor or self.writer()
        key = self.draft(actor, **keywords)
        self.submit(actor, key)
        return key

    def published(self, actor: Actor | None = None, **keywords: Any) -> VersionKey:
        """A new document whose first version is published; ``visibility`` is 'organisation' unless given."""
        key = self.in_review(actor, **keywords)
        self.publish(self.reviewer(), key)
        return key

    def submit(self, actor: Actor, key: VersionKey) -> None:
        """Hand a draft in as it stands."""
        with self.writing() as session:
            actions.submit(session, actor, key, Submit(version_row(session, key).revision))

    def publish(self, reviewer: Actor, key: VersionKey) -> None:
        """Publish a version as it stands."""
        with self.writing() as session:
            row = version_row(session, key)
            actions.publish(session, reviewer, key, Publish(row.revision, row.content_hash))

    def writer(self) -> Actor:
        """A member of a new studio of a new organisation."""
        organisation_id = self.organisation()
        return self.account(studio_id=self.studio(organisation_id), organisation_id=organisation_id)

    def reviewer(self) -> Actor:
        """A reviewer with no studio and no organisation."""
        return self.account(roles=[Role.REVIEWER])


def version_row(session: Session, key: VersionKey) -> Version:
    """The row of a version."""
    return session.scalars(
        select(Version)
        .join(Document, Version.document_id == Document.id)
        .where(Document.number == key.number, Version.ordinal == key.ordinal)
    ).one()
