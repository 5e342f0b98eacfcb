"""Two curators move items at once through HTTP, each with a process of their own: is anything lost, is the order one?

``python -m tests.benchmarks.curators_together [--rounds 200]`` on SQLite; on PostgreSQL
``python tests/postgres.py python -m tests.benchmarks.curators_together --database-url {url}``. Prints how often what
was asked, what it took, and every fault found afterwards; ends with 1 if there is one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.exhibitions.hands import NAMES, Hand, at_once, board_of_two, faults_after
from tests.exhibitions.making import Curating
from tests.exhibitions.processes import processes
from tests.make import PASSWORD, Make
from webapp import migrations
from webapp.app import create_app
from webapp.base.database import Database
from webapp.settings import Settings, database


def main() -> int:
    """Prepare a board, let both move, look at what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--database-url", type=database)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder), asked.database_url)
        site = create_app(settings).extensions["archive"]
        curating = Curating(Make(site))
        key = board_of_two(curating)
        before, begun = curating.halls(key), time.monotonic()
        with processes(settings, len(NAMES)) as addresses:
            hands = [Hand(address, name, PASSWORD) for address, name in zip(addresses, NAMES, strict=True)]
            begun = time.monotonic()
            counted = at_once(hands, key, before, asked.rounds)
            seconds = time.monotonic() - begun
        faults = faults_after(curating, key, before)
        site.renderer.close()
        site.database.dispose()
    print(f"{settings.database_url.partition(':')[0]}: {len(NAMES)} processes, {asked.rounds} rounds each")
    print(", ".join(f"{what} {count}" for what, count in sorted(counted.items())))
    print(f"{sum(counted.values())} moves in {seconds:.1f} s, {sum(counted.values()) / seconds:.0f} a second")
    print("\n".join(faults) or "nothing lost, places dense, every change kept once and in the journal once")
    return int(bool(faults))


def settings_in(folder: Path, database_url: str | None) -> Settings:
    """Settings of a site in this folder, its database migrated."""
    settings = Settings(
        data_dir=folder / "data",
        search_dir=folder / "search",
        database_url=database_url or f"sqlite:///{folder / 'data' / 'archive.sqlite3'}",
        secret_key="only-for-figures-only-for-figures",
    )
    settings.data_dir.mkdir()
    fresh = Database(settings.database_url)
    migrations.upgrade(fresh)
    fresh.dispose()
    return settings


if __name__ == "__main__":
    sys.exit(main())
