"""What may be put on show, and how it looks at first: a pinned version, its first pictures."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.errors import Fault, Invalid
from webapp.directory.models import Person, Studio
from webapp.documents.models import Document, Version
from webapp.documents.number import parse_number
from webapp.documents.workflow import VersionState
from webapp.exhibitions import policy
from webapp.exhibitions.actions.commands import EditItem, NewItem
from webapp.exhibitions.models import Exhibition, Item
from webapp.exhibitions.queries.showing import ShownPicture, pictures_at_hand
from webapp.exhibitions.workflow import ItemKind

FIRST_PICTURES = 3
PICTURE_LIMIT = 30
LENGTHS = {"title": 80, "caption": 300, "note": 20_000, "text": 20_000, "demonstrations": 300, "booth": 20}


@dataclass
class _Known:
    """What the wanted things are, as far as everybody of the audience may know of them."""

    versions: Mapping[str, Version]
    people: frozenset[int]
    studios: frozenset[int]
    pictures: Mapping[int, Mapping[str, ShownPicture]]


def chosen(session: Session, exhibition: Exhibition, new: Sequence[NewItem], present: Iterable[Item]) -> list[Item]:
    """The rows for what is wanted, not yet in a hall. Raises Invalid with a fault for each that cannot be shown."""
    known = _known(session, exhibition, new)
    taken = {_named(item.kind, item.document_id, item.person_id, item.studio_id) for item in present} - {None}
    items, faults = [], []
    for each in new:
        item, fault = _row(exhibition, each, known)
        if item is None or fault is not None:
            faults += [fault] if fault is not None else []
            continue
        name = _named(item.kind, item.document_id, item.person_id, item.studio_id)
        if name is not None and name in taken:
            faults.append(Fault("items", "already", {"number": each.document_number}))
        taken.add(name)
        faults += bad_words(each, _at_hand(known, item))
        items.append(item)
    if faults:
        raise Invalid(*faults)
    return items


def bad_words(
    words: NewItem | EditItem, at_hand: Mapping[str, ShownPicture], kept: frozenset[str] = frozenset()
) -> list[Fault]:
    """What is wrong with the words and pictures of an item. What it has ``kept`` may stay, shown or not."""
    faults = [
        Fault(name, "long", {"limit": limit}) for name, limit in LENGTHS.items() if len(getattr(words, name)) > limit
    ]
    if len(words.pictures) > PICTURE_LIMIT:
        faults.append(Fault("pictures", "many", {"limit": PICTURE_LIMIT}))
    if not all(key in kept or _is(at_hand.get(key), "image") for key in words.pictures):
        faults.append(Fault("pictures", "choice"))
    if words.video_key and words.video_key not in kept and not _is(at_hand.get(words.video_key), "video"):
        faults.append(Fault("video_key", "choice"))
    return faults


def _is(picture: ShownPicture | None, group: str) -> bool:
    return picture is not None and picture.group == group


def pinned(session: Session, audience: str, numbers: Iterable[str]) -> dict[str, Version]:
    """The version in force of each document everybody of the audience may read, by canonical number."""
    rows = session.execute(
        select(Document.number, Version)
        .join(Version, Version.document_id == Document.id)
        .where(
            Document.number.in_(sorted(set(numbers))),
            Version.state == VersionState.PUBLISHED,
            policy.shown_to(audience),
        )
    )
    return {row[0]: row[1] for row in rows}


def _known(session: Session, exhibition: Exhibition, new: Sequence[NewItem]) -> _Known:
    numbers = [parse_number(each.document_number) or "" for each in new if each.kind == ItemKind.DOCUMENT]
    versions = pinned(session, exhibition.audience, numbers)
    return _Known(
        versions=versions,
        people=_present(session, Person, (each.person_id for each in new)),
        studios=_present(session, Studio, (each.studio_id for each in new)),
        pictures=pictures_at_hand(session, exhibition, [version.id for version in versions.values()]),
    )


def _present(session: Session, model: type[Person] | type[Studio], ids: Iterable[int | None]) -> frozenset[int]:
    wanted = sorted({each for each in ids if each is not None})
    return frozenset(session.scalars(select(model.id).where(model.id.in_(wanted), model.merged_into_id.is_(None))))


def _row(exhibition: Exhibition, new: NewItem, known: _Known) -> tuple[Item | None, Fault | None]:
    item = Item(
        key=secrets.token_hex(12),
        exhibition_id=exhibition.id,
        kind=new.kind,
        title=new.title.strip(),
        caption=new.caption.strip(),
        note=new.note,
        text=new.text,
        pictures=list(new.pictures),
        video_key=new.video_key,
        demonstrations=new.demonstrations.strip(),
        booth=new.booth.strip(),
    )
    if new.kind == ItemKind.DOCUMENT:
        version = known.versions.get(parse_number(new.document_number) or "")
        if version is None:
            return None, Fault("items", "not_for_all", {"number": new.document_number[:40]})
        item.document_id, item.version_id = version.document_id, version.id
        files = known.pictures.get(version.id, {})
        item.pictures = item.pictures or [key for key, file in files.items() if file.group == "image"][:FIRST_PICTURES]
    elif new.kind == ItemKind.PERSON:
        if new.person_id not in known.people:
            return None, Fault("items", "no_person")
        item.person_id = new.person_id
    elif new.kind == ItemKind.STUDIO:
        if new.studio_id not in known.studios:
            return None, Fault("items", "no_studio")
        item.studio_id = new.studio_id
    elif new.kind not in (ItemKind.PRODUCT, ItemKind.PANEL):
        return None, Fault("items", "choice")
    elif not item.title:
        return None, Fault("title", "required")
    return item, None


def _at_hand(known: _Known, item: Item) -> dict[str, ShownPicture]:
    return {**known.pictures.get(0, {}), **known.pictures.get(item.version_id or 0, {})}


def _named(kind: str, *ids: int | None) -> tuple[str, int] | None:
    return next(((kind, each) for each in ids if each is not None), None)
