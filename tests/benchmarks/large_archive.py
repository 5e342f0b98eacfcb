"""A database with as many published documents as wanted, put in with few statements: for measuring, not for testing.

Its documents are those of the library with other titles and texts, made of sentences of the sources.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, update

from webapp.base.database import Database
from webapp.base.feed import Change, FeedCounter
from webapp.base.markdown import Renderer
from webapp.documents.content import Content, content_hash, to_json
from webapp.documents.disclosure import Disclosure
from webapp.documents.library_loading import load_folder, read_folder
from webapp.documents.models import Document, Version, VersionOrganisation, VersionPerson, Visibility
from webapp.documents.workflow import VersionState
from webapp.settings import HOME

BATCH = 2_000
LENGTH = 600
_BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
_CODES = ("CK6140", "M12×1.5", "GB/T 1804-2000", "φ12H7", "6205-2RS", "20CrMnTi", "T68", "HT250", "DN80")
_SEEN_BY = (Visibility.PUBLIC,) * 7 + (Visibility.MEMBERS,) * 2 + (Visibility.ORGANISATION,)


def fill(database: Database, count: int, pool: Sequence[str]) -> None:
    """Load the library, then add documents until there are ``count``."""
    load_folder(database, Renderer(), read_folder(HOME / "content"))
    library = read_folder(HOME / "content").files
    made = _documents([file.content for file in library], [file.kind for file in library], pool)
    with database.reading() as session:
        present = session.scalar(select(func.count()).select_from(Document)) or 0
    while present < count:
        present += _add(database, list(islice(made, min(BATCH, count - present))))


def _documents(contents: Sequence[Content], kinds: Sequence[str], pool: Sequence[str]) -> Iterator[tuple[str, Content]]:
    chance = random.Random(3)
    while True:
        place = chance.randrange(len(contents))
        yield kinds[place], _other(contents[place], pool, chance)


def _other(content: Content, pool: Sequence[str], chance: random.Random) -> Content:
    """The content with other words in all its sections, and now and then a part number."""
    names = list(content.sections) or ["background"]
    sections = {}
    for name in names:
        text = ""
        while len(text) < LENGTH // len(names):
            text += chance.choice(pool).strip()
        sections[name] = text
    code = f"{chance.choice(_CODES)}{chance.randrange(1000)}" if chance.random() < 1 / 3 else ""
    summary = f"{chance.choice(pool).strip()} {code}"
    title, year = chance.choice(pool).strip()[:30] or content.title, chance.randrange(1990, 2026)
    return replace(
        content, title=title, summary=summary, year=year, sections=sections, steps=content.steps[:2], sources=()
    )


def _add(database: Database, documents: Sequence[tuple[str, Content]]) -> int:
    chance = random.Random(documents[0][1].title)
    with database.writing() as session:
        first = (session.scalar(select(func.max(Document.id))) or 0) + 1
        version = (session.scalar(select(func.max(Version.id))) or 0) + 1
        number = session.scalar(select(FeedCounter.last)) or 0
        homes = session.execute(select(Document.organisation_id, Document.studio_id)).all()
        people = session.scalars(select(VersionPerson.person_id).distinct()).all()
        rows: dict[Any, list[dict[str, Any]]] = {
            each: [] for each in (Document, Version, VersionPerson, VersionOrganisation, Change)
        }
        for place, (kind, content) in enumerate(documents):
            id_, version_id, home = first + place, version + place, chance.choice(homes)
            at = _BEGIN + timedelta(days=chance.randrange(3_900), seconds=place)
            rows[Document].append(
                {"id": id_, "number": f"BM-{content.year}-{id_:07}", "kind": kind, "organisation_id": home[0],
                 "studio_id": home[1], "created_at": at, "first_published_at": at, "disclosure": Disclosure.NOTHING}
            )  # fmt: skip
            rows[Version].append(
                {"id": version_id, "document_id": id_, "ordinal": 1, "state": VersionState.PUBLISHED,
                 "visibility": chance.choice(_SEEN_BY), "title": content.title, "summary": content.summary,
                 "year": content.year, "industry": content.industry, "trade": content.trade, "region": content.region,
                 "content": to_json(content), "content_hash": content_hash(content), "created_at": at, "edited_at": at,
                 "published_at": at, "revision": 1}
            )  # fmt: skip
            rows[VersionPerson].append({"version_id": version_id, "position": 0, "person_id": chance.choice(people)})
            rows[VersionOrganisation].append({"version_id": version_id, "position": 0, "organisation_id": home[0]})
            rows[Change].append({"kind": "document", "thing_id": id_, "number": number + place + 1})
        for table, values in rows.items():
            session.execute(insert(table), values)
        session.execute(update(FeedCounter).values(last=number + len(documents)))
    return len(documents)
