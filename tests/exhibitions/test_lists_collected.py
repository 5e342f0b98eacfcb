"""Lists of collecting and following up cost the same however long they are."""

from __future__ import annotations

from flask import Flask

from tests.browse import Browser
from tests.exhibitions.leaving import Visiting
from tests.exhibitions.making import Curating
from tests.exhibitions.test_nominating import CALLED, browser_of, nominated
from tests.make import Make
from tests.statements import count_statements
from webapp.base.actor import Actor
from webapp.exhibitions.actions.collecting import KeepQuery, keep_query
from webapp.exhibitions.actions.commands import NewItem


def test_they_take_the_same_number_of_statements(
    app: Flask, make: Make, curating: Curating, visiting: Visiting
) -> None:
    curator, writer = browser_of(app, make, curating.actor), make.account(studio_id=make.studio(), leads=True)
    studio = browser_of(app, make, writer)
    key = curating.prepare(("一厅",), curating.documents(2), CALLED)
    with make.writing() as session:
        keep_query(session, curating.actor, key, KeepQuery("钻模", curating.halls(key)[0][0], "q=钻模"))
    grow(curating, visiting, writer, key, 1)
    curating.open(key)
    make.site.parts["search"].rebuild()
    own = f"/exhibitions/{key}"
    query = next(each for each in links(curator, f"{own}/queries") if each.startswith(f"{own}/queries/"))
    paths = [f"{own}/{name}" for name in ("queries", "nominations", "visitors", "visitors/guest-book", "figures")]
    paths += [query, f"{own}/add?kind=person&name=工匠", f"{own}/recommendations", "/exhibitions/collect?number=GJ-1"]

    def costs() -> dict[str, int]:
        counted = {}
        for browser, path in [*((curator, path) for path in paths), (studio, f"/exhibitions/calls/{key}")]:
            with count_statements(make.site.database) as sent:
                browser.get(path)
            counted[path] = len(sent)
        return counted

    costs()
    few = costs()
    grow(curating, visiting, writer, key, 4)
    assert costs() == few


def grow(curating: Curating, visiting: Visiting, writer: Actor, key: str, count: int) -> None:
    """More of everything these lists hold."""
    make = curating.make
    for _each in range(count):
        nominated(curating, writer, key)
        visiting.intent(key, 1)
        visiting.entry(key)
    curating.add_hall(key, "又一厅", [NewItem("person", person_id=make.person()) for _each in range(count)])
    curating.documents(count)
    make.site.parts["search"].rebuild()


def links(browser: Browser, path: str) -> list[str]:
    """The addresses a page leads to."""
    return [each.split('"')[0] for each in browser.get(path).get_data(as_text=True).split('href="')[1:]]
