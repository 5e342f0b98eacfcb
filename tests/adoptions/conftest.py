"""People and documents for tests of adoptions."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.adoptions.making import Adopting
from tests.make import Make
from webapp.base.actor import Actor
from webapp.documents.models import Visibility


@dataclass
class Cast:
    """A studio's document that everybody may read, its owner's side, and the adopter's side."""

    number: str
    owner: Actor
    owner_manager: Actor
    worker: Actor
    other_worker: Actor
    manager: Actor
    stranger: Actor
    reviewer: Actor
    organisation_id: int


@pytest.fixture
def adopting(make: Make) -> Adopting:
    return Adopting(make)


@pytest.fixture
def cast(make: Make) -> Cast:
    home = make.organisation("江麓传动厂")
    owner = make.account("owner", organisation_id=home, studio_id=make.studio(home, "钻模创新工作室"), leads=True)
    adopter = make.organisation("乙机械厂")
    return Cast(
        number=make.published(owner, visibility=Visibility.PUBLIC).number,
        owner=owner,
        owner_manager=make.account("owner-manager", organisation_id=home, manages=home),
        worker=make.account("worker", organisation_id=adopter),
        other_worker=make.account("other-worker", organisation_id=adopter),
        manager=make.account("manager", organisation_id=adopter, manages=adopter),
        stranger=make.account("stranger", organisation_id=make.organisation("丙厂")),
        reviewer=make.reviewer(),
        organisation_id=adopter,
    )
