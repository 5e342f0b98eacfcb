"""What the library's documents report becomes records of its own, once, marked as reported and counted apart."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.browse import Browser
from tests.make import Make
from webapp.adoptions.actions.commands import EditAdoption
from webapp.adoptions.actions.recording import edit_adoption
from webapp.adoptions.actions.reporting import follow_reports
from webapp.adoptions.content import Claim
from webapp.adoptions.models import Adoption, AdoptionFigure
from webapp.adoptions.queries.counting import adoption_counts
from webapp.adoptions.queries.sums import benefit_sums
from webapp.adoptions.workflow import AdoptionState
from webapp.base.actor import VISITOR, Role
from webapp.base.commands import Context
from webapp.base.database import Database
from webapp.base.journal import JournalEntry
from webapp.documents import cli
from webapp.documents.content import ReportedAdoption, from_json
from webapp.documents.models import Document, Version
from webapp.settings import Settings


@pytest.fixture
def library(settings: Settings, database: Database) -> Context[Settings]:
    """A part of the real library, loaded."""
    context = Context(lambda: settings, io.StringIO())
    folder = cli.read(context)
    small = type(folder)(folder.vocabularies, folder.directory, folder.files[:12], ())
    cli.load(context, database, small, dry_run=False)
    return context


def reported(database: Database) -> list[tuple[str, ReportedAdoption]]:
    with database.reading() as session:
        rows = session.execute(select(Document.number, Version.content).join(Version)).all()
    return [(number, each) for number, content in rows for each in from_json(content).adoptions]


def follow(database: Database) -> int:
    with database.writing() as session:
        return follow_reports(session).made


@pytest.mark.usefixtures("library")
def test_every_report_becomes_a_record_once(database: Database) -> None:
    expected = reported(database)
    assert len(expected) > 5
    assert follow(database) == len(expected)
    assert follow(database) == 0
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Adoption)) == len(expected)
        assert set(session.scalars(select(Adoption.state))) == {AdoptionState.REPORTED}
        ids = session.scalars(select(Document.id)).all()
        counts = adoption_counts(session, ids)
        assert sum(each.confirmed for each in counts.values()) == 0
        assert all(each.reported for each in counts.values())
        total = sum(int(Decimal(each.benefit_yuan or "0") * 100) for _number, each in expected)
        sums = benefit_sums(session, VISITOR)[None]
        assert (sums.reported, sums.verified, sums.estimated) == (total, 0, 0)
        rows = session.scalars(select(JournalEntry).where(JournalEntry.action == "adoptions.follow_reports")).all()
        assert len(rows) == len({number for number, _each in expected})


@pytest.mark.usefixtures("library")
def test_they_are_shown_as_reported(app: Flask, database: Database) -> None:
    follow(database)
    number, first = reported(database)[0]
    page = Browser(app).get(f"/d/{number}").get_data(as_text=True)
    assert "家见于公开报道" in page
    with database.reading() as session:
        adoption = session.scalars(select(Adoption).order_by(Adoption.id)).first()
        assert adoption is not None
    shown = Browser(app).get(f"/adoptions/{adoption.key}").get_data(as_text=True)
    assert "来自公开报道" in shown
    assert first.effect[:10] in shown


@pytest.mark.usefixtures("library")
def test_what_a_side_took_up_is_left_alone_and_what_is_gone_is_withdrawn(make: Make, database: Database) -> None:
    follow(database)
    with database.reading() as session:
        taken, gone = session.scalars(select(Adoption).order_by(Adoption.id).limit(2)).all()
        organisation_id = session.get_one(Document, taken.document_id).organisation_id
    manager = make.account(manages=organisation_id)
    assert manager.has(Role.ORGANISATION_MANAGER)
    with make.writing() as session:
        edit_adoption(
            session, manager, taken.key, EditAdoption(taken.revision, Claim(started="2024-01", effect="核对过"))
        )
    with make.writing() as session:
        for row in session.scalars(
            select(Version).where(Version.document_id.in_((taken.document_id, gone.document_id)))
        ):
            content = from_json(row.content)
            row.content = row.content.replace(content.adoptions[0].effect, "改了说法" * 3) if content.adoptions else ""
    with database.writing() as session:
        done = follow_reports(session)
    with database.reading() as session:
        states = {row.id: row.state for row in session.execute(select(Adoption.id, Adoption.state))}
        assert states[taken.id] == AdoptionState.PROPOSED
        assert session.scalar(select(func.count()).where(AdoptionFigure.adoption_id == taken.id)) == 0
    assert done.withdrawn >= (0 if gone.document_id == taken.document_id else 1)
    assert done.made >= 1


def test_the_commands_follow_by_themselves(tmp_path: Path) -> None:
    from webapp.command_line import PARTS
    from webapp.documents.cli import AFTER_LOADING

    assert [each.__module__ for each in AFTER_LOADING] == ["webapp.adoptions.cli"]
    assert any(part.prepare.__module__ == "webapp.adoptions.cli" for part in PARTS)
