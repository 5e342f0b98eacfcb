"""What is different between two shows, in terms of keys, so that no title is kept with it."""

from __future__ import annotations

from dataclasses import asdict

from webapp.exhibitions.show import Show, ShowItem

HEAD = ("title", "theme", "level", "organisers", "place", "starts_on", "ends_on", "opening_hours", "cover_key")
TEXTS = (*HEAD, "introduction")


def head_of(show: Show) -> dict[str, str]:
    """The texts of the cover, for lists."""
    return {name: getattr(show, name) for name in HEAD}


def differences(before: Show, after: Show) -> list[list[str]]:
    """Each change as (what, key, where): text, hall_added, hall_removed, hall_changed, halls_moved, added, removed,
    changed, version, moved. ``where`` is the hall an item was moved or added to, or the names of what was changed.
    """
    found = [["text", name, ""] for name in TEXTS if getattr(before, name) != getattr(after, name)]
    return found + _halls(before, after) + _items(before, after)


def _halls(before: Show, after: Show) -> list[list[str]]:
    old, new = {hall.key: hall for hall in before.halls}, {hall.key: hall for hall in after.halls}
    found = [["hall_added", key, ""] for key in new if key not in old]
    found += [["hall_removed", key, old[key].title] for key in old if key not in new]
    for key in new.keys() & old.keys():
        if (old[key].title, old[key].text) != (new[key].title, new[key].text):
            found.append(["hall_changed", key, ""])
    if [key for key in old if key in new] != [key for key in new if key in old]:
        found.append(["halls_moved", "", ""])
    return found


def _items(before: Show, after: Show) -> list[list[str]]:
    old, new = _placed(before), _placed(after)
    found = [["added", key, new[key][0]] for key in new if key not in old]
    found += [["removed", key, old[key][0]] for key in old if key not in new]
    kept = [key for key in new if key in old]
    for key in kept:
        found += _of_item(old[key][1], new[key][1])
        if old[key][0] != new[key][0]:
            found.append(["moved", key, new[key][0]])
    for hall in after.halls:
        here = [key for key in kept if new[key][0] == hall.key == old[key][0]]
        if here != [key for key in old if key in here]:
            found.append(["order", hall.key, ""])
    return found


def _of_item(old: ShowItem, new: ShowItem) -> list[list[str]]:
    if old.version_id != new.version_id:
        return [["version", new.key, ""]]
    names = [name for name, value in asdict(new).items() if value != asdict(old)[name]]
    return [["changed", new.key, " ".join(names)]] if names else []


def _placed(show: Show) -> dict[str, tuple[str, ShowItem]]:
    return {item.key: (hall.key, item) for hall in show.halls for item in hall.items}
