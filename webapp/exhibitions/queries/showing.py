"""What may be shown of an exhibition now, with all that pages, kiosks, copies and prints need; for one audience.

Every channel begins here. The show itself (a snapshot, or what curators have arranged) only says what was chosen; which
of it may be shown is asked of the policies anew, for what everybody of the audience may read.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.directory.models import Person, Studio
from webapp.documents.content import Content, from_json
from webapp.documents.models import Attachment, Document, Version, VersionAttachment
from webapp.documents.policy import attachments_readable_by
from webapp.documents.queries.keeping import Kept, kept_of
from webapp.documents.workflow import VersionState
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition, ExhibitionPicture, Hall, Item, Snapshot
from webapp.exhibitions.show import Show, ShowHall, ShowItem
from webapp.exhibitions.show import from_json as show_from_json
from webapp.exhibitions.workflow import ItemKind

Entry = TypeVar("Entry", Person, Studio)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture or video that may be shown. ``is_own``: brought in by curators, else a file of the document."""

    key: str
    sha256: str
    mime: str
    type_key: str
    group: str
    alt: str
    is_own: bool


@dataclass(frozen=True)
class Exhibit:
    """An item with what it shows. ``number`` counts from 1 in the order of the tour, over all that may be shown."""

    number: int
    hall_key: str
    item: ShowItem
    document: Document | None = None
    version: Version | None = None
    in_force: int | None = None
    person: Person | None = None
    studio: Studio | None = None
    kept: Kept | None = None
    pictures: tuple[ShownPicture, ...] = ()
    video: ShownPicture | None = None

    @property
    def title(self) -> str:
        """Its own words, or the name of what it shows."""
        if self.item.title:
            return self.item.title
        if self.version is not None:
            return self.version.title
        entry = self.person or self.studio
        return entry.name if entry is not None else ""

    @cached_property
    def content(self) -> Content | None:
        """What the pinned version says; None for items that are not documents."""
        return from_json(self.version.content) if self.version is not None else None

    @property
    def is_newer_available(self) -> bool:
        """Whether another version is in force than the pinned one."""
        return self.version is not None and self.in_force is not None and self.in_force != self.version.ordinal

    @property
    def is_halted(self) -> bool:
        """Whether the document was called in since."""
        return self.kept is not None and self.kept.halted_at is not None


@dataclass(frozen=True)
class Shown:
    """What may be shown now. ``withheld`` are the keys of chosen items that may not be, for curators only."""

    exhibition_id: int
    exhibition_key: str
    audience: str
    snapshot: int
    since: datetime | None
    show: Show
    halls: tuple[tuple[ShowHall, tuple[Exhibit, ...]], ...]
    cover: ShownPicture | None = None
    withheld: tuple[str, ...] = ()
    by_key: Mapping[str, Exhibit] = field(default_factory=dict)

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """All of them, in the order of the tour."""
        return tuple(self.by_key.values())


def visited(session: Session, actor: Actor, key: str) -> tuple[Exhibition, Shown]:
    """An exhibition on show, as visitors see it. Raises NotFound for those who may not visit, or before it opens."""
    exhibition = exhibition_seen(session, actor, key)
    if not exhibition.snapshot:
        raise NotFound
    row = session.scalars(
        select(Snapshot).where(Snapshot.exhibition_id == exhibition.id, Snapshot.ordinal == exhibition.snapshot)
    ).one()
    return exhibition, shown(session, exhibition, show_from_json(row.content), row.ordinal, row.at)


def previewed(session: Session, actor: Actor, key: str) -> tuple[Exhibition, Shown]:
    """What visitors would see if it opened now. Raises NotFound for everybody but its curators."""
    exhibition = exhibition_curated(session, actor, key)
    return exhibition, shown(session, exhibition, arranged(session, exhibition))


def exhibition_seen(session: Session, actor: Actor, key: str) -> Exhibition:
    """The exhibition, for those who may visit or curate it; raises NotFound."""
    return _one(session, Exhibition.key == key, policy.exhibitions_seen_by(actor))


def exhibition_curated(session: Session, actor: Actor, key: str) -> Exhibition:
    """The exhibition, for its curators; raises NotFound."""
    return _one(session, Exhibition.key == key, policy.exhibitions_curated_by(actor))


def arranged(session: Session, exhibition: Exhibition) -> Show:
    """What curators have arranged, as a show."""
    halls = session.scalars(
        select(Hall)
        .where(Hall.exhibition_id == exhibition.id, Hall.removed_at.is_(None))
        .order_by(Hall.position, Hall.id)
    ).all()
    items = session.scalars(
        select(Item)
        .where(Item.exhibition_id == exhibition.id, Item.removed_at.is_(None))
        .order_by(Item.position, Item.id)
    ).all()
    return Show(
        title=exhibition.title,
        theme=exhibition.theme,
        level=exhibition.level,
        organisers=exhibition.organisers,
        place=exhibition.place,
        starts_on=exhibition.starts_on.isoformat() if exhibition.starts_on else "",
        ends_on=exhibition.ends_on.isoformat() if exhibition.ends_on else "",
        opening_hours=exhibition.opening_hours,
        introduction=exhibition.introduction,
        cover_key=exhibition.cover_key,
        halls=tuple(
            ShowHall(hall.key, hall.title, hall.text, tuple(_item(each) for each in items if each.hall_id == hall.id))
            for hall in halls
        ),
    )


def shown(
    session: Session, exhibition: Exhibition, show: Show, snapshot: int = 0, since: datetime | None = None
) -> Shown:
    """The part of a show that its whole audience may see now; a constant number of statements."""
    items = tuple(show.items())
    versions = _versions(session, exhibition.audience, items)
    documents = sorted(version.document_id for version in versions.values())
    in_force, kept = _in_force(session, documents), kept_of(session, documents)
    people = _entries(session, Person, (item.person_id for item in items))
    studios = _entries(session, Studio, (item.studio_id for item in items))
    own, files = _own_pictures(session, exhibition.id), _files(session, exhibition.audience, versions)
    by_key: dict[str, Exhibit] = {}
    withheld: list[str] = []
    for hall_key, item in ((hall.key, item) for hall in show.halls for item in hall.items):
        version = versions.get(item.version_id or 0)
        person, studio = people.get(item.person_id or 0), studios.get(item.studio_id or 0)
        if _lacks(item, version, person, studio):
            withheld.append(item.key)
            continue
        at_hand = ChainMap(own, files.get(item.version_id or 0, {}))
        found = [at_hand[key] for key in item.pictures if key in at_hand]
        by_key[item.key] = Exhibit(
            number=len(by_key) + 1,
            hall_key=hall_key,
            item=item,
            document=version.document if version else None,
            version=version,
            in_force=in_force.get(version.document_id) if version else None,
            person=person,
            studio=studio,
            kept=kept.get(version.document_id) if version else None,
            pictures=tuple(picture for picture in found if picture.group == "image"),
            video=at_hand.get(item.video_key),
        )
    halls = tuple((hall, tuple(by_key[item.key] for item in hall.items if item.key in by_key)) for hall in show.halls)
    return Shown(
        exhibition_id=exhibition.id,
        exhibition_key=exhibition.key,
        audience=exhibition.audience,
        snapshot=snapshot,
        since=since,
        show=show,
        halls=halls,
        cover=own.get(show.cover_key),
        withheld=tuple(withheld),
        by_key=by_key,
    )


def pictures_at_hand(
    session: Session, exhibition: Exhibition, version_ids: Sequence[int]
) -> dict[int, dict[str, ShownPicture]]:
    """Pictures and videos that items may use by key: under 0 those curators brought in, else files of each version."""
    own = _own_pictures(session, exhibition.id)
    return {**_files(session, exhibition.audience, dict.fromkeys(version_ids)), 0: own}


def _one(session: Session, *which: ColumnElement[bool]) -> Exhibition:
    statement = select(Exhibition).options(selectinload(Exhibition.curators), joinedload(Exhibition.organisation))
    exhibition = session.scalars(statement.where(*which)).one_or_none()
    if exhibition is None:
        raise NotFound
    return exhibition


def _item(item: Item) -> ShowItem:
    return ShowItem(
        key=item.key,
        kind=item.kind,
        document_id=item.document_id,
        version_id=item.version_id,
        person_id=item.person_id,
        studio_id=item.studio_id,
        title=item.title,
        caption=item.caption,
        note=item.note,
        text=item.text,
        pictures=tuple(item.pictures),
        video_key=item.video_key,
        demonstrations=item.demonstrations,
        booth=item.booth,
    )


def _lacks(item: ShowItem, version: Version | None, person: Person | None, studio: Studio | None) -> bool:
    needed = {ItemKind.DOCUMENT: version, ItemKind.PERSON: person, ItemKind.STUDIO: studio}
    return item.kind in needed and needed[ItemKind(item.kind)] is None


def _versions(session: Session, audience: str, items: Sequence[ShowItem]) -> dict[int, Version]:
    wanted = sorted({item.version_id for item in items if item.version_id is not None})
    rows = session.scalars(
        select(Version)
        .join(Document, Document.id == Version.document_id)
        .where(Version.id.in_(wanted), policy.shown_to(audience))
        .options(
            joinedload(Version.document).joinedload(Document.organisation),
            joinedload(Version.document).joinedload(Document.studio),
        )
    )
    return {row.id: row for row in rows}


def _in_force(session: Session, document_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(Version.document_id, Version.ordinal).where(
            Version.document_id.in_(document_ids), Version.state == VersionState.PUBLISHED
        )
    )
    return {row[0]: row[1] for row in rows}


def _entries(session: Session, model: type[Entry], ids: Iterable[int | None]) -> dict[int, Entry]:
    """The entries by the ids items name; one that was merged away is the one it was merged into."""
    wanted = sorted({each for each in ids if each is not None})
    named = aliased(model)
    rows = session.execute(
        select(named.id, model)
        .join(model, model.id == func.coalesce(named.merged_into_id, named.id))
        .where(named.id.in_(wanted))
    )
    return {row[0]: row[1] for row in rows}


def _own_pictures(session: Session, exhibition_id: int) -> dict[str, ShownPicture]:
    rows = session.scalars(select(ExhibitionPicture).where(ExhibitionPicture.exhibition_id == exhibition_id))
    return {
        row.key: ShownPicture(row.key, row.sha256, row.mime, row.type_key, row.group, row.alt, is_own=True)
        for row in rows
    }


def _files(session: Session, audience: str, versions: Iterable[int]) -> dict[int, dict[str, ShownPicture]]:
    rows = session.execute(
        select(VersionAttachment, Attachment)
        .join(Attachment, Attachment.id == VersionAttachment.attachment_id)
        .where(
            VersionAttachment.version_id.in_(sorted(versions)),
            Attachment.group.in_(("image", "video")),
            attachments_readable_by(policy.stands_for(audience)),
        )
        .order_by(VersionAttachment.position)
    )
    found: dict[int, dict[str, ShownPicture]] = {}
    for link, file in rows:
        picture = ShownPicture(
            file.key, file.sha256, file.mime, file.type_key, file.group, link.caption or file.name, is_own=False
        )
        found.setdefault(link.version_id, {})[file.key] = picture
    return found
