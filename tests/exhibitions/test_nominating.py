"""Calls and nominations: who sees what, deadlines, how both sides answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.adoptions.test_pages import signed_in, text_of
from tests.browse import Browser
from tests.exhibitions.making import TEXTS, Curating
from tests.make import Make
from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import Conflict, Invalid, NotAllowed, NotFound
from webapp.documents.models import Visibility
from webapp.exhibitions.actions import nominating
from webapp.exhibitions.actions.nominating import Nominate, Say
from webapp.exhibitions.models import Exhibition, Item, Nomination
from webapp.notices.models import Notice

CALLED = replace(TEXTS, call_text="征集省电的办法", call_until=today() + timedelta(days=5))


def browser_of(app: Flask, make: Make, actor: Actor) -> Browser:
    with make.site.database.reading() as session:
        name = session.scalars(select(Account.username).where(Account.id == actor.account_id)).one()
    return signed_in(app, name)


def nominated(curating: Curating, writer: Actor, key: str) -> tuple[str, str]:
    number = curating.make.published(writer, visibility=Visibility.PUBLIC).number
    with curating.make.writing() as session:
        row = nominating.nominate(session, writer, key, Nominate(number, "省电三成", "两平米，220 伏"))
        return row.key, number


def revision(make: Make, key: str) -> int:
    with make.site.database.reading() as session:
        return session.scalars(select(Nomination.revision).where(Nomination.key == key)).one()


def test_a_studio_nominates_and_curators_put_it_into_a_hall(app: Flask, make: Make, curating: Curating) -> None:
    key = curating.prepare(texts=CALLED)
    leader = make.account(studio_id=make.studio(), leads=True)
    number = make.published(leader, visibility=Visibility.PUBLIC).number
    studio = browser_of(app, make, leader)
    assert "征集省电的办法" in text_of(studio, "/exhibitions/calls")
    assert "提名参展" in text_of(studio, f"/d/{number}")
    page = text_of(studio, f"/exhibitions/calls/{key}")
    assert number in page
    assert TEXTS.introduction not in page
    assert TEXTS.place not in page
    fields = {"number": number, "reason": "省电三成", "needs": "两平米"}
    sent = studio.submit(f"/exhibitions/calls/{key}", fields, action="/exhibitions/calls/")
    page = studio.follow(sent).get_data(as_text=True)
    assert "待策展人答复" in page
    here = sent.headers["Location"]
    curator = browser_of(app, make, curating.actor)
    assert "收到一项提名" in text_of(curator, "/me/notices")
    assert "省电三成" in text_of(curator, f"/exhibitions/{key}/nominations")
    curator.submit(here, {"text": "能带样机来吗？"}, action="/ask")
    assert "待提名方补充" in text_of(studio, here)
    assert "请您补充提名" in text_of(studio, "/me/notices")
    studio.submit(here, {"text": "可以。"}, action="/answer")
    curator.submit(here, {}, action="/accept")
    assert "已入选" in text_of(studio, here)
    assert "入选展览" in text_of(studio, "/me/notices")
    with make.site.database.reading() as session:
        assert session.scalars(select(Item).join(Exhibition).where(Exhibition.key == key)).all()[-1].document_id


def test_only_writers_know_of_a_call_before_the_show_opens(app: Flask, make: Make, curating: Curating) -> None:
    key = curating.prepare(texts=CALLED)
    worker = browser_of(app, make, make.account())
    worker.get(f"/exhibitions/calls/{key}", 404)
    writer = make.writer()
    other = curating.prepare()
    with make.writing() as session, pytest.raises(NotFound):
        nominating.nominate(session, writer, other, Nominate("GJ-2026-0000001", "x"))


def test_what_can_not_be_nominated(make: Make, curating: Curating) -> None:
    key = curating.prepare(texts=CALLED)
    writer = make.writer()
    inner = make.published(writer, visibility=Visibility.ORGANISATION).number
    foreign = make.published(visibility=Visibility.PUBLIC).number
    codes = []
    for number in (inner, foreign, "GJ-1999-0000001"):
        with pytest.raises(Invalid) as refused, make.writing() as session:
            nominating.nominate(session, writer, key, Nominate(number, "好"))
        codes.append(refused.value.faults[0].code)
    assert codes == ["not_shown", "document", "document"]
    nomination, number = nominated(curating, writer, key)
    with pytest.raises(Invalid, match="nominated"), make.writing() as session:
        nominating.nominate(session, writer, key, Nominate(number, "再来"))
    with make.writing() as session:
        nominating.withdraw_nomination(session, writer, nomination, Say(revision(make, nomination)))
    with make.writing() as session:
        nominating.nominate(session, writer, key, Nominate(number, "再来"))


def test_after_the_deadline_it_is_refused_kindly(app: Flask, make: Make, curating: Curating) -> None:
    key = curating.prepare(texts=CALLED)
    writer = make.writer()
    number = make.published(writer, visibility=Visibility.PUBLIC).number
    with make.writing() as session:
        row = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
        row.call_until = today() - timedelta(days=1)
    with pytest.raises(Invalid, match="late"), make.writing() as session:
        nominating.nominate(session, writer, key, Nominate(number, "好"))
    assert "征集已经截止" in text_of(browser_of(app, make, writer), f"/exhibitions/calls/{key}")


def test_stale_answers_and_answers_of_others_are_refused(app: Flask, make: Make, curating: Curating) -> None:
    key = curating.prepare(texts=CALLED)
    writer = make.writer()
    nomination, _number = nominated(curating, writer, key)
    with pytest.raises(NotFound), make.writing() as session:
        nominating.ask_back(session, make.writer(), nomination, Say(1, "?"))
    with pytest.raises(NotAllowed), make.writing() as session:
        nominating.decline_nomination(session, writer, nomination, Say(1, "?"))
    with make.writing() as session:
        nominating.ask_back(session, curating.actor, nomination, Say(1, "要多大的台子？"))
    with pytest.raises(Conflict, match="stale"), make.writing() as session:
        nominating.decline_nomination(session, curating.second, nomination, Say(1, "不合适"))
    curator = browser_of(app, make, curating.second)
    here = f"/exhibitions/nominations/{nomination}"
    page = curator.post(f"{here}/decline", {"revision": "1", "text": "不合主题"}, 409, page=here)
    assert "不合主题" in page.get_data(as_text=True)
    assert "要多大的台子？" in page.get_data(as_text=True)
    page = curator.post(f"{here}/decline", {"revision": "2", "text": ""}, 422, page=here)
    assert "请填写这一项" in page.get_data(as_text=True)


def test_a_document_turned_internal_tells_curators_nothing(app: Flask, make: Make, curating: Curating) -> None:
    key = curating.prepare(texts=CALLED)
    writer = make.writer()
    nomination, number = nominated(curating, writer, key)
    with make.writing() as session:
        from webapp.documents.models import Document, Version

        wanted = select(Version).join(Document, Document.id == Version.document_id).where(Document.number == number)
        session.scalars(wanted).one().visibility = Visibility.ORGANISATION
    curator = browser_of(app, make, curating.actor)
    for address in (f"/exhibitions/{key}/nominations", f"/exhibitions/nominations/{nomination}"):
        page = text_of(curator, address)
        assert "现在不能展出" in page
        assert number not in page
        assert "省电三成" not in page
    with pytest.raises(Invalid), make.writing() as session:
        hall = curating.halls(key)[0][0]
        nominating.accept_nomination(session, curating.actor, nomination, hall, Say(revision(make, nomination)))
    assert number in text_of(browser_of(app, make, writer), f"/exhibitions/nominations/{nomination}")


def test_notices_are_for_those_who_may_see_it(make: Make, curating: Curating) -> None:
    key = curating.prepare(texts=CALLED)
    nominated(curating, make.writer(), key)
    with make.site.database.reading() as session:
        told = set(session.scalars(select(Notice.account_id).where(Notice.kind == nominating.NOMINATED)))
    assert told == {curating.actor.account_id, curating.second.account_id}
