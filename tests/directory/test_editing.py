from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import selectinload

from tests.browse import Browser, form_of
from tests.directory.people import administrator, honour, journal, name_of, person, signed_in
from tests.make import Make
from webapp.directory.models import Organisation, Person, Studio
from webapp.web.site import Site


def stored(site: Site, person_id: int) -> Person:
    with site.database.reading() as session:
        return session.get_one(Person, person_id, options=[selectinload(Person.honours)])


def test_people_change_what_they_tell_of_themselves_and_no_more(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation()
    person_id = person(make, "张海东", factory, honours=(honour("市级工匠", "city"),))
    browser = signed_in(app, make, "zhang", person_id=person_id)
    path = f"/people/{person_id}/edit"
    assert "登记信息" not in browser.get(path).get_data(as_text=True)
    fields = {
        "trade": "welder",
        "specialties": "仰焊\n窄间隙焊",
        "story": "**苦练**",
        "name": "别人",
        "organisation": "#1",
    }
    browser.submit(path, {**fields, "honours-0-title": "大国工匠"}, action="edit")
    row = stored(site, person_id)
    assert (row.name, row.trade, row.specialties) == ("张海东", "welder", ["仰焊", "窄间隙焊"])
    assert row.story_html == "<p><strong>苦练</strong></p>"
    assert [each.title for each in row.honours] == ["市级工匠"]
    (entry,) = journal(site, "directory.edit_person")
    assert entry.before == {"trade": "", "specialties": [], "story": ""}
    assert entry.after == {"trade": "welder", "specialties": ["仰焊", "窄间隙焊"], "story": "**苦练**"}


def test_saving_without_a_change_changes_nothing(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation()
    honours = (honour("市级工匠", "city", "city_craftsman", 2020),)
    person_id = person(make, "张海东", factory, honours=honours, trade="welder", region="suzhou")
    browser = signed_in(app, make, "chief", manages=factory)
    before = stored(site, person_id).revision
    browser.submit(f"/people/{person_id}/edit", {}, action="edit")
    assert stored(site, person_id).revision == before
    assert journal(site, "directory.edit_person") == []


def test_managers_keep_the_record_of_their_people(app: Flask, make: Make, site: Site) -> None:
    factory, other = make.organisation("苏州传动厂"), make.organisation("别的厂")
    person_id = person(make, "张海东", factory)
    browser = signed_in(app, make, "chief", manages=factory)
    path = f"/people/{person_id}/edit"
    fields = {
        "name": "张海冬",
        "region": "suzhou",
        "honours-0-title": "大国工匠",
        "honours-0-term": "great_craftsman",
        "honours-0-level": "national",
        "honours-0-year": "2024",
        "honours-1-title": "",
        "honours-1-term": "",
        "honours-1-level": "",
        "honours-1-year": "",
    }
    browser.submit(path, fields, action="edit")
    row = stored(site, person_id)
    assert (row.name, row.sort_name, row.region) == ("张海冬", "zhang hai dong", "suzhou")
    assert [(each.title, each.level, each.year) for each in row.honours] == [("大国工匠", "national", 2024)]
    refused = browser.submit(path, {"organisation": name_of(site, other)}, status=422, action="edit")
    assert "只能选择您管理的单位" in refused.get_data(as_text=True)
    assert stored(site, person_id).organisation_id == factory


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"phone": "13812345678"}, "请先勾选本人同意"),
        ({"phone": "电话", "contact_consent": "y"}, "电话号码有误"),
        ({"email": "nobody", "contact_consent": "y"}, "邮箱地址有误"),
        ({"trade": "no_such_trade"}, "请从列表中选择"),
        ({"organisation": "没有这个厂"}, "没有找到“没有这个厂”"),
        ({"honours-0-title": "大国工匠", "honours-0-year": "1900"}, "第 1 行荣誉"),
        ({"honours-0-title": "", "honours-0-year": "2001"}, "第 1 行荣誉"),
        ({"specialties": "\n".join(f"专长{number}" for number in range(13))}, "专长最多 12 项"),
        ({"post": "岗" * 121}, "120"),
    ],
)
def test_what_does_not_hold_is_said_beside_its_field(
    app: Flask, make: Make, site: Site, fields: dict[str, str], words: str
) -> None:
    person_id = person(make, "张海东")
    browser = administrator(app, make)
    page = browser.submit(f"/people/{person_id}/edit", {**fields, "story": "写了很久"}, status=422, action="edit")
    text = page.get_data(as_text=True)
    assert words in text
    assert "写了很久" in text
    assert stored(site, person_id).revision == 1


def test_consent_is_given_and_withdrawn(app: Flask, make: Make, site: Site) -> None:
    person_id = person(make, "张海东")
    browser = signed_in(app, make, "zhang", person_id=person_id)
    path = f"/people/{person_id}/edit"
    browser.submit(path, {"phone": "13812345678", "contact_consent": "y"}, action="edit")
    assert stored(site, person_id).phone == "13812345678"
    assert "138****5678" in Browser(app).get(f"/people/{person_id}").get_data(as_text=True)
    form = browser.get(path).get_data(as_text=True)
    fields = {"phone": "13812345678", "revision": str(stored(site, person_id).revision)}
    assert "可随时取消勾选收回" in form
    browser.post(path, {**fields, "trade": "", "specialties": "", "story": "", "post": "", "email": ""})
    row = stored(site, person_id)
    assert (row.phone, row.email, row.contact_consent) == ("", "", False)
    kept = [(each.before, each.after) for each in journal(site, "directory.edit_person")]
    assert "13812345678" not in repr(kept)
    assert "138****5678" in repr(kept)


def test_a_row_more_is_given_without_a_script(app: Flask, make: Make, site: Site) -> None:
    person_id = person(make, "张海东")
    browser = administrator(app, make)
    page = browser.submit(
        f"/people/{person_id}/edit", {"honours-add": "1", "story": "写了很久"}, status=200, action="edit"
    )
    text = page.get_data(as_text=True)
    assert 'name="honours-0-title"' in text
    assert "写了很久" in text
    assert stored(site, person_id).revision == 1


@pytest.mark.parametrize("kind", ["people", "studios", "organisations"])
def test_strangers_may_not_edit(app: Flask, make: Make, kind: str) -> None:
    factory = make.organisation()
    entry = {"people": person(make, "张海东", factory), "studios": make.studio(factory), "organisations": factory}[kind]
    path = f"/{kind}/{entry}/edit"
    assert Browser(app).get(path, status=303).headers["Location"].startswith("/sign-in")
    browser = signed_in(app, make, "other", manages=make.organisation(), organisation_id=factory)
    browser.get(path, status=403)
    browser.post(path, {"name": "改了"}, status=403, page=f"/{kind}/new" if kind != "organisations" else "/people/new")


def test_leaders_describe_their_studio(app: Flask, make: Make, site: Site) -> None:
    studio_id = make.studio(name="王树军创新工作室")
    browser = signed_in(app, make, "leader", studio_id=studio_id, leads=True)
    fields = {"description": "## 方向\n\n夹具", "trade": "welder", "name": "改名", "level": "national"}
    browser.submit(f"/studios/{studio_id}/edit", fields, action="edit")
    with site.database.reading() as session:
        row = session.get_one(Studio, studio_id)
    assert (row.name, row.level, row.trade) == ("王树军创新工作室", "city", "welder")
    assert "夹具" in row.description_html
    assert "夹具" in browser.get(f"/studios/{studio_id}").get_data(as_text=True)


def test_managers_keep_the_record_of_their_studios(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation("苏州传动厂")
    leader = person(make, "王树军", factory)
    studio_id, child = make.studio(factory, "甲工作室"), make.studio(factory, "乙工作室")
    browser = signed_in(app, make, "chief", manages=factory)
    record = {"level": "national", "leader": "王树军", "founded_year": "2013", "region": "suzhou"}
    browser.submit(f"/studios/{studio_id}/edit", record, action="edit")
    browser.submit(f"/studios/{child}/edit", {"parent": "甲工作室"}, action="edit")
    with site.database.reading() as session:
        row = session.get_one(Studio, studio_id, options=[selectinload(Studio.members)])
        assert (row.level, row.leader_id, row.founded_year) == ("national", leader, 2013)
        assert [each.person_id for each in row.members] == [leader]
        assert session.get_one(Studio, child).parent_id == studio_id
    page = browser.submit(f"/studios/{studio_id}/edit", {"parent": "乙工作室"}, status=422, action="edit")
    assert "自己的下级" in page.get_data(as_text=True)
    page = browser.submit(f"/studios/{studio_id}/edit", {"founded_year": "二〇一三"}, status=422, action="edit")
    assert "年份应在" in page.get_data(as_text=True)


def test_namesakes_are_told_apart_by_number(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation("苏州传动厂")
    first, second = person(make, "张海东", factory), person(make, "张海东", factory)
    studio_id = make.studio(factory)
    browser = signed_in(app, make, "chief", manages=factory)
    page = browser.submit(f"/studios/{studio_id}/edit", {"leader": "张海东"}, status=422, action="edit")
    assert f"#{first}、#{second}" in page.get_data(as_text=True)
    browser.submit(f"/studios/{studio_id}/edit", {"leader": f"#{second}"}, action="edit")
    browser.submit(f"/studios/{studio_id}/edit", {"trade": "welder"}, action="edit")
    with site.database.reading() as session:
        assert session.get_one(Studio, studio_id).leader_id == second


@pytest.mark.parametrize("kind", ["people", "studios", "organisations"])
def test_two_editors_both_keep_their_text(app: Flask, make: Make, site: Site, kind: str) -> None:
    factory = make.organisation("苏州传动厂")
    field = "story" if kind == "people" else "description"
    entry = {"people": person(make, "张海东", factory), "studios": make.studio(factory), "organisations": factory}[kind]
    path = f"/{kind}/{entry}/edit"
    first, second = administrator(app, make), signed_in(app, make, "chief", manages=factory)
    stale = fields_of(second, path)
    first.submit(path, {field: "第一个人写的"}, action="edit")
    page = second.post(path, {**stale, field: "第二个人写的"}, status=409)
    text = page.get_data(as_text=True)
    assert "姓名keeper" in text
    assert "第<ins>二</ins>个人写的" in text
    assert "第<del>一</del>个人写的" in text
    kept = form_fields(text, path)
    assert kept[field] == "第二个人写的"
    second.post(path, kept)
    shown = Browser(app).get(f"/{kind}/{entry}").get_data(as_text=True)
    assert "第二个人写的" in shown


def fields_of(browser: Browser, path: str) -> dict[str, Any]:
    return form_fields(browser.get(path).get_data(as_text=True), path)


def form_fields(page: str, path: str) -> dict[str, Any]:
    return form_of(page, path, path)[1]


def test_managers_describe_their_organisation(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation("苏州传动厂")
    browser = signed_in(app, make, "chief", manages=factory)
    browser.submit(f"/organisations/{factory}/edit", {"industry": "machinery", "description": "做传动"}, action="edit")
    with site.database.reading() as session:
        row = session.get_one(Organisation, factory)
    assert (row.industry, row.description_html) == ("machinery", "<p>做传动</p>")
    assert len(journal(site, "directory.edit_organisation")) == 1


def test_what_cannot_be_rendered_is_refused_and_kept_in_the_form(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation()
    browser = signed_in(app, make, "chief", manages=factory)
    text = "字" * 20_001
    page = browser.submit(f"/organisations/{factory}/edit", {"description": text}, status=422, action="edit")
    assert "不能超过 20000 字" in page.get_data(as_text=True)
    assert text in page.get_data(as_text=True)


def test_a_retired_term_stays_with_what_has_it(app: Flask, make: Make, site: Site) -> None:
    person_id = person(make, "张海东", trade="welder")
    browser = administrator(app, make)
    browser.post("/vocabularies/trades/welder/retire", {}, page="/vocabularies/trades")
    browser.submit(f"/people/{person_id}/edit", {"post": "班长"}, action="edit")
    assert stored(site, person_id).trade == "welder"
    other = person(make, "卜伟伟")
    page = browser.submit(f"/people/{other}/edit", {"trade": "welder"}, status=422, action="edit")
    assert "请从列表中选择" in page.get_data(as_text=True)
