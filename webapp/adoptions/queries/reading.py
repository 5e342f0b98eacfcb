"""One adoption with all its page shows to this actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from webapp.adoptions import policy
from webapp.adoptions.content import Claim, from_json
from webapp.adoptions.models import (
    Adoption,
    AdoptionCertificate,
    AdoptionEvidence,
    AdoptionLink,
    AdoptionRevision,
    Demonstration,
)
from webapp.adoptions.queries.listing import shown_state
from webapp.adoptions.workflow import Side
from webapp.base.actor import VISITOR, Actor
from webapp.base.clock import now
from webapp.base.errors import NotFound
from webapp.directory.contact import masked_phone
from webapp.documents.models import Document, Version
from webapp.documents.policy import can_read_document, owns
from webapp.documents.workflow import VersionState


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision with what it claims."""

    ordinal: int
    side: str
    author_name: str
    at: datetime
    note: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Rights:
    """What the actor may do with an adoption."""

    sides: frozenset[Side] = frozenset()
    edit: bool = False
    answer: bool = False
    withdraw: bool = False
    make_link: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """What only the two sides and reviewers see."""

    revisions: Sequence[Revision]
    evidence: Sequence[AdoptionEvidence]
    contact_name: str
    contact_phone: str
    link: AdoptionLink | None
    rights: Rights


@dataclass(frozen=True, slots=True)
class AdoptionPage:
    """An adoption. ``counted`` is what both sides agreed on, ``newest`` what is claimed now if the actor may know."""

    adoption: Adoption
    document: Document
    title: str
    ordinal: int
    state: str
    counted: Claim | None
    newest: Claim | None
    certificate: AdoptionCertificate | None
    demonstration: Demonstration | None
    details: Details | None

    @property
    def claim(self) -> Claim:
        """What the page shows: what was agreed, else what is claimed."""
        shown = self.counted or self.newest
        assert shown is not None
        return shown


def adoption_page(session: Session, actor: Actor, key: str) -> AdoptionPage:
    """The page of an adoption. Raises NotFound for those who may not know of it, or not by name."""
    adoption, document, published = _found(session, key)
    mine = policy.can_see_details(actor, adoption, document, published)
    if not mine and not (adoption.is_named and policy.can_see_adoption(actor, adoption, document, published)):
        raise NotFound
    revisions = revisions_of(session, adoption.id)
    claims = {each.ordinal: each.claim for each in revisions}
    used = session.get_one(Version, adoption.version_id)
    seen_day = adoption.demonstration_id is not None
    day = session.scalar(
        select(Demonstration).where(Demonstration.id == adoption.demonstration_id, policy.days_seen_by(actor))
    ) if seen_day else None  # fmt: skip
    return AdoptionPage(
        adoption=adoption,
        document=document,
        title=(published or used).title,
        ordinal=used.ordinal,
        state=adoption.state if mine else shown_state(adoption),
        counted=claims.get(adoption.counted or 0),
        newest=claims[adoption.newest] if mine or adoption.source_key else None,
        certificate=certificate_of(session, adoption) if mine else None,
        demonstration=day,
        details=_details(session, actor, adoption, document, published, revisions) if mine else None,
    )


def revisions_of(session: Session, adoption_id: int) -> list[Revision]:
    """All revisions of an adoption in order; nobody's right is asked here."""
    rows = session.scalars(
        select(AdoptionRevision).where(AdoptionRevision.adoption_id == adoption_id).order_by(AdoptionRevision.ordinal)
    )
    return [Revision(row.ordinal, row.side, row.author_name, row.at, row.note, from_json(row.content)) for row in rows]


def certificate_of(session: Session, adoption: Adoption) -> AdoptionCertificate | None:
    """The certificate of what counts."""
    return session.scalar(
        select(AdoptionCertificate).where(
            AdoptionCertificate.adoption_id == adoption.id, AdoptionCertificate.ordinal == (adoption.counted or 0)
        )
    )


def readable_evidence(session: Session, actor: Actor, key: str) -> AdoptionEvidence:
    """The file with this key; raises NotFound unless the actor sees the details of its adoption."""
    row = session.scalar(
        select(AdoptionEvidence)
        .join(Adoption, Adoption.id == AdoptionEvidence.adoption_id)
        .join(Document, Document.id == Adoption.document_id)
        .outerjoin(Version, and_(Version.document_id == Document.id, Version.state == VersionState.PUBLISHED))
        .where(AdoptionEvidence.key == key, policy.details_seen_by(actor))
    )
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Offered:
    """What an adopter without an account sees behind a private link. ``title`` is '' unless everybody may read it."""

    adoption: Adoption
    number: str
    title: str
    owner: str
    claim: Claim
    recipient: str
    expires_at: datetime


def offered_by(session: Session, token_hash: str) -> Offered:
    """What a link leads to; raises NotFound when it was used, revoked, has expired or has nothing to answer."""
    link = session.scalar(select(AdoptionLink).where(AdoptionLink.token_hash == token_hash))
    if link is None or link.used_at or link.revoked_at or link.expires_at <= now():
        raise NotFound
    key = session.scalars(select(Adoption.key).where(Adoption.id == link.adoption_id)).one()
    adoption, document, published = _found(session, key)
    if not policy.is_open_to_adopter(adoption):
        raise NotFound
    claim = next(each.claim for each in revisions_of(session, adoption.id) if each.ordinal == adoption.newest)
    is_public = published is not None and can_read_document(VISITOR, document, published)
    title = published.title if is_public and published is not None else ""
    return Offered(adoption, document.number, title, document.organisation.name, claim, link.recipient, link.expires_at)


@dataclass(frozen=True, slots=True)
class Printed:
    """A certificate as it was printed. ``standing`` is valid, superseded or withdrawn.

    ``is_public`` says whether everybody may read the document: else checking shows the two sides and the period only.
    """

    certificate: AdoptionCertificate
    adoption: Adoption
    document: Document
    title: str
    ordinal: int
    claim: Claim
    standing: str
    is_public: bool


def printed_by_key(session: Session, key: str) -> Printed:
    """The certificate with this key: whoever holds the print may check it. Raises NotFound."""
    certificate = session.scalar(select(AdoptionCertificate).where(AdoptionCertificate.key == key))
    if certificate is None:
        raise NotFound
    adoption_key = session.scalars(select(Adoption.key).where(Adoption.id == certificate.adoption_id)).one()
    adoption, document, published = _found(session, adoption_key)
    claim = next(
        each.claim for each in revisions_of(session, adoption.id) if each.ordinal == certificate.ordinal
    )  # fmt: skip
    used = session.scalars(
        select(Version).where(Version.document_id == document.id, Version.ordinal == claim.ordinal)
    ).one()
    standing = "valid" if adoption.counted == certificate.ordinal else "superseded"
    if adoption.counted is None or published is None:
        standing = "withdrawn"
    is_public = published is not None and can_read_document(VISITOR, document, published)
    return Printed(certificate, adoption, document, used.title, used.ordinal, claim, standing, is_public)


def _details(
    session: Session,
    actor: Actor,
    adoption: Adoption,
    document: Document,
    published: Version | None,
    revisions: Sequence[Revision],
) -> Details:
    evidence = session.scalars(
        select(AdoptionEvidence).where(AdoptionEvidence.adoption_id == adoption.id).order_by(AdoptionEvidence.id)
    ).all()
    asked = (actor, adoption, document, published)
    edit = policy.can_edit_adoption(*asked)
    may_link = edit and owns(actor, document) and policy.is_open_to_adopter(adoption)
    rights = Rights(
        sides=policy.sides_of(actor, adoption, document),
        edit=edit,
        answer=policy.can_answer(*asked),
        withdraw=policy.can_withdraw(*asked),
        make_link=may_link,
    )
    link = _good_link(session, adoption.id) if may_link else None
    phone = masked_phone(adoption.contact_phone)
    return Details(revisions, evidence, adoption.contact_name, phone, link, rights)


def _good_link(session: Session, adoption_id: int) -> AdoptionLink | None:
    return session.scalar(
        select(AdoptionLink)
        .where(
            AdoptionLink.adoption_id == adoption_id,
            AdoptionLink.used_at.is_(None),
            AdoptionLink.revoked_at.is_(None),
            AdoptionLink.expires_at > now(),
        )
        .order_by(AdoptionLink.id.desc())
        .limit(1)
    )


def _found(session: Session, key: str) -> tuple[Adoption, Document, Version | None]:
    row = session.execute(
        select(Adoption, Document, Version)
        .join(Document, Document.id == Adoption.document_id)
        .outerjoin(Version, and_(Version.document_id == Document.id, Version.state == VersionState.PUBLISHED))
        .where(Adoption.key == key)
        .options(joinedload(Adoption.organisation), joinedload(Document.organisation), joinedload(Document.studio))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]
