"""Curators who move things at once: over HTTP as the script of the board asks, and what has to be true afterwards."""

from __future__ import annotations

import json
import random
import re
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from threading import Barrier
from urllib.parse import urlencode

from sqlalchemy import func, select

from tests.exhibitions.making import Curating
from webapp.base.actor import Role
from webapp.base.journal import JournalEntry
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.actions.curators import add_curator
from webapp.exhibitions.models import Arrangement, Exhibition, Item

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
OK, UNDONE_SINCE = 200, 409
ARRANGING = tuple(f"exhibitions.{each}" for each in ("add_hall", "add_items", "move_item", "move_hall", "undo"))
NAMES = ("left-hand", "right-hand")
Order = list[tuple[str, list[str]]]


def board_of_two(curating: Curating, halls: int = 3, items: int = 4) -> str:
    """An exhibition somebody else made, curated by the two of ``NAMES`` as well; its key."""
    key = curating.create()
    for place in range(halls):
        panels = [NewItem(kind="panel", title=f"{place + 1} 厅展板 {number + 1}") for number in range(items)]
        curating.add_hall(key, f"第 {place + 1} 展厅", panels)
    for name in NAMES:
        account = curating.make.account(name, roles=[Role.CURATOR])
        with curating.make.writing() as session:
            add_curator(session, curating.actor, key, account.account_id or 0)
    return key


class Hand:
    """A curator signed in at one address."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        token = self._token("/sign-in")
        self.post("/sign-in", {"username": username, "password": password}, token)
        self._board_token = ""

    def get(self, path: str) -> str:
        """A page."""
        with self._opener.open(f"{self.address}{path}", timeout=60) as answer:
            text: str = answer.read().decode()
            return text

    def post(self, path: str, fields: Mapping[str, str], token: str = "") -> tuple[int, str]:
        """What a form brings, asked for by a script; refusals are answers, too."""
        data = urlencode({**fields, "csrf_token": token or self._board_token}).encode()
        asked = urllib.request.Request(f"{self.address}{path}", data, {"X-Requested-With": "XMLHttpRequest"})
        try:
            with self._opener.open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def move(self, key: str, what: str, fields: Mapping[str, str]) -> tuple[int, Order, int]:
        """One move; the status, the order there is now, and which change could be undone."""
        if not self._board_token:
            self._board_token = self._token(f"/exhibitions/{key}/arrange")
        status, text = self.post(f"/exhibitions/{key}/arrange/{what}", fields)
        told = json.loads(text)
        return status, [(hall, items) for hall, items in told["halls"]], (told["undo"] or {}).get("ordinal", 0)

    def _token(self, path: str) -> str:
        found = TOKEN.search(self.get(path))
        assert found is not None, path
        return found.group(1)


def at_once(hands: Sequence[Hand], key: str, before: Order, rounds: int) -> Counter[str]:
    """All of them move things at random, so many times each; how often what was answered."""
    start = Barrier(len(hands))
    with ThreadPoolExecutor(len(hands)) as pool:
        work = [pool.submit(_move_at_random, hand, key, before, seed, rounds, start) for seed, hand in enumerate(hands)]
        return sum((each.result() for each in work), Counter())


def faults_after(curating: Curating, key: str, before: Order) -> list[str]:
    """What was lost, doubled or out of order; changes that left no trace, or two."""
    after = curating.halls(key)
    found = [] if _items(after) == _items(before) else ["items were lost or doubled"]
    found += [] if sorted(hall for hall, _ in after) == sorted(hall for hall, _ in before) else ["halls were lost"]
    with curating.make.site.database.reading() as session:
        exhibition = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
        mine = (Item.exhibition_id == exhibition.id, Item.removed_at.is_(None))
        by_hall: dict[int, list[int]] = {}
        for hall_id, position in session.execute(select(Item.hall_id, Item.position).where(*mine)):
            by_hall.setdefault(hall_id, []).append(position)
        found += [
            f"hall {hall_id} has places {sorted(places)}"
            for hall_id, places in by_hall.items()
            if sorted(places) != list(range(len(places)))
        ]
        kept = session.scalar(select(func.count()).where(Arrangement.exhibition_id == exhibition.id))
        told = session.scalar(
            select(func.count()).where(JournalEntry.subject_id == exhibition.id, JournalEntry.action.in_(ARRANGING))
        )
        if not kept == told == exhibition.arrangement:
            found.append(f"{exhibition.arrangement} changes, {kept} kept for undo, {told} in the journal")
    return found


def _move_at_random(hand: Hand, key: str, before: Order, seed: int, rounds: int, start: Barrier) -> Counter[str]:
    chance, counted, undoable = random.Random(seed), Counter[str](), 0
    halls, items = [hall for hall, _there in before], [item for _hall, there in before for item in there]
    start.wait()
    for _round in range(rounds):
        what, fields = _wanted(chance, halls, items, undoable)
        status, order, undoable = hand.move(key, what, fields)
        assert status == OK or (what == "undo" and status == UNDONE_SINCE), (status, what)
        assert _items(order) == _items(before)
        counted[what if status == OK else "undo refused"] += 1
    return counted


def _wanted(chance: random.Random, halls: list[str], items: list[str], undoable: int) -> tuple[str, dict[str, str]]:
    kind, item, hall = chance.random(), chance.choice(items), chance.choice(halls)
    if kind < 0.1 and undoable:
        return "undo", {"ordinal": str(undoable)}
    if kind < 0.6:
        after = chance.choice(["", *(each for each in items if each != item)])
        return "items", {"do": "place", "item": item, "hall": hall, "after": after}
    if kind < 0.85:
        return "items", {"step": f"{chance.choice(('up', 'down'))}:{item}"}
    return "halls", {"hall": hall, "after": chance.choice(["", *(each for each in halls if each != hall)])}


def _items(order: Order) -> list[str]:
    return sorted(item for _hall, there in order for item in there)
