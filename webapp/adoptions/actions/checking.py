"""What a claim must be before it is kept: every fault names its field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.adoptions.actions.commands import Contact
from webapp.adoptions.content import Claim, Gain, Grade
from webapp.adoptions.models import Adoption, AdoptionEvidence
from webapp.adoptions.workflow import AdoptionState
from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.money import FEN_LIMIT
from webapp.directory.actions.changing import refuse_bad_contact, refuse_unknown_terms
from webapp.documents.models import Document, Version
from webapp.documents.policy import versions_readable_by
from webapp.documents.workflow import WAS_PUBLISHED

FIRST_YEAR = 1950
ROW_LIMIT = 20
TEXT_LIMIT = 2000
LINE_LIMIT = 120
NUMBER_LIMIT = 1_000_000
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_FOREVER = "9999-12"


def refuse_bad_claim(session: Session, actor: Actor, document: Document, claim: Claim, before: Claim | None) -> Version:
    """The version the claim names. Raises Invalid with every fault of the claim; ``before`` is what stood there."""
    faults = [*_period(claim), *_numbers(claim), *_texts(claim), *_measures(claim), *_benefits(claim)]
    version = session.scalar(
        select(Version)
        .join(Document, Document.id == Version.document_id)
        .where(
            Version.document_id == document.id,
            Version.ordinal == claim.ordinal,
            Version.state.in_(sorted(WAS_PUBLISHED)),
            or_(versions_readable_by(actor), Version.ordinal == (before.ordinal if before else 0)),
        )
    )
    if version is None:
        faults.append(Fault("ordinal", "version"))
    if faults:
        raise Invalid(*faults)
    kept = (before.region, before.industry) if before else ()
    places = (("region", "regions", claim.region), ("industry", "industries", claim.industry))
    refuse_unknown_terms(session, places, kept)
    assert version is not None
    return version


def refuse_unproved(session: Session, adoption_id: int | None, claim: Claim, *, brings_finance: bool = False) -> None:
    """Raise Invalid when an amount is said to be verified and no finance certificate is there or comes with it."""
    if brings_finance or not any(each.grade == Grade.VERIFIED for each in claim.benefits):
        return
    statement = select(AdoptionEvidence.id).where(
        AdoptionEvidence.adoption_id == adoption_id, AdoptionEvidence.kind == "finance"
    )
    if adoption_id is None or session.scalar(statement.limit(1)) is None:
        raise Invalid(Fault("benefits", "unproved"))


def refuse_double(session: Session, document: Document, adopter: str, claim: Claim, but: int | None = None) -> None:
    """Raise Conflict('double') with the key of another adoption of this document by this organisation at this time.

    Different workshops of one organisation are different uses.
    """
    from webapp.adoptions.actions.locating import claim_of

    others = session.scalars(
        select(Adoption)
        .where(
            Adoption.document_id == document.id,
            Adoption.adopter == adopter,
            Adoption.state.not_in((AdoptionState.WITHDRAWN, AdoptionState.REPORTED)),
        )
        .order_by(Adoption.id)
    ).all()
    for other in others:
        if other.id == but:
            continue
        theirs = claim_of(session, other, other.newest)
        apart = bool(theirs.workshop and claim.workshop and theirs.workshop != claim.workshop)
        if not apart and _overlap(theirs, claim):
            raise Conflict("double", other.key)


def refuse_contact(contact: Contact) -> None:
    """Raise Invalid for contact without the consent of the person, or what is no telephone number."""
    if (contact.name or contact.phone) and not contact.consent:
        raise Invalid(Fault("contact_consent", "consent"))
    if len(contact.name) > 64:
        raise Invalid(Fault("contact_name", "long", {"limit": 64}))
    try:
        refuse_bad_contact(contact.phone, "")
    except Invalid:
        raise Invalid(Fault("contact_phone", "phone")) from None


def refuse_bad_month(field: str, month: str) -> None:
    """Raise Invalid unless it is a month that has begun."""
    faults = list(_month(field, month))
    if faults:
        raise Invalid(*faults)


def _overlap(first: Claim, second: Claim) -> bool:
    return first.started <= (second.ended or _FOREVER) and second.started <= (first.ended or _FOREVER)


def _period(claim: Claim) -> Iterator[Fault]:
    yield from _month("started", claim.started)
    if claim.ended:
        yield from _month("ended", claim.ended)
        if claim.ended < claim.started:
            yield Fault("ended", "before_start")


def _month(field: str, month: str) -> Iterator[Fault]:
    if not month:
        yield Fault(field, "required")
    elif not _MONTH.fullmatch(month) or int(month[:4]) < FIRST_YEAR:
        yield Fault(field, "month")
    elif month > today().isoformat()[:7]:
        yield Fault(field, "future")


def _numbers(claim: Claim) -> Iterator[Fault]:
    for field in ("machines", "lines", "people"):
        value: int | None = getattr(claim, field)
        if value is not None and not 0 <= value <= NUMBER_LIMIT:
            yield Fault(field, "number", {"limit": NUMBER_LIMIT})


def _texts(claim: Claim) -> Iterator[Fault]:
    limits = {"workshop": LINE_LIMIT, "effect": TEXT_LIMIT, "changes": TEXT_LIMIT, "social": TEXT_LIMIT}
    for field, limit in limits.items():
        if len(getattr(claim, field)) > limit:
            yield Fault(field, "long", {"limit": limit})


def _measures(claim: Claim) -> Iterator[Fault]:
    if len(claim.measures) > ROW_LIMIT:
        yield Fault("measures", "many", {"count": ROW_LIMIT})
    for place, each in enumerate(claim.measures, start=1):
        if not each.name:
            yield Fault("measures", "measure_name", {"place": place})
        if any(len(text) > LINE_LIMIT for text in (each.name, each.before, each.after, each.unit)):
            yield Fault("measures", "measure_long", {"place": place, "limit": LINE_LIMIT})


def _benefits(claim: Claim) -> Iterator[Fault]:
    if len(claim.benefits) > ROW_LIMIT:
        yield Fault("benefits", "many", {"count": ROW_LIMIT})
    last = today().year
    for place, each in enumerate(claim.benefits, start=1):
        if each.year is None or not FIRST_YEAR <= each.year <= last:
            yield Fault("benefits", "benefit_year", {"place": place, "from": FIRST_YEAR, "to": last})
        elif claim.started and str(each.year) < claim.started[:4]:
            yield Fault("benefits", "benefit_early", {"place": place})
        elif claim.ended and str(each.year) > claim.ended[:4]:
            yield Fault("benefits", "benefit_late", {"place": place})
        if not 0 < each.fen <= FEN_LIMIT:
            yield Fault("benefits", "benefit_amount", {"place": place})
        if each.gain not in set(Gain) or each.grade not in (Grade.VERIFIED, Grade.ESTIMATED):
            yield Fault("benefits", "benefit_kind", {"place": place})
        if len(each.basis) > TEXT_LIMIT:
            yield Fault("benefits", "benefit_long", {"place": place, "limit": TEXT_LIMIT})
    seen = [(each.year, each.gain, each.grade) for each in claim.benefits]
    if len(set(seen)) < len(seen):
        yield Fault("benefits", "benefit_twice")
