"""An adoption counts when the other side agrees, and what counts is what they last agreed on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from tests.adoptions.conftest import Cast
from tests.adoptions.making import CLAIM, Adopting
from tests.make import Make
from webapp.adoptions.actions.answering import dispute, end, withdraw
from webapp.adoptions.actions.commands import Answer, EditAdoption
from webapp.adoptions.actions.recording import edit_adoption
from webapp.adoptions.content import Claim, YearBenefit
from webapp.adoptions.models import Adoption, AdoptionFigure, AdoptionRevision
from webapp.adoptions.queries.counting import AdoptionCount, adoption_counts
from webapp.adoptions.queries.sums import By, Narrow, Sums, benefit_sums, reach_of
from webapp.adoptions.workflow import AdoptionState, Side
from webapp.base.actor import VISITOR, Actor
from webapp.base.errors import Conflict, Invalid, NotAllowed, NotFound
from webapp.documents.models import Document, Visibility
from webapp.notices.models import Notice


def counted(make: Make, number: str) -> AdoptionCount | None:
    with make.site.database.reading() as session:
        document_id = session.scalars(select(Document.id).where(Document.number == number)).one()
        return adoption_counts(session, [document_id]).get(document_id)


def edit(adopting: Adopting, actor: Actor, key: str, claim: Claim) -> None:
    with adopting.make.writing() as session:
        edit_adoption(session, actor, key, EditAdoption(adopting.revision(key), claim))


def sums(make: Make) -> Sums:
    with make.site.database.reading() as session:
        return benefit_sums(session, VISITOR)[None]


def test_it_counts_only_when_the_other_side_agrees(make: Make, cast: Cast, adopting: Adopting) -> None:
    key = adopting.recorded(cast.worker, cast.number)
    assert counted(make, cast.number) is None
    assert sums(make) == Sums()
    for actor in (cast.worker, cast.manager):
        with pytest.raises(NotAllowed):
            adopting.confirm(actor, key)
    with pytest.raises(NotFound):
        adopting.confirm(cast.stranger, key)
    adopting.confirm(cast.owner, key)
    assert counted(make, cast.number) == AdoptionCount(confirmed=1)
    assert sums(make) == Sums(estimated=12_845_679, rows=2)


def test_the_owner_records_and_the_adopters_manager_agrees(make: Make, cast: Cast, adopting: Adopting) -> None:
    key = adopting.recorded(cast.owner, cast.number, side=Side.OWNER, organisation="乙机械厂")
    assert adopting.row(key).organisation_id == cast.organisation_id
    for actor in (cast.owner, cast.owner_manager, cast.worker):
        with pytest.raises(NotAllowed):
            adopting.confirm(actor, key)
    adopting.confirm(cast.manager, key)
    assert adopting.row(key).state == AdoptionState.CONFIRMED


def test_one_person_on_both_sides_does_not_agree_with_themselves(make: Make, adopting: Adopting) -> None:
    home = make.organisation()
    both = make.account(organisation_id=home, manages=home)
    second = make.account(organisation_id=home, manages=home)
    number = make.published(both, visibility=Visibility.PUBLIC).number
    key = adopting.recorded(both, number)
    with pytest.raises(NotAllowed):
        adopting.confirm(both, key)
    adopting.confirm(second, key)
    assert counted(make, number) == AdoptionCount(confirmed=1)


def test_after_an_edit_the_last_agreed_revision_counts(make: Make, cast: Cast, adopting: Adopting) -> None:
    key = adopting.confirmed(cast.worker, cast.owner, cast.number)
    more = replace(CLAIM, benefits=(YearBenefit(2024, 99_900),))
    edit(adopting, cast.owner, key, more)
    row = adopting.row(key)
    assert (row.state, row.newest, row.counted, row.newest_side) == (AdoptionState.PROPOSED, 2, 1, Side.OWNER)
    assert sums(make).estimated == 12_845_679
    with make.writing() as session:
        dispute(session, cast.worker, key, Answer(adopting.revision(key), "数字不对"))
    assert sums(make).estimated == 12_845_679
    adopting.confirm(cast.worker, key)
    assert sums(make).estimated == 99_900
    with make.site.database.reading() as session:
        assert [row.ordinal for row in session.scalars(select(AdoptionRevision).order_by(AdoptionRevision.id))] == [
            1,
            2,
        ]


def test_what_is_disputed_or_taken_back_counts_no_more(make: Make, cast: Cast, adopting: Adopting) -> None:
    key = adopting.confirmed(cast.worker, cast.owner, cast.number)
    with make.writing() as session:
        dispute(session, cast.manager, key, Answer(adopting.revision(key), "我们没有用"))
    assert counted(make, cast.number) is None
    assert sums(make) == Sums()
    edit(adopting, cast.manager, key, CLAIM)
    adopting.confirm(cast.owner, key)
    assert counted(make, cast.number) == AdoptionCount(confirmed=1)
    with make.writing() as session, pytest.raises(NotAllowed):
        withdraw(session, cast.owner, key, Answer(adopting.revision(key), "不是我登记的"))
    with make.writing() as session:
        withdraw(session, cast.manager, key, Answer(adopting.revision(key), "登记有误"))
    assert counted(make, cast.number) is None
    with pytest.raises(Conflict):
        adopting.confirm(cast.owner, key)


def test_an_ended_use_stays_counted(make: Make, cast: Cast, adopting: Adopting) -> None:
    key = adopting.confirmed(cast.worker, cast.owner, cast.number)
    with make.writing() as session:
        end(session, cast.worker, key, Answer(adopting.revision(key), ended="2025-12"))
    assert adopting.row(key).ended == "2025-12"
    assert counted(make, cast.number) == AdoptionCount(confirmed=1)


def test_a_stale_answer_is_refused_with_what_stands_there(make: Make, cast: Cast, adopting: Adopting) -> None:
    key = adopting.recorded(cast.worker, cast.number)
    seen = adopting.revision(key)
    edit(adopting, cast.worker, key, replace(CLAIM, workshop="三车间"))
    with make.writing() as session, pytest.raises(Conflict) as refused:
        edit_adoption(session, cast.manager, key, EditAdoption(seen, CLAIM))
    assert refused.value.reason == "stale"
    assert refused.value.present.values["workshop"] == "三车间"


def test_the_same_use_twice_is_caught_and_another_workshop_or_time_is_not(
    make: Make, cast: Cast, adopting: Adopting
) -> None:
    key = adopting.recorded(cast.worker, cast.number, started="2024-03", ended="2024-12", benefits=())
    doubles: tuple[dict[str, Any], ...] = (
        {"started": "2024-10"},
        {"started": "2020-01", "ended": ""},
        {"started": "2024-12", "workshop": ""},
    )
    for claim in doubles:
        with pytest.raises(Conflict) as refused:
            adopting.recorded(cast.owner, cast.number, side=Side.OWNER, organisation="乙机械厂", benefits=(), **claim)
        assert (refused.value.reason, refused.value.present) == ("double", key)
    adopting.recorded(cast.worker, cast.number, started="2025-01", benefits=())
    adopting.recorded(cast.worker, cast.number, started="2024-05", workshop="五车间", benefits=())
    assert len(set(_adopters(make))) == 1


def _adopters(make: Make) -> list[str]:
    with make.site.database.reading() as session:
        return list(session.scalars(select(Adoption.adopter)))


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ({"started": ""}, "started:required"),
        ({"started": "2024-13"}, "started:month"),
        ({"started": "2099-01"}, "started:future"),
        ({"ended": "2024-01"}, "ended:before_start"),
        ({"machines": -1}, "machines:number"),
        ({"ordinal": 7}, "ordinal:version"),
        ({"industry": "no_such_industry"}, "industry:choice"),
        ({"workshop": "长" * 121}, "workshop:long"),
        ({"benefits": (YearBenefit(2999, 100),)}, "benefits:benefit_year"),
        ({"benefits": (YearBenefit(2023, 100),)}, "benefits:benefit_early"),
        ({"benefits": (YearBenefit(2024, 0),)}, "benefits:benefit_amount"),
        ({"benefits": (YearBenefit(2024, 1), YearBenefit(2024, 2))}, "benefits:benefit_twice"),
        ({"benefits": (YearBenefit(2024, 1, grade="reported"),)}, "benefits:benefit_kind"),
        ({"benefits": (YearBenefit(2024, 1, grade="verified"),)}, "benefits:unproved"),
    ],
)
def test_what_does_not_hold_is_refused(cast: Cast, adopting: Adopting, claim: dict[str, Any], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        adopting.recorded(cast.worker, cast.number, **claim)


def test_nobody_records_for_an_organisation_of_others(make: Make, cast: Cast, adopting: Adopting) -> None:
    with pytest.raises(Invalid, match="organisation:not_yours"):
        adopting.recorded(cast.stranger, cast.number, organisation=cast.organisation_id)
    with pytest.raises(NotAllowed):
        adopting.recorded(cast.stranger, cast.number, side=Side.OWNER, organisation="乙机械厂")
    hidden = make.published(make.account(studio_id=make.studio()), visibility=Visibility.STUDIO).number
    with pytest.raises(NotFound):
        adopting.recorded(cast.worker, hidden)


def test_the_other_side_is_told_and_nobody_else(make: Make, cast: Cast, adopting: Adopting) -> None:
    key = adopting.recorded(cast.worker, cast.number)
    adopting.confirm(cast.owner, key)
    with make.site.database.reading() as session:
        told = {(row.kind, row.account_id) for row in session.scalars(select(Notice)) if "adoptions" in row.kind}
    assert told == {
        ("adoptions.to_confirm", cast.owner.account_id),
        ("adoptions.to_confirm", cast.owner_manager.account_id),
        ("adoptions.confirmed", cast.worker.account_id),
        ("adoptions.confirmed", cast.manager.account_id),
    }


def test_sums_and_reach_by_every_dimension(make: Make, cast: Cast, adopting: Adopting) -> None:
    adopting.confirmed(cast.worker, cast.owner, cast.number)
    adopting.confirmed(cast.stranger, cast.owner, cast.number, benefits=(YearBenefit(2025, 1),))
    hidden = make.published(cast.owner, visibility=Visibility.STUDIO).number
    inside = make.account(studio_id=min(cast.owner.studio_ids), organisation_id=cast.owner.organisation_id)
    adopting.confirmed(inside, cast.owner, hidden, benefits=(YearBenefit(2025, 10**10),))
    with make.site.database.reading() as session:
        assert benefit_sums(session, VISITOR)[None] == Sums(estimated=12_845_680, rows=3)
        assert benefit_sums(session, cast.owner)[None].estimated == 12_845_680 + 10**10
        assert benefit_sums(session, VISITOR, By.YEAR)[2025].estimated == 500_002
        assert benefit_sums(session, VISITOR, By.ORGANISATION)[cast.organisation_id].estimated == 12_845_679
        assert benefit_sums(session, VISITOR, By.ALL, Narrow(year=2024))[None].estimated == 12_345_678
        assert benefit_sums(session, VISITOR, By.ALL, Narrow(studio_id=-1))[None] == Sums()
        for by in By:
            assert sum(each.estimated for each in benefit_sums(session, VISITOR, by).values()) == 12_845_680, by
            assert sum(each.adoptions for each in reach_of(session, VISITOR, by).values()) == 2, by
        assert reach_of(session, VISITOR, By.YEAR) == {2024: reach_of(session, VISITOR)[None]}


def test_amounts_that_are_summed_are_those_of_the_revisions_that_count(
    make: Make, cast: Cast, adopting: Adopting
) -> None:
    key = adopting.confirmed(cast.worker, cast.owner, cast.number)
    edit(adopting, cast.worker, key, replace(CLAIM, region="", benefits=(YearBenefit(2024, 7),)))
    adopting.confirm(cast.owner, key)
    with make.site.database.reading() as session:
        assert [(row.year, row.fen) for row in session.scalars(select(AdoptionFigure))] == [(2024, 7)]
