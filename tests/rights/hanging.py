"""What hangs on a guarded document: uses, patents, filings, a demonstration day; and where each could come out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from tests.rights.world import OFFICIAL_FORM, World
from webapp.adoptions.actions.commands import LinkAnswer, PlanDay, RecordAdoption
from webapp.adoptions.actions.days import announce
from webapp.adoptions.actions.links import answer_by_link, make_link
from webapp.adoptions.actions.recording import record_adoption
from webapp.adoptions.content import Claim, YearBenefit
from webapp.adoptions.models import Demonstration
from webapp.adoptions.workflow import Side
from webapp.base.actor import VISITOR
from webapp.base.clock import now
from webapp.documents.actions.patents import link_patent
from webapp.filings.actions import RecordFiling, record_filing
from webapp.filings.form_file import read_form
from webapp.patents.actions.commands import FirstDates, PatentTold, RecordPatent
from webapp.patents.actions.recording import record_patent
from webapp.patents.models import Patent

MARKS = ("泉眼效果", "泉眼车间", "泉眼厂", "87654321", "876,543.21", "87.654321", "泉眼专利", "泉眼总工会")
"""Words and amounts that are said of these documents and nowhere else."""
DIMENSIONS = ("region", "industry", "year", "kind", "owner", "studio", "organisation", "document")
FIGURES = ("adoptions", "organisations", "verified", "estimated")


def hang(world: World, targets: tuple[str, ...]) -> None:
    """Give each of them a use elsewhere that both sides agreed on, a patent, a filing; one day shows them all."""
    author, make = world.actors["member_a1"], world.make
    claim = Claim("2003-02", effect="泉眼效果", workshop="泉眼车间", benefits=(YearBenefit(2003, 87_654_321),))
    for target in targets:
        number, store = world.numbers[target], world.site.files
        for name in ("乙厂", "泉眼厂"):
            with make.writing() as session:
                command = RecordAdoption(number, Side.OWNER, name, claim)
                key = record_adoption(session, author, store, command).key
                token = make_link(session, author, key, "孙主任")
            with make.writing() as session:
                answer_by_link(session, VISITOR, token, LinkAnswer("孙主任", agrees=True))
            world.keys[f"hanging:{target}:{name}"] = key
        with make.writing() as session:
            told = PatentTold(f"泉眼专利{target}", "invention", inventors=("卜伟伟",))
            place = world.entries["organisation_a"], world.entries["studio_a1"]
            patent = record_patent(session, author, RecordPatent(*place, told, FirstDates(date(2025, 3, 4))))
            link_patent(session, author, number, patent.id, "protects")
            staged = store.stage(io.BytesIO(b"spring paper"), 1 << 20)
            filing = RecordFiling(read_form(OFFICIAL_FORM), "泉眼总工会", date(2026, 1, 5), "", staged)
            record_filing(session, author, number, store, filing)
    start = now() + timedelta(days=3)
    plan = PlanDay(
        title="泉眼观摩",
        organisation_id=world.entries["organisation_a"],
        place="一号厂房",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        description="现场演示。",
        audience="organisation",
        capacity=20,
        numbers=tuple(world.numbers[target] for target in targets),
    )
    with make.writing() as session:
        world.keys["hanging:day"] = announce(session, world.actors["manager_a"], plan).key


def hanging_channels(world: World, target: str) -> Iterator[str]:
    """Every address by which what hangs on the document could come out."""
    number = world.numbers[target]
    own = f"/d/{number}"
    yield from (f"{own}/adopt", f"{own}/adopt?side=owner", f"{own}/patents", f"{own}/forms", f"{own}/forms/matrix_form")
    yield from (f"{own}/forms/matrix_form/word", f"{own}/forms/matrix_form/print", f"{own}/versions/1/certificate")
    for name in ("乙厂", "泉眼厂"):
        key = world.keys[f"hanging:{target}:{name}"]
        yield from (f"/adoptions/{key}{tail}" for tail in ("", "/edit", "/revisions", "/certificate"))
    day = world.keys["hanging:day"]
    yield from (f"/demonstrations/{day}{tail}" for tail in ("", "/calendar.ics", "/list", "/edit"))
    yield from (f"/adoptions?document={number}", f"/adoptions/export?document={number}", f"/adoptions?day={day}")


def lists_of_hanging(world: World) -> Iterator[str]:
    """Lists, sums, calendars, exports and pages of entries."""
    yield from ("/adoptions", "/adoptions?year=2003", f"/adoptions?q={quote('泉眼')}", "/adoptions/export")
    yield from ("/me/adoptions", "/me/adoptions?waiting=1", "/me/adoptions/export", "/demonstrations", "/desk", "/me")
    yield from (
        "/patents",
        f"/patents?q={quote('泉眼')}",
        "/patents?year=2025",
        "/patents/export.xlsx",
        "/patents/import",
    )
    yield from ("/filings", "/forms", "/imports", "/imports/template.xlsx", "/search", f"/search?q={quote('泉眼')}")
    for by in DIMENSIONS:
        yield from (f"/statistics?by={by}", f"/statistics/export?by={by}", f"/statistics?by={by}&year=2003")
    for figure in FIGURES:
        yield from (f"/statistics/rows?figure={figure}&year=2003", f"/statistics/rows/export?figure={figure}")
    for name in ("organisation_a", "organisation_b"):
        yield from (f"/organisations/{world.entries[name]}", f"/adoptions?organisation={world.entries[name]}")
    yield from (f"/studios/{world.entries['studio_a1']}", f"/people/{world.entries['person_own']}")
    with world.site.database.reading() as session:
        patents = session.scalars(select(Patent.id).where(Patent.title.startswith("泉眼"))).all()
        days = session.scalars(select(Demonstration.key)).all()
    for patent in patents:
        yield from (f"/patents/{patent}{tail}" for tail in ("", "/edit", "/certificate", "/events/new"))
    yield from (f"/demonstrations/{day}" for day in days)


def words_of(response: Any) -> bytes:
    """All that a response says; of a workbook or a Word file what its parts say."""
    body: bytes = response.get_data()
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return b"\n".join(book.read(name) for name in book.namelist())
