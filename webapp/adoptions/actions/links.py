"""Private addresses for adopters without an account: made by the owner's side, good for one answer, revocable."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.actions.answering import agree, object_to
from webapp.adoptions.actions.commands import LinkAnswer
from webapp.adoptions.actions.locating import Case, located, subject
from webapp.adoptions.models import Adoption, AdoptionLink
from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from webapp.base.journal import record
from webapp.documents.models import Document
from webapp.documents.policy import owns
from webapp.documents.queries.finding import published_version

LIFETIME = timedelta(days=14)
NAME_LIMIT = 64


def make_link(session: Session, actor: Actor, key: str, recipient: str) -> str:
    """A token for the adopter to answer the owner's newest revision with, shown once; earlier ones end."""
    case = located(session, actor, key)
    _refuse_unless_waiting(actor, case)
    recipient = recipient.strip()
    if not recipient:
        raise Invalid(Fault("recipient", "required"))
    if len(recipient) > NAME_LIMIT:
        raise Invalid(Fault("recipient", "long", {"limit": NAME_LIMIT}))
    _revoke_all(session, case.adoption)
    token = secrets.token_urlsafe(32)
    row = AdoptionLink(
        adoption_id=case.adoption.id,
        token_hash=hash_of(token),
        recipient=recipient,
        created_by_id=actor.account_id,
        expires_at=now() + LIFETIME,
    )
    session.add(row)
    session.flush()
    record(session, actor, "adoptions.make_link", subject(case.adoption), None, {"name": recipient})
    return token


def revoke_links(session: Session, actor: Actor, key: str) -> int:
    """End every link of the adoption that could still be used; how many there were."""
    case = located(session, actor, key)
    if not owns(actor, case.document):
        raise NotAllowed
    count = _revoke_all(session, case.adoption)
    if not count:
        raise Conflict("state")
    record(session, actor, "adoptions.revoke_link", subject(case.adoption), None, {"count": count})
    return count


def answer_by_link(session: Session, visitor: Actor, token: str, command: LinkAnswer) -> Adoption:
    """Confirm or object for the adopter. The link is used up. Raises NotFound for a link that is not good any more."""
    link = session.scalar(select(AdoptionLink).where(AdoptionLink.token_hash == hash_of(token)).with_for_update())
    if link is None or not is_good(link):
        raise NotFound
    adoption = session.scalars(select(Adoption).where(Adoption.id == link.adoption_id).with_for_update()).one()
    if not policy.is_open_to_adopter(adoption):
        raise NotFound
    name = command.name.strip()
    if not name or len(name) > NAME_LIMIT:
        raise Invalid(Fault("name", "required"))
    document = session.get_one(Document, adoption.document_id)
    case = Case(adoption, document, published_version(session, document))
    if command.agrees:
        agree(session, visitor, case, name)
    else:
        object_to(session, visitor, case, command.reason, name)
    link.used_at = now()
    return adoption


def is_good(link: AdoptionLink) -> bool:
    """Whether the link may still be used."""
    return link.used_at is None and link.revoked_at is None and link.expires_at > now()


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _revoke_all(session: Session, adoption: Adoption) -> int:
    rows = session.scalars(select(AdoptionLink).where(AdoptionLink.adoption_id == adoption.id)).all()
    good = [row for row in rows if is_good(row)]
    for row in good:
        row.revoked_at = now()
    return len(good)


def _refuse_unless_waiting(actor: Actor, case: Case) -> None:
    if not policy.can_edit_adoption(actor, case.adoption, case.document, case.published):
        raise NotAllowed
    if not owns(actor, case.document):
        raise NotAllowed
    if not policy.is_open_to_adopter(case.adoption):
        raise Conflict("state", present=case.adoption.state)
