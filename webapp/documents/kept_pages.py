"""The parts of document pages that do not depend on the reader, kept in memory while nothing has changed.

A key holds everything the parts were made from: the position of the change feed, the version and its revision, the
language, the address of the site and the day. So nothing is ever out of date; old entries fall out at the end.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

ENTRY_LIMIT = 400
CHARACTER_LIMIT = 6_000_000


class KeptPages:
    """A bounded memory of made parts, safe to share between threads. Sizes are counted in characters."""

    def __init__(self, entries: int = ENTRY_LIMIT, characters: int = CHARACTER_LIMIT) -> None:
        self._entries = entries
        self._characters = characters
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._total = 0

    def get(self, key: Hashable) -> Any:
        """What was kept under this key, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def page(self, key: Hashable, draw: Callable[[], str]) -> bytes:
        """The page kept under this key, else drawn now and kept, unless it is of one visitor alone: by its token."""
        page: bytes | None = self.get(key)
        if page is None:
            page = draw().encode()
            if b"csrf_token" not in page:
                self.put(key, page, len(page))
        return page

    def put(self, key: Hashable, made: Any, size: int) -> None:
        """Keep something of this size; the longest unused goes first. What is too large by itself is not kept."""
        if size > self._characters // 4:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._total += size - (before[1] if before else 0)
            self._kept[key] = (made, size)
            while len(self._kept) > self._entries or self._total > self._characters:
                _, (_, gone) = self._kept.popitem(last=False)
                self._total -= gone
