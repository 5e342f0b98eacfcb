from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.browse import Browser
from tests.directory.conftest import TERMS
from tests.directory.people import administrator, journal, person, signed_in
from tests.make import Make
from webapp.base.actor import SYSTEM
from webapp.base.vocabulary import Term as FileTerm
from webapp.directory.models import Term
from webapp.directory.vocabularies import load_terms
from webapp.web.site import Site

NEW = {
    "key": "laser_welder",
    "zh": "激光焊工",
    "en": "Laser welder",
    "parent": "welder",
    "aliases": "激光熔焊工、激光工",
}


def order(site: Site, vocabulary: str) -> list[str]:
    with site.database.reading() as session:
        rows = session.scalars(select(Term).where(Term.vocabulary == vocabulary).order_by(Term.position, Term.id))
        return [row.key for row in rows]


def test_only_administrators_see_the_vocabularies(app: Flask, make: Make) -> None:
    manager = signed_in(app, make, "chief", manages=make.organisation())
    for path in ("/vocabularies", "/vocabularies/trades", "/vocabularies/trades/welder"):
        manager.get(path, status=404)
        Browser(app).get(path, status=303)
    manager.post("/vocabularies/trades/welder/retire", {}, page="/people/new", status=404)


def test_a_term_is_added_offered_and_used(app: Flask, make: Make, site: Site) -> None:
    browser = administrator(app, make)
    browser.submit("/vocabularies/trades", NEW, action="trades")
    assert order(site, "trades") == ["machining", "lathe_operator", "welder", "laser_welder"]
    form = browser.get("/people/new").get_data(as_text=True)
    assert "焊工 / 激光焊工" in form
    person(make, "张海东", trade="laser_welder")
    assert "张海东" in Browser(app).get("/people?trade=welder").get_data(as_text=True)
    row = browser.get("/vocabularies/trades").get_data(as_text=True).split('id="laser_welder"')[1].split("</tr>")[0]
    assert 'class="right">1</td>' in row
    (entry,) = journal(site, "directory.add_term")
    assert entry.subject_label == "trades/laser_welder"
    assert entry.after is not None
    assert entry.after["aliases"] == ["激光熔焊工", "激光工"]


def test_what_does_not_hold_is_refused(app: Flask, make: Make, site: Site) -> None:
    browser = administrator(app, make)
    for fields, words in [
        ({"key": "Laser"}, "代码只能用小写"),
        ({"key": "welder"}, "此代码已经使用"),
        ({"zh": ""}, "请填写中文"),
        ({"en": ""}, "请填写英文"),
        ({"zh": "焊工"}, "已经属于“焊工”"),
        ({"aliases": "车工"}, "已经属于“车工”"),
        ({"parent": "nothing"}, "请从列表中选择"),
    ]:
        page = browser.submit("/vocabularies/trades", {**NEW, **fields}, status=422, action="trades")
        assert words in page.get_data(as_text=True), fields
    assert len(order(site, "trades")) == 3
    page = browser.post("/vocabularies/kinds", NEW, status=422, page="/vocabularies/trades")
    assert "不能增减" in page.get_data(as_text=True)
    browser.get("/vocabularies/nothing", status=404)
    browser.get("/vocabularies/trades/nothing", status=404)


def test_words_change_and_keys_stay(app: Flask, make: Make, site: Site) -> None:
    person_id = person(make, "张海东", trade="welder")
    browser = administrator(app, make)
    browser.submit("/vocabularies/trades/welder", {"zh": "电焊工", "key": "other"}, action="welder")
    assert "电焊工" in Browser(app).get(f"/people/{person_id}").get_data(as_text=True)
    assert "welder" in order(site, "trades")
    page = browser.submit(
        "/vocabularies/trades/machining", {"parent": "lathe_operator"}, status=422, action="machining"
    )
    assert "不能放在自己" in page.get_data(as_text=True)
    with make.writing() as session:
        load_terms(session, SYSTEM, {"trades": [FileTerm("trades", *row) for row in TERMS["trades"]]})
    assert "电焊工" in Browser(app).get(f"/people/{person_id}").get_data(as_text=True)


def test_two_editors_of_a_term_see_both_words(app: Flask, make: Make) -> None:
    browser = administrator(app, make)
    browser.submit("/vocabularies/trades/welder", {"zh": "电焊工"}, action="welder")
    fields = {"zh": "气焊工", "en": "Gas welder", "parent": "", "aliases": "", "revision": "1"}
    text = browser.post("/vocabularies/trades/welder", fields, status=409).get_data(as_text=True)
    assert "<del>电</del>焊工" in text
    assert "<ins>气</ins>焊工" in text


def test_terms_are_retired_and_restored(app: Flask, make: Make, site: Site) -> None:
    browser = administrator(app, make)
    person_id = person(make, "张海东", trade="welder")
    browser.post("/vocabularies/trades/welder/retire", {}, page="/vocabularies/trades")
    browser.post("/vocabularies/trades/welder/retire", {}, page="/vocabularies/trades")
    assert 'value="welder"' not in browser.get("/people/new").get_data(as_text=True)
    assert "焊工" in Browser(app).get(f"/people/{person_id}").get_data(as_text=True)
    browser.post("/vocabularies/trades/welder/restore", {}, page="/vocabularies/trades")
    assert 'value="welder"' in browser.get("/people/new").get_data(as_text=True)
    assert [len(journal(site, f"directory.{each}_term")) for each in ("retire", "restore")] == [1, 1]
    browser.post("/vocabularies/kinds/handbook/retire", {}, page="/vocabularies/trades")
    assert len(journal(site, "directory.retire_term")) == 1


def test_terms_move_with_those_below_them(app: Flask, make: Make, site: Site) -> None:
    browser = administrator(app, make)
    browser.post("/vocabularies/trades/machining/down", {}, page="/vocabularies/trades")
    assert order(site, "trades") == ["welder", "machining", "lathe_operator"]
    browser.post("/vocabularies/trades/machining/down", {}, page="/vocabularies/trades")
    assert order(site, "trades") == ["welder", "machining", "lathe_operator"]
    browser.post("/vocabularies/trades/machining/up", {}, page="/vocabularies/trades")
    assert order(site, "trades") == ["machining", "lathe_operator", "welder"]
    assert len(journal(site, "directory.move_term")) == 2
