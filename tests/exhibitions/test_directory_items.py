"""People and studios put on show: found by a part of the name, or from their own pages."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.browse import Browser
from tests.exhibitions.making import Curating
from tests.make import PASSWORD, Make
from webapp.accounts.models import Account
from webapp.exhibitions.models import Item


@pytest.fixture
def curator(app: Flask, curating: Curating) -> Browser:
    with curating.make.site.database.reading() as session:
        name = session.scalars(select(Account.username).where(Account.id == curating.actor.account_id)).one()
    return Browser(app).sign_in(name, PASSWORD)


def people_on_show(curating: Curating) -> list[int | None]:
    with curating.make.site.database.reading() as session:
        return list(session.scalars(select(Item.person_id).where(Item.removed_at.is_(None)).order_by(Item.id)))


def test_found_by_a_part_of_the_name_and_added_together(curator: Browser, curating: Curating, make: Make) -> None:
    key = curating.prepare(("群英谱",), [])
    one, two, other = make.person("王师傅"), make.person("王铁军"), make.person("赵国强")
    address = f"/exhibitions/{key}/add?kind=person"
    assert 'name="entry"' not in curator.get(address).get_data(as_text=True)
    assert "名录里没有找到" in curator.get(f"{address}&name=孙").get_data(as_text=True)
    page = curator.get(f"{address}&name=王").get_data(as_text=True)
    assert {int(each) for each in re.findall(r'name="entry" value="(\d+)"', page)} == {one, two}
    assert "赵国强" not in page
    curator.submit(f"{address}&name=王", {"entry": [str(one), str(two)]}, action="/add")
    assert people_on_show(curating) == [one, two]
    page = curator.get(f"{address}&name=王").get_data(as_text=True)
    assert page.count("已在展览里") == 2
    assert other not in people_on_show(curating)


def test_nothing_ticked_is_told_and_what_was_found_stays(curator: Browser, curating: Curating, make: Make) -> None:
    key = curating.prepare(("群英谱",), [])
    make.person("王师傅"), make.person("王铁军")
    address = f"/exhibitions/{key}/add?kind=person&name=王"
    refused = curator.submit(address, {}, 422, action="/add").get_data(as_text=True)
    assert "请先查找，再从下面勾选。" in refused
    assert "王铁军" in refused


@pytest.mark.parametrize("kind", ["person", "studio"])
def test_from_its_own_page_into_a_hall(app: Flask, curator: Browser, curating: Curating, make: Make, kind: str) -> None:
    key = curating.prepare(("一厅", "二厅"), [])
    hall = curating.halls(key)[1][0]
    entry = make.person("王师傅") if kind == "person" else make.studio(name="钻模工作室")
    own = f"/people/{entry}" if kind == "person" else f"/studios/{entry}"
    assert "加入展览" not in Browser(app).get(own).get_data(as_text=True)
    assert f"/exhibitions/collect?{kind}={entry}" in curator.get(own).get_data(as_text=True)
    curator.submit(f"/exhibitions/collect?{kind}={entry}", {"hall": hall}, action="/add")
    assert len(curating.halls(key)[1][1]) == 1
    assert "已在展览里" in curator.get(f"/exhibitions/collect?{kind}={entry}&to={key}").get_data(as_text=True)
    curator.get(f"/exhibitions/collect?{kind}=99999", 404)
