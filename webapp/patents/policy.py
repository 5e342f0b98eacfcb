"""Who may read and keep patents.

A patent that was published or granted is public knowledge, and so is one taken from a public report. Before that it
is internal to its own side: the studio it belongs to and the managers of its organisation; without a studio, the
managers alone. Reviewers read all of them, because they judge whether publishing a text would harm an application, but
not what is kept inside: fees, the person responsible, licences and pledges that were not announced, notes, the scan of
the certificate. Administrators have no right here: an application not yet published is nobody else's.

What was removed is shown to its own side alone, which may take it back. Each ``can_…`` has a twin ``…_by``.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from webapp.base.actor import Actor, Role
from webapp.patents.models import Patent, PatentEvent
from webapp.patents.workflow import EventKind

INSIDE_KINDS = frozenset(
    {
        EventKind.TRANSFERRED,
        EventKind.LICENSED,
        EventKind.LICENCE_ENDED,
        EventKind.PLEDGED,
        EventKind.PLEDGE_RELEASED,
        EventKind.INVALIDITY_REQUESTED,
        EventKind.INVALIDITY_REFUSED,
        EventKind.STRUCK,
    }
)
"""Kinds of events that are internal unless the office announced them."""


def may_record(actor: Actor, organisation_id: int, studio_id: int | None) -> bool:
    """Whether the actor may record a patent for this studio, or for this organisation."""
    in_studio = studio_id is not None and studio_id in actor.studio_ids
    return in_studio or organisation_id in actor.managed_organisation_ids


def may_record_somewhere(actor: Actor) -> bool:
    """Whether the actor may record a patent at all."""
    return bool(actor.studio_ids or actor.managed_organisation_ids)


def keeps_fees(actor: Actor) -> bool:
    """Whether the actor keeps the table of fee amounts."""
    return actor.has(Role.ADMINISTRATOR)


def can_keep_patent(actor: Actor, patent: Patent) -> bool:
    """Whether the actor is of its own side: sees what is inside, records events and payments, edits, removes."""
    return may_record(actor, patent.organisation_id, patent.studio_id)


def patents_kept_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Patent; never unknown, so that it can be denied."""
    allowed: list[ColumnElement[bool]] = []
    if actor.studio_ids:
        allowed.append(and_(Patent.studio_id.is_not(None), Patent.studio_id.in_(sorted(actor.studio_ids))))
    if actor.managed_organisation_ids:
        allowed.append(Patent.organisation_id.in_(sorted(actor.managed_organisation_ids)))
    return or_(*allowed) if allowed else false()


def can_read_patent(actor: Actor, patent: Patent) -> bool:
    """Whether the actor may know of the patent."""
    if can_keep_patent(actor, patent) or actor.is_system:
        return True
    return patent.removed_at is None and (patent.is_public or actor.has(Role.REVIEWER))


def patents_readable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Patent."""
    if actor.is_system:
        return true()
    standing = Patent.removed_at.is_(None)
    seen = standing if actor.has(Role.REVIEWER) else and_(standing, Patent.is_public)
    return or_(seen, patents_kept_by(actor)) if may_record_somewhere(actor) else seen


def can_read_event(actor: Actor, patent: Patent, event: PatentEvent) -> bool:
    """Whether the actor may know of an event of a patent they may read."""
    return can_keep_patent(actor, patent) or event.kind not in INSIDE_KINDS or event.is_announced


def patent_events_readable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over PatentEvent joined with Patent."""
    return or_(patents_kept_by(actor), PatentEvent.kind.not_in(sorted(INSIDE_KINDS)), PatentEvent.is_announced)
