"""Opening and closing by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests.browse import Browser
from tests.exhibitions.making import TEXTS, Curating
from tests.make import PASSWORD
from webapp.base.clock import now
from webapp.exhibitions.actions.keeping import edit_exhibition
from webapp.exhibitions.actions.opening import submit
from webapp.exhibitions.actions.scheduling import act_on_time
from webapp.exhibitions.actions.telling import NOT_OPENED, OPENED, SUBMITTED
from webapp.exhibitions.models import Exhibition
from webapp.notices.models import Notice

PAST = timedelta(minutes=1)


def told(curating: Curating, kind: str) -> set[int]:
    """Who was told."""
    with curating.make.site.database.reading() as session:
        return set(session.scalars(select(Notice.account_id).where(Notice.kind == kind)))


def test_it_opens_on_time_once_it_was_handed_in(curating: Curating) -> None:
    key = curating.prepare(texts=replace(TEXTS, opens_at=now() - PAST, closes_at=now() + timedelta(days=1)))
    with curating.make.writing() as session:
        submit(session, curating.actor, key, curating.row(key).revision)
    assert told(curating, SUBMITTED) == {curating.second.account_id}
    assert act_on_time(curating.make.site.database) == 1
    row = curating.row(key)
    assert (row.state, row.opens_at, row.snapshot) == ("open", None, 1)
    assert told(curating, OPENED) == {curating.actor.account_id, curating.second.account_id}
    assert act_on_time(curating.make.site.database) == 0


def test_what_is_blocked_or_not_handed_in_stays_closed(curating: Curating) -> None:
    key = curating.prepare(texts=replace(TEXTS, opens_at=now() - PAST))
    act_on_time(curating.make.site.database)
    row = curating.row(key)
    assert (row.state, row.opens_at) == ("preparation", None)
    assert told(curating, NOT_OPENED) == {curating.actor.account_id, curating.second.account_id}
    assert act_on_time(curating.make.site.database) == 0
    with curating.make.writing() as session:
        blocked = replace(TEXTS, ends_on=None, opens_at=now() - PAST)
        edit_exhibition(session, curating.actor, key, curating.row(key).revision, blocked)
        submit(session, curating.actor, key, curating.row(key).revision + 1)
    act_on_time(curating.make.site.database)
    assert curating.row(key).state == "review"


def test_what_should_be_over_by_now_does_not_open(curating: Curating) -> None:
    """The site was down from before the opening until after the closing."""
    key = curating.prepare(texts=replace(TEXTS, opens_at=now() - 2 * PAST, closes_at=now() - PAST))
    with curating.make.writing() as session:
        submit(session, curating.actor, key, curating.row(key).revision)
    act_on_time(curating.make.site.database)
    row = curating.row(key)
    assert (row.state, row.opens_at, row.closes_at, row.snapshot) == ("review", None, None, 0)
    assert told(curating, NOT_OPENED) == {curating.actor.account_id, curating.second.account_id}


def test_a_time_that_is_over_cannot_be_typed_but_one_that_went_by_is_kept(
    app: Flask, curating: Curating, browser: Browser
) -> None:
    browser.sign_in(curating.username(), PASSWORD)
    for name in ("opens_at", "closes_at"):
        refused = browser.submit("/exhibitions/new", {"title": "匠心展", name: "2020-01-02T09:00"}, 422, "/new")
        assert "已经过去" in refused.text
        assert "2020-01-02T09:00" in refused.text
    key = curating.open_exhibition(texts=replace(TEXTS, closes_at=(now() + PAST).replace(second=0, microsecond=0)))
    with curating.make.writing() as session:
        row = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
        row.closes_at = (now() - PAST).replace(second=0, microsecond=0)
    browser.submit(f"/exhibitions/{key}/edit", {"theme": "新的主题"}, action="/edit")
    assert curating.row(key).theme == "新的主题"


def test_it_closes_on_time(curating: Curating) -> None:
    key = curating.open_exhibition()
    with curating.make.writing() as session:
        over = replace(TEXTS, closes_at=now() - PAST)
        edit_exhibition(session, curating.actor, key, curating.row(key).revision, over)
    act_on_time(curating.make.site.database)
    assert curating.row(key).state == "closed"
