"""A small exhibition made through its pages only: collected, described, opened, printed; codes lead to its items."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests.browser import codes, curating, touring
from tests.browser.drawn_pictures import draw_pictures
from tests.browser.people import PHONE, Visit
from webapp.base.clock import today

HALLS = (("焊花与裂纹", "焊接"), ("听得懂设备的人", "检修"))
TEXTS = {
    "title": "小小成果展",
    "introduction": "两个展厅，四件展品。",
    "starts_on": today().isoformat(),
    "ends_on": (today() + timedelta(days=30)).isoformat(),
}


def test_from_a_search_to_labels_whose_codes_lead_to_the_items(visit: Visit, tmp_path: Path) -> None:
    curator, taken = visit.signed_in("curator"), list[str]()
    key = curating.begin(curator, TEXTS)
    for title, words in HALLS:
        curating.add_hall(curator, key, title, f"{title}的话。")
        taken += curating.collect(curator, key, words, title, 2, taken)
    placed = [item for hall in curating.on_board(curator, key) for item in hall]
    assert sorted(item.number for item in placed) == sorted(taken)
    for item, picture in zip(placed, draw_pictures(tmp_path, 4, (400, 300)), strict=True):
        curating.describe(curator, key, item.key, {"caption": curating.summary_of(curator, item.number)}, picture)
    assert [each for each in curating.check_list(curator, key) if "封面" not in each] == []
    curating.open_show(curator, key)

    titles = {f"/exhibitions/{key}/items/{item.key}": item.title for item in placed}
    phone = visit.page(PHONE)
    seen = touring.tour(phone, f"/exhibitions/{key}")
    assert {urlsplit(each.address).path: each.title for each in seen} == titles

    curating.have_made(curator, key, "labels")
    first = curating.take_home(curator, key, "展签", tmp_path)
    again = curating.take_home_again(curator, "展签", tmp_path)
    assert first.read_bytes()[:4] == b"%PDF"
    assert again.stat().st_size == first.stat().st_size
    found = codes.codes_on(first, codes.rendered(first, tmp_path, "labels"), "labels")
    assert sorted(urlsplit(each.text).path for each in found) == sorted(titles)
    for each in found:
        path = urlsplit(each.text).path
        assert [other for other, title in titles.items() if codes.is_beside(title, each.words)] == [path]
        page = codes.opened(phone.request, [path])[path]
        assert (page.status, titles[path] in page.title) == (codes.OPENED, True)
