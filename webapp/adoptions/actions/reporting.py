"""Adoptions that public reports name, kept as records of their own: they follow the library's documents.

They are made from what a document loaded from the library says, never confirmed by that, and never touched again once
one of the two sides has taken them up. Doing it twice changes nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.adoptions.actions.answering import take_back
from webapp.adoptions.actions.figures import keep_figures
from webapp.adoptions.actions.recording import add_revision, adopter_word
from webapp.adoptions.content import Claim, Grade, YearBenefit
from webapp.adoptions.models import Adoption
from webapp.adoptions.workflow import AdoptionState
from webapp.base.actor import SYSTEM
from webapp.base.journal import record
from webapp.base.money import fen_reported
from webapp.directory.models import Organisation
from webapp.directory.registration import same_name
from webapp.documents.content import ReportedAdoption, from_json
from webapp.documents.models import Document, Version
from webapp.documents.workflow import VersionState

REASON = "公开报道中不再列出"


@dataclass(slots=True)
class Followed:
    """How many records were made, and how many withdrawn because the report is gone."""

    made: int = 0
    withdrawn: int = 0
    numbers: list[str] = field(default_factory=list)


def follow_reports(session: Session) -> Followed:
    """Bring the records in line with the library's documents; one journal row for each document that changed."""
    rows = session.scalars(select(Adoption).where(Adoption.source_key.is_not(None))).all()
    present = {(row.document_id, row.source_key): row for row in rows}
    done = Followed()
    wanted: set[tuple[int, str | None]] = set()
    named: dict[str, Organisation] | None = None
    for document, version in _loaded(session):
        made = 0
        for source_key, reported in _reports(version):
            wanted.add((document.id, source_key))
            if (document.id, source_key) not in present:
                named = named if named is not None else _organisations(session)
                _make(session, document, version, source_key, reported, named.get(same_name(reported.organisation)))
                made += 1
        if made:
            done.made += made
            done.numbers.append(document.number)
            told = ("document", document.id, version.title)
            record(session, SYSTEM, "adoptions.follow_reports", told, None, {"count": made})
    for place, row in present.items():
        if place not in wanted and row.state == AdoptionState.REPORTED:
            take_back(session, row, REASON)
            record(
                session,
                SYSTEM,
                "adoptions.withdraw",
                ("adoption", row.id, row.organisation_name),
                None,
                {"reason": REASON},
            )
            done.withdrawn += 1
    return done


def _loaded(session: Session) -> Iterator[tuple[Document, Version]]:
    rows = session.execute(
        select(Document, Version)
        .join(Version, Version.document_id == Document.id)
        .where(Document.loaded_hash != "", Version.state == VersionState.PUBLISHED)
        .order_by(Document.id)
    )
    for row in rows.all():
        yield row[0], row[1]


def _reports(version: Version) -> Iterator[tuple[str, ReportedAdoption]]:
    seen: set[str] = set()
    for reported in from_json(version.content).adoptions:
        mark = "\0".join((reported.organisation, str(reported.year), reported.effect, reported.benefit_yuan))
        source_key = hashlib.sha256(mark.encode()).hexdigest()
        if source_key not in seen:
            seen.add(source_key)
            yield source_key, reported


def _organisations(session: Session) -> dict[str, Organisation]:
    rows = session.scalars(
        select(Organisation).where(Organisation.merged_into_id.is_(None)).order_by(Organisation.id.desc())
    )
    return {same_name(row.name): row for row in rows}


def _make(
    session: Session,
    document: Document,
    version: Version,
    source_key: str,
    reported: ReportedAdoption,
    organisation: Organisation | None,
) -> None:
    name = organisation.name if organisation else reported.organisation[:120]
    organisation_id = organisation.id if organisation else None
    claim = Claim(
        started=f"{reported.year}-01" if reported.year else "",
        ordinal=version.ordinal,
        region=organisation.region if organisation else "",
        industry=organisation.industry if organisation else "",
        effect=reported.effect,
        benefits=_benefit(reported),
    )
    row = Adoption(
        key=secrets.token_hex(12),
        document_id=document.id,
        version_id=version.id,
        organisation_id=organisation_id,
        organisation_name=name,
        adopter=adopter_word(organisation_id, name),
        state=AdoptionState.REPORTED,
        source_key=source_key,
    )
    session.add(row)
    session.flush()
    add_revision(session, SYSTEM, row, claim, "")
    keep_figures(session, row, claim)


def _benefit(reported: ReportedAdoption) -> tuple[YearBenefit, ...]:
    fen = fen_reported(reported.benefit_yuan)
    return (YearBenefit(reported.year, fen, "", Grade.REPORTED),) if fen > 0 else ()
