"""Visits counted in memory and written by a background task, because a page that is looked at never writes.

Nothing of who visited is kept: a count a day, an item and a channel. A process that is killed loses the last seconds.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter, OrderedDict, deque

from webapp.base.clock import today
from webapp.base.database import Database
from webapp.exhibitions.actions.visiting import Visit, add_visits

TALLY = "exhibition_visits"
FLOOD = "exhibition_flood"
SECONDS_BETWEEN = 5.0
HELD_LIMIT = 20_000
NETWORKS_LIMIT = 5_000
ALLOWED, WINDOW_SECONDS = 60, 600.0
_ROBOT = re.compile(
    r"bot|crawl|spider|slurp|fetch|scan|monitor|preview|curl|wget|python|java/|okhttp|archiver|feed", re.I
)


class Tally:
    """Visits not written yet, safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._counts: Counter[Visit] = Counter()
        self._written = time.monotonic()

    def count(self, exhibition_id: int, item_key: str, channel: str) -> None:
        """Count one visit of today."""
        visit = Visit(exhibition_id, item_key, today(), channel)
        with self._lock:
            if visit in self._counts or len(self._counts) < HELD_LIMIT:
                self._counts[visit] += 1

    def write_soon(self) -> None:
        """Write what was counted, every few seconds at most; what could not be written is kept for the next time."""
        if self._counts and time.monotonic() - self._written >= SECONDS_BETWEEN:
            self.write()

    def write(self) -> int:
        """Write what was counted now; how many visits."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        self._written = time.monotonic()
        if not taken:
            return 0
        try:
            with self._database.writing() as session:
                add_visits(session, taken)
        except Exception:
            with self._lock:
                self._counts.update(taken)
            raise
        return taken.total()


class Flood:
    """How often a network sent words lately, in memory only. Whole halls share one network, so it is allowed much."""

    def __init__(self, allowed: int = ALLOWED, seconds: float = WINDOW_SECONDS) -> None:
        self._allowed = allowed
        self._seconds = seconds
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, deque[float]] = OrderedDict()

    def is_over(self, network: str) -> bool:
        """Count one more from this network; whether that is too many."""
        moment = time.monotonic()
        with self._lock:
            sent = self._sent.setdefault(network, deque())
            self._sent.move_to_end(network)
            while len(self._sent) > NETWORKS_LIMIT:
                self._sent.popitem(last=False)
            while sent and moment - sent[0] > self._seconds:
                sent.popleft()
            if len(sent) >= self._allowed:
                return True
            sent.append(moment)
            return False


def is_robot(agent: str) -> bool:
    """Whether this is how a program names itself rather than somebody's browser."""
    return not agent or bool(_ROBOT.search(agent))
