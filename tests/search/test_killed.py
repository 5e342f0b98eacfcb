"""A writer that is killed at any moment: the index is whole, knows how far it came, and catches up."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.search.archive import document
from webapp.search.entry import PUBLIC, Entry, Key
from webapp.search.site import SearchSite

ROOT = Path(__file__).parents[2]
ROUNDS = 6
LAST = 120


def change(position: int) -> Entry:
    """The entry that change number ``position`` of a made-up change feed leaves behind."""
    chance = random.Random(position)
    audience = chance.choice([PUBLIC, PUBLIC, "members"])
    return document(position % 37, f"第{position}号改动", "减振刀杆" * chance.randrange(1, 30), audience)


def follow(site: SearchSite, until: int) -> None:
    """Apply the changes after the index's position, one by one."""
    state = site.state()
    for position in range((state.position if state else 0) + 1, until + 1):
        site.apply([change(position)], [], position=position, epoch="e1")


def expected(position: int) -> dict[Key, str]:
    """What must be in the index after so many changes."""
    entries = [change(each) for each in range(1, position + 1)]
    return {entry.key: entry.audience for entry in entries}


def test_a_killed_writer_leaves_an_index_that_catches_up(tmp_path: Path, lexicon_folder: Path) -> None:
    chance = random.Random(1)
    program = (
        "import sys; from pathlib import Path; from tests.search.test_killed import follow, LAST; "
        "from webapp.search.site import SearchSite; site = SearchSite(Path(sys.argv[1]), Path(sys.argv[2])); "
        "print('ready', flush=True); follow(site, LAST)"
    )
    folder = tmp_path / "index"
    for _ in range(ROUNDS):
        command = [sys.executable, "-W", "ignore", "-c", program, str(folder), str(lexicon_folder)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline()
            time.sleep(chance.uniform(0.01, 0.4))
            child.send_signal(signal.SIGKILL)
        site = SearchSite(folder, lexicon_folder)
        assert site.check("e1", LAST, thorough=True) in {None, "missing"}
        state = site.state()
        if state is not None:
            present = {key for key, _ in site.keys()}  # noqa: SIM118 - a method of the site
            reached = {position: expected(position) for position in (state.position, state.position + 1)}
            assert present == set(reached[state.position]) or present <= set(reached[state.position + 1])
    follow(site, LAST)
    assert dict(site.keys()) == expected(LAST)
    assert site.count() == len(expected(LAST))
    assert not list(folder.glob("*.new"))
