"""Adoptions and demonstration days of the world: one in every state that matters, made by the actions people use."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.adoptions.actions.answering import confirm
from webapp.adoptions.actions.certificates import issue_certificate
from webapp.adoptions.actions.commands import Answer, NewEvidence, PlanDay, RecordAdoption, SignUp
from webapp.adoptions.actions.days import announce
from webapp.adoptions.actions.guests import sign_up
from webapp.adoptions.actions.links import make_link
from webapp.adoptions.actions.recording import record_adoption
from webapp.adoptions.content import Claim, YearBenefit
from webapp.adoptions.models import Adoption, AdoptionEvidence, Demonstration, DemonstrationGuest
from webapp.adoptions.workflow import Side
from webapp.base.actor import VISITOR, Actor
from webapp.base.clock import now
from webapp.base.files.sniff import TYPES

if TYPE_CHECKING:
    from tests.rights.world import World

CLAIM = Claim(started="2024-03", workshop="二车间", effect="省时", benefits=(YearBenefit(2024, 1_234_567),))


def fill(world: World) -> None:
    """Make them all, and note their keys and revisions by name."""
    worker, leader = world.actors["worker_b"], world.actors["leader_a1"]
    _adoption(world, "proposed", worker, "public", evidence=True)
    for name, document in (("confirmed", "became_public"), ("certified", "next_draft")):
        _adoption(world, name, worker, document, evidence=name == "confirmed")
        _agree(world, name, leader)
    _adoption(world, "hidden", world.actors["member_a1"], "studio")
    _agree(world, "hidden", world.actors["manager_a"])
    _adoption(world, "offered", leader, "members", side=Side.OWNER)
    with world.make.writing() as session:
        key, revision = world.keys["certified"], world.revisions["adoption_certified"]
        world.keys["certificate"] = issue_certificate(session, leader, key, Answer(revision)).key
        world.keys["token"] = make_link(session, leader, world.keys["offered"], "李主任")
    for name, audience in (("day_public", "public"), ("day_organisation", "organisation"), ("day_joined", "public")):
        _day(world, name, audience)
    with world.make.writing() as session:
        sign_up(session, worker, world.keys["day_joined"], SignUp())
        world.keys["guest"] = sign_up(session, VISITOR, world.keys["day_joined"], SignUp("来宾", consent=True)).key
    with world.make.writing() as session:
        _look_up(session, world)


def _adoption(
    world: World, name: str, actor: Actor, document: str, *, side: Side = Side.ADOPTER, evidence: bool = False
) -> None:
    place: int | str = "乙厂" if side == Side.OWNER else actor.organisation_id or 0
    store = world.site.files
    files: tuple[NewEvidence, ...] = ()
    if evidence:
        staged = store.stage(picture(len(world.keys)), 1 << 20)
        files = (NewEvidence(staged, TYPES["png"], f"现场-{name}.png", "photo"),)
    with world.make.writing() as session:
        claim = replace(CLAIM, ordinal=2 if document == "became_public" else 1)
        command = RecordAdoption(world.numbers[document], side, place, claim, evidence=files)
        world.keys[name] = record_adoption(session, actor, store, command).key


def picture(colour: int) -> io.BytesIO:
    """A small picture of its own."""
    file = io.BytesIO()
    Image.new("RGB", (20, 12), (colour % 256, 60, 200)).save(file, "PNG")
    file.seek(0)
    return file


def _agree(world: World, name: str, actor: Actor) -> None:
    with world.make.writing() as session:
        revision = session.scalars(select(Adoption.revision).where(Adoption.key == world.keys[name])).one()
        world.revisions[f"adoption_{name}"] = confirm(session, actor, world.keys[name], Answer(revision)).revision


def _day(world: World, name: str, audience: str) -> None:
    start = now() + timedelta(minutes=30)
    plan = PlanDay(
        title=f"观摩会{name}",
        organisation_id=world.entries["organisation_a"],
        place="一号厂房",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        description="现场演示。",
        audience=audience,
        capacity=500,
        numbers=(world.numbers["public"],),
    )
    with world.make.writing() as session:
        world.keys[name] = announce(session, world.actors["manager_a"], plan).key


def _look_up(session: Session, world: World) -> None:
    names = {key: name for name, key in world.keys.items()}
    for adoption in session.scalars(select(Adoption)):
        world.revisions[f"adoption_{names[adoption.key]}"] = adoption.revision
    for row in session.execute(
        select(AdoptionEvidence.key, Adoption.key).join(Adoption, Adoption.id == AdoptionEvidence.adoption_id)
    ):
        world.keys[f"evidence_{names[row[1]]}"] = row[0]
    for day in session.scalars(select(Demonstration)):
        world.revisions[names[day.key]] = day.revision
        world.keys[f"door_{names[day.key]}"] = day.check_in_key
    world.entries["guest"] = session.scalars(select(DemonstrationGuest.id).limit(1)).one()
