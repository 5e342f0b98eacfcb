from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.browse import Browser
from tests.directory.people import administrator, journal, person, signed_in
from tests.make import Make
from webapp.directory.models import Organisation, Person, Studio
from webapp.web.site import Site


def count(site: Site, model: type[Person] | type[Studio] | type[Organisation]) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_managers_add_people_to_their_organisation(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation("苏州传动厂")
    browser = signed_in(app, make, "chief", manages=factory)
    answer = browser.submit("/people/new", {"name": "张海东", "trade": "welder"}, action="new")
    assert "张海东" in browser.follow(answer).get_data(as_text=True)
    with site.database.reading() as session:
        row = session.scalars(select(Person)).one()
    assert (row.organisation_id, row.trade) == (factory, "welder")
    assert len(journal(site, "directory.add_person")) == 1


@pytest.mark.parametrize("kind", ["people", "studios"])
def test_managers_add_nothing_elsewhere(app: Flask, make: Make, site: Site, kind: str) -> None:
    factory, other = make.organisation("苏州传动厂"), make.organisation("别的厂")
    browser = signed_in(app, make, "chief", manages=factory)
    for place in (f"#{other}", ""):
        page = browser.submit(f"/{kind}/new", {"name": "张海东", "organisation": place}, status=422, action="new")
        assert count(site, Person) == count(site, Studio) == 0
        text = page.get_data(as_text=True)
        assert "只能选择您管理的单位" in text or "请填写" in text
    browser.get("/organisations/new", status=404)
    browser.get(f"/{kind}/new?organisation={other}", status=404)


def test_members_and_visitors_add_nothing(app: Flask, make: Make) -> None:
    studio_id = make.studio()
    leader = signed_in(app, make, "leader", studio_id=studio_id, leads=True)
    for path in ("/people/new", "/studios/new", "/organisations/new"):
        leader.get(path, status=404)
        Browser(app).get(path, status=303)


@pytest.mark.parametrize("name", ["张海东", "章海冬"])
def test_those_alike_are_shown_before_adding(app: Flask, make: Make, site: Site, name: str) -> None:
    person(make, "张海东", make.organisation("苏州传动厂"))
    browser = administrator(app, make)
    page = browser.submit("/people/new", {"name": name, "story": "写了很久"}, status=422, action="new")
    text = page.get_data(as_text=True)
    assert "可能已经有了" in text
    assert "苏州传动厂" in text
    assert "写了很久" in text
    assert count(site, Person) == 1
    browser.post("/people/new", {"name": name, "confirmed": "yes"})
    assert count(site, Person) == 2


def test_a_name_inside_another_is_alike(app: Flask, make: Make, site: Site) -> None:
    make.organisation("江麓集团传动分厂")
    browser = administrator(app, make)
    for name in ("江麓集团", "湖南江麓集团传动分厂机加车间"):
        text = browser.submit("/organisations/new", {"name": name}, status=422, action="new").get_data(as_text=True)
        assert "江麓集团传动分厂" in text
    browser.submit("/organisations/new", {"name": "宁波舟山港", "kind": "enterprise"}, action="new")
    assert count(site, Organisation) == 2


def test_a_studio_is_added_with_its_leader(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation("苏州传动厂")
    leader = person(make, "王树军", factory)
    browser = signed_in(app, make, "chief", manages=factory)
    answer = browser.submit(
        "/studios/new", {"name": "王树军创新工作室", "leader": "王树军", "level": "city"}, action="new"
    )
    text = browser.follow(answer).get_data(as_text=True)
    assert f"/people/{leader}" in text
    assert "市级工作室" in text


def test_contact_of_others_needs_their_consent(app: Flask, make: Make, site: Site) -> None:
    browser = administrator(app, make)
    page = browser.submit("/people/new", {"name": "张海东", "phone": "13812345678"}, status=422, action="new")
    assert "请先勾选本人同意" in page.get_data(as_text=True)
    assert count(site, Person) == 0
