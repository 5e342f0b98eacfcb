"""The online show as visitors meet it: what it shows, what is gone at once, what they leave behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.browse import Browser
from tests.exhibitions.making import TEXTS, Curating
from tests.make import PASSWORD, Make
from tests.statements import count_statements
from webapp.base.actor import VISITOR
from webapp.base.errors import Invalid, NotFound
from webapp.documents.actions import Halt, halt
from webapp.documents.models import Document, Version
from webapp.exhibitions.actions.opening import close_exhibition
from webapp.exhibitions.actions.visiting import LeaveIntent, leave_intent, withdraw_intent
from webapp.exhibitions.counting import TALLY, Flood, Tally, is_robot
from webapp.exhibitions.models import Exhibition, GuestBookEntry, Intent, Item, Visits
from webapp.exhibitions.routes.drawing import code_of

HALLS = ("第一展厅", "第二展厅")


@pytest.fixture
def numbers(curating: Curating) -> list[str]:
    return curating.documents(4)


@pytest.fixture
def key(curating: Curating, numbers: list[str]) -> str:
    return curating.open_exhibition(HALLS, numbers)


def pages(curating: Curating, key: str) -> list[str]:
    """Every page of a show, by the site and at a kiosk."""
    inside = ["", "/all", "/all?q=看点", "/poster", "/guest-book", "/kiosk", "/kiosk/all"]
    for hall, items in curating.halls(key):
        inside += [f"/halls/{hall}", f"/kiosk/halls/{hall}"]
        inside += [f"{way}/items/{item}" for item in items for way in ("", "/kiosk")]
    return [f"/exhibitions/{key}{each}" for each in inside]


def hide(make: Make, number: str) -> str:
    """What is public turns internal; the title it had."""
    with make.writing() as session:
        document_id = session.scalars(select(Document.id).where(Document.number == number)).one()
        title = session.scalars(select(Version.title).where(Version.document_id == document_id)).one()
        session.execute(update(Version).where(Version.document_id == document_id).values(visibility="organisation"))
    return title


def test_every_page_reads_well_in_both_languages(app: Flask, curating: Curating, key: str) -> None:
    for language in ("zh", "en"):
        browser = Browser(app, language)
        for address in pages(curating, key):
            browser.get(address)


def test_the_tour_leads_through_every_item_and_back(app: Flask, curating: Curating, key: str) -> None:
    browser, seen = Browser(app), []
    text = browser.get(f"/exhibitions/{key}").get_data(as_text=True)
    address = re.search(r'class="show-button" href="([^"]+)"', text)
    while address:
        seen.append(address.group(1))
        text = browser.get(address.group(1)).get_data(as_text=True)
        address = re.search(r'dock-after" href="([^"]+)" rel="next"', text)
    expected = []
    for hall, items in curating.halls(key):
        expected += [f"/exhibitions/{key}/halls/{hall}", *(f"/exhibitions/{key}/items/{item}" for item in items)]
    assert seen == expected
    assert "4</strong> / 4" in text


def test_what_turns_internal_is_gone_from_every_page_with_the_next_request(
    app: Flask, make: Make, curating: Curating, key: str, numbers: Sequence[str]
) -> None:
    addresses = pages(curating, key)
    title = hide(make, numbers[0])
    browser, lost = Browser(app), 0
    for address in addresses:
        response = browser.client.get(address)
        lost += response.status_code == 404
        text = response.get_data(as_text=True)
        assert title not in text, address
        assert numbers[0] not in text, address
        assert f"看点{numbers[0]}" not in text, address
    assert lost == 2
    assert "3</strong> / 3" in browser.get(f"/exhibitions/{key}/items/{curating.halls(key)[1][1][1]}").text


def test_search_inside_narrows_by_words_hall_and_kind(
    app: Flask, curating: Curating, key: str, numbers: Sequence[str]
) -> None:
    browser = Browser(app)
    assert browser.get(f"/exhibitions/{key}/all?q={numbers[2]}").text.count('class="exhibit-title"') == 1
    hall = curating.halls(key)[1][0]
    assert browser.get(f"/exhibitions/{key}/all?hall={hall}").text.count('class="exhibit-title"') == 2
    assert browser.get(f"/exhibitions/{key}/all?kind=handbook").text.count('class="exhibit-title"') == 0
    assert "<script>" not in browser.get(f"/exhibitions/{key}/all?q=<script>").text


def test_statements_do_not_grow_with_the_items(app: Flask, make: Make, curating: Curating) -> None:
    counts = []
    for size in (2, 9):
        key = curating.open_exhibition(HALLS, curating.documents(size))
        item = curating.halls(key)[0][1][0]
        client, found = app.test_client(), []
        for tail in ("", "/all", f"/halls/{curating.halls(key)[0][0]}", f"/items/{item}"):
            client.get(f"/exhibitions/{key}{tail}")
            with count_statements(make.site.database) as statements:
                client.get(f"/exhibitions/{key}{tail}")
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1]


def test_a_kiosk_has_no_way_out(app: Flask, curating: Curating, key: str) -> None:
    browser = Browser(app)
    for address in pages(curating, key):
        if "/kiosk" in address:
            text = browser.get(address).text
            links = set(re.findall(r'<(?:a|form)[^>]* (?:href|action)="([^"]+)"', text))
            assert all(link.startswith((f"/exhibitions/{key}/kiosk", "#")) for link in links), (address, links)


def test_a_wish_is_left_by_consent_and_withdrawn_by_its_private_address(
    app: Flask, make: Make, curating: Curating, key: str
) -> None:
    browser, item = Browser(app), curating.halls(key)[0][1][0]
    form = f"/exhibitions/{key}/intent?item={item}&kind=learn"
    wish = {"name": "王师傅", "contact": "138 1234 5678", "message": "六台车床"}
    refused = browser.submit(form, wish, status=422)
    assert "勾选同意后" in refused.text
    assert "六台车床" in refused.text
    answer = browser.submit(form, {**wish, "consent": "y"})
    own = answer.headers["Location"]
    assert "138 1234 5678" in browser.get(own).text
    with make.site.database.reading() as session:
        intent = session.scalars(select(Intent)).one()
        assert (intent.kind, intent.item_key, intent.document_id is not None) == ("learn", item, True)
    browser.submit(own, {})
    assert "138 1234 5678" not in browser.get(own).text
    with make.site.database.reading() as session:
        left = session.scalars(select(Intent)).one()
        assert (left.name, left.contact, left.message, left.state) == ("", "", "", "dropped")


def test_nobody_is_asked_to_use_what_was_called_in(
    app: Flask, make: Make, curating: Curating, key: str, numbers: Sequence[str]
) -> None:
    with make.site.database.reading() as session:
        item = session.scalars(select(Item).join(Document).where(Document.number == numbers[0])).one().key
    page, wish = f"/exhibitions/{key}/items/{item}", f"/exhibitions/{key}/intent?item={item}&kind=use"
    browser = Browser(app)
    assert "想用" in browser.get(page).text
    with make.writing() as session:
        halt(session, make.reviewer(), numbers[0], Halt(1, "会松脱"))
    text = browser.get(page).text
    assert "请勿照做" in text
    assert "想用" not in text
    browser.get(wish, 404)
    with make.writing() as session, pytest.raises(NotFound):
        leave_intent(session, VISITOR, key, LeaveIntent("use", item, "王师傅", contact="138", consent=True))


def test_codes_lead_to_the_public_address_wherever_the_page_was_asked_for(
    app: Flask, make: Make, curating: Curating, key: str
) -> None:
    item = curating.halls(key)[0][1][0]
    public = f"https://archive.example.cn/exhibitions/{key}"
    browser = Browser(app)
    assert f"http://localhost/exhibitions/{key}" in browser.get(f"/exhibitions/{key}/poster").text
    make.site.settings = replace(make.site.settings, site_url="https://archive.example.cn")
    assert public in browser.get(f"/exhibitions/{key}/poster").text
    assert f"{public}/items/{item}" in browser.get(f"/exhibitions/{key}/poster?item={item}").text
    assert f'og:url" content="{public}/items/{item}"' in browser.get(f"/exhibitions/{key}/items/{item}").text
    with app.test_request_context():
        code = str(code_of(f"{public}/items/{item}"))
    assert code in browser.get(f"/exhibitions/{key}/kiosk/items/{item}").text


def test_a_poster_for_members_does_not_say_that_nobody_has_to_sign_in(app: Flask, curating: Curating) -> None:
    key = curating.open_exhibition(texts=replace(TEXTS, audience="members"))
    browser = Browser(app).sign_in(curating.username(), PASSWORD)
    text = browser.get(f"/exhibitions/{key}/poster").text
    assert "登录后在手机上就能看" in text
    assert "不用注册" not in text


def test_programs_and_floods_are_kept_out(app: Flask, make: Make, curating: Curating, key: str) -> None:
    browser, book = Browser(app), f"/exhibitions/{key}/guest-book"
    assert "留空" in browser.submit(book, {"text": "买药", "homepage": "https://spam"}, status=422).text
    flood = Flood(allowed=2, seconds=60)
    assert [flood.is_over(each) for each in ("a", "a", "b", "a")] == [False, False, False, True]
    with make.site.database.reading() as session:
        assert session.scalars(select(GuestBookEntry)).all() == []


def test_words_are_shown_once_a_curator_let_them_through(app: Flask, make: Make, key: str) -> None:
    browser, book = Browser(app), f"/exhibitions/{key}/guest-book"
    browser.submit(book, {"text": "办法就在身边。", "name": "老李"})
    assert "办法就在身边" not in browser.get(book).text
    with make.writing() as session:
        session.scalars(select(GuestBookEntry)).one().state = "shown"
    assert "办法就在身边" in browser.get(book).text


def test_nothing_is_left_at_a_closed_exhibition(app: Flask, make: Make, curating: Curating, key: str) -> None:
    with make.writing() as session:
        close_exhibition(session, curating.actor, key, curating.row(key).revision)
    browser = Browser(app)
    assert "长期保留" in browser.get(f"/exhibitions/{key}").text
    browser.get(f"/exhibitions/{key}/intent", 409)
    assert '<form method="post"' not in browser.get(f"/exhibitions/{key}/guest-book").text


def test_a_wish_without_a_name_is_refused(make: Make, key: str) -> None:
    with make.writing() as session, pytest.raises(Invalid) as refusal:
        leave_intent(session, VISITOR, key, LeaveIntent("buy", contact="x" * 121, consent=False))
    assert {fault.field for fault in refusal.value.faults} == {"name", "contact", "kind", "consent"}


def test_withdrawing_twice_changes_nothing(make: Make, key: str) -> None:
    with make.writing() as session:
        intent = leave_intent(session, VISITOR, key, LeaveIntent("use", "", "甲", "", "1", "", consent=True))
        private = intent.key
    for _ in range(2):
        with make.writing() as session:
            forgotten = withdraw_intent(session, VISITOR, private).forgotten_at
            assert forgotten is not None


def test_looking_writes_nothing_and_is_counted_without_who_looked(
    app: Flask, make: Make, curating: Curating, key: str
) -> None:
    tally: Tally = app.extensions["archive"].parts[TALLY]
    client, item = app.test_client(), curating.halls(key)[0][1][0]
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120"}
    for _ in range(3):
        client.get(f"/exhibitions/{key}/items/{item}", headers=agent)
    client.get(f"/exhibitions/{key}/kiosk", headers=agent)
    client.get(f"/exhibitions/{key}", headers={"User-Agent": "Googlebot/2.1"})
    client.get(f"/exhibitions/{key}", headers={**agent, "Sec-Purpose": "prefetch"})
    with make.site.database.reading() as session:
        assert session.scalars(select(Visits)).all() == []
    assert tally.write() == 4
    assert tally.write() == 0
    client.get(f"/exhibitions/{key}/items/{item}", headers=agent)
    tally.write()
    with make.site.database.reading() as session:
        rows = session.execute(select(Visits.item_key, Visits.channel, Visits.count)).all()
    assert sorted(map(tuple, rows)) == [("", "kiosk", 1), (item, "web", 4)]


def test_robots_name_themselves() -> None:
    assert is_robot("")
    assert is_robot("Mozilla/5.0 (compatible; bingbot/2.0)")
    assert not is_robot("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1")


def test_curators_see_the_preview_before_it_opens(app: Flask, curating: Curating) -> None:
    key = curating.prepare(HALLS)
    Browser(app).get(f"/exhibitions/{key}", 404)
    curator = Browser(app).sign_in(curating.username(), PASSWORD)
    assert curator.get(f"/exhibitions/{key}", 303).headers["Location"].endswith("/preview")
    text = curator.get(f"/exhibitions/{key}/preview").text
    assert "只有策展人看得到" in text
    hall, items = curating.halls(key)[0]
    curator.get(f"/exhibitions/{key}/preview/halls/{hall}")
    curator.get(f"/exhibitions/{key}/preview/items/{items[0]}")
    curator.get(f"/exhibitions/{key}/preview/all")


def test_the_show_says_what_state_it_is_in(app: Flask, make: Make, curating: Curating, key: str) -> None:
    assert "正在展出" in Browser(app).get(f"/exhibitions/{key}").text
    with make.writing() as session:
        session.execute(update(Exhibition).where(Exhibition.key == key).values(state="archived"))
    assert "已归档" in Browser(app).get(f"/exhibitions/{key}").text
    board = Browser(app).sign_in(curating.username(), PASSWORD).get(f"/exhibitions/{key}/arrange").text
    assert "展览已经归档" in board
    assert "重新开展以后" not in board
