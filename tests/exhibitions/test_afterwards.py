"""Afterwards: intents until they are done, the guest book, figures and reports, recommendations."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from docx import Document as Word
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.adoptions.test_pages import text_of
from tests.browse import Browser
from tests.exhibitions.leaving import Visiting
from tests.exhibitions.making import TEXTS, Curating
from tests.exhibitions.test_nominating import browser_of
from tests.make import Make
from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.base.journal import JournalEntry
from webapp.documents.models import Document, Version, Visibility
from webapp.exhibitions.actions import following_up, recommending
from webapp.exhibitions.actions.following_up import Follow
from webapp.exhibitions.actions.recommending import Recommend
from webapp.exhibitions.models import Recommendation
from webapp.exhibitions.queries.figures import figures
from webapp.exhibitions.queries.following_up import RETENTION_DAYS
from webapp.exhibitions.workflow import IntentMove


def words_of(paper: Any) -> str:
    """All words of a Word document."""
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def hide(make: Make, number: str) -> None:
    """Let a published document turn internal."""
    with make.writing() as session:
        wanted = select(Version).join(Document, Document.id == Version.document_id).where(Document.number == number)
        session.scalars(wanted).one().visibility = Visibility.ORGANISATION


def test_an_intent_is_followed_until_it_is_done(app: Flask, make: Make, curating: Curating, visiting: Visiting) -> None:
    leader = make.account(studio_id=make.studio(), leads=True)
    number = make.published(leader, visibility=Visibility.PUBLIC).number
    key = curating.open_exhibition(numbers=[number])
    intent = visiting.intent(key, 1)
    curator = browser_of(app, make, curating.actor)
    listed = text_of(curator, f"/exhibitions/{key}/visitors")
    assert "赵来宾" in listed
    assert "13800001234" not in listed
    here = f"/exhibitions/intents/{intent}"
    assert "13800001234" not in text_of(curator, here)
    shown = curator.submit(here, {}, 200, action="/contact").get_data(as_text=True)
    assert "13800001234" in shown
    with make.site.database.reading() as session:
        seen = session.scalars(select(JournalEntry).where(JournalEntry.action == "exhibitions.see_contact")).all()
        assert [row.account_id for row in seen] == [curating.actor.account_id]
        assert "1380" not in str([(row.before, row.after, row.subject_label) for row in seen])
    owner = browser_of(app, make, leader)
    owner.get(here, 404)
    curator.submit(here, {"responsible": str(leader.account_id)}, action="/assign")
    assert "赵来宾" in text_of(owner, here)
    assert "赵来宾" in text_of(owner, "/me/intents")
    assert "请您跟进" in text_of(owner, "/me/notices")
    owner.get(f"/exhibitions/{key}/visitors", 404)
    owner.submit(here, {"text": "约了下周二"}, action="/take_up")
    owner.submit(here, {"text": ""}, 422, action="/note")
    owner.submit(here, {"text": "来看过了"}, action="/finish")
    page = text_of(curator, here)
    assert "已办结" in page
    assert "约了下周二" in page
    assert "来看过了" in page
    assert "赵来宾" not in text_of(curator, f"/exhibitions/{key}/visitors?state=open")
    curator.submit(here, {}, action="/tell")
    assert "有观众想应用成果" in text_of(owner, "/me/notices")


def test_strangers_know_of_no_intent(app: Flask, make: Make, curating: Curating, visiting: Visiting) -> None:
    key = curating.open_exhibition()
    here = f"/exhibitions/intents/{visiting.intent(key)}"
    stranger = browser_of(app, make, make.account(roles=list(curating.actor.roles)))
    stranger.get(here, 404)
    stranger.get(f"/exhibitions/{key}/visitors", 404)
    stranger.post(f"{here}/contact", {}, 404, page="/me/notices/settings")
    Browser(app).get(here, 303)


def test_stale_notes_lose_nothing(app: Flask, make: Make, curating: Curating, visiting: Visiting) -> None:
    key = curating.open_exhibition()
    intent = visiting.intent(key)
    with make.writing() as session:
        following_up.note_intent(session, curating.second, intent, Follow(1, "已约好"))
    curator = browser_of(app, make, curating.actor)
    here = f"/exhibitions/intents/{intent}"
    page = curator.post(f"{here}/note", {"revision": "1", "text": "下周去"}, 409, page=here)
    assert "下周去" in page.get_data(as_text=True)
    assert "已约好" in page.get_data(as_text=True)
    with pytest.raises(Invalid), make.writing() as session:
        following_up.move_intent(session, curating.actor, intent, IntentMove.DROP, Follow(2))


def test_contact_is_forgotten_on_request_and_in_time(make: Make, curating: Curating, visiting: Visiting) -> None:
    asked_key = curating.open_exhibition(texts=replace(TEXTS, title="新展"))
    asked, kept = visiting.intent(asked_key), visiting.intent(asked_key)
    with make.writing() as session:
        following_up.forget_contact(session, curating.actor, asked, 1)
    row = visiting.row(asked)
    assert (row.name, row.contact, row.message, row.state) == ("", "", "", "new")
    ends = curating.row(asked_key).ends_on
    assert ends is not None
    for days, left in ((RETENTION_DAYS, "13800001234"), (RETENTION_DAYS + 1, "")):
        with make.writing() as session:
            following_up.forget_old_contacts(session, ends + timedelta(days=days))
        assert visiting.row(kept).contact == left
    with make.writing() as session:
        assert following_up.see_contact(session, curating.actor, kept) == ""


def test_guest_book_is_read_before_it_is_shown(app: Flask, make: Make, curating: Curating, visiting: Visiting) -> None:
    key = curating.open_exhibition()
    entry = visiting.entry(key, "<b>很受启发</b>")
    curator = browser_of(app, make, curating.actor)
    here = f"/exhibitions/{key}/visitors/guest-book"
    assert "&lt;b&gt;很受启发" in text_of(curator, here)
    curator.submit(here, {}, action=f"{entry}/show")
    assert "很受启发" not in text_of(curator, here)
    assert "很受启发" in text_of(curator, f"{here}?state=shown")
    curator.post(f"{here}/{entry}/show", {}, 409, page=f"{here}?state=shown")
    curator.submit(f"{here}?state=shown", {}, action=f"{entry}/undo")
    curator.submit(here, {}, action=f"{entry}/hide")
    assert "很受启发" in text_of(curator, f"{here}?state=hidden")


def test_figures_count_what_the_rows_show(app: Flask, make: Make, curating: Curating, visiting: Visiting) -> None:
    key = curating.open_exhibition(halls=("一厅", "二厅"), numbers=curating.documents(3))
    visiting.visits(key, days=3, count=5)
    for kind in ("use", "use", "talk"):
        visiting.intent(key, 1, kind)
    with make.site.database.reading() as session:
        found = figures(session, curating.actor, key)
    assert (len(found.items), found.visits, found.item_visits, found.intent_count) == (3, 30, 90, 3)
    assert found.halls == [("一厅", 2), ("二厅", 1)]
    assert found.intents_of("use", "new") == 2
    curator = browser_of(app, make, curating.actor)
    page = text_of(curator, f"/exhibitions/{key}/figures")
    tiles = dict(re.findall(r'tile-value">(\d+)</span><span class="tile-label">([^<]+)<', page))
    book = curator.get(f"/exhibitions/{key}/figures/export").get_data()
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book))
    first = {str(int(str(row[1]).partition(".")[0])): row[0] for row in sheets.get_sheet_by_index(0).to_python()[1:]}
    assert first == tiles
    days = sheets.get_sheet_by_index(3).to_python()[1:]
    assert [(row[0], int(str(row[3]).partition(".")[0])) for row in days] == [
        (each.day.isoformat(), each.count) for each in found.days
    ]
    stranger = make.account(roles=list(curating.actor.roles))
    with make.site.database.reading() as session, pytest.raises(NotFound):
        figures(session, stranger, key)


def test_what_turned_internal_is_in_no_figure(make: Make, curating: Curating, visiting: Visiting, app: Flask) -> None:
    open_one, secret = curating.documents(2)
    key = curating.open_exhibition(numbers=[open_one, secret])
    visiting.visits(key, 1, 1)
    visiting.intent(key, 2)
    with make.writing() as session:
        numbers = (open_one, secret)
        recommending.recommend(session, curating.actor, key, Recommend(numbers, "province", "省赛", "好"))
    with make.site.database.reading() as session:
        title = session.scalars(
            select(Version.title).join(Document, Document.id == Version.document_id).where(Document.number == secret)
        ).one()
    hide(make, secret)
    curator = browser_of(app, make, curating.actor)
    for page in ("visitors", "figures", "report", "recommendations", "nominations", "queries"):
        text = text_of(curator, f"/exhibitions/{key}/{page}")
        assert title not in text, page
        assert secret not in text, page
    for page in ("report.docx", "recommendations.docx"):
        paper = Word(io.BytesIO(curator.get(f"/exhibitions/{key}/{page}").get_data()))
        text = words_of(paper)
        assert title not in text
        assert secret not in text
        assert open_one in text or page == "report.docx"
    with make.writing() as session:
        recommending.send_recommendations(session, curating.actor, key, "province")
    with make.site.database.reading() as session:
        states = session.execute(
            select(Document.number, Recommendation.state).join(Document, Document.id == Recommendation.document_id)
        )
        assert {row[0]: row[1] for row in states} == {open_one: "sent", secret: "draft"}


def test_a_result_is_recommended_upward_and_carries_the_mark(
    app: Flask, make: Make, curating: Curating, visiting: Visiting
) -> None:
    leader = make.account(studio_id=make.studio(), leads=True)
    numbers = [make.published(leader, visibility=Visibility.PUBLIC).number for _ in range(2)]
    key = curating.open_exhibition(numbers=numbers)
    make.site.parts["search"].rebuild()
    curator = browser_of(app, make, curating.actor)
    here = f"/exhibitions/{key}/recommendations"
    fields = {"level": "province", "selection": "全省评选", "numbers": numbers}
    curator.submit(here, fields, action="/recommendations")
    page = text_of(curator, here)
    assert page.index(numbers[0]) < page.index(numbers[1])
    with make.site.database.reading() as session:
        first, second = session.scalars(select(Recommendation).order_by(Recommendation.id)).all()
    curator.post(f"{here}/{second.id}/up", {"revision": "1"}, page=here)
    page = text_of(curator, here)
    assert page.index(numbers[1]) < page.index(numbers[0])
    curator.post(f"{here}/send", {"level": "province"}, page=here)
    assert "请先写推荐理由" in text_of(curator, here)
    for row in (first, second):
        with make.site.database.reading() as session:
            revision = session.scalars(select(Recommendation.revision).where(Recommendation.id == row.id)).one()
        fields = {"revision": str(revision), "reason": f"理由{row.id}", "selection": "全省评选"}
        curator.post(f"{here}/{row.id}", fields, page=here)
    assert "推荐至省级" not in text_of(Browser(app), f"/d/{numbers[0]}")
    curator.post(f"{here}/send", {"level": "province"}, page=here)
    for reader in (Browser(app), browser_of(app, make, leader)):
        assert "推荐至省级" in text_of(reader, f"/d/{numbers[0]}")
        assert "推荐至省级" in text_of(reader, "/search")
    assert "推荐至省级" in text_of(browser_of(app, make, leader), "/me/notices")
    paper = Word(io.BytesIO(curator.get(f"{here}.docx").get_data()))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert [numbers[1] in rows[1][1], numbers[0] in rows[2][1]] == [True, True]
    with make.writing() as session, pytest.raises(Conflict, match="state"):
        recommending.remove_recommendation(session, curating.actor, key, first.id)
    curator.submit(here, {}, action=f"/{first.id}/take")
    assert "已采纳" in text_of(Browser(app), f"/d/{numbers[0]}")


def test_a_mark_tells_nothing_of_a_show_one_may_not_visit(app: Flask, make: Make, curating: Curating) -> None:
    [number] = curating.documents(1)
    key = curating.open_exhibition(numbers=[number], texts=replace(TEXTS, audience="members"))
    with make.writing() as session:
        command = Recommend((number,), "province", reason="好")
        recommending.recommend(session, curating.actor, key, command)
        recommending.send_recommendations(session, curating.actor, key, "province")
    assert "推荐至省级" in text_of(browser_of(app, make, make.account()), f"/d/{number}")
    assert "推荐至省级" not in text_of(Browser(app), f"/d/{number}")


def test_recommending_goes_up_only(make: Make, curating: Curating) -> None:
    [number] = curating.documents(1)
    key = curating.open_exhibition(numbers=[number])
    for level in ("city", "district", "nonsense"):
        with make.writing() as session, pytest.raises(Invalid, match="level"):
            recommending.recommend(session, curating.actor, key, Recommend((number,), level))


def test_the_report_says_what_the_page_says(app: Flask, make: Make, curating: Curating, visiting: Visiting) -> None:
    key = curating.open_exhibition(halls=("一厅", "二厅"), numbers=curating.documents(3))
    visiting.visits(key)
    visiting.intent(key, 1)
    curator = browser_of(app, make, curating.actor)
    page = text_of(curator, f"/exhibitions/{key}/report")
    for words in (TEXTS.theme, TEXTS.place, "2026-10-01 至 2026-12-01", "一厅（2 项）"):
        assert words in page
    paper = Word(io.BytesIO(curator.get(f"/exhibitions/{key}/report.docx").get_data()))
    basics = {row.cells[0].text: row.cells[1].text for row in paper.tables[0].rows}
    assert basics["展期"] == "2026-10-01 至 2026-12-01"
    shown = {row.cells[0].text: row.cells[1].text for row in paper.tables[1].rows[1:]}
    tiles = re.findall(r'tile-value">(\d+)</span><span class="tile-label">([^<]+)<', page)
    assert shown == {label: value for value, label in tiles}
