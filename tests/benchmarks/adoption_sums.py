"""A hundred thousand adoptions: sums exact to the cent, pages constant in statements, and how long they take.

``python -m tests.benchmarks.adoption_sums [adoptions] [documents]`` makes a new SQLite database, compares every sum by
every dimension with one reckoned in Python, and prints the times of the sums and of the pages, in
processor time of this process (SQLite works inside it), so that a busy machine does not blur them.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.statements import count_statements
from webapp import migrations
from webapp.adoptions.content import Claim, Gain, Grade, YearBenefit, to_json
from webapp.adoptions.models import Adoption, AdoptionFigure, AdoptionRevision
from webapp.adoptions.queries.sums import By, Sums, benefit_sums, reach_of
from webapp.app import create_app
from webapp.base.actor import SYSTEM, VISITOR
from webapp.base.clock import now
from webapp.base.database import Database
from webapp.base.vocabulary import load_vocabularies
from webapp.command_line.serve import settle
from webapp.directory.models import Organisation, Studio
from webapp.directory.vocabularies import load_terms
from webapp.documents.content import Content, content_hash
from webapp.documents.content import to_json as content_json
from webapp.documents.models import Document, Version
from webapp.settings import HOME, Settings

ORGANISATIONS, STUDIOS = 3000, 300
VOCABULARIES = load_vocabularies(HOME / "content" / "vocabularies")
REGIONS = [term.key for term in VOCABULARIES["regions"]]
INDUSTRIES = [term.key for term in VOCABULARIES["industries"]]
CHUNK = 5000
RUNS = 15
PAGES = (
    *("/adoptions", "/adoptions?page=40", "/adoptions?region=hebei", "/adoptions?state=agreed"),
    *("/adoptions?q=99", "/adoptions?q=成果", "/adoptions?q=第12厂"),
    *("/organisations/1", "/studios/1"),
    *(f"/statistics?by={by}" for by in ("region", "industry", "year", "owner", "organisation", "document")),
    *(f"/statistics/rows?figure={figure}" for figure in ("adoptions", "organisations", "estimated")),
)
KINDS = ("innovation", "process_improvement", "handbook", "operation_method")


def main(arguments: Sequence[str]) -> int:
    """Make, compare, measure."""
    adoptions, documents = (int(each) for each in (*arguments, *("100000", "5000")[len(arguments) :]))
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(
            data_dir=Path(place) / "data",
            search_dir=Path(place) / "search",
            database_url=f"sqlite:///{place}/archive.sqlite3",
            secret_key="only-for-this-benchmark-only-for-this-benchmark",
        )
        database = Database(settings.database_url)
        migrations.upgrade(database)
        started = time.perf_counter()
        with database.writing() as session:
            expected = fill(session, adoptions, documents)
        print(f"made {adoptions} adoptions of {documents} documents in {time.perf_counter() - started:.0f} s")
        differences = compare(database, expected)
        measure(database)
        measure_pages(create_app(settings))
        database.dispose()
    return 1 if differences else 0


def fill(session: Session, adoptions: int, documents: int) -> dict[By, dict[Any, Counter[str]]]:
    """Rows as actions would have made them; the sums they must give, by dimension and key."""
    chance = random.Random(7)
    _directory(session)
    owners = _documents(session, chance, documents)
    expected: dict[By, dict[Any, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for first in range(1, adoptions + 1, CHUNK):
        rows = [_adoption(chance, each, owners) for each in range(first, min(first + CHUNK, adoptions + 1))]
        session.execute(insert(Adoption), [row for row, _claim in rows])
        session.execute(insert(AdoptionRevision), [_revision(row, claim) for row, claim in rows])
        figures = [figure for row, claim in rows for figure in _figures(row, claim)]
        session.execute(insert(AdoptionFigure), figures)
        for figure in figures:
            _expect(expected, figure, owners)
    return expected


def _directory(session: Session) -> None:
    load_terms(session, SYSTEM, VOCABULARIES)
    places = range(1, ORGANISATIONS + 1)
    organisations = [
        {
            "id": n,
            "name": f"第{n}厂",
            "sort_name": f"{n}",
            "region": REGIONS[n % len(REGIONS)],
            "industry": INDUSTRIES[n % len(INDUSTRIES)],
        }
        for n in places
    ]
    session.execute(insert(Organisation), organisations)
    studios = [
        {"id": n, "name": f"第{n}工作室", "sort_name": f"{n}", "organisation_id": n} for n in range(1, STUDIOS + 1)
    ]
    session.execute(insert(Studio), studios)


def _documents(session: Session, chance: random.Random, count: int) -> dict[int, dict[str, Any]]:
    moment = now()
    rows, versions = {}, []
    for n in range(1, count + 1):
        content = Content(title=f"第{n}项成果")
        rows[n] = {
            "id": n,
            "number": f"GJ-2020-{n:07d}",
            "kind": chance.choice(KINDS),
            "organisation_id": chance.randint(1, ORGANISATIONS),
            "studio_id": chance.randint(1, STUDIOS),
            "first_published_at": moment,
            "disclosure": "nothing",
        }
        versions.append(
            {
                "id": n,
                "document_id": n,
                "ordinal": 1,
                "state": "published",
                "visibility": "public",
                "title": content.title,
                "content": content_json(content),
                "content_hash": content_hash(content),
                "published_at": moment,
            }
        )
    session.execute(insert(Document), list(rows.values()))
    session.execute(insert(Version), versions)
    return rows


def _adoption(chance: random.Random, number: int, owners: dict[int, dict[str, Any]]) -> tuple[dict[str, Any], Claim]:
    place = chance.randint(1, ORGANISATIONS)
    document_id = chance.randint(1, len(owners))
    year = chance.randint(2015, 2025)
    amounts = tuple(
        YearBenefit(min(year + n, 2025), chance.randint(1, 10**10), chance.choice(list(Gain)), chance.choice(GRADES))
        for n in range(chance.randint(1, 3))
    )
    claim = Claim(
        f"{year}-03", region=REGIONS[place % len(REGIONS)], industry=chance.choice(INDUSTRIES), benefits=amounts
    )
    row = {
        "id": number,
        "key": f"{number:024x}",
        "document_id": document_id,
        "version_id": document_id,
        "organisation_id": place,
        "organisation_name": f"第{place}厂",
        "adopter": f"o:{place}",
        "state": "confirmed",
        "counted": 1,
        "newest_side": "adopter",
        "recorded_side": "adopter",
        "started": claim.started,
        "region": claim.region,
        "industry": claim.industry,
    }
    return row, claim


GRADES = (Grade.VERIFIED, Grade.ESTIMATED)


def _revision(row: dict[str, Any], claim: Claim) -> dict[str, Any]:
    return {"adoption_id": row["id"], "ordinal": 1, "side": "adopter", "content": to_json(claim)}


def _figures(row: dict[str, Any], claim: Claim) -> Iterator[dict[str, Any]]:
    for each in claim.benefits:
        yield {
            **{name: row[name] for name in ("document_id", "organisation_id", "region", "industry")},
            "adoption_id": row["id"],
            "year": each.year,
            "gain": str(each.gain),
            "grade": str(each.grade),
            "fen": each.fen,
        }


def _expect(expected: Any, figure: dict[str, Any], owners: dict[int, dict[str, Any]]) -> None:
    owner = owners[figure["document_id"]]
    keys = {
        By.ALL: None,
        By.DOCUMENT: figure["document_id"],
        By.ORGANISATION: figure["organisation_id"],
        By.REGION: figure["region"],
        By.INDUSTRY: figure["industry"],
        By.YEAR: figure["year"],
        By.OWNER: owner["organisation_id"],
        By.STUDIO: owner["studio_id"],
        By.KIND: owner["kind"],
    }
    for by, key in keys.items():
        expected[by][key][figure["grade"]] += figure["fen"]
        expected[by][key]["rows"] += 1


def compare(database: Database, expected: dict[By, dict[Any, Counter[str]]]) -> int:
    """Every sum of every dimension against the one reckoned here; how many differ by a cent or more."""
    wrong = compared = 0
    with database.reading() as session:
        for by in By:
            found = benefit_sums(session, VISITOR, by)
            wanted = {
                key: Sums(count[Grade.VERIFIED], count[Grade.ESTIMATED], 0, count["rows"])
                for key, count in expected[by].items()
            }
            wrong += sum(found.get(key) != value for key, value in wanted.items()) + (len(found) != len(wanted))
            compared += len(wanted)
        total = benefit_sums(session, VISITOR)[None]
    print(f"compared {compared} sums: {wrong} differ; verified {total.verified} fen, estimated {total.estimated} fen")
    return wrong


def measure(database: Database) -> None:
    """Times and statements of the sums."""
    for name, query in (("benefit_sums", benefit_sums), ("reach_of", reach_of)):
        for by in By:

            def ask(query: Callable[..., Any] = query, by: By = by) -> None:
                with database.reading() as session:
                    query(session, VISITOR, by)

            print(f"{name:13} by {by:13} {_times(database, ask)}")


def measure_pages(app: Flask) -> None:
    """Times and statements of the pages."""
    client = app.test_client()
    settle()
    made: Database = app.extensions["archive"].database
    for path in PAGES:
        print(f"{path:36} {_times(made, partial(_get, client, path))}")
    made.dispose()
    app.extensions["archive"].renderer.close()


def _get(client: FlaskClient, path: str) -> None:
    client.get(path).close()


def _times(database: Database, ask: Callable[[], object]) -> str:
    ask()
    with count_statements(database) as sent:
        ask()
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        ask()
        times.append((time.process_time() - started) * 1000)
    times.sort()
    return (
        f"median {times[len(times) // 2]:6.0f} ms, p95 {times[int(len(times) * 0.95)]:6.0f} ms, {len(sent)} statements"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
