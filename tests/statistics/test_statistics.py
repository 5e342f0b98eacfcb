"""Figures: exact, equal to their rows and to the Excel sheet, for what a reader may know."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.adoptions.making import CLAIM, Adopting
from tests.browse import Browser
from tests.make import PASSWORD, Make
from tests.rights.world import picture
from tests.statements import count_statements
from webapp.adoptions.actions.commands import NewEvidence, RecordAdoption
from webapp.adoptions.actions.recording import record_adoption
from webapp.adoptions.content import Grade, YearBenefit
from webapp.adoptions.queries.sums import By, Narrow
from webapp.adoptions.workflow import Side
from webapp.base.actor import SYSTEM, VISITOR, Actor
from webapp.base.database import Database
from webapp.base.files.sniff import TYPES
from webapp.base.vocabulary import Term
from webapp.directory.models import Organisation
from webapp.directory.vocabularies import load_terms
from webapp.documents.models import Document, Visibility
from webapp.statistics import queries
from webapp.statistics.queries import AMOUNTS, Figure

TERMS = {
    "regions": [
        Term("regions", "hunan", "湖南", "Hunan"),
        Term("regions", "xiangtan", "湘潭", "Xiangtan", "hunan"),
        Term("regions", "shandong", "山东", "Shandong"),
    ],
    "industries": [Term("industries", "machinery", "机械装备", "Machinery")],
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Who adopted what."""

    owner: Actor
    public: str
    internal: str
    adopter_id: int


def record_with_certificate(make: Make, actor: Actor, number: str, **claim: Any) -> str:
    """A new adoption with a certificate of the finance department; its key."""
    staged = make.site.files.stage(io.BytesIO(picture()), 1 << 20)
    evidence = NewEvidence(staged, TYPES["png"], "财务证明.png", "finance")
    command = RecordAdoption(
        number, Side.ADOPTER, actor.organisation_id or 0, replace(CLAIM, **claim), evidence=(evidence,)
    )
    with make.writing() as session:
        return record_adoption(session, actor, make.site.files, command).key


@pytest.fixture
def scene(make: Make) -> Scene:
    """A public result used by two organisations, one of them unnamed, and an internal one used at home."""
    with make.writing() as session:
        load_terms(session, SYSTEM, TERMS)
    adopting = Adopting(make)
    owner = make.writer()
    public = make.published(owner, content=make.content(title="公开的钻模"), visibility=Visibility.PUBLIC).number
    internal = make.published(owner, content=make.content(title="内部的秘法")).number
    first = make.account("first", manages=make.organisation("甲用户厂"))
    first = replace(first, organisation_id=min(first.managed_organisation_ids))
    second = make.account("second", organisation_id=make.organisation("乙不愿公开厂"))
    colleague = make.account("colleague", organisation_id=owner.organisation_id)
    money = (YearBenefit(2024, 10, grade=Grade.VERIFIED), YearBenefit(2025, 12_345_678_901))
    key = record_with_certificate(make, first, public, region="xiangtan", industry="machinery", benefits=money)
    adopting.confirm(owner, key)
    adopting.confirmed(second, owner, public, region="shandong", is_named=False, benefits=(YearBenefit(2025, 99),))
    adopting.confirmed(colleague, owner, internal, region="hunan", benefits=(YearBenefit(2025, 777_00),))
    third = make.account("third", organisation_id=make.organisation("丙待确认厂"))
    adopting.recorded(third, public, started="2026-01", benefits=(YearBenefit(2026, 5_000_000),))  # not agreed on
    return Scene(owner, public, internal, first.organisation_id or 0)


def test_totals_count_what_both_sides_agreed_on_and_the_reader_may_read(scene: Scene, database: Database) -> None:
    with database.reading() as session:
        seen = queries.totals(session, VISITOR, Narrow())
        own = queries.totals(session, scene.owner, Narrow())
    assert (seen.reach.adoptions, seen.reach.organisations) == (2, 2)
    assert (seen.sums.verified, seen.sums.estimated) == (10, 12_345_679_000)
    assert own.reach.adoptions == 3
    assert own.sums.estimated == 12_345_679_000 + 77_700


def test_every_figure_of_every_line_equals_the_rows_behind_it(scene: Scene, database: Database) -> None:
    groups = {"hunan": "hunan", "xiangtan": "hunan", "shandong": "shandong"}
    with database.reading() as session:
        for actor in (VISITOR, scene.owner):
            page = queries.lines(session, actor, By.REGION, Narrow(), Figure.VERIFIED, groups)
            assert {line.key for line in page.items} == {"hunan", "shandong"}
            for line in page.items:
                keys = frozenset(key for key, group in groups.items() if group == line.key)
                narrow = Narrow(region=keys)
                assert queries.uses(session, actor, narrow).total == line.figure(Figure.ADOPTIONS)
                adopters = queries.adopters(session, actor, narrow, Figure.ORGANISATIONS)
                assert adopters.total == len(adopters.items) == line.figure(Figure.ORGANISATIONS)
                for figure in AMOUNTS:
                    rows, fen = queries.amounts(session, actor, narrow, figure)
                    assert fen == sum(row.fen for row in rows.items) == line.figure(figure)


@pytest.mark.parametrize("by", [by for by in By if by != By.ALL])
def test_lines_of_every_dimension_add_up_to_the_total(scene: Scene, database: Database, by: By) -> None:
    with database.reading() as session:
        total = queries.totals(session, scene.owner, Narrow())
        page = queries.lines(session, scene.owner, by, Narrow(), Figure.ESTIMATED)
    for figure in (Figure.ADOPTIONS, *AMOUNTS):
        assert sum(line.figure(figure) for line in page.items) == total.figure(figure)


@pytest.mark.parametrize("by", [By.REGION, By.INDUSTRY, By.STUDIO, By.ORGANISATION])
def test_a_line_that_says_nothing_has_rows_too(scene: Scene, make: Make, database: Database, by: By) -> None:
    """A named organisation that is not in the directory, nothing filled in, a document of no studio."""
    manager = make.account(manages=make.organisation())
    number = make.published(manager, visibility=Visibility.PUBLIC).number
    adopting = Adopting(make)
    user = make.account(organisation_id=make.organisation())
    key = adopting.recorded(user, number, is_named=False, region="", industry="", benefits=(YearBenefit(2025, 5_00),))
    adopting.confirm(manager, key)
    with database.reading() as session:
        lines = queries.lines(session, VISITOR, by, Narrow(), Figure.ESTIMATED).items
        line = next(line for line in lines if line.key in (None, ""))
        narrow = Narrow(blank=frozenset({by}))
        assert line.sums.estimated >= 5_00
        assert queries.amounts(session, VISITOR, narrow, Figure.ESTIMATED)[1] == line.sums.estimated
        assert queries.uses(session, VISITOR, narrow).total == line.reach.adoptions
        assert queries.adopters(session, VISITOR, narrow, Figure.ORGANISATIONS).total == line.reach.organisations


def test_who_does_not_want_to_be_named_is_named_nowhere(scene: Scene, browser: Browser) -> None:
    for address in (
        "/statistics?by=organisation",
        "/statistics/rows?figure=adoptions",
        "/statistics/rows?figure=organisations",
        "/statistics/rows?figure=estimated",
    ):
        page = browser.get(address).get_data(as_text=True)
        assert "乙不愿公开厂" not in page
        assert "未公开名称的单位" in page
        assert "内部的秘法" not in page


def test_pages_lead_from_a_figure_to_its_rows(scene: Scene, browser: Browser) -> None:
    page = browser.get("/statistics").get_data(as_text=True)
    assert "123.46 万元" not in page  # 1.23 亿元
    assert "1.23 亿元" in page
    assert "数据截至" in page
    link = re.search(r'href="(/statistics/rows\?figure=estimated[^"]*region=hunan[^"]*)"', page)
    assert link is not None
    rows = browser.get(link.group(1).replace("&amp;", "&")).get_data(as_text=True)
    assert "123,456,789.01" in rows
    assert "公开的钻模" in rows
    deeper = browser.get("/statistics?region=hunan").get_data(as_text=True)
    assert "湘潭" in deeper


def test_odd_addresses_narrow_to_nothing_and_never_fail(scene: Scene, browser: Browser) -> None:
    for odd in ("by=x", "order=x", "organisation=abc", "year=99999999999", "region=nowhere", "page=9999", "kind=%00"):
        browser.get(f"/statistics?{odd}")
        browser.get(f"/statistics/rows?{odd}")
    assert "没有符合条件的数据" in browser.get("/statistics?organisation=abc").get_data(as_text=True)


def cells(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_sheet_equals_the_page(scene: Scene, browser: Browser) -> None:
    made = cells(browser.get("/statistics/export?by=region").get_data())
    by_name = {row[0]: row for row in made}
    assert by_name["湖南"][1:6] == [1, 1, 0, 0.1, 123_456_789.01]
    assert by_name["合计"][1:6] == [2, 2, 0, 0.1, 123_456_790.0]
    rows = cells(browser.get("/statistics/rows/export?figure=estimated").get_data())
    assert [row[-1] for row in rows[1:4]] == [123_456_789.01, 0.99, 123_456_790.0]
    named = cells(browser.get("/statistics/rows/export?figure=organisations").get_data())
    assert {row[0] for row in named[1:3]} == {"甲用户厂", "未公开名称的单位"}


def test_the_number_of_statements_does_not_grow(scene: Scene, browser: Browser, make: Make, database: Database) -> None:
    def count(address: str) -> int:
        with count_statements(database) as statements:
            browser.get(address)
        return len(statements)

    addresses = ("/statistics", "/statistics?by=document", "/statistics/rows?figure=estimated")
    for address in addresses:
        browser.get(address)
    before = [count(address) for address in addresses]
    adopting = Adopting(make)
    for _ in range(3):
        number = make.published(scene.owner, visibility=Visibility.PUBLIC).number
        user = make.account(organisation_id=make.organisation())
        adopting.confirmed(user, scene.owner, number)
    assert [count(address) for address in addresses] == before
    assert max(before) <= 10


def test_narrowed_by_organisation_studio_owner_and_document(scene: Scene, browser: Browser, database: Database) -> None:
    with database.reading() as session:
        document_id = session.scalars(select(Document.id).where(Document.number == scene.public)).one()
        assert session.get_one(Organisation, scene.adopter_id).name == "甲用户厂"
    page = browser.get(f"/statistics?by=document&organisation={scene.adopter_id}").get_data(as_text=True)
    assert "应用单位：甲用户厂" in page
    assert "公开的钻模" in page
    assert "公开的钻模" in browser.get(f"/statistics/rows?document={document_id}").get_data(as_text=True)


def test_a_member_sees_their_internal_figures(scene: Scene, browser: Browser, make: Make) -> None:
    make.account("reader", organisation_id=scene.owner.organisation_id)
    browser.sign_in("reader", PASSWORD)
    assert "内部的秘法" in browser.get("/statistics?by=document").get_data(as_text=True)
