"""Two curators arranging the same exhibition at once: nothing is lost, the order is one."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from tests.exhibitions.making import Curating
from webapp.base.actor import Actor
from webapp.exhibitions.actions.arranging import move_hall, move_item, step_item
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.models import Arrangement, Exhibition, Item

ROUNDS = 200
ITEMS = 12


def arrange_at_random(curating: Curating, actor: Actor, key: str, seed: int, start: Barrier) -> int:
    """As many moves as there are rounds, each as a page would ask for it; how many were made."""
    chance = random.Random(seed)
    halls = curating.halls(key)
    items = [item for _, there in halls for item in there]
    start.wait()
    for _ in range(ROUNDS):
        wanted, hall = chance.choice(items), chance.choice(halls)[0]
        after = chance.choice([None, *items])
        with curating.make.site.database.writing() as session:
            kind = chance.random()
            if kind < 0.7:
                move_item(session, actor, key, wanted, hall, after if after != wanted else None)
            elif kind < 0.9:
                step_item(session, actor, key, wanted, chance.choice((-1, 1)))
            else:
                move_hall(session, actor, key, hall, None)
    return ROUNDS


def test_two_curators_for_two_hundred_rounds(curating: Curating) -> None:
    new = [f"展品{number}" for number in range(ITEMS)]
    key = curating.create()
    for title in ("一厅", "二厅", "三厅"):
        curating.add_hall(key, title, [NewItem(kind="panel", title=f"{title}{each}") for each in new[:4]])
    before = curating.halls(key)
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        work = [
            pool.submit(arrange_at_random, curating, actor, key, seed, start)
            for seed, actor in enumerate((curating.actor, curating.second))
        ]
        assert sum(each.result() for each in work) == 2 * ROUNDS
    after = curating.halls(key)
    assert sorted(item for _, there in after for item in there) == sorted(item for _, there in before for item in there)
    assert sorted(hall for hall, _ in after) == sorted(hall for hall, _ in before)
    with curating.make.site.database.reading() as session:
        rows = session.execute(select(Item.hall_id, Item.position).where(Item.removed_at.is_(None))).all()
        by_hall: dict[int, list[int]] = {}
        for hall_id, position in rows:
            by_hall.setdefault(hall_id, []).append(position)
        assert all(sorted(places) == list(range(len(places))) for places in by_hall.values())
        kept = session.scalar(select(func.count()).select_from(Arrangement))
        assert kept == session.scalar(select(Exhibition.arrangement))
