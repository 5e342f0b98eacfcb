"""The list of patents says the same whether what was typed is looked for or everything is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.make import Make
from tests.patents.world import side
from webapp.base.actor import VISITOR
from webapp.patents.actions.commands import FirstDates
from webapp.patents.deadlines import PatentType
from webapp.patents.queries import listing
from webapp.patents.queries.listing import Listing, Wanted, list_patents
from webapp.patents.workflow import Status

DAY = date(2026, 11, 26)


def told(found: Listing) -> tuple[object, ...]:
    return [row.id for row in found.page.items], found.page.total, found.counts, list(found.organisations)


@pytest.mark.parametrize("many", [2, 5000])
def test_a_text_that_all_have_changes_nothing(make: Make, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(listing, "MANY", many)  # fewer than there are, and more
    dates = FirstDates(date(2013, 12, 17), None, date(2016, 1, 20))
    first, second = side(make), side(make, "柳州第二厂", "second")
    for kind in PatentType:
        for owner, title in ((first, "减振镗刀杆"), (first, "减振镗刀杆"), (second, "减振镗刀杆夹套")):
            owner.patent(dates, kind, title=title)
    narrowed: list[dict[str, Any]] = [
        {},
        {"type": "design"},
        {"status": Status.GRANTED},
        {"year": "2013"},
        {"year": "1999"},
    ]
    narrowed += [{"organisation": second.place.organisation_id}, {"sort": "title"}]
    with make.site.database.reading() as session:
        for actor in (VISITOR, first.member):
            for filters in narrowed:
                all_of_them = list_patents(session, actor, Wanted(**filters), DAY)
                found = list_patents(session, actor, Wanted(text="镗刀杆", **filters), DAY)
                assert told(found) == told(all_of_them), filters
        few = list_patents(session, VISITOR, Wanted(text="夹套"), DAY)
        assert (few.page.total, [each[2] for each in few.organisations]) == (3, [3])
        assert list_patents(session, VISITOR, Wanted(text="没有"), DAY).organisations == []
