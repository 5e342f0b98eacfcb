"""Lists of accounts, one account, and the choices for its forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from webapp.accounts import policy
from webapp.accounts.holders import Holder, Right, holder_of
from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.accounts.places import ORGANISATION, PERSON, STUDIO
from webapp.base.actor import SITE_ROLES, STUDIO_ROLES, Actor, Role
from webapp.base.errors import NotFound
from webapp.base.paging import PAGE_SIZE, Page

MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list; empty ones do not filter."""

    text: str = ""
    role: str = ""
    state: str = ""
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A right held, with the name of its place, and whether the actor may take it away."""

    id: int
    account_id: int
    role: Role
    place: str
    studio_id: int | None
    organisation_id: int | None
    revocable: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list."""

    id: int
    username: str
    name: str
    email: str
    state: AccountState
    organisation: str
    rights: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One account with all the actor needs to act on it."""

    account: Account
    holder: Holder
    organisation: str
    person: str
    rights: tuple[Held, ...]
    manageable: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A studio, organisation or person to choose."""

    id: int
    name: str


def accounts(session: Session, actor: Actor, wanted: Wanted, number: int = 1) -> Page[Listed]:
    """The accounts the actor may see, those waiting for approval first, then by user name; three statements."""
    chosen = and_(policy.accounts_seen_by(actor), *_filters(wanted))
    total = session.scalar(select(func.count()).select_from(Account).where(chosen)) or 0
    rows = session.execute(
        select(Account, ORGANISATION.c.name)
        .outerjoin(ORGANISATION, ORGANISATION.c.id == Account.organisation_id)
        .where(chosen)
        .order_by((Account.state != AccountState.PENDING), Account.username, Account.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    held = rights_of(session, actor, [account.id for account, _name in rows])
    items = [
        Listed(
            account.id,
            account.username,
            account.name,
            account.email,
            AccountState(account.state),
            organisation or "",
            tuple(held.get(account.id, ())),
        )
        for account, organisation in rows
    ]
    return Page(items, total, number)


def account_shown(session: Session, actor: Actor, account_id: int) -> Shown:
    """One account. Raises NotFound for those the actor may not see."""
    row = session.execute(
        select(Account, ORGANISATION.c.name, PERSON.c.name)
        .outerjoin(ORGANISATION, ORGANISATION.c.id == Account.organisation_id)
        .outerjoin(PERSON, PERSON.c.id == Account.person_id)
        .where(Account.id == account_id, policy.accounts_seen_by(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    account, organisation, person = row
    holder = holder_of(session, account)
    rights = tuple(rights_of(session, actor, [account.id]).get(account.id, ()))
    return Shown(account, holder, organisation or "", person or "", rights, policy.can_manage_account(actor, holder))


def rights_of(session: Session, actor: Actor, account_ids: Iterable[int]) -> dict[int, list[Held]]:
    """The rights of these accounts, in the order they were given."""
    rows = session.execute(
        select(RoleGrant, STUDIO.c.name, ORGANISATION.c.name, policy.grants_revocable_by(actor))
        .outerjoin(STUDIO, STUDIO.c.id == RoleGrant.studio_id)
        .outerjoin(ORGANISATION, ORGANISATION.c.id == RoleGrant.organisation_id)
        .where(RoleGrant.account_id.in_(list(account_ids)))
        .order_by(RoleGrant.id)
    ).all()
    held: dict[int, list[Held]] = {}
    for row, studio, organisation, revocable in rows:
        place = studio or organisation or ""
        held.setdefault(row.account_id, []).append(
            Held(row.id, row.account_id, Role(row.role), place, row.studio_id, row.organisation_id, bool(revocable))
        )
    return held


def grantable(session: Session, actor: Actor, shown: Shown) -> list[tuple[Right, str]]:
    """The rights the actor may give this account and it does not hold yet, each with the name of its place."""
    held = {(one.role, one.studio_id, one.organisation_id) for one in shown.rights}
    offered: list[tuple[Right, str, int | None]] = [(Right(role), "", None) for role in Role if role in SITE_ROLES]
    offered += [
        (Right(Role.ORGANISATION_MANAGER, organisation_id=place.id), place.name, None)
        for place in _organisations_given(session, actor, shown.holder)
    ]
    for studio_id, name, owner in _studios_given(session, actor, shown.holder):
        offered += [(Right(role, studio_id), name, owner) for role in Role if role in STUDIO_ROLES]
    return [
        (right, name)
        for right, name, owner in offered
        if (right.role, right.studio_id, right.organisation_id) not in held
        and policy.can_grant(actor, shown.holder, right, owner)
    ]


def organisations_open(session: Session, actor: Actor) -> list[Place]:
    """The organisations in which the actor may make accounts."""
    rows = session.execute(
        select(ORGANISATION.c.id, ORGANISATION.c.name)
        .where(policy.organisations_open_to(actor), ORGANISATION.c.merged_into_id.is_(None))
        .order_by(ORGANISATION.c.name, ORGANISATION.c.id)
    ).all()
    return [Place(place_id, name) for place_id, name in rows]


def all_organisations(session: Session) -> list[Place]:
    """Every organisation, as shown publicly in the directory."""
    rows = session.execute(
        select(ORGANISATION.c.id, ORGANISATION.c.name)
        .where(ORGANISATION.c.merged_into_id.is_(None))
        .order_by(ORGANISATION.c.name, ORGANISATION.c.id)
    ).all()
    return [Place(place_id, name) for place_id, name in rows]


def studios_given(session: Session, actor: Actor) -> list[tuple[int, str, int | None]]:
    """The studios in which the actor may give some right: id, name, organisation."""
    rows = session.execute(
        select(STUDIO.c.id, STUDIO.c.name, STUDIO.c.organisation_id)
        .where(policy.studios_given_by(actor), STUDIO.c.merged_into_id.is_(None))
        .order_by(STUDIO.c.name, STUDIO.c.id)
    ).all()
    return [(studio_id, name, owner) for studio_id, name, owner in rows]


def people_to_link(session: Session, account: Account, organisation_id: int | None) -> list[Place]:
    """The people of an organisation who have no account yet, and the one linked now."""
    free = ~select(Account.id).where(Account.person_id == PERSON.c.id).exists()
    in_place = and_(
        PERSON.c.organisation_id.is_not_distinct_from(organisation_id), PERSON.c.merged_into_id.is_(None), free
    )
    rows = session.execute(
        select(PERSON.c.id, PERSON.c.name)
        .where(or_(in_place, PERSON.c.id == account.person_id))
        .order_by(PERSON.c.name, PERSON.c.id)
        .limit(MOST_CHOICES)
    ).all()
    return [Place(person_id, f"{name} #{person_id}") for person_id, name in rows]


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if wanted.text:
        columns = (Account.username, Account.name, Account.email)
        filters.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    if wanted.state:
        filters.append(Account.state == wanted.state)
    if wanted.organisation_id is not None:
        filters.append(Account.organisation_id == wanted.organisation_id)
    if wanted.role:
        held = select(RoleGrant.id).where(RoleGrant.account_id == Account.id)
        filters.append(
            ~held.exists() if wanted.role == "worker" else held.where(RoleGrant.role == wanted.role).exists()
        )
    return filters


def _organisations_given(session: Session, actor: Actor, holder: Holder) -> list[Place]:
    if actor.has(Role.ADMINISTRATOR):
        return organisations_open(session, actor)
    return [place for place in organisations_open(session, actor) if place.id == holder.organisation_id]


def _studios_given(session: Session, actor: Actor, holder: Holder) -> list[tuple[int, str, int | None]]:
    given = studios_given(session, actor)
    if actor.has(Role.ADMINISTRATOR):
        return sorted(given, key=lambda studio: studio[2] != holder.organisation_id)
    return [studio for studio in given if studio[2] == holder.organisation_id]
