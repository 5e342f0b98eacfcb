"""A film brought in by a curator plays for visitors, silent at first."""

from __future__ import annotations

from pathlib import Path

from tests.browser import curating, films
from tests.browser.exhibits import Exhibits
from tests.browser.people import Visit


def test_a_film_of_an_item_plays(visit: Visit, shown: Exhibits, tmp_path: Path) -> None:
    curator = visit.signed_in("curator")
    key = shown.keys["show_begun"]
    item = curating.on_board(curator, key)[0][0]
    curating.show_film(curator, key, item.key, films.record(visit.chromium, tmp_path / "装夹演示.mp4"))
    curator.goto(f"/exhibitions/{key}/preview/items/{item.key}")
    assert films.plays(curator)
