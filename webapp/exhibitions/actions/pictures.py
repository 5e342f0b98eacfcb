"""Pictures and videos curators bring in: kept once for the whole exhibition, used by key."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.files.names import display_name
from webapp.base.files.previews import make_preview
from webapp.base.files.sniff import TYPES, FileType
from webapp.base.files.store import FileStore, Staged
from webapp.base.jobs import Handler, enqueue
from webapp.base.journal import record
from webapp.exhibitions.actions.curated import held_for_change, subject
from webapp.exhibitions.models import Exhibition, ExhibitionPicture, Item, Snapshot
from webapp.exhibitions.show import from_json

PICTURE_JOB = "exhibitions.picture"
PICTURE_LIMIT = 1_000
ALT_LIMIT = 200
GROUPS = frozenset({"image", "video"})


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A complete upload with its type by content; pictures come without what the camera noted in them."""

    staged: Staged
    file_type: FileType
    name: str
    alt: str = ""


def add_picture(session: Session, actor: Actor, store: FileStore, key: str, new: NewPicture) -> ExhibitionPicture:
    """Bring one in; the same file twice stays one. Raises Invalid('not_a_picture' | 'many')."""
    exhibition = held_for_change(session, actor, key)
    if new.file_type.group not in GROUPS:
        raise Invalid(Fault("file", "not_a_picture"))
    mine = ExhibitionPicture.exhibition_id == exhibition.id
    present = session.scalar(select(ExhibitionPicture).where(mine, ExhibitionPicture.sha256 == new.staged.sha256))
    if present is not None:
        store.keep(new.staged)
        return present
    if (session.scalar(select(func.count()).where(mine)) or 0) >= PICTURE_LIMIT:
        raise Invalid(Fault("file", "many", {"limit": PICTURE_LIMIT}))
    row = ExhibitionPicture(
        key=secrets.token_hex(12),
        exhibition_id=exhibition.id,
        sha256=new.staged.sha256,
        size=new.staged.size,
        name=display_name(new.name)[:200],
        type_key=new.file_type.key,
        mime=new.file_type.mime,
        group=new.file_type.group,
        alt=new.alt.strip()[:ALT_LIMIT],
        created_by_id=actor.account_id,
    )
    session.add(row)
    enqueue(session, PICTURE_JOB, {"sha256": row.sha256, "type_key": row.type_key})
    session.flush()
    store.keep(new.staged)
    record(
        session, actor, "exhibitions.add_picture", subject(exhibition), None, {"picture": row.name, "size": row.size}
    )
    return row


def describe_picture(session: Session, actor: Actor, key: str, picture_key: str, alt: str) -> None:
    """Say what it shows."""
    exhibition = held_for_change(session, actor, key)
    row = _found(session, exhibition, picture_key)
    before, row.alt = row.alt, alt.strip()[:ALT_LIMIT]
    if row.alt == before:
        return
    session.flush()
    told = ({"picture": row.name, "text": before}, {"picture": row.name, "text": row.alt})
    record(session, actor, "exhibitions.edit_picture", subject(exhibition), *told)


def set_cover(session: Session, actor: Actor, key: str, picture_key: str) -> None:
    """Make a picture the cover; '' for none. The form of its texts does not become stale by that."""
    exhibition = held_for_change(session, actor, key)
    if picture_key and _found(session, exhibition, picture_key).group != "image":
        raise Invalid(Fault("cover", "choice"))
    before = exhibition.cover_key
    if before == picture_key:
        return
    session.execute(
        update(Exhibition).where(Exhibition.id == exhibition.id).values(cover_key=picture_key),
        execution_options={"synchronize_session": False},
    )
    set_committed_value(exhibition, "cover_key", picture_key)
    told = ({"picture": before}, {"picture": picture_key})
    record(session, actor, "exhibitions.set_cover", subject(exhibition), *told)


def remove_picture(session: Session, actor: Actor, key: str, picture_key: str) -> None:
    """Take one out. Raises Conflict('in_use') while an item, the cover or what is on show needs it."""
    exhibition = held_for_change(session, actor, key)
    row = _found(session, exhibition, picture_key)
    if is_in_use(session, exhibition, row.key):
        raise Conflict("in_use")
    session.delete(row)
    session.flush()
    record(session, actor, "exhibitions.remove_picture", subject(exhibition), {"picture": row.name}, None)


def is_in_use(session: Session, exhibition: Exhibition, picture_key: str) -> bool:
    """Whether an item, the cover or what is on show needs it."""
    if exhibition.cover_key == picture_key:
        return True
    items = session.execute(
        select(Item.pictures, Item.video_key).where(Item.exhibition_id == exhibition.id, Item.removed_at.is_(None))
    )
    if any(picture_key in pictures or picture_key == video for pictures, video in items):
        return True
    content = session.scalar(
        select(Snapshot.content).where(Snapshot.exhibition_id == exhibition.id, Snapshot.ordinal == exhibition.snapshot)
    )
    if content is None:
        return False
    show = from_json(content)
    return show.cover_key == picture_key or any(
        picture_key in item.pictures or picture_key == item.video_key for item in show.items()
    )


def drawing(store: FileStore) -> Handler:
    """The job that draws a picture in all widths; one that is drawn already is left as it is."""

    def draw(payload: Mapping[str, Any]) -> None:
        sha256, file_type = str(payload["sha256"]), TYPES[str(payload["type_key"])]
        if file_type.group == "image" and "shown.webp" not in store.derived_names(sha256):
            make_preview(store, sha256, file_type)

    return draw


def _found(session: Session, exhibition: Exhibition, picture_key: str) -> ExhibitionPicture:
    row = session.scalar(
        select(ExhibitionPicture).where(
            ExhibitionPicture.exhibition_id == exhibition.id, ExhibitionPicture.key == picture_key
        )
    )
    if row is None:
        raise NotFound
    return row
