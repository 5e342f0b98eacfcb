"""The tree a studio stands in: all generations, bounded, without merged entries, and not led in a circle."""

from __future__ import annotations

from collections.abc import Sequence

from tests.browse import Browser
from tests.make import Make
from tests.statements import count_statements
from webapp.base.database import Database
from webapp.directory.models import Studio
from webapp.directory.queries.lineage import GENERATIONS, SHOWN, Branch, Lineage, lineage_of


def line(make: Make, names: Sequence[str]) -> list[int]:
    """Studios of which each grew out of the one before."""
    ids: list[int] = []
    with make.writing() as session:
        for name in names:
            studio = Studio(name=name, parent_id=ids[-1] if ids else None)
            session.add(studio)
            session.flush()
            ids.append(studio.id)
    return ids


def tree(database: Database, studio_id: int) -> Lineage:
    with database.reading() as session:
        return lineage_of(session, session.get_one(Studio, studio_id))


def names(branch: Branch) -> list[str]:
    return [branch.name, *(name for each in branch.below for name in names(each))]


def test_every_generation_above_and_below(database: Database, make: Make) -> None:
    ids = line(make, ["祖", "父", "本", "子", "孙", "曾孙"])
    with make.writing() as session:
        session.add_all([Studio(name="叔", parent_id=ids[0]), Studio(name="次子", parent_id=ids[2])])
    found = tree(database, ids[2])
    assert names(found.top) == ["祖", "父", "本", "次子", "子", "孙", "曾孙"]
    assert (found.top.beside, found.top.below[0].beside) == (1, 0), "the uncle is counted, not drawn"
    assert (found.grown, found.is_cut) == (4, False)
    assert found.top.below[0].below[0].is_here
    assert not found.is_alone
    assert tree(database, line(make, ["独"])[0]).is_alone


def test_merged_entries_are_no_part_of_it(database: Database, make: Make) -> None:
    ids = line(make, ["祖", "本", "子", "孙"])
    with make.writing() as session:
        for gone in (ids[0], ids[2]):
            session.get_one(Studio, gone).merged_into_id = ids[1]
    assert names(tree(database, ids[1]).top) == ["本"]


def test_a_circle_in_the_records_is_drawn_once(database: Database, make: Make) -> None:
    ids = line(make, ["甲", "乙", "丙"])
    with make.writing() as session:
        session.get_one(Studio, ids[0]).parent_id = ids[2]  # no page lets anybody do so
    assert names(tree(database, ids[1]).top) == ["乙", "丙", "甲"]


def test_what_is_drawn_has_bounds_and_a_fixed_number_of_statements(database: Database, make: Make) -> None:
    deep = line(make, [f"第{n}代" for n in range(GENERATIONS + 4)])
    found = tree(database, deep[0])
    assert len(names(found.top)) == GENERATIONS + 1
    with make.writing() as session:
        session.add_all(Studio(name=f"支{n:03}", parent_id=deep[0]) for n in range(SHOWN + 5))
    found = tree(database, deep[0])
    assert (len(names(found.top)), found.is_cut) == (SHOWN + 1, True)
    with database.reading() as session, count_statements(database) as statements:
        studio = session.get_one(Studio, deep[5])
        lineage_of(session, studio)
    assert len([each for each in statements if "WITH RECURSIVE" in each]) == 2
    assert len([each for each in statements if each.startswith(("SELECT", "WITH"))]) == 4


def test_the_page_draws_it_for_everybody(browser: Browser, make: Make) -> None:
    ids = line(make, ["祖工作室", "本工作室", "子工作室", "孙工作室"])
    text = browser.get(f"/studios/{ids[1]}").get_data(as_text=True)
    drawn = text[text.index('class="tree"') : text.index("</section>", text.index('class="tree"'))]
    places = [drawn.index(each) for each in ("祖工作室", "本工作室", "子工作室", "孙工作室")]
    assert places == sorted(places)
    assert f'href="/studios/{ids[3]}"' in drawn
    assert f'href="/studios/{ids[1]}"' not in drawn
