"""Pictures of an exhibition: for its curators all of them, for visitors those of what may be shown now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.documents.models import Document, Version, Visibility
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition, ExhibitionPicture, Snapshot
from webapp.exhibitions.queries.showing import exhibition_seen
from webapp.exhibitions.show import Show, ShowItem, from_json
from webapp.exhibitions.workflow import ON_SHOW


@dataclass(frozen=True, slots=True)
class ServedPicture:
    """A file to be sent. ``is_public``: everybody may have it."""

    sha256: str
    size: int
    name: str
    mime: str
    group: str
    is_public: bool


def served_picture(session: Session, actor: Actor, key: str, picture_key: str) -> ServedPicture:
    """The picture, for who may see it now; raises NotFound."""
    exhibition = exhibition_seen(session, actor, key)
    row = session.scalar(
        select(ExhibitionPicture).where(
            ExhibitionPicture.exhibition_id == exhibition.id, ExhibitionPicture.key == picture_key
        )
    )
    if row is None:
        raise NotFound
    is_shown = _is_shown(session, exhibition, picture_key)
    if not is_shown and not policy.can_curate(actor, exhibition):
        raise NotFound
    is_public = is_shown and exhibition.audience == Visibility.PUBLIC
    return ServedPicture(row.sha256, row.size, row.name, row.mime, row.group, is_public)


def pictures_of(session: Session, exhibition: Exhibition) -> Sequence[ExhibitionPicture]:
    """All that were brought in, newest first."""
    return session.scalars(
        select(ExhibitionPicture)
        .where(ExhibitionPicture.exhibition_id == exhibition.id)
        .order_by(ExhibitionPicture.id.desc())
    ).all()


def _is_shown(session: Session, exhibition: Exhibition, picture_key: str) -> bool:
    if exhibition.state not in ON_SHOW:
        return False
    content = session.scalar(
        select(Snapshot.content).where(Snapshot.exhibition_id == exhibition.id, Snapshot.ordinal == exhibition.snapshot)
    )
    if content is None or picture_key not in content:
        return False
    show = from_json(content)
    return show.cover_key == picture_key or _is_used(session, exhibition.audience, show, picture_key)


def _is_used(session: Session, audience: str, show: Show, picture_key: str) -> bool:
    using = [item for item in show.items() if _uses(item, picture_key)]
    if any(item.version_id is None for item in using):
        return True
    wanted = sorted({item.version_id for item in using if item.version_id is not None})
    readable = (
        select(Version.id)
        .join(Document, Document.id == Version.document_id)
        .where(Version.id.in_(wanted), policy.shown_to(audience))
    )
    return bool(wanted) and session.scalar(readable.limit(1)) is not None


def _uses(item: ShowItem, picture_key: str) -> bool:
    return picture_key in item.pictures or picture_key == item.video_key
