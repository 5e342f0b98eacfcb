"""Merging two entries that are the same thing, by an administrator. One journal row tells all that moved.

What belonged to the one goes to the other, which keeps its own facts and takes only what it lacks. The old address
leads to the other from then on. Accounts keep their rights and never gain one by a merge of people: an account follows
its person, and two people who both have an account are not merged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.accounts.models import Account, RoleGrant
from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.journal import record
from webapp.directory.actions.changing import changed, locked, refuse_unless, touch
from webapp.directory.actions.people import private
from webapp.directory.models import Honour, Organisation, Person, Studio, StudioMember, StudioRecord
from webapp.directory.policy import administers
from webapp.directory.queries.entries import MODELS

MERGE_HOOKS = "merge_hooks"
MergeHook = Callable[[Session, str, int, int], None]
"""Called in the same transaction as (session, kind, from_id, into_id); moves what a part above links to the entry."""

_FILLED: Mapping[str, tuple[str, ...]] = {
    "person": ("organisation_id", "trade", "region", "industry", "post", "portrait_sha256"),
    "studio": ("level", "leader_id", "organisation_id", "industry", "region", "trade", "founded_year"),
    "organisation": ("kind", "region", "industry"),
}
_TEXT = {"person": "story", "studio": "description", "organisation": "description"}
_LOADED: Mapping[str, tuple[Any, ...]] = {
    "person": (selectinload(Person.honours),),
    "studio": (selectinload(Studio.members),),
    "organisation": (),
}


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge one entry into another of the same kind; the revisions are those the person saw."""

    kind: str
    from_id: int
    into_id: int
    from_revision: int
    into_revision: int


def merge(session: Session, actor: Actor, command: Merge, hooks: Sequence[MergeHook] = ()) -> None:
    """Merge. Raises NotAllowed, NotFound, Invalid('same'), Invalid('two_accounts') and Conflict('stale')."""
    refuse_unless(administers(actor))
    if command.from_id == command.into_id:
        raise Invalid(Fault("into", "same"))
    model, options = MODELS[command.kind], _LOADED[command.kind]
    first, second = sorted((command.from_id, command.into_id))
    rows = {first: locked(session, model, first, *options), second: locked(session, model, second, *options)}
    gone, kept = rows[command.from_id], rows[command.into_id]
    if (gone.revision, kept.revision) != (command.from_revision, command.into_revision):
        raise Conflict("stale")
    before = {"from": _told(gone), "into": _told(kept)}
    moved = _MOVES[command.kind](session, gone, kept)
    _filled_before, filled = changed(kept, _lacking(command.kind, gone, kept))
    gone.merged_into_id = kept.id
    _lead_on(session, model, gone.id, kept.id)
    touch(kept)
    session.flush()
    for hook in hooks:
        hook(session, command.kind, gone.id, kept.id)
    after = {"into": kept.id, "moved": moved, "filled": private(filled)}
    record(session, actor, f"directory.merge_{command.kind}", (command.kind, gone.id, gone.name), before, after)


def _lacking(kind: str, gone: Any, kept: Any) -> dict[str, Any]:
    """What the one that stays has not and the other has. Contact moves only as a whole, with its consent."""
    names = [name for name in _FILLED[kind] if not getattr(kept, name) and getattr(gone, name)]
    text = _TEXT[kind]
    if not getattr(kept, text) and getattr(gone, text):
        names += [text, f"{text}_html"]
    if kind == "person" and gone.contact_consent and not (kept.phone or kept.email):
        names += ["phone", "email", "contact_consent"]
    values = {name: getattr(gone, name) for name in names}
    if kind == "person":
        values["specialties"] = list(dict.fromkeys([*kept.specialties, *gone.specialties]))
    return values


def _lead_on(session: Session, model: type[Any], gone_id: int, kept_id: int) -> None:
    """Entries merged into the one that goes now lead straight to the one that stays."""
    for row in session.scalars(select(model).where(model.merged_into_id == gone_id)):
        row.merged_into_id = kept_id


def _move_person(session: Session, gone: Person, kept: Person) -> dict[str, Any]:
    accounts = session.scalars(select(Account).where(Account.person_id.in_((gone.id, kept.id))).with_for_update()).all()
    if len(accounts) > 1:
        raise Invalid(Fault("into", "two_accounts"))
    for account in accounts:
        account.person_id = kept.id
    return {
        "accounts": [account.id for account in accounts],
        "honours": _move_honours(gone, kept),
        "memberships": _move_memberships(session, gone, kept),
        "led_studios": _repoint(session, Studio, Studio.leader_id, "leader_id", gone.id, kept.id),
    }


def _move_honours(gone: Person, kept: Person) -> list[str]:
    have = {(each.term, each.title, each.year) for each in kept.honours}
    moved = [each for each in gone.honours if (each.term, each.title, each.year) not in have]
    kept.honours += [
        Honour(position=position, term=each.term, title=each.title, level=each.level, year=each.year)
        for position, each in enumerate(moved, start=len(kept.honours))
    ]
    gone.honours = []
    return [each.title for each in moved]


def _move_memberships(session: Session, gone: Person, kept: Person) -> list[int]:
    have = set(session.scalars(select(StudioMember.studio_id).where(StudioMember.person_id == kept.id)))
    moved = []
    for row in session.scalars(select(StudioMember).where(StudioMember.person_id == gone.id)):
        moved.append(row.studio_id)
        if row.studio_id in have:
            session.delete(row)
        else:
            row.person_id = kept.id
    return moved


def _move_studio(session: Session, gone: Studio, kept: Studio) -> dict[str, Any]:
    if _stands_below(session, kept, gone.id):
        kept.parent_id = gone.parent_id
    have = {each.person_id for each in kept.members}
    members = [each for each in gone.members if each.person_id not in have]
    for each in members:
        position = len(kept.members)
        kept.members.append(
            StudioMember(person_id=each.person_id, position=position, joined_on=each.joined_on, left_on=each.left_on)
        )
    gone.members = []
    return {
        "members": [each.person_id for each in members],
        "records": _repoint(session, StudioRecord, StudioRecord.studio_id, "studio_id", gone.id, kept.id),
        "grown": _repoint(session, Studio, Studio.parent_id, "parent_id", gone.id, kept.id),
        "rights": _move_rights(session, RoleGrant.studio_id, "studio_id", gone.id, kept.id),
    }


def _stands_below(session: Session, studio: Studio, above_id: int) -> bool:
    parent = studio.parent_id
    for _generation in range(50):
        if parent is None or parent == above_id:
            return parent == above_id
        parent = session.scalar(select(Studio.parent_id).where(Studio.id == parent))
    return True


def _move_organisation(session: Session, gone: Organisation, kept: Organisation) -> dict[str, Any]:
    column = "organisation_id"
    return {
        "people": _repoint(session, Person, Person.organisation_id, column, gone.id, kept.id),
        "studios": _repoint(session, Studio, Studio.organisation_id, column, gone.id, kept.id),
        "accounts": _repoint(session, Account, Account.organisation_id, column, gone.id, kept.id),
        "rights": _move_rights(session, RoleGrant.organisation_id, column, gone.id, kept.id),
    }


def _repoint(session: Session, model: type[Any], column: Any, name: str, gone_id: int, kept_id: int) -> list[int]:
    rows = session.scalars(select(model).where(column == gone_id).order_by(model.id)).all()
    for row in rows:
        setattr(row, name, kept_id)
    return [row.id for row in rows]


def _move_rights(session: Session, column: Any, name: str, gone_id: int, kept_id: int) -> list[int]:
    """Rights held for the place that goes; of two equal ones in the end, one stays."""
    have = {(row.account_id, row.role) for row in session.scalars(select(RoleGrant).where(column == kept_id))}
    rows = session.scalars(select(RoleGrant).where(column == gone_id).order_by(RoleGrant.id)).all()
    for row in rows:
        if (row.account_id, row.role) in have:
            session.delete(row)
        else:
            setattr(row, name, kept_id)
    return [row.account_id for row in rows]


def _told(row: Any) -> dict[str, Any]:
    """An entry for the journal, which can never be deleted: without contact and without HTML."""
    hidden = {"phone", "email", "sort_name", "created_at"}
    names = [column.key for column in row.__table__.columns if column.key not in hidden]
    told = {name: getattr(row, name) for name in names if not name.endswith("_html")}
    if isinstance(row, Person):
        told["honours"] = [f"{each.title} {each.year or ''}".strip() for each in row.honours]
    if isinstance(row, Studio):
        told["members"] = [each.person_id for each in row.members]
    return told


_MOVES: Mapping[str, Callable[[Session, Any, Any], dict[str, Any]]] = {
    "person": _move_person,
    "studio": _move_studio,
    "organisation": _move_organisation,
}
