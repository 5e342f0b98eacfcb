"""Who may know of adoptions, record, answer and change them; and who keeps and sees demonstration days.

An adoption of a document one may not read does not exist. Of a readable document everybody may know how many adoptions
count, where, since when, and the sums; names and effects only where the adopter allows it. Contact, evidence, bases,
revisions and what is not agreed are for the two sides and for reviewers.

Each ``can_…`` has a twin ``…_by`` that filters rows the same way, over Adoption joined with Document and, from outside,
with the Version in force.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from webapp.adoptions.models import Adoption, Demonstration
from webapp.adoptions.workflow import AGREED, OPEN, AdoptionState, Side
from webapp.base.actor import Actor, Role
from webapp.documents import policy as documents
from webapp.documents.models import Document, Version, Visibility


def counts(adoption: Adoption) -> bool:
    """Whether readers of the document may know of it: both sides agreed on some revision, or a report says so."""
    return adoption.counted is not None or adoption.state == AdoptionState.REPORTED


def counting() -> ColumnElement[bool]:
    """The same as a filter over Adoption."""
    return or_(Adoption.counted.is_not(None), Adoption.state == AdoptionState.REPORTED)


def can_see_adoption(actor: Actor, adoption: Adoption, document: Document, published: Version | None) -> bool:
    """Whether the actor may know that there is this adoption."""
    return published is not None and counts(adoption) and documents.can_read_document(actor, document, published)


def adoptions_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter."""
    return and_(counting(), Version.id.is_not(None), documents.readable_by(actor))


def of_adopter(actor: Actor, adoption: Adoption) -> bool:
    """Whether the actor belongs to the adopting organisation."""
    if not actor.is_signed_in or adoption.organisation_id is None:
        return False
    return adoption.organisation_id in organisations_of(actor)


def organisations_of(actor: Actor) -> frozenset[int]:
    """The organisations for which the actor may record an adoption: their own, and those they manage."""
    own = frozenset() if actor.organisation_id is None else frozenset({actor.organisation_id})
    return own | actor.managed_organisation_ids if actor.is_signed_in else frozenset()


def can_see_details(actor: Actor, adoption: Adoption, document: Document, published: Version | None) -> bool:
    """Whether the actor may see all of it: the two sides and reviewers, if they may read the document."""
    if documents.owns(actor, document):
        return True
    if published is None or not documents.can_read_document(actor, document, published):
        return False
    return of_adopter(actor, adoption) or documents.reads_everything(actor)


def details_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter."""
    side = true() if documents.reads_everything(actor) else _is_of_adopter(actor)
    return or_(documents.owned_by(actor), and_(Version.id.is_not(None), documents.readable_by(actor), side))


def speaks_for_adopter(actor: Actor, adoption: Adoption) -> bool:
    """Whether the actor may speak for the adopter: its managers, and whoever recorded it there."""
    if not of_adopter(actor, adoption):
        return False
    recorded = adoption.recorded_side == Side.ADOPTER and adoption.recorded_by_id == actor.account_id
    return recorded or adoption.organisation_id in actor.managed_organisation_ids


def sides_of(actor: Actor, adoption: Adoption, document: Document) -> frozenset[Side]:
    """The sides for which the actor may speak."""
    sides = {Side.OWNER} if documents.owns(actor, document) else set()
    return frozenset(sides | ({Side.ADOPTER} if speaks_for_adopter(actor, adoption) else set()))


def can_edit_adoption(actor: Actor, adoption: Adoption, document: Document, published: Version | None) -> bool:
    """Whether the actor may write a further revision, end it, or object to what was agreed."""
    if adoption.state == AdoptionState.WITHDRAWN or not can_see_details(actor, adoption, document, published):
        return False
    return bool(sides_of(actor, adoption, document))


def adoptions_edited_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter."""
    speaks = or_(documents.owned_by(actor), _is_spoken_for(actor))
    return and_(Adoption.state != AdoptionState.WITHDRAWN, details_seen_by(actor), speaks)


def can_answer(actor: Actor, adoption: Adoption, document: Document, published: Version | None) -> bool:
    """Whether it waits for the actor: open, last written by the other side, and not by their own hand."""
    if adoption.state not in OPEN or not can_see_details(actor, adoption, document, published):
        return False
    if not adoption.newest_side or adoption.newest_by_id == actor.account_id:
        return False
    return Side(adoption.newest_side).other in sides_of(actor, adoption, document)


def answered_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter."""
    across = or_(
        and_(Adoption.newest_side == Side.ADOPTER, documents.owned_by(actor)),
        and_(Adoption.newest_side == Side.OWNER, _is_spoken_for(actor)),
    )
    another = or_(Adoption.newest_by_id.is_(None), Adoption.newest_by_id != (actor.account_id or 0))
    return and_(Adoption.state.in_(sorted(OPEN)), another, across, details_seen_by(actor))


def can_withdraw(actor: Actor, adoption: Adoption, document: Document, published: Version | None) -> bool:
    """Whether the actor may take it back: the side that recorded it."""
    if not can_edit_adoption(actor, adoption, document, published):
        return False
    return adoption.recorded_side in sides_of(actor, adoption, document)


def adoptions_withdrawn_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter."""
    own = or_(
        and_(Adoption.recorded_side == Side.OWNER, documents.owned_by(actor)),
        and_(Adoption.recorded_side == Side.ADOPTER, _is_spoken_for(actor)),
    )
    return and_(adoptions_edited_by(actor), own)


def can_adopt(actor: Actor, document: Document, published: Version | None) -> bool:
    """Whether the actor may record that their organisation uses it: anybody with an organisation who may read it."""
    if published is None or not organisations_of(actor):
        return False
    return documents.can_read_document(actor, document, published)


def adoptable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Version joined with Document."""
    return documents.readable_by(actor) if organisations_of(actor) else false()


def can_record_for_adopter(actor: Actor, document: Document, published: Version | None) -> bool:
    """Whether the actor may record from the owner's side that somebody uses it."""
    if published is None or not documents.can_read_document(actor, document, published):
        return False
    return documents.owns(actor, document)


def recorded_for_adopter_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Version joined with Document."""
    return and_(documents.readable_by(actor), documents.owned_by(actor))


def is_agreed(adoption: Adoption) -> bool:
    """Whether both sides stand behind it as it is, so that it may be certified."""
    return adoption.state in AGREED and adoption.counted == adoption.newest


def is_open_to_adopter(adoption: Adoption) -> bool:
    """Whether the adopter still has to answer what the owner's side wrote."""
    return adoption.state in OPEN and adoption.newest_side == Side.OWNER


def _is_of_adopter(actor: Actor) -> ColumnElement[bool]:
    own = organisations_of(actor)
    if not own:
        return false()
    return and_(Adoption.organisation_id.is_not(None), Adoption.organisation_id.in_(sorted(own)))


def _is_spoken_for(actor: Actor) -> ColumnElement[bool]:
    if not organisations_of(actor):
        return false()
    managed = sorted(actor.managed_organisation_ids)
    recorded = and_(Adoption.recorded_side == Side.ADOPTER, Adoption.recorded_by_id == actor.account_id)
    manages = Adoption.organisation_id.in_(managed) if managed else false()
    return and_(_is_of_adopter(actor), or_(recorded, manages))


def can_hold_day(actor: Actor, organisation_id: int, studio_id: int | None) -> bool:
    """Whether the actor may announce a day of this host: its managers, leaders of the studio, curators."""
    leads = studio_id is not None and studio_id in actor.led_studio_ids
    return leads or organisation_id in actor.managed_organisation_ids or actor.has(Role.CURATOR)


def can_keep_day(actor: Actor, day: Demonstration) -> bool:
    """Whether the actor may change it, call it off and keep its attendance list."""
    return can_hold_day(actor, day.organisation_id, day.studio_id)


def days_kept_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Demonstration."""
    if actor.has(Role.CURATOR):
        return true()
    kept: list[ColumnElement[bool]] = []
    if actor.managed_organisation_ids:
        kept.append(Demonstration.organisation_id.in_(sorted(actor.managed_organisation_ids)))
    if actor.led_studio_ids:
        led = Demonstration.studio_id.in_(sorted(actor.led_studio_ids))
        kept.append(and_(Demonstration.studio_id.is_not(None), led))
    return or_(*kept) if kept else false()


def can_see_day(actor: Actor, day: Demonstration) -> bool:
    """Whether the actor may know of the day: its audience, and who keeps it."""
    if day.audience == Visibility.PUBLIC or can_keep_day(actor, day):
        return True
    if day.audience == Visibility.MEMBERS:
        return actor.is_signed_in
    return day.organisation_id in organisations_of(actor)


def days_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Demonstration."""
    seen: list[ColumnElement[bool]] = [Demonstration.audience == Visibility.PUBLIC, days_kept_by(actor)]
    if actor.is_signed_in:
        seen.append(Demonstration.audience == Visibility.MEMBERS)
    own = sorted(organisations_of(actor))
    if own:
        seen.append(and_(Demonstration.audience == Visibility.ORGANISATION, Demonstration.organisation_id.in_(own)))
    return or_(*seen)
