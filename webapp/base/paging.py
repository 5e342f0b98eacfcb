"""A page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

PAGE_SIZE = 20
LAST_PAGE = 5000


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """The items of one page (``number`` from 1) of ``total`` items in all."""

    items: Sequence[Item]
    total: int
    number: int = 1
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Ordinal of the first item shown, 0 when empty."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """Ordinal of the last item shown."""
        return (self.number - 1) * self.size + len(self.items)


def page_number(text: str | None) -> int:
    """The page asked for, from whatever stood in the address; 1 when it makes no sense."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 6:
        return 1
    return min(max(1, int(text)), LAST_PAGE)
