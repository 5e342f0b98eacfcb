"""Adoptions and demonstration days of the two archives: what everybody may know, and what is added out of sight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from tests.make import Make
from webapp.adoptions.actions.answering import confirm, dispute
from webapp.adoptions.actions.commands import Answer, EditAdoption, PlanDay, RecordAdoption, SignUp
from webapp.adoptions.actions.days import announce
from webapp.adoptions.actions.guests import sign_up
from webapp.adoptions.actions.recording import edit_adoption, record_adoption
from webapp.adoptions.content import Claim, YearBenefit
from webapp.adoptions.models import Adoption
from webapp.adoptions.workflow import Side
from webapp.base.actor import Actor
from webapp.base.clock import now

CLAIM = Claim("2023-05", effect="省时省力", workshop="一车间", benefits=(YearBenefit(2023, 5_000_000),))
SECRET = replace(CLAIM, workshop="玄铁车间", effect="玄铁夹具 zhqqv 的效果", benefits=(YearBenefit(2024, 777_777_700),))


@dataclass(frozen=True)
class Uses:
    """Keys of adoptions and days, and who works for the adopter."""

    adoptions: tuple[str, ...]
    days: tuple[str, ...]
    worker: Actor
    manager: Actor


def show_uses(make: Make, author: Actor, organisation_id: int, numbers: tuple[str, ...]) -> Uses:
    """Two adoptions that count, and a day to come that everybody may visit."""
    place = make.organisation("丙厂")
    worker = make.account("adopter", organisation_id=place)
    manager = make.account("host", organisation_id=organisation_id, manages=organisation_id)
    keys = []
    for number in numbers[:2]:
        keys.append(_record(make, worker, number, CLAIM))
        _confirm(make, author, keys[-1])
    day = _day(make, manager, organisation_id, "公开观摩", "public", numbers[:2])
    return Uses(tuple(keys), (day,), worker, manager)


def hide_uses(make: Make, author: Actor, organisation_id: int, uses: Uses, public: str, inner: tuple[str, ...]) -> Uses:
    """Changes that wait or are disputed, uses of hidden results, a day within the organisation."""
    _edit(make, uses.worker, uses.adoptions[0])
    revision = _edit(make, uses.worker, uses.adoptions[1])
    with make.writing() as session:
        dispute(session, author, uses.adoptions[1], Answer(revision, "玄铁数字不对"))
    waiting = _record(make, uses.worker, public, replace(SECRET, started="2024-01", workshop="另一车间"))
    disputed = _record(make, author, public, SECRET, "鎏金厂")
    keys = [waiting, disputed]
    inside = make.account(organisation_id=organisation_id, studio_id=min(author.studio_ids))
    for number in inner:
        keys.append(_record(make, inside, number, SECRET))
        _confirm(make, uses.manager, keys[-1])
    day = _day(make, uses.manager, organisation_id, "玄铁内部观摩", "organisation", (public, *inner[1:]))
    with make.writing() as session:
        sign_up(session, uses.manager, day, SignUp())
    return Uses(tuple(keys), (day,), uses.worker, uses.manager)


def addresses_of(uses: Uses) -> Iterator[str]:
    """Every address of these, known or guessed."""
    for key in uses.adoptions:
        for tail in ("", "/edit", "/revisions", "/certificate"):
            yield f"/adoptions/{key}{tail}"
    for key in uses.days:
        for tail in ("", "/edit", "/list", "/calendar.ics"):
            yield f"/demonstrations/{key}{tail}"
        yield f"/adoptions?day={key}"


def lists_of_uses() -> Iterator[str]:
    """Lists and sums."""
    yield from ("/adoptions", "/me/adoptions", "/demonstrations", "/demonstrations?when=past", "/demonstrations/new")
    yield from (
        "/adoptions?q=%E7%8E%84%E9%93%81",
        "/adoptions?state=agreed",
        "/adoptions?year=2024",
        "/adoptions?owner=1",
    )
    yield from (f"/adoptions?organisation={number}" for number in range(1, 4))
    yield from ("/adoptions?industry=machinery", "/adoptions?page=2", "/adoptions?studio=1")


def _record(make: Make, actor: Actor, number: str, claim: Claim, name: str = "") -> str:
    side = Side.OWNER if name else Side.ADOPTER
    with make.writing() as session:
        command = RecordAdoption(number, side, name or (actor.organisation_id or 0), claim)
        return record_adoption(session, actor, make.site.files, command).key


def _confirm(make: Make, actor: Actor, key: str) -> None:
    with make.writing() as session:
        row = session.scalars(select(Adoption).where(Adoption.key == key)).one()
        confirm(session, actor, key, Answer(row.revision))


def _edit(make: Make, actor: Actor, key: str) -> int:
    with make.writing() as session:
        row = session.scalars(select(Adoption).where(Adoption.key == key)).one()
        return edit_adoption(session, actor, key, EditAdoption(row.revision, SECRET)).revision


def _day(make: Make, actor: Actor, organisation_id: int, title: str, audience: str, numbers: tuple[str, ...]) -> str:
    start = now() + timedelta(days=30)
    plan = PlanDay(
        title=title,
        organisation_id=organisation_id,
        place="一号厂房",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        description="现场演示。",
        audience=audience,
        capacity=20,
        numbers=numbers,
    )
    with make.writing() as session:
        return announce(session, actor, plan).key
