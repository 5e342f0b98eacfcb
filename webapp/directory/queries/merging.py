"""What would move if two entries were merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account, RoleGrant
from webapp.directory.models import Honour, Organisation, Person, Studio, StudioMember
from webapp.directory.queries.entries import present_entry


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two entries: what hangs on it, by a code, and its organisation's and leader's names."""

    entry: Any
    counts: dict[str, int]
    organisation: str = ""
    leader: str = ""


def merge_side(session: Session, kind: str, entry_id: int) -> Side:
    """An entry with all that would move. Raises NotFound and Moved."""
    if kind == "person":
        person = present_entry(session, Person, entry_id)
        counts = {
            "honours": _count(session, Honour.person_id, entry_id),
            "memberships": _count(session, StudioMember.person_id, entry_id),
            "led_studios": _count(session, Studio.leader_id, entry_id),
            "accounts": _count(session, Account.person_id, entry_id),
        }
        return Side(person, counts, _name(session, Organisation, person.organisation_id))
    if kind == "studio":
        studio = present_entry(session, Studio, entry_id)
        counts = {
            "members": _count(session, StudioMember.studio_id, entry_id),
            "grown": _count(session, Studio.parent_id, entry_id),
            "rights": _count(session, RoleGrant.studio_id, entry_id),
        }
        organisation = _name(session, Organisation, studio.organisation_id)
        return Side(studio, counts, organisation, _name(session, Person, studio.leader_id))
    counts = {
        "studios": _count(session, Studio.organisation_id, entry_id),
        "people": _count(session, Person.organisation_id, entry_id),
        "accounts": _count(session, Account.organisation_id, entry_id),
        "rights": _count(session, RoleGrant.organisation_id, entry_id),
    }
    return Side(present_entry(session, Organisation, entry_id), counts)


def _count(session: Session, column: Any, entry_id: int) -> int:
    return session.scalar(select(func.count()).select_from(column.class_).where(column == entry_id)) or 0


def _name(session: Session, model: type[Any], entry_id: int | None) -> str:
    return "" if entry_id is None else session.scalar(select(model.name).where(model.id == entry_id)) or ""
