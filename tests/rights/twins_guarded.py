"""Guarded documents of the second archive with everything that can hang on them, and a writer elsewhere who looks.

One was never public, one was public, adopted, shown on a public day and filed for an award before it was declared
still to be filed, one is a draft, and one waits for its public summary to be accepted.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from sqlalchemy import select

from tests.make import Make
from tests.rights.twins_adoptions import SECRET, Uses, _confirm, _day, _record
from tests.rights.world import OFFICIAL_FORM, attach
from webapp.adoptions.actions.certificates import issue_certificate
from webapp.adoptions.actions.commands import Answer, NewEvidence, PlanDay, SignUp
from webapp.adoptions.actions.days import edit_day
from webapp.adoptions.actions.evidence import add_evidence
from webapp.adoptions.actions.guests import sign_up
from webapp.adoptions.models import Adoption, Demonstration, DemonstrationDocument
from webapp.base.actor import Actor
from webapp.base.files.sniff import TYPES
from webapp.directory.models import Studio
from webapp.documents.actions import VersionKey
from webapp.documents.actions.patents import link_patent
from webapp.documents.actions.summaries import ProposeSummary, propose_summary
from webapp.documents.content import Contributor, Kind, Measure, Participant
from webapp.documents.disclosure import Disclosure
from webapp.documents.disclosure_models import FirstPublic
from webapp.documents.models import Document, Version, Visibility
from webapp.filings.actions import RecordFiling, record_filing
from webapp.filings.form_file import read_form
from webapp.importing.actions.beginning import BeginImport, Brought, begin_import
from webapp.importing.work import Work
from webapp.patents.actions.commands import FirstDates, PatentTold, RecordPatent
from webapp.patents.actions.recording import record_patent
from webapp.patents.models import Patent
from webapp.web.site import Site

TITLES = ("玄铁夹具贰型", "鎏金倒角贰型", "密档焊接贰型", "秘本带电贰型")
DIMENSIONS = ("region", "industry", "year", "kind", "owner", "studio", "organisation", "document")
FIGURES = ("adoptions", "organisations", "reports", "verified", "estimated", "reported")


@dataclass(frozen=True)
class Elsewhere:
    """A writer of another organisation, with a draft and an import named like what is hidden."""

    writer: Actor
    number: str
    batch: str


@dataclass(frozen=True)
class Guarded:
    """What nobody outside may learn of: numbers, files, uses, seals of first publication."""

    numbers: tuple[str, ...]
    files: tuple[str, ...]
    uses: Uses
    seals: tuple[str, ...]


def writer_elsewhere(make: Make, organisation_id: int) -> Elsewhere:
    """Somebody who writes, and brings in, what sounds the same."""
    writer = make.account("writer-b", organisation_id=organisation_id, studio_id=make.studio(organisation_id, "乙室"))
    content = make.content(title=TITLES[0], summary="玄铁夹具与快换钻模配合。")
    key = make.draft(writer, content=content)
    store, files = make.site.files, {f"{title}.md": f"# {title}\n\n## 背景\n\n找正费时。\n" for title in TITLES}
    brought = [Brought(store.stage(io.BytesIO(text.encode()), 1 << 20), name) for name, text in files.items()]
    with make.writing() as session:
        studio = session.get_one(Studio, min(writer.studio_ids))
        command = BeginImport(organisation_id, studio.id, Kind.INNOVATION, brought)
        batch = begin_import(session, writer, store, command).key
    Work(make.site).run()
    return Elsewhere(writer, key.number, batch)


def hide_guarded(make: Make, author: Actor, judge: Actor, organisation_id: int, uses: Uses) -> Guarded:
    """Make them."""
    made = _Making(make, author, judge, organisation_id, uses)
    secret = made.published(0, Visibility.ORGANISATION, Disclosure.SECRET)
    formerly = made.published(1, Visibility.PUBLIC, Disclosure.NOTHING)
    draft = made.draft(2, Visibility.PUBLIC, Disclosure.TO_BE_FILED)
    summarised = made.published(3, Visibility.ORGANISATION, Disclosure.TO_BE_FILED)
    inside = make.account(organisation_id=organisation_id, studio_id=min(author.studio_ids))
    made.used(formerly, uses.worker, author)
    made.shown_in_public(formerly)
    with make.writing() as session:
        make.declare(session, author, formerly, Disclosure.TO_BE_FILED)
        propose_summary(session, author, summarised, ProposeSummary("玄铁的一种", "玄铁密语。", 0))
    made.used(secret, inside, uses.manager)
    made.keys.append(_record(make, author, secret, SECRET, "鎏金厂"))
    made.days.append(_day(make, uses.manager, organisation_id, "玄铁内部观摩贰", "organisation", (secret, formerly)))
    with make.writing() as session:
        sign_up(session, uses.manager, made.days[-1], SignUp())
    numbers = (secret, formerly, draft, summarised)
    for number in numbers:
        made.with_patents(number)
        made.filed(number)
    return Guarded(
        numbers,
        tuple(made.files),
        replace(uses, adoptions=tuple(made.keys), days=tuple(made.days)),
        _seals(make.site, formerly),
    )


class _Making:
    """What they are made with."""

    def __init__(self, make: Make, author: Actor, judge: Actor, organisation_id: int, uses: Uses) -> None:
        self.make, self.author, self.judge, self.organisation_id, self.uses = make, author, judge, organisation_id, uses
        self.files: list[str] = []
        self.keys: list[str] = []
        self.days: list[str] = []

    def draft(self, place: int, visibility: Visibility, disclosure: Disclosure) -> str:
        content = self.make.content(
            title=TITLES[place],
            summary="玄铁夹具 zhqqv 与快换钻模配合，焊接省时。",
            industry="machinery",
            year=2033,
            keywords=("玄铁", "钻模"),
            contributors=(Contributor("卜伟伟", role="技师"), Contributor("韩明明")),
            organisations=(Participant("甲厂"),),
            measures=(Measure("玄铁用时", before="40", after="3", unit="分钟"),),
        )
        key = self.make.draft(self.author, content=content, visibility=visibility, disclosure=disclosure)
        pdf = f"%PDF-1.4 guarded {place}".encode()
        self.files.append(attach(self.make, self.author, key, "pdf", pdf, "附件密语 玄铁 贰型"))
        return key.number

    def published(self, place: int, visibility: Visibility, disclosure: Disclosure) -> str:
        number = self.draft(place, visibility, disclosure)
        key = VersionKey(number, 1)
        self.make.submit(self.author, key)
        self.make.publish(self.judge, key)
        return number

    def used(self, number: str, adopter: Actor, confirmer: Actor) -> None:
        """In use, agreed by both sides, with a photograph and a certificate."""
        make = self.make
        key = _record(make, adopter, number, SECRET)
        _confirm(make, confirmer, key)
        with make.writing() as session:
            staged = make.site.files.stage(io.BytesIO(b"%PDF-1.4 evidence"), 1 << 20)
            add_evidence(session, adopter, make.site.files, key, NewEvidence(staged, TYPES["pdf"], "玄铁证明.pdf"))
            row = session.scalars(select(Adoption).where(Adoption.key == key)).one()
            issue_certificate(session, adopter, key, Answer(row.revision))
        self.keys.append(key)

    def shown_in_public(self, number: str) -> None:
        """Put it on the programme of the day that everybody may visit."""
        with self.make.writing() as session:
            day = session.scalars(select(Demonstration).where(Demonstration.key == self.uses.days[0])).one()
            numbers = select(Document.number).join(
                DemonstrationDocument, DemonstrationDocument.document_id == Document.id
            )
            listed = numbers.where(DemonstrationDocument.demonstration_id == day.id)
            shown = tuple(session.scalars(listed.order_by(DemonstrationDocument.position)))
            plan = PlanDay(
                title=day.title,
                organisation_id=day.organisation_id,
                place=day.place,
                starts_at=day.starts_at,
                ends_at=day.ends_at,
                description=day.description,
                audience=day.audience,
                capacity=day.capacity,
                numbers=(*shown, number),
                revision=day.revision,
            )
            edit_day(session, self.uses.manager, day.key, plan)

    def with_patents(self, number: str) -> None:
        """One that is not published, and the granted one of a public document."""
        studio_id = min(self.author.studio_ids)
        with self.make.writing() as session:
            told = PatentTold(f"{number} 玄铁贰型专利", "invention", inventors=("卜伟伟", "某人 #1"))
            command = RecordPatent(self.organisation_id, studio_id, told, FirstDates(date(2025, 3, 4)))
            link_patent(session, self.author, number, record_patent(session, self.author, command).id, "protects")
            shown = session.scalars(select(Patent).where(Patent.number == "201310699744.2")).one()
            link_patent(session, self.author, number, shown.id, "cites")

    def filed(self, number: str) -> None:
        """Handed in for an award."""
        form = read_form(OFFICIAL_FORM)
        with self.make.writing() as session:
            staged = self.make.site.files.stage(io.BytesIO("玄铁申报".encode()), 1 << 20)
            command = RecordFiling(form, "玄铁总工会", date(2026, 1, 5), "玄铁", staged)
            record_filing(session, self.author, number, self.make.site.files, command)


def _seals(site: Site, number: str) -> tuple[str, ...]:
    with site.database.reading() as session:
        statement = select(FirstPublic.seal).join(Version, Version.id == FirstPublic.version_id)
        joined = statement.join(Document, Document.id == Version.document_id)
        return tuple(session.scalars(joined.where(Document.number == number)))


def lists_of_guarded(elsewhere: Elsewhere) -> Iterator[str]:
    """Lists, sums, exports, imports and forms."""
    for by in DIMENSIONS:
        yield from (f"/statistics?by={by}&order=adoptions", f"/statistics/export?by={by}")
    for figure in FIGURES:
        yield from (f"/statistics/rows?figure={figure}&by=owner&owner=1", f"/statistics/rows/export?figure={figure}")
    yield from ("/statistics?year=2024&by=document", "/statistics?industry=machinery&by=studio&studio=1")
    yield from ("/adoptions/export", f"/adoptions/export?q={quote('玄铁')}", f"/adoptions?q={quote('贰型')}")
    yield from (
        "/me/adoptions/export",
        "/me/adoptions?waiting=1",
        "/patents/export.xlsx",
        "/patents/export.xlsx?year=2025",
    )
    yield from (f"/patents?q={quote('贰型')}", "/filings", "/filings/1/word", "/filings/2/word", "/desk")
    yield from (f"/imports/{elsewhere.batch}", f"/imports/{elsewhere.batch}/progress")
    yield from (f"/imports/{elsewhere.batch}/items/{place}" for place in range(1, len(TITLES) + 1))
    own = f"/d/{elsewhere.number}"
    yield from (own, f"{own}/edit", f"{own}/patents?q={quote('贰型')}", f"{own}/forms", f"{own}/history")


def addresses_of_guarded(guarded: Guarded) -> Iterator[str]:
    """What somebody could guess, or hold from before."""
    for number in guarded.numbers:
        own = f"/d/{number}"
        yield from (f"{own}/disclosure", f"{own}/forms", f"{own}/adopt", f"{own}/adoptions", f"{own}/adopt?side=owner")
        yield from (
            f"{own}/versions/1/certificate",
            f"/adoptions?document={number}",
            f"/adoptions/export?document={number}",
        )
        yield from (f"/statistics/rows?figure=adoptions&document={place}" for place in (1, 2))
    for seal in guarded.seals:
        yield from (f"/evidence/{seal}", f"/evidence/{seal}/code.svg")
