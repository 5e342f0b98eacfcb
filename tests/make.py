"""Makers for tests: each calls the same actions people do, so that test data cannot be impossible data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.orm import Session

from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account, RoleGrant
from webapp.base.actor import Actor, Role
from webapp.directory.models import Organisation, Person, Studio
from webapp.web.site import Site

PASSWORD = "好长的口令-Passw0rd"


class Make:
    """Makes accounts, directory entries and documents in a site's database."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._count = 0

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
        from webapp.accounts.passwords import hash_password

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
                password_hash=hash_password(password),
                must_change_password=False,
                organisation_id=organisation_id,
                person_id=person_id,
                grants=grants,
            )
            session.add(row)
            session.flush()
            return actor_of(session, row)
