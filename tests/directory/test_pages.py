from __future__ import annotations

import pytest
from flask import Flask

from tests.browse import Browser
from tests.directory.people import honour, person
from tests.make import Make
from tests.statements import count_statements
from webapp.base.markdown import render
from webapp.base.paging import Page
from webapp.directory.models import Organisation, Studio, StudioMember
from webapp.directory.shown_documents import DOCUMENT_COUNTS_OF, DOCUMENT_TOTALS_OF, DOCUMENTS_OF
from webapp.documents.content import Contributor
from webapp.documents.models import Visibility
from webapp.web.site import Site


def text_of(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def test_a_person_is_shown_with_all_that_is_known(browser: Browser, make: Make) -> None:
    factory = make.organisation("苏州传动厂")
    person_id = person(
        make,
        "张海东",
        factory,
        post="技能带头人",
        trade="lathe_operator",
        specialties=("薄壁件精密镗削",),
        story="**苦练**",
        story_html=render("**苦练**"),
        honours=(honour("苏州工匠", "city", year=2021), honour("大国工匠", "national", year=2024)),
        region="suzhou",
    )
    text = text_of(browser, f"/people/{person_id}")
    for words in ("张海东", "技能带头人", "车工", "薄壁件精密镗削", "<strong>苦练</strong>", "苏州传动厂", "苏州"):
        assert words in text
    ladder = text[text.index('class="timeline"') :]
    assert ladder.index("大国工匠") < ladder.index("苏州工匠")
    assert "2024 年" in ladder
    assert "编辑" not in text


def test_contact_is_shown_masked_and_only_with_consent(browser: Browser, make: Make) -> None:
    open_id = person(make, "张海东", phone="13812345678", email="zhang@example.org", contact_consent=True)
    text = text_of(browser, f"/people/{open_id}")
    assert "138****5678" in text
    assert "z***@example.org" in text
    assert "13812345678" not in text
    assert "zhang@" not in text
    quiet_id = person(make, "卜伟伟")
    assert "联系电话" not in text_of(browser, f"/people/{quiet_id}")


def test_a_studio_is_shown_with_its_people_and_its_tree(browser: Browser, make: Make) -> None:
    factory = make.organisation("苏州传动厂")
    leader, member, former = (person(make, name, factory) for name in ("王树军", "张海东", "卜伟伟"))
    with make.writing() as session:
        parent = Studio(name="总工作室", organisation_id=factory)
        session.add(parent)
        session.flush()
        studio = Studio(
            name="王树军创新工作室",
            level="national",
            organisation_id=factory,
            leader_id=leader,
            parent_id=parent.id,
            founded_year=2013,
            members=[
                StudioMember(person_id=leader),
                StudioMember(person_id=member, position=1),
                StudioMember(person_id=former, position=2, left_on=parent.created_at.date()),
            ],
        )
        session.add(studio)
        session.flush()
        child = Studio(name="新苗工作室", parent_id=studio.id)
        session.add(child)
        session.flush()
        session.add(Studio(name="再下一代", parent_id=child.id))
        studio_id, parent_id = studio.id, parent.id
    text = text_of(browser, f"/studios/{studio_id}")
    for words in ("国家级工作室", "王树军", "张海东", "曾任成员", "总工作室", "新苗工作室", "再下一代", "2013"):
        assert words in text
    assert "王树军创新工作室" in text_of(browser, f"/studios/{parent_id}")
    assert "王树军创新工作室（领衔）" in text_of(browser, f"/people/{leader}")
    assert "王树军创新工作室（曾任成员）" in text_of(browser, f"/people/{former}")


def test_an_organisation_is_shown_with_its_studios_and_people(browser: Browser, make: Make) -> None:
    factory = make.organisation("苏州传动厂")
    make.studio(factory, "王树军创新工作室")
    for number in range(25):
        person(make, f"工匠{number}", factory)
    text = text_of(browser, f"/organisations/{factory}")
    assert "王树军创新工作室" in text
    assert f"/people?organisation={factory}" in text
    assert f"/studios?organisation={factory}" not in text


@pytest.mark.parametrize("path", ["/people/1", "/studios/1", "/organisations/1", "/people/2147483648", "/people/x"])
def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    browser.get(path, status=404)


def test_documents_are_shown_for_this_reader_only(browser: Browser, app: Flask, make: Make) -> None:
    writer = make.writer()
    content = make.content(title="公开的钻模", contributors=(Contributor("卜伟伟"),))
    make.published(writer, content=content, visibility=Visibility.PUBLIC)
    make.published(writer, content=make.content(title="内部的钻模"), visibility=Visibility.ORGANISATION)
    studio_id, organisation_id = min(writer.studio_ids), writer.organisation_id
    for path in (f"/studios/{studio_id}", f"/organisations/{organisation_id}"):
        text = text_of(browser, path)
        assert "公开的钻模" in text
        assert "内部的钻模" not in text


def test_pages_stand_without_the_part_that_shows_documents(browser: Browser, make: Make, site: Site) -> None:
    for key in (DOCUMENTS_OF, DOCUMENT_COUNTS_OF, DOCUMENT_TOTALS_OF):
        site.parts.pop(key, None)
    factory = make.organisation()
    assert "还没有对您开放的成果" in text_of(browser, f"/organisations/{factory}")
    browser.get("/organisations")


def test_documents_are_asked_for_by_page(browser: Browser, make: Make, site: Site) -> None:
    asked = []

    def documents_of(_session: object, _actor: object, kind: str, entry_id: int, page: int) -> Page[object]:
        asked.append((kind, entry_id, page))
        return Page([], 0)

    site.parts[DOCUMENTS_OF] = documents_of
    person_id = make.person()
    browser.get(f"/people/{person_id}?page=3")
    assert asked == [("person", person_id, 3)]


@pytest.mark.parametrize("kind", ["person", "studio", "organisation"])
def test_a_page_costs_the_same_number_of_statements(app: Flask, make: Make, site: Site, kind: str) -> None:
    factory = make.organisation()
    studio_id = make.studio(factory)
    person_id = person(make, "张海东", factory)
    path = {
        "person": f"/people/{person_id}",
        "studio": f"/studios/{studio_id}",
        "organisation": f"/organisations/{factory}",
    }
    counts = []
    for _round in range(2):
        with make.writing() as session:
            for _each in range(4):
                session.add(Studio(name="又一个", parent_id=studio_id, leader_id=person_id, organisation_id=factory))
        for _each in range(4):
            other = person(make, f"工匠{make.next()}", factory, honours=(honour("大国工匠", "national"),))
            with make.writing() as session:
                session.add(StudioMember(studio_id=studio_id, person_id=other))
        Browser(app).get(path[kind])
        with count_statements(site.database) as sent:
            Browser(app).get(path[kind])
        counts.append(len(sent))
    assert counts[0] == counts[1], counts


def test_words_follow_the_language(app: Flask, make: Make) -> None:
    with make.writing() as session:
        session.add(Organisation(name="苏州传动厂", region="suzhou", kind="enterprise"))
    text = Browser(app, language="en").get("/organisations").get_data(as_text=True)
    assert "Suzhou" in text
    assert "Organisations" in text
    assert "单位" not in text.replace("苏州传动厂", "")
