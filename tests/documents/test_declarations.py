"""Declaring, and opening by two people: what each step needs, who may take it, and what time does."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import product

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.browse import Browser
from tests.make import PASSWORD, Make, version_row
from webapp.base.actor import Actor, Role
from webapp.base.database import Database
from webapp.base.errors import Conflict, Invalid, NotAllowed, NotFound
from webapp.documents import actions
from webapp.documents.actions import AnswerOpening, AskOpening, Declare, VersionKey
from webapp.documents.actions.opening import tell_ready
from webapp.documents.actions.summaries import AnswerSummary, ProposeSummary, accept_summary, propose_summary
from webapp.documents.disclosure import (
    DECLARED,
    DECLARED_GUARDED,
    GUARDED,
    OPENING_LAPSES,
    OPENING_WAIT,
    Disclosure,
    Way,
    way_to,
)
from webapp.documents.disclosure_models import Declaration, FirstPublic, Opening
from webapp.documents.evidence import seal_of
from webapp.documents.models import Document, Visibility
from webapp.notices.models import Notice


def signed_in(app: Flask, actor: Actor) -> Browser:
    return Browser(app).sign_in(actor.name.removeprefix("姓名"), PASSWORD)


START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
REASON = "评估之后决定不申请专利。"
AGREE = "已经核对，公开没有问题。"


def test_closing_is_free_and_opening_never_is() -> None:
    for present, wanted in product(Disclosure, DECLARED):
        way = way_to(present, wanted)
        if wanted in GUARDED:
            assert way == Way.FREE
        elif wanted == Disclosure.FILED:
            assert way == Way.FILING
        else:
            assert way == (Way.OPENING if present in DECLARED_GUARDED else Way.FREE)


def secret(make: Make, writer: Actor) -> VersionKey:
    return make.published(writer, disclosure=Disclosure.SECRET)


def disclosure_of(database: Database, key: VersionKey) -> str:
    with database.reading() as session:
        return session.scalars(select(Document.disclosure).where(Document.number == key.number)).one()


def ask(make: Make, actor: Actor, key: VersionKey, target: Disclosure = Disclosure.NOTHING) -> int:
    with make.writing() as session:
        return actions.ask_opening(session, actor, key.number, AskOpening(target, REASON)).id


def approve(make: Make, actor: Actor, key: VersionKey, opening_id: int) -> None:
    with make.writing() as session:
        actions.approve_opening(session, actor, key.number, AnswerOpening(opening_id, AGREE))


def confirm(make: Make, actor: Actor, key: VersionKey, opening_id: int) -> None:
    with make.writing() as session:
        actions.confirm_opening(session, actor, key.number, opening_id)


@pytest.mark.parametrize(
    ("typed", "day", "fault"),
    [
        ("", date(2013, 12, 19), "filing_number:required"),
        ("201310699744.3", date(2013, 12, 19), "filing_number:check"),
        ("201310699744", date(2013, 12, 19), "filing_number:check_missing"),
        ("没有号", date(2013, 12, 19), "filing_number:number_form"),
        ("201310699744.2", None, "filed_on:required"),
        ("201310699744.2", date(2999, 1, 1), "filed_on:in_future"),
    ],
)
def test_a_filing_needs_a_sound_number_and_a_day(
    typed: str, day: date | None, fault: str, make: Make, database: Database
) -> None:
    writer = make.writer()
    key = secret(make, writer)
    with pytest.raises(Invalid, match=fault), make.writing() as session:
        basis = session.scalars(select(Declaration.id)).one()
        actions.declare(session, writer, key.number, Declare(Disclosure.FILED, basis, typed, day))
    assert disclosure_of(database, key) == Disclosure.SECRET


def test_a_filing_opens_at_once_and_is_kept_as_typed_and_canonical(make: Make, database: Database) -> None:
    writer = make.writer()
    key = secret(make, writer)
    with make.writing() as session:
        basis = session.scalars(select(Declaration.id)).one()
        command = Declare(Disclosure.FILED, basis, " ZL 2013 1 0699744.2 ", date(2013, 12, 19))
        actions.declare(session, writer, key.number, command)
    with database.reading() as session:
        row = session.scalars(select(Declaration).order_by(Declaration.id.desc())).first()
        assert row is not None
        assert (row.filing_number, row.filing_typed) == ("201310699744.2", "ZL 2013 1 0699744.2")
    assert disclosure_of(database, key) == Disclosure.FILED


def test_a_late_declaration_is_refused(make: Make) -> None:
    writer = make.writer()
    key = secret(make, writer)
    with pytest.raises(Conflict, match="stale"), make.writing() as session:
        actions.declare(session, writer, key.number, Declare(Disclosure.TO_BE_FILED, 0))


def test_reviewers_may_close_and_never_open(make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    key = make.published(writer, visibility=Visibility.PUBLIC)
    with pytest.raises(NotAllowed), make.writing() as session:
        basis = session.scalars(select(Declaration.id)).one()
        actions.declare(session, reviewer, key.number, Declare(Disclosure.PUBLIC, basis))
    with make.writing() as session:
        actions.declare(session, reviewer, key.number, Declare(Disclosure.TO_BE_FILED, basis))
    assert disclosure_of(database, key) == Disclosure.TO_BE_FILED
    with database.reading() as session:
        assert version_row(session, key).visibility == Visibility.ORGANISATION


def test_an_opening_takes_two_people_two_roles_a_day_and_a_confirmation(make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    colleague = make.account(studio_id=min(writer.studio_ids), organisation_id=writer.organisation_id)
    key = secret(make, writer)
    with time_machine.travel(START, tick=False) as clock:
        opening_id = ask(make, writer, key)
        for same in (writer, colleague):
            with pytest.raises(NotAllowed, match="same_side"):
                approve(make, same, key, opening_id)
        with pytest.raises(NotFound):
            approve(make, make.account(), key, opening_id)
        with pytest.raises(Conflict, match="waiting"):
            confirm(make, writer, key, opening_id)
        approve(make, reviewer, key, opening_id)
        clock.shift(OPENING_WAIT - timedelta(seconds=1))
        for hasty in (writer, reviewer):
            with pytest.raises(Conflict, match="waiting"):
                confirm(make, hasty, key, opening_id)
        assert disclosure_of(database, key) == Disclosure.SECRET
        clock.shift(timedelta(seconds=2))
        confirm(make, writer, key, opening_id)
    assert disclosure_of(database, key) == Disclosure.NOTHING
    with database.reading() as session:
        assert version_row(session, key).visibility == Visibility.ORGANISATION  # opened is not published


@pytest.mark.parametrize("side", ["owner", "second"])
def test_either_side_calls_it_off_until_it_took_effect(side: str, make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    key = secret(make, writer)
    with time_machine.travel(START, tick=False) as clock:
        opening_id = ask(make, writer, key)
        approve(make, reviewer, key, opening_id)
        clock.shift(OPENING_WAIT * 2)
        with make.writing() as session:
            stopping = writer if side == "owner" else make.reviewer()
            actions.cancel_opening(session, stopping, key.number, AnswerOpening(opening_id, ""))
        with pytest.raises(Conflict, match="state"):
            confirm(make, writer, key, opening_id)
    assert disclosure_of(database, key) == Disclosure.SECRET


def test_an_agreement_lapses_and_another_may_be_asked_for(make: Make, database: Database) -> None:
    writer = make.writer()
    manager = make.account(manages=writer.organisation_id, organisation_id=writer.organisation_id)
    key = secret(make, writer)
    with time_machine.travel(START, tick=False) as clock:
        opening_id = ask(make, writer, key)
        with pytest.raises(Conflict, match="open"):
            ask(make, writer, key)
        approve(make, manager, key, opening_id)
        clock.shift(OPENING_WAIT + OPENING_LAPSES)
        with pytest.raises(Conflict, match="lapsed"):
            confirm(make, writer, key, opening_id)
        assert ask(make, writer, key) != opening_id
    with database.reading() as session:
        assert session.get_one(Opening, opening_id).outcome == "lapsed"
    assert disclosure_of(database, key) == Disclosure.SECRET


def test_a_reviewer_who_wrote_is_no_second_person(make: Make) -> None:
    writer = make.writer()
    both = make.account(roles=[Role.REVIEWER], studio_id=min(writer.studio_ids))
    key = make.draft(both, disclosure=Disclosure.SECRET)
    make.submit(both, key)
    make.publish(make.reviewer(), key)
    opening_id = ask(make, writer, key)
    moved_away = make.account(roles=[Role.REVIEWER])
    with pytest.raises(NotAllowed, match="same_side"):
        approve(make, Actor(both.account_id, roles=frozenset({Role.REVIEWER})), key, opening_id)
    approve(make, moved_away, key, opening_id)


def test_a_new_declaration_overtakes_an_opening(make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    key = secret(make, writer)
    with time_machine.travel(START, tick=False) as clock:
        opening_id = ask(make, writer, key)
        approve(make, reviewer, key, opening_id)
        with make.writing() as session:
            make.declare(session, writer, key.number, Disclosure.TO_BE_FILED)
        clock.shift(OPENING_WAIT * 2)
        with pytest.raises(Conflict, match="state"):
            confirm(make, writer, key, opening_id)
    assert disclosure_of(database, key) == Disclosure.TO_BE_FILED


def test_the_first_public_moment_is_sealed_once(make: Make, database: Database) -> None:
    writer = make.writer()
    inner = make.published(writer, visibility=Visibility.ORGANISATION)
    key = make.published(writer, visibility=Visibility.PUBLIC)
    with database.reading() as session:
        row = session.scalars(select(FirstPublic)).one()
        version = version_row(session, key)
        assert row.version_id == version.id != version_row(session, inner).id
        assert row.content_hash == version.content_hash
        assert row.at == version.published_at
        assert row.seal == seal_of(key.number, 1, row.at, row.content_hash, row.files)


def test_the_page_leads_through_it(app: Flask, make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    key = secret(make, writer)
    mine, theirs = signed_in(app, writer), signed_in(app, reviewer)
    page = f"/d/{key.number}/disclosure"
    mine.get(page)
    mine.submit(page, {"target": "nothing", "opening_reason": "太短"}, status=422, action="/opening")
    with time_machine.travel(datetime.now(UTC), tick=True) as clock:
        mine.submit(page, {"target": "nothing", "opening_reason": REASON}, action="/opening")
        with database.reading() as session:
            opening_id = session.scalars(select(Opening.id)).one()
        theirs.submit(page, {"approval": AGREE, "do": "approve"}, action=f"/opening/{opening_id}")
        mine.submit(page, {"do": "confirm"}, status=409, action=f"/opening/{opening_id}")
        clock.shift(OPENING_WAIT + timedelta(minutes=1))
        mine = signed_in(app, writer)  # the session of yesterday has ended
        mine.submit(page, {"do": "confirm"}, action=f"/opening/{opening_id}")
    assert disclosure_of(database, key) == Disclosure.NOTHING


def test_a_certificate_prints_and_its_code_leads_to_the_verification(
    app: Flask, make: Make, database: Database, browser: Browser
) -> None:
    writer = make.writer()
    key = make.published(writer, visibility=Visibility.PUBLIC)
    page = browser.get(f"/d/{key.number}/versions/1/certificate").get_data(as_text=True)
    with database.reading() as session:
        row = session.scalars(select(FirstPublic)).one()
    assert row.seal in page
    assert row.content_hash in page
    drawn = browser.get(f"/evidence/{row.seal}/code.svg").get_data(as_text=True)
    assert drawn.startswith("<svg")
    verified = browser.get(f"/evidence/{row.seal}").get_data(as_text=True)
    assert "核验通过" in verified
    text = verified.partition('<pre class="hash" tabindex="0">')[2].partition("</pre>")[0]
    assert hashlib.sha256(unescape(text).encode()).hexdigest() == row.seal
    with make.writing() as session:
        make.declare(session, writer, key.number, Disclosure.SECRET)
    for address in (
        f"/evidence/{row.seal}",
        f"/evidence/{row.seal}/code.svg",
        f"/d/{key.number}/versions/1/certificate",
    ):
        browser.get(address, 404)
    inside = signed_in(app, writer)
    assert "核验通过" in inside.get(f"/evidence/{row.seal}").get_data(as_text=True)


def test_both_sides_are_told_of_every_step_and_nobody_else(make: Make, database: Database) -> None:
    writer, reviewer, stranger = make.writer(), make.reviewer(), make.account()
    key = secret(make, writer)

    def told(actor: Actor) -> list[str]:
        with database.reading() as session:
            mine = select(Notice.kind).where(Notice.account_id == actor.account_id, Notice.kind.contains("opening"))
            return [kind.removeprefix("documents.opening_") for kind in session.scalars(mine.order_by(Notice.id))]

    with time_machine.travel(START, tick=False) as clock:
        opening_id = ask(make, writer, key)
        approve(make, reviewer, key, opening_id)
        for step in (timedelta(hours=1), OPENING_WAIT, timedelta(hours=1)):
            clock.shift(step)
            with make.writing() as session:
                tell_ready(session)
        confirm(make, writer, key, opening_id)
    assert told(writer) == ["agreed", "ready"]
    assert told(reviewer) == ["asked", "ready", "ended"]
    assert told(stranger) == []


def test_a_public_summary_that_waits_is_told_and_queued(app: Flask, make: Make) -> None:
    writer, judge = make.writer(), make.reviewer()
    key = secret(make, writer)
    with make.writing() as session:
        row = propose_summary(session, writer, key.number, ProposeSummary("省力的办法", "让重活变轻。", 0))
        revision = row.revision
    reviewer, author = signed_in(app, judge), signed_in(app, writer)
    queue, bell = "/review", "/me/notices"
    assert "省力的办法" in reviewer.get(queue).get_data(as_text=True)
    assert "公开简介等审核员接受" in reviewer.get(bell).get_data(as_text=True)
    assert "公开简介" not in author.get(bell).get_data(as_text=True)
    with make.writing() as session:
        accept_summary(session, judge, key.number, AnswerSummary(revision))
    assert "省力的办法" not in reviewer.get(queue).get_data(as_text=True)
    assert "公开简介等审核员接受" not in reviewer.get(bell).get_data(as_text=True)
    assert "公开简介有了结果" in author.get(bell).get_data(as_text=True)
