"""What turned internal or guarded after it was put on show is invisible to curators and visitors alike."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.browse import Browser
from tests.exhibitions.making import Curating
from tests.exhibitions.test_pages import picture, username
from tests.make import PASSWORD, Make
from webapp.base.errors import Conflict
from webapp.documents.disclosure import Disclosure
from webapp.documents.models import Visibility
from webapp.exhibitions.actions.arranging import remove_item
from webapp.exhibitions.actions.opening import open_exhibition, submit, update_show

SECRET = "玄铁夹具一次装夹法"
PAGES = ("arrange", "check", "history", "pictures", "edit", "preview", "add")


@pytest.fixture
def closed_since(app: Flask, curating: Curating, make: Make) -> tuple[str, str, str, str]:
    """An open exhibition in which one of two documents was guarded since: key, item, number, key of its picture."""
    writer = make.writer()
    number = make.published(writer, visibility=Visibility.PUBLIC, content=make.content(title=SECRET)).number
    key = curating.prepare(("一厅",), [number, *curating.documents(1)])
    [(_, (item, _other))] = curating.halls(key)
    curator = Browser(app).sign_in(username(curating), PASSWORD)
    curator.post(
        f"/exhibitions/{key}/pictures",
        {"file": (picture(), "现场.jpg"), "item": item},
        page=f"/exhibitions/{key}/items/{item}/edit",
    )
    curating.open(key)
    used = curator.get(f"/exhibitions/{key}/items/{item}/edit").get_data(as_text=True)
    shown = used.split(f"/exhibitions/{key}/pictures/")[1][:24]
    assert SECRET in used
    Browser(app).get(f"/exhibitions/{key}/pictures/{shown}")
    with make.writing() as session:
        make.declare(session, writer, number, Disclosure.SECRET)
    return key, item, number, shown


def test_no_page_of_curators_names_it(app: Flask, curating: Curating, closed_since: tuple[str, str, str, str]) -> None:
    key, item, number, shown = closed_since
    curator = Browser(app).sign_in(username(curating), PASSWORD)
    for path in (*PAGES, f"items/{item}/edit"):
        page = curator.get(f"/exhibitions/{key}/{path}").get_data(as_text=True)
        assert SECRET not in page, path
        assert number not in page, path
    assert "已不能展出的展品" in curator.get(f"/exhibitions/{key}/arrange").get_data(as_text=True)
    assert "请移除" in curator.get(f"/exhibitions/{key}/check").get_data(as_text=True)
    Browser(app).get(f"/exhibitions/{key}/pictures/{shown}", 404)


def test_history_names_it_no_more(app: Flask, curating: Curating, closed_since: tuple[str, str, str, str]) -> None:
    key, item, _number, _shown = closed_since
    with curating.make.writing() as session:
        remove_item(session, curating.actor, key, item)
        update_show(session, curating.actor, key)
    curator = Browser(app).sign_in(username(curating), PASSWORD)
    page = curator.get(f"/exhibitions/{key}/history").get_data(as_text=True)
    assert SECRET not in page
    assert "一件不能展出的展品" in page


def test_it_keeps_an_exhibition_from_opening(curating: Curating, make: Make) -> None:
    writer = make.writer()
    number = make.published(writer, visibility=Visibility.PUBLIC).number
    key = curating.prepare(("一厅",), [number, *curating.documents(1)])
    with make.writing() as session:
        submit(session, curating.actor, key, curating.row(key).revision)
        make.declare(session, writer, number, Disclosure.TO_BE_FILED)
    with pytest.raises(Conflict, match="blocked"), make.writing() as session:
        open_exhibition(session, curating.second, key, curating.row(key).revision)
