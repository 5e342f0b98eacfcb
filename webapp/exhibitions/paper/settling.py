"""Sets the items of a catalogue in letters in which they end on the page they began on, where that can be had.

How much room a text takes is known only when it is laid out; its length says which items to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

SETTINGS = ("", "is-dense", "is-tight")
"""Classes of an item, the largest letters first."""
DENSE = {False: 560, True: 430}
"""From which length on an item begins with smaller letters: without and with a picture."""
SURE = {"": 0.75, "is-dense": 1.3}
"""Up to which share of that length an item stays on its page, so that nobody has to look."""
Item = Mapping[str, Any]
Lay = Callable[[Sequence[Item], Mapping[str, str]], Any]


def guessed_setting(item: Item) -> str:
    """The setting an item begins with."""
    return SETTINGS[_share(item) > 1]


def pages_taken(document: Any) -> Counter[str]:
    """On how many pages each item of a laid-out document stands, by its key."""
    taken: Counter[str] = Counter()
    for page in document.pages:
        boxes = page._page_box.descendants(placeholders=True)
        taken.update({box.element.get("data-item") for box in boxes if box.element_tag == "article"})
    return taken


def settle(items: Sequence[Item], lay: Lay, count: Callable[[Any], Counter[str]] = pages_taken) -> dict[str, str]:
    """The setting of every item: the largest letters in which it takes the fewest pages. ``lay`` gives the document."""
    chosen = {item["key"]: guessed_setting(item) for item in items}
    fewest: dict[str, int] = {}
    waiting = [item for item in items if _share(item) > SURE[guessed_setting(item)]]
    for setting in SETTINGS:
        tried = [item for item in waiting if SETTINGS.index(guessed_setting(item)) <= SETTINGS.index(setting)]
        taken = count(lay(tried, dict.fromkeys((item["key"] for item in tried), setting))) if tried else Counter[str]()
        for key, pages in taken.items():
            if key not in fewest or pages < fewest[key]:
                chosen[key], fewest[key] = setting, pages
        waiting = [item for item in waiting if fewest.get(item["key"]) != 1]
    return chosen


def _share(item: Item) -> float:
    share: float = item["length"] / DENSE[bool(item["pictures"])]
    return share
