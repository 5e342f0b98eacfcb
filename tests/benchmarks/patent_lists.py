"""How long the list of patents takes with 100,000 of them: ``python -m tests.benchmarks.patent_lists [COUNT]``.

Prints for each address the median and the slowest of several answers in milliseconds of processor time, and the number
of statements.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from tests.make import Make
from tests.rights.sent import cookie_of
from tests.rights.world import sign_in
from tests.statements import count_statements
from webapp import migrations
from webapp.app import create_app
from webapp.base.database import Database
from webapp.command_line.serve import settle
from webapp.patents.deadlines import PatentType, fee_due_on, next_fee_year, term_end
from webapp.patents.models import Patent
from webapp.settings import Settings
from webapp.web.site import Site

TURNS = 5
ADDRESSES = (
    "/patents",
    "/patents?status=granted&type=invention",
    "/patents?year=2015&page=20",
    "/patents?q=%E5%87%8F%E6%8C%AF",
    "/patents?sort=title",
    "/patents?due=grace&sort=due",
    "/patents?organisation=7",
    "/organisations/7",
)


def main(count: int = 100_000) -> None:
    """Make them, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/archive.sqlite3")
        migrations.upgrade(database)
        database.dispose()
        place = Path(folder)
        app = create_app(Settings(data_dir=place, search_dir=place / "search", secret_key="x" * 40))
        site: Site = app.extensions["archive"]
        make = Make(site)
        organisations = [make.organisation() for _ in range(40)]
        with site.database.writing() as session:
            session.execute(insert(Patent), [_row(number, organisations) for number in range(count)])
        manager = make.account("manager", manages=organisations[6], organisation_id=organisations[6])
        with site.database.writing() as session:
            token, _id = sign_in(session, manager.account_id or 0)
        settle()
        for who, cookie in (("visitor", ""), ("manager", cookie_of(app, token))):
            for address in ADDRESSES:
                _ask(app, site, who, cookie, address)


def _ask(app: object, site: Site, who: str, cookie: str, address: str) -> None:
    times = []
    statements: list[str] = []
    for _turn in range(TURNS):
        client = app.test_client(use_cookies=False)  # type: ignore[attr-defined]
        with count_statements(site.database) as sent:
            begun = time.process_time()
            answer = client.get(address, headers={"Cookie": cookie} if cookie else {})
            times.append((time.process_time() - begun) * 1000)
        assert answer.status_code == 200, address
        statements = [each for each in sent if each.startswith("SELECT")]
    print(f"{who:8} {address:44} {median(times):7.1f} ms  {max(times):7.1f} ms  {len(statements)} statements")


def _row(number: int, organisations: list[int]) -> dict[str, object]:
    kind = list(PatentType)[number % 3]
    filed_on = date(2004, 1, 1) + timedelta(days=number * 37 % 7600)
    granted_on = filed_on + timedelta(days=700)
    is_public = number % 10 != 0
    status = ("granted", "granted", "granted", "lapsed", "published")[number % 5] if is_public else "filed"
    year = next_fee_year(kind, filed_on, granted_on, number % 12) if status == "granted" else None
    return {
        "office": "CN",
        "number": f"{filed_on.year}1{number:07d}.0",
        "type": kind,
        "title": f"一种{('减振', '钻模', '排屑', '定位', '焊接')[number % 5]}装置{number}",
        "applicants": [],
        "ipc_classes": [],
        "organisation_id": organisations[number % 40],
        "status": status,
        "is_public": is_public,
        "filed_on": filed_on,
        "granted_on": granted_on if status == "granted" else None,
        "expires_on": term_end(kind, filed_on),
        "year": filed_on.year,
        "fee_year": year,
        "fee_due_on": fee_due_on(filed_on, year) if year else None,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
