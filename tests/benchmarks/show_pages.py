"""How long the server takes for each page of a show with 200 items, and what a page weighs before pictures.

`python -m tests.benchmarks.show_pages [items] [rounds]` prints p50 and p95 in milliseconds for each kind of page, and
the bytes of the page with its style sheets and scripts. The bounds are 150 ms and 150 KB.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from flask import Flask

from tests.exhibitions.making import Curating
from tests.make import Make
from webapp import migrations
from webapp.app import create_app
from webapp.base.database import Database
from webapp.documents.content import Benefit, Contributor, Measure
from webapp.documents.models import Visibility
from webapp.settings import Settings

HALLS = ("装备", "工艺", "操作法", "传承")
BOUND_MS, BOUND_BYTES = 150, 150_000
LONG = "工序之间等待的时间比加工的时间还长，换一次工装要停线四十分钟。" * 30


def main(arguments: Sequence[str]) -> int:
    """Make the show, ask for its pages, print the figures; 1 when a bound is broken."""
    items, rounds = (int(each) for each in (*arguments, *("200", "60")[len(arguments) :]))
    with tempfile.TemporaryDirectory() as folder:
        app = made_app(Path(folder))
        site = app.extensions["archive"]
        with closing(site.renderer):
            key, pages = made_show(app, items)
            site.parts["search"].rebuild()
            broken = [measure(app, name, address, rounds) for name, address in pages.items()]
            print(f"{items} items, key {key}")
        site.database.dispose()
    return int(any(broken))


def made_app(folder: Path) -> Flask:
    """An application with an empty archive."""
    settings = Settings(
        data_dir=folder,
        search_dir=folder / "search",
        database_url=f"sqlite:///{folder / 'archive.sqlite3'}",
        secret_key="only-for-figures-only-for-figures",
    )
    database = Database(settings.database_url)
    migrations.upgrade(database)
    database.dispose()
    return create_app(settings)


def made_show(app: Flask, items: int) -> tuple[str, dict[str, str]]:
    """An open exhibition of so many documents with long texts; the addresses of one page of each kind."""
    make = Make(app.extensions["archive"])
    curating, author, reviewer, numbers = Curating(make), make.writer(), make.reviewer(), []
    for place in range(items):
        content = make.content(
            keywords=("快换", "钻模"),
            contributors=tuple(Contributor(f"工匠{place}-{each}", role="技师") for each in range(4)),
            innovation_points=("一次装夹", "两面成孔", "免找正"),
            measures=(Measure("换型用时", "40", "12", "分钟"), Measure("一次合格率", "91.2", "99.1", "%")),
            benefits=(Benefit(2024, "1250000", "saved", "按工时计"),),
            sections={"problem": LONG, "method": LONG, "effect": LONG, "procedure": LONG},
        )
        draft = make.draft(author, content=content, visibility=Visibility.PUBLIC)
        make.submit(author, draft)
        make.publish(reviewer, draft)
        numbers.append(draft.number)
    key = curating.open_exhibition(HALLS, numbers)
    hall, found = curating.halls(key)[1]
    base = f"/exhibitions/{key}"
    pages = {
        "cover": base,
        "hall": f"{base}/halls/{hall}",
        "item": f"{base}/items/{found[3]}",
        "all": f"{base}/all",
        "found": f"{base}/all?q=快换&kind=innovation",
        "poster": f"{base}/poster",
        "guest book": f"{base}/guest-book",
        "kiosk": f"{base}/kiosk",
        "kiosk item": f"{base}/kiosk/items/{found[3]}",
    }
    return key, pages


def measure(app: Flask, name: str, address: str, rounds: int) -> bool:
    """Print the figures of one page; whether it breaks a bound."""
    client = app.test_client(use_cookies=False)
    client.get(address)
    taken, begun = [], time.process_time()
    for _round in range(rounds):
        before = time.perf_counter()
        page = client.get(address).get_data()
        taken.append((time.perf_counter() - before) * 1000)
    worked = (time.process_time() - begun) / rounds * 1000
    taken.sort()
    p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    weight = len(page) + sum(len(client.get(each).get_data()) for each in assets_of(page.decode()))
    times = f"p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   processor {worked:6.1f} ms"
    print(f"{name:12} {times}   {weight / 1000:6.1f} KB before pictures", flush=True)
    return p95 > BOUND_MS or weight > BOUND_BYTES


def assets_of(page: str) -> list[str]:
    """Style sheets and scripts of a page."""
    return re.findall(r'(?:rel="stylesheet" href|<script src)="([^"]+)"', page)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
