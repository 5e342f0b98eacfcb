"""Adding and changing organisations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Present
from webapp.base.journal import record
from webapp.directory.actions.changing import (
    TEXT_LIMIT,
    changed,
    checked_name,
    locked,
    refuse_alike,
    refuse_long,
    refuse_stale,
    refuse_unknown_terms,
    refuse_unless,
    without_html,
)
from webapp.directory.models import Organisation
from webapp.directory.policy import administers, can_edit_organisation


@dataclass(frozen=True, slots=True)
class OrganisationTold:
    """What an organisation's page says; kind, region and industry are vocabulary keys."""

    name: str
    kind: str = ""
    region: str = ""
    industry: str = ""
    description: str = ""
    description_html: str = ""


def add_organisation(session: Session, actor: Actor, told: OrganisationTold, *, confirmed: bool = False) -> int:
    """Add an organisation; the id. Raises NotAllowed, Invalid, and Conflict('similar') unless confirmed."""
    refuse_unless(administers(actor))
    name = checked_name(told.name, 120)
    _check(session, told, ())
    if not confirmed:
        refuse_alike(session, Organisation, name)
    row = Organisation(**_values(told, name))
    session.add(row)
    session.flush()
    record(session, actor, "directory.add_organisation", ("organisation", row.id, name), None, {"name": name})
    return row.id


def edit_organisation(
    session: Session, actor: Actor, organisation_id: int, revision: int, told: OrganisationTold
) -> bool:
    """Change an organisation's page; whether anything changed. Raises NotAllowed, Invalid, Conflict('stale')."""
    row = locked(session, Organisation, organisation_id)
    refuse_unless(can_edit_organisation(actor, row))
    refuse_stale(present_organisation(row), revision)
    _check(session, told, (row.kind, row.region, row.industry))
    before, after = changed(row, _values(told, checked_name(told.name, 120)))
    if not before:
        return False
    subject = ("organisation", row.id, row.name)
    record(session, actor, "directory.edit_organisation", subject, without_html(before), without_html(after))
    session.flush()
    return True


def present_organisation(row: Organisation) -> Present:
    """What stands there now, for two texts side by side."""
    fields = ("name", "kind", "region", "industry", "description")
    return Present(row.revision, {field: getattr(row, field) for field in fields})


def _check(session: Session, told: OrganisationTold, kept: tuple[str, ...]) -> None:
    refuse_long("description", told.description, TEXT_LIMIT)
    wanted = [
        ("kind", "organisation_kinds", told.kind),
        ("region", "regions", told.region),
        ("industry", "industries", told.industry),
    ]
    refuse_unknown_terms(session, wanted, kept)


def _values(told: OrganisationTold, name: str) -> dict[str, str]:
    return {
        "name": name,
        "kind": told.kind,
        "region": told.region,
        "industry": told.industry,
        "description": told.description,
        "description_html": told.description_html,
    }
