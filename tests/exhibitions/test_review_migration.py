"""The migration that gave snapshots the texts of their cover fills those that stood before it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import MetaData, select

from tests.documents.test_review_migration import _filled, old
from webapp import migrations
from webapp.base.database import Database
from webapp.exhibitions.models import Exhibition, Snapshot

__all__ = ["old"]
BEFORE = "0018"
SAID = {"title": "匠心成果展", "theme": "从一线来", "starts_on": "2026-10-01", "cover_key": "a" * 24}
OPENED = datetime(2026, 10, 1, 1, 0, tzinfo=UTC)


def test_snapshots_that_stood_get_the_texts_of_their_cover(old: Database) -> None:
    migrations.upgrade(old, BEFORE)
    tables = MetaData()
    tables.reflect(old.engine)
    with old.engine.begin() as connection:

        def put(table: str, **values: Any) -> int:
            row = tables.tables[table]
            return int(
                connection.execute(row.insert().values(**_filled(row, **values)).returning(row.c.id)).scalar_one()
            )

        known = {"level": "city", "audience": "public", "state": "open"}
        show = put("exhibition", key="b" * 24, title="匠心成果展", snapshot=2, opened_at=OPENED, **known)
        for ordinal, said in enumerate([SAID, {"title": "没有别的"}], start=1):
            content = json.dumps({**said, "halls": []}, ensure_ascii=False)
            put("exhibition_snapshot", exhibition_id=show, ordinal=ordinal, content=content, changes=[], at=OPENED)
    migrations.upgrade(old)
    assert migrations.check(old) == []
    with old.reading() as session:
        first, second = session.scalars(select(Snapshot).order_by(Snapshot.ordinal)).all()
        assert {name: first.head[name] for name in SAID} == SAID
        assert first.head["place"] == ""
        assert (second.head["title"], second.head["theme"]) == ("没有别的", "")
        assert session.scalars(select(Exhibition.submitted_by_id)).one() is None
