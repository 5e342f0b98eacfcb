"""Finding and locking an adoption with its document, and refusing in the right way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webapp.adoptions import policy
from webapp.adoptions.content import Claim, from_json
from webapp.adoptions.models import Adoption, AdoptionRevision
from webapp.adoptions.workflow import AdoptionMove, AdoptionState, Side, adoption_workflow
from webapp.base.actor import Actor
from webapp.base.errors import Conflict, NotAllowed, NotFound, Present
from webapp.base.money import exact_yuan
from webapp.documents.models import Document, Version
from webapp.documents.queries.finding import published_version

Rule = Callable[[Actor, Adoption, Document, Version | None], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """A locked adoption, its document, and the version in force, if any."""

    adoption: Adoption
    document: Document
    published: Version | None


def located(session: Session, actor: Actor, key: str) -> Case:
    """The adoption, locked. Raises NotFound unless the actor may see its details."""
    adoption = session.scalar(select(Adoption).where(Adoption.key == key).with_for_update())
    if adoption is None:
        raise NotFound
    document = session.scalars(
        select(Document).where(Document.id == adoption.document_id).options(joinedload(Document.organisation))
    ).one()
    case = Case(adoption, document, published_version(session, document))
    if not policy.can_see_details(actor, adoption, document, case.published):
        raise NotFound
    return case


def refuse_unless(rule: Rule, actor: Actor, case: Case) -> None:
    """Raise NotAllowed unless this rule allows it."""
    if not rule(actor, case.adoption, case.document, case.published):
        raise NotAllowed


def moved(adoption: Adoption, move: AdoptionMove) -> tuple[str, str]:
    """Make the move; the states before and after. Raises Conflict('state')."""
    before = adoption.state
    adoption.state = adoption_workflow.after(AdoptionState(before), move)
    return before, adoption.state


def refuse_stale(session: Session, adoption: Adoption, revision: int) -> None:
    """Raise Conflict('stale') with what stands there now when somebody else was quicker."""
    if adoption.revision != revision:
        claim = claim_of(session, adoption, adoption.newest)
        raise Conflict("stale", Present(adoption.revision, texts_of(claim)))


def claim_of(session: Session, adoption: Adoption, ordinal: int) -> Claim:
    """What a revision claims."""
    statement = select(AdoptionRevision.content).where(
        AdoptionRevision.adoption_id == adoption.id, AdoptionRevision.ordinal == ordinal
    )
    return from_json(session.scalars(statement).one())


def writing_side(actor: Actor, adoption: Adoption, document: Document) -> Side:
    """For which side the actor writes: theirs, and for one who speaks for both the one that wrote last."""
    sides = policy.sides_of(actor, adoption, document)
    if len(sides) > 1 and adoption.newest_side:
        return Side(adoption.newest_side)
    return Side.OWNER if Side.OWNER in sides else Side.ADOPTER


def subject(adoption: Adoption) -> tuple[str, int | None, str]:
    """The adoption for the journal."""
    return ("adoption", adoption.id, adoption.organisation_name)


def texts_of(claim: Claim) -> dict[str, str]:
    """A claim as texts by the names of the form's fields, for people to compare."""
    measures = [f"{each.name} {each.before} → {each.after} {each.unit}".strip() for each in claim.measures]
    benefits = [
        f"{each.year or '—'} {each.gain} {exact_yuan(each.fen)} {each.grade} {each.basis}" for each in claim.benefits
    ]
    return {
        "started": claim.started,
        "ended": claim.ended,
        "workshop": claim.workshop,
        "region": claim.region,
        "industry": claim.industry,
        "machines": _number(claim.machines),
        "lines": _number(claim.lines),
        "people": _number(claim.people),
        "effect": claim.effect,
        "changes": claim.changes,
        "social": claim.social,
        "measures": "\n".join(measures),
        "benefits": "\n".join(benefits),
    }


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
