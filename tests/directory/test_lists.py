from __future__ import annotations

from html import unescape

import html5lib
import pytest
from flask import Flask

from tests.browse import HTML, Browser
from tests.directory.people import honour, person
from tests.make import Make
from tests.statements import count_statements
from webapp.directory.models import Organisation, Studio
from webapp.web.site import Site


def shown(browser: Browser, path: str) -> list[str]:
    """The names on the cards of a list, in order."""
    text = browser.get(path).get_data(as_text=True)
    return [unescape(part.split(">")[1].split("<")[0]) for part in text.split('class="card-title"><a ')[1:]]


@pytest.fixture
def people(make: Make) -> dict[str, int]:
    factory = make.organisation("苏州传动厂")
    return {
        "张海东": person(make, "张海东", factory, trade="lathe_operator", region="suzhou", industry="machinery"),
        "单宗厂": person(
            make, "单宗厂", trade="welder", region="hunan", honours=(honour("大国工匠", "national", "great_craftsman"),)
        ),
        "卜伟伟": person(
            make, "卜伟伟", factory, trade="machining", region="jiangsu", honours=(honour("苏州工匠", "city"),)
        ),
    }


def test_people_stand_in_the_order_of_their_spelling(browser: Browser, people: dict[str, int]) -> None:
    assert shown(browser, "/people") == ["卜伟伟", "单宗厂", "张海东"]
    assert shown(browser, "/people?sort=newest") == ["卜伟伟", "单宗厂", "张海东"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("region=jiangsu", ["卜伟伟", "张海东"]),
        ("region=suzhou", ["张海东"]),
        ("trade=machining", ["卜伟伟", "张海东"]),
        ("industry=machinery", ["张海东"]),
        ("level=national", ["单宗厂"]),
        ("level=national&honour=great_craftsman", ["单宗厂"]),
        ("level=city&honour=great_craftsman", []),
        ("q=伟", ["卜伟伟"]),
        ("q=shanzong", ["单宗厂"]),
        ("q=Zhang Hai", ["张海东"]),
        ("q=%25", []),
        ("q=_", []),
        ("region=nowhere", []),
        ("region=jiangsu&trade=machining&q=张", ["张海东"]),
    ],
)
def test_people_are_found_by_filters(browser: Browser, people: dict[str, int], query: str, names: list[str]) -> None:
    assert shown(browser, f"/people?{query}") == names


def test_people_of_one_organisation(browser: Browser, make: Make, people: dict[str, int]) -> None:
    factory = 1
    assert shown(browser, f"/people?organisation={factory}") == ["卜伟伟", "张海东"]
    assert "苏州传动厂" in browser.get("/people?organisation=1&q=nobody").get_data(as_text=True)
    assert shown(browser, "/people?organisation=99999999999") == ["卜伟伟", "单宗厂", "张海东"]


def test_counts_show_what_each_filter_would_give(browser: Browser, people: dict[str, int]) -> None:
    root = html5lib.parse(browser.get("/people?trade=machining").get_data(as_text=True))
    options = {
        node.get("href"): "".join(node.itertext()).strip()
        for node in root.iter(f"{HTML}a")
        if node.get("class") == "facet-option"
    }
    assert options["/people?trade=machining&region=jiangsu"] == "江苏，2"
    assert not any("region=hunan" in address for address in options)
    assert options["/people?trade=lathe_operator"] == "车工，1"


def test_a_list_without_hits_says_what_to_do(browser: Browser, people: dict[str, int]) -> None:
    assert "没有符合条件的条目" in browser.get("/people?q=nobody").get_data(as_text=True)
    assert "没有这一页" in browser.get("/people?page=40").get_data(as_text=True)
    assert "这里还没有条目" in browser.get("/studios").get_data(as_text=True)


def test_studios_and_organisations_are_found_by_filters(browser: Browser, make: Make) -> None:
    with make.writing() as session:
        session.add(Organisation(name="苏州传动厂", kind="enterprise", region="suzhou", industry="machinery"))
        session.add(Organisation(name="湖南技师学院", kind="college", region="hunan"))
        session.add(Studio(name="王树军创新工作室", level="national", region="suzhou", trade="lathe_operator"))
        session.add(Studio(name="陈灌生创新工作室", level="city", region="hunan"))
    assert shown(browser, "/organisations") == ["湖南技师学院", "苏州传动厂"]
    assert shown(browser, "/organisations?kind=college") == ["湖南技师学院"]
    assert shown(browser, "/organisations?region=jiangsu&industry=machinery") == ["苏州传动厂"]
    assert shown(browser, "/studios") == ["陈灌生创新工作室", "王树军创新工作室"]
    assert shown(browser, "/studios?level=national") == ["王树军创新工作室"]
    assert shown(browser, "/studios?trade=machining&region=jiangsu") == ["王树军创新工作室"]


def test_pages_follow_one_another(browser: Browser, make: Make) -> None:
    with make.writing() as session:
        session.add_all(Organisation(name=f"机械厂{number:03}") for number in range(45))
    pages = [shown(browser, f"/organisations?page={number}") for number in (1, 2, 3)]
    assert [len(each) for each in pages] == [20, 20, 5]
    names = [name for page in pages for name in page]
    assert names == sorted(names)


@pytest.mark.parametrize("path", ["/people", "/studios", "/organisations"])
def test_a_list_costs_the_same_number_of_statements(app: Flask, make: Make, site: Site, path: str) -> None:
    counts = []
    for _round in range(2):
        for _each in range(9):
            organisation_id = make.organisation()
            person(make, f"工匠{make.next()}", organisation_id, honours=(honour("大国工匠", "national"),))
            make.studio(organisation_id)
        Browser(app).get(path)
        with count_statements(site.database) as sent:
            Browser(app).get(path)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 14, counts
