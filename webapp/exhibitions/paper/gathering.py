"""What is printed of an exhibition, as plain data: everything the child process needs, and nothing it must ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from webapp.base.actor import VISITOR
from webapp.base.clock import local, now
from webapp.base.files.store import FileStore
from webapp.directory.models import Organisation
from webapp.directory.vocabularies import Vocabularies
from webapp.documents.models import DocumentPatent
from webapp.exhibitions.models import Exhibition, Item, Nomination
from webapp.exhibitions.paper.breaking import Cut, all_pieces
from webapp.exhibitions.paper.indexes import indexes_of
from webapp.exhibitions.paper.items import Surroundings, item_data, picture_data
from webapp.exhibitions.paper.texts import paragraphs
from webapp.exhibitions.paper.words import words_of
from webapp.exhibitions.queries.showing import Shown
from webapp.patents.models import Patent
from webapp.patents.policy import patents_readable_by
from webapp.patents.wording import STATUSES
from webapp.web.i18n import speaking


@dataclass(frozen=True, slots=True)
class Imprint:
    """What every print names beside the show: the address of the site, its name, what to print in which language."""

    address: str
    site_name: str
    kind: str
    language: str


def gather(
    session: Session,
    files: FileStore,
    vocabularies: Vocabularies,
    shown: Shown,
    show: Exhibition,
    imprint: Imprint,
    cut: Cut,
) -> dict[str, Any]:
    """All of it, in a constant number of statements. ``cut`` gives the words of a title."""
    address = f"{imprint.address}/exhibitions/{shown.exhibition_key}"
    with speaking(imprint.language):
        around = Surroundings(
            files=files,
            vocabularies=vocabularies,
            language=imprint.language,
            address=address,
            patents=_patents(session, shown),
            needs=_needs(session, show.id),
            organisations=_organisations(session, shown),
        )
        halls: list[dict[str, Any]] = [
            {
                "key": hall.key,
                "title": hall.title,
                "text": paragraphs(hall.text),
                "items": [item_data(each, hall.title, around) for each in exhibits],
            }
            for hall, exhibits in shown.halls
            if exhibits
        ]
    titles = [shown.show.title, *(hall["title"] for hall in halls)]
    titles += [item["title"] for hall in halls for item in hall["items"]]
    return {
        **_head(shown, imprint, address),
        "halls": halls,
        "cover": _cover(shown, files),
        "pieces": all_pieces(titles, cut),
        **indexes_of(halls),
    }


def _head(shown: Shown, imprint: Imprint, address: str) -> dict[str, Any]:
    show = shown.show
    return {
        "kind": imprint.kind,
        "language": imprint.language,
        "site_name": imprint.site_name,
        "words": words_of(imprint.language),
        "is_trial": not shown.snapshot,
        "title": show.title,
        "theme": show.theme,
        "organisers": paragraphs(show.organisers),
        "place": show.place,
        "period": "—".join(each for each in (show.starts_on, show.ends_on) if each),
        "hours": show.opening_hours,
        "introduction": paragraphs(show.introduction),
        "url": address,
        "made_on": local(now()).strftime("%Y-%m-%d %H:%M"),
        "snapshot": shown.snapshot,
        "since": local(shown.since).strftime("%Y-%m-%d") if shown.since else "",
        "count": len(shown.exhibits),
    }


def _cover(shown: Shown, files: FileStore) -> dict[str, Any] | None:
    is_picture = shown.cover is not None and shown.cover.group == "image"
    return picture_data(shown.cover, files) if is_picture and shown.cover else None


def _patents(session: Session, shown: Shown) -> Mapping[int, list[str]]:
    """What everybody may know of the patents of the documents on show."""
    ids = [each.document.id for each in shown.exhibits if each.document is not None]
    rows = session.scalars(
        select(DocumentPatent)
        .join(DocumentPatent.patent)
        .where(DocumentPatent.document_id.in_(ids), patents_readable_by(VISITOR))
        .order_by(Patent.filed_on, Patent.id)
        .options(contains_eager(DocumentPatent.patent))
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        patent = row.patent
        words = (patent.title, patent.number, str(STATUSES.get(patent.status, "")))  # type: ignore[call-overload]
        found.setdefault(row.document_id, []).append(" · ".join(each for each in words if each))
    return found


def _needs(session: Session, exhibition_id: int) -> Mapping[str, str]:
    """What the studios said they need on the spot, by the key of the item."""
    rows = session.execute(
        select(Item.key, Nomination.needs)
        .join(Nomination, Nomination.item_id == Item.id)
        .where(Nomination.exhibition_id == exhibition_id, Nomination.needs != "")
    )
    return {row[0]: row[1] for row in rows}


def _organisations(session: Session, shown: Shown) -> Mapping[int, str]:
    """Names of the organisations of people and studios on show."""
    entries: Iterable[Any] = [each.person or each.studio for each in shown.exhibits if each.person or each.studio]
    ids = sorted({entry.organisation_id for entry in entries if entry.organisation_id is not None})
    rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
