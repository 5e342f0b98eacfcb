"""Evidence of an adoption: adding and removing files. Files have rights of their own: the two sides and reviewers."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.actions.commands import NewEvidence
from webapp.adoptions.actions.locating import claim_of, located, refuse_unless, subject, writing_side
from webapp.adoptions.content import Grade
from webapp.adoptions.models import Adoption, AdoptionEvidence
from webapp.base.actor import Actor
from webapp.base.errors import Fault, Invalid, NotFound
from webapp.base.files.names import display_name
from webapp.base.files.store import FileStore
from webapp.base.journal import record

FILE_LIMIT = 30
KINDS = ("finance", "report", "photo", "other")


def add_evidence(session: Session, actor: Actor, store: FileStore, key: str, new: NewEvidence) -> AdoptionEvidence:
    """Add one file; the same file twice stays one. Raises Invalid when there are too many."""
    case = located(session, actor, key)
    refuse_unless(policy.can_edit_adoption, actor, case)
    side = writing_side(actor, case.adoption, case.document)
    row = keep_evidence(session, actor, store, case.adoption, side, new)
    record(session, actor, "adoptions.add_evidence", subject(case.adoption), None, _told(row))
    return row


def remove_evidence(session: Session, actor: Actor, key: str, evidence_key: str) -> None:
    """Take one file away that one's own side gave; the last finance certificate stays while an amount rests on it."""
    case = located(session, actor, key)
    refuse_unless(policy.can_edit_adoption, actor, case)
    adoption = case.adoption
    rows = session.scalars(select(AdoptionEvidence).where(AdoptionEvidence.adoption_id == adoption.id)).all()
    row = next((each for each in rows if each.key == evidence_key), None)
    if row is None or row.side not in policy.sides_of(actor, adoption, case.document):
        raise NotFound
    left = [each for each in rows if each.kind == "finance" and each is not row]
    if row.kind == "finance" and not left and _rests_on_it(session, adoption):
        raise Invalid(Fault("evidence", "needed"))
    session.delete(row)
    record(session, actor, "adoptions.remove_evidence", subject(adoption), _told(row), None)


def keep_evidence(
    session: Session, actor: Actor, store: FileStore, adoption: Adoption, side: str, new: NewEvidence
) -> AdoptionEvidence:
    """The row of a file that is kept in the store; no rule is asked here."""
    mine = AdoptionEvidence.adoption_id == adoption.id
    present = session.scalar(select(AdoptionEvidence).where(mine, AdoptionEvidence.sha256 == new.staged.sha256))
    if present is not None:
        store.keep(new.staged)
        return present
    if (session.scalar(select(func.count()).select_from(AdoptionEvidence).where(mine)) or 0) >= FILE_LIMIT:
        raise Invalid(Fault("evidence", "too_many_files", {"limit": FILE_LIMIT}))
    row = AdoptionEvidence(
        key=secrets.token_hex(12),
        adoption_id=adoption.id,
        kind=new.kind if new.kind in KINDS else "other",
        side=side,
        sha256=new.staged.sha256,
        size=new.staged.size,
        name=display_name(new.name),
        type_key=new.file_type.key,
        mime=new.file_type.mime,
        group=new.file_type.group,
        created_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    store.keep(new.staged)
    return row


def _rests_on_it(session: Session, adoption: Adoption) -> bool:
    ordinals = {adoption.newest, adoption.counted or adoption.newest}
    claims = [claim_of(session, adoption, ordinal) for ordinal in ordinals]
    return any(each.grade == Grade.VERIFIED for claim in claims for each in claim.benefits)


def _told(row: AdoptionEvidence) -> dict[str, object]:
    return {"file": row.name, "kind": row.kind, "sha256": row.sha256, "size": row.size}
