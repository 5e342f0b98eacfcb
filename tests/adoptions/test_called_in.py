"""Who uses a document is told when it is called in, through the site's own form."""

from __future__ import annotations

from tests.adoptions.conftest import Cast
from tests.adoptions.making import Adopting
from tests.browse import Browser
from tests.documents.test_review_rounds import signed_in, told
from tests.make import Make


def test_both_who_recorded_it_and_the_manager_are_told(
    make: Make, adopting: Adopting, cast: Cast, browser: Browser
) -> None:
    adopting.confirmed(cast.worker, cast.owner, cast.number)
    owner = signed_in(make, browser, cast.owner)
    owner.submit(f"/d/{cast.number}/halt", {"reason": "夹具会松脱", "confirm": "1"}, action="/halt")
    assert told(make, cast.worker)[0] == "halted"
    assert told(make, cast.manager)[0] == "halted"
    assert "halted" not in told(make, cast.stranger)
