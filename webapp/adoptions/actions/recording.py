"""Recording an adoption, and writing a further revision of it."""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.actions.checking import refuse_bad_claim, refuse_contact, refuse_double, refuse_unproved
from webapp.adoptions.actions.commands import Contact, EditAdoption, RecordAdoption
from webapp.adoptions.actions.evidence import keep_evidence
from webapp.adoptions.actions.figures import keep_figures, repeat
from webapp.adoptions.actions.locating import (
    claim_of,
    located,
    moved,
    refuse_stale,
    refuse_unless,
    subject,
    writing_side,
)
from webapp.adoptions.actions.telling import TO_CONFIRM, tell
from webapp.adoptions.content import Claim, to_json
from webapp.adoptions.models import Adoption, AdoptionRevision, Demonstration
from webapp.adoptions.workflow import AdoptionMove, AdoptionState, Side
from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Fault, Invalid, NotAllowed, NotFound
from webapp.base.files.store import FileStore
from webapp.base.journal import record
from webapp.directory.models import Organisation
from webapp.directory.queries.finding import typed_entry
from webapp.directory.registration import same_name
from webapp.documents.models import Document
from webapp.documents.policy import can_read_document
from webapp.documents.queries.finding import find_document, published_version

NAME_LIMIT = 120


def record_adoption(session: Session, actor: Actor, store: FileStore, command: RecordAdoption) -> Adoption:
    """A new adoption, waiting for the other side. Raises Conflict('double') with the key of one there is already."""
    document = _readable(session, actor, command)
    refuse_contact(command.contact)
    organisation, name = _adopter(session, actor, command)
    claim = _placed(command.claim, organisation)
    version = refuse_bad_claim(session, actor, document, claim, None)
    finance = any(each.kind == "finance" for each in command.evidence)
    refuse_unproved(session, None, claim, brings_finance=finance)
    adopter = adopter_word(organisation.id if organisation else None, name)
    refuse_double(session, document, adopter, claim)
    adoption = Adoption(
        key=secrets.token_hex(12),
        document_id=document.id,
        version_id=version.id,
        organisation_id=organisation.id if organisation else None,
        organisation_name=name,
        adopter=adopter,
        newest_side=command.side,
        newest_by_id=actor.account_id,
        recorded_side=command.side,
        recorded_by_id=actor.account_id,
        demonstration_id=_demonstration(session, actor, command.demonstration_key),
    )
    repeat(adoption, claim)
    _keep_contact(adoption, command.contact)
    session.add(adoption)
    session.flush()
    add_revision(session, actor, adoption, claim, command.side)
    for each in command.evidence:
        keep_evidence(session, actor, store, adoption, command.side, each)
    after = {"number": document.number, "ordinal": claim.ordinal, "side": str(command.side), "started": claim.started}
    record(session, actor, "adoptions.record", subject(adoption), None, after)
    tell(session, actor, adoption, document, TO_CONFIRM, [command.side.other])
    return adoption


def edit_adoption(session: Session, actor: Actor, key: str, command: EditAdoption) -> Adoption:
    """A further revision, waiting for the other side; until then the last agreed one counts."""
    case = located(session, actor, key)
    adoption, document = case.adoption, case.document
    refuse_unless(policy.can_edit_adoption, actor, case)
    refuse_stale(session, adoption, command.revision)
    before = claim_of(session, adoption, adoption.newest)
    claim = command.claim
    if command.contact is not None:
        refuse_contact(command.contact)
        _keep_contact(adoption, command.contact)
    if claim == before and adoption.state not in (AdoptionState.REPORTED, AdoptionState.DISPUTED):
        return adoption
    version = refuse_bad_claim(session, actor, document, claim, before)
    refuse_unproved(session, adoption.id, claim)
    refuse_double(session, document, adoption.adopter, claim, adoption.id)
    side = writing_side(actor, adoption, document)
    was, became = moved(adoption, AdoptionMove.EDIT)
    if was == AdoptionState.REPORTED:
        adoption.recorded_side, adoption.recorded_by_id = side, actor.account_id
        keep_figures(session, adoption, None)
    adoption.newest += 1
    adoption.newest_side, adoption.newest_by_id, adoption.reason = side, actor.account_id, ""
    adoption.version_id, adoption.changed_at = version.id, now()
    if adoption.counted is None:
        repeat(adoption, claim)
    add_revision(session, actor, adoption, claim, side, command.note)
    session.flush()
    record(
        session,
        actor,
        "adoptions.edit",
        subject(adoption),
        {"state": was, "ordinal": adoption.newest - 1},
        {"state": became, "ordinal": adoption.newest},
    )
    tell(session, actor, adoption, document, TO_CONFIRM, [side.other])
    return adoption


def adopter_word(organisation_id: int | None, name: str) -> str:
    """One word for an adopter: equal ones are the same organisation."""
    return f"o:{organisation_id}" if organisation_id is not None else f"n:{same_name(name)}"


def add_revision(
    session: Session, actor: Actor, adoption: Adoption, claim: Claim, side: str, note: str = ""
) -> AdoptionRevision:
    """Keep what is claimed, for ever."""
    row = AdoptionRevision(
        adoption_id=adoption.id,
        ordinal=adoption.newest or 1,
        side=side,
        author_id=actor.account_id,
        author_name=actor.name[:64],
        note=note[:500],
        content=to_json(claim),
    )
    session.add(row)
    return row


def _readable(session: Session, actor: Actor, command: RecordAdoption) -> Document:
    document = find_document(session, command.number)
    published = published_version(session, document) if document is not None else None
    if document is None or published is None or not can_read_document(actor, document, published):
        raise NotFound
    rule = policy.can_adopt if command.side == Side.ADOPTER else policy.can_record_for_adopter
    if not rule(actor, document, published):
        raise NotAllowed
    return document


def _adopter(session: Session, actor: Actor, command: RecordAdoption) -> tuple[Organisation | None, str]:
    """The organisation that uses it: one of the actor's own, or from the owner's side the one typed, known or not."""
    if command.side == Side.ADOPTER:
        if command.organisation not in policy.organisations_of(actor):
            raise Invalid(Fault("organisation", "not_yours"))
        organisation = session.get(Organisation, command.organisation)
        if organisation is None or organisation.merged_into_id is not None:
            raise Invalid(Fault("organisation", "required"))
        return organisation, organisation.name
    name = " ".join(str(command.organisation).split())
    if not name:
        raise Invalid(Fault("organisation", "required"))
    if len(name) > NAME_LIMIT:
        raise Invalid(Fault("organisation", "long", {"limit": NAME_LIMIT}))
    try:
        found = typed_entry(session, Organisation, name, "organisation")
    except Invalid as refusal:
        if refusal.faults[0].code != "unknown" or "#" in name or "＃" in name:
            raise
        found = None
    return found, found.name if found is not None else name


def _placed(claim: Claim, organisation: Organisation | None) -> Claim:
    """With the organisation's own region and industry where nothing else was said."""
    if organisation is None:
        return claim
    return replace(claim, region=claim.region or organisation.region, industry=claim.industry or organisation.industry)


def _demonstration(session: Session, actor: Actor, key: str) -> int | None:
    if not key:
        return None
    statement = select(Demonstration.id).where(Demonstration.key == key, policy.days_seen_by(actor))
    found = session.scalar(statement)
    if found is None:
        raise Invalid(Fault("demonstration", "choice"))
    return found


def _keep_contact(adoption: Adoption, contact: Contact) -> None:
    adoption.contact_name, adoption.contact_phone = contact.name, contact.phone
