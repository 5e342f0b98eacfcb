"""Review in rounds: who has it in hand, what is said where, two reviewers, and who is told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from tests.browse import Browser
from tests.make import PASSWORD, Make, version_row
from tests.statements import count_statements
from webapp.accounts.models import Account
from webapp.base.actor import Actor, Role
from webapp.base.errors import Conflict, Invalid, NotAllowed
from webapp.documents import actions
from webapp.documents.actions import AddRemark, Publish, Recall, ReturnVersion, VersionKey
from webapp.documents.content import Kind, Step
from webapp.documents.models import ReviewNote, Version, Visibility
from webapp.documents.queries.review import Holding, Sorting, Wanted, review_queue
from webapp.documents.review_models import KindRule
from webapp.documents.workflow import VersionState
from webapp.notices.kinds import kinds_of
from webapp.notices.models import Notice
from webapp.notices.queries import notices


def told(make: Make, actor: Actor) -> list[str]:
    """The kinds of notices shown to an actor, newest first."""
    with make.site.database.reading() as session:
        page = notices(session, actor, kinds_of(make.site.parts))
        return [each.kind.removeprefix("documents.") for each in page.items]


def signed_in(make: Make, browser: Browser, actor: Actor) -> Browser:
    with make.site.database.reading() as session:
        name = session.get_one(Account, actor.account_id).username
    return browser.sign_in(name, PASSWORD)


def publish(make: Make, reviewer: Actor, key: VersionKey) -> str:
    with make.writing() as session:
        row = version_row(session, key)
        return actions.publish(session, reviewer, key, Publish(row.revision, row.content_hash)).state


def two_reviewers(make: Make, kind: Kind = Kind.INNOVATION) -> None:
    with make.writing() as session:
        session.add(KindRule(kind=kind, needs_second=True))


def test_the_queue_is_narrowed_sorted_and_says_who_has_what(make: Make) -> None:
    reviewer, other = make.reviewer(), make.reviewer()
    keys = [make.in_review() for _ in range(3)]
    with make.writing() as session:
        for key, industry in zip(keys, ("machinery", "power", "power"), strict=True):
            version_row(session, key).industry = industry
        actions.assign(session, reviewer, keys[1], reviewer.account_id)
        actions.assign(session, reviewer, keys[2], other.account_id)
    with make.site.database.reading() as session:

        def found(**asked: object) -> list[str]:
            queue = review_queue(session, reviewer, wanted=Wanted(**asked))  # type: ignore[arg-type]
            return [row.number for row in queue.page.items]

        numbers = [key.number for key in keys]
        assert found() == numbers
        assert found(sorting=Sorting.NEWEST) == numbers[::-1]
        assert found(industry="power") == numbers[1:]
        assert found(held=Holding.MINE) == [numbers[1]]
        assert found(held=Holding.NOBODY) == [numbers[0]]
        assert found(kind=Kind.HANDBOOK) == []
        queue = review_queue(session, reviewer)
        assert queue.industries == ("machinery", "power")
        assert [row.holder for row in queue.page.items] == ["", reviewer.name, other.name]
    assert told(make, other).count("assigned") == 1
    assert "assigned" not in told(make, reviewer)


def test_the_queue_takes_the_same_number_of_statements_however_long(make: Make) -> None:
    reviewer = make.reviewer()
    counts = []
    for _ in range(2):
        for _again in range(3):
            make.in_review()
        with make.site.database.reading() as session, count_statements(make.site.database) as sent:
            review_queue(session, reviewer)
        counts.append(len(sent))
    assert counts[0] == counts[1] > 0


def test_a_version_is_handed_only_to_those_who_may_judge_it(make: Make) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    studio_id = min(writer.studio_ids)
    with make.writing() as session:
        both = make_reviewing_member(make, studio_id)
    key = make.in_review(writer)
    with make.writing() as session:
        for account_id in (both.account_id, writer.account_id, 999_999):
            with pytest.raises(Invalid):
                actions.assign(session, reviewer, key, account_id)
    with make.writing() as session, pytest.raises(NotAllowed):
        actions.assign(session, both, key, both.account_id)


def make_reviewing_member(make: Make, studio_id: int) -> Actor:
    return make.account(roles=[Role.REVIEWER], studio_id=studio_id)


def test_submitting_tells_the_judges_or_the_one_who_has_it_in_hand(make: Make) -> None:
    writer = make.writer()
    one, two = make.reviewer(), make.reviewer()
    conflicted = make.account(roles=[Role.REVIEWER], studio_id=min(writer.studio_ids))
    key = make.in_review(writer)
    assert told(make, one) == told(make, two) == ["submitted"]
    assert told(make, conflicted) == []
    with make.writing() as session:
        actions.assign(session, one, key, one.account_id)
        actions.recall(session, writer, key, Recall(version_row(session, key).revision))
    make.submit(writer, key)
    assert told(make, one).count("submitted") == 2
    assert told(make, two).count("submitted") == 1


def test_what_was_said_stays_beside_its_place_with_answers_and_is_settled(make: Make, browser: Browser) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    steps = (Step("先停机挂牌"), Step("再拆防护罩"))
    key = make.in_review(writer, content=make.content(steps=steps))
    with make.writing() as session:
        actions.add_remark(session, reviewer, key, AddRemark("steps.1", "这一步少了扭矩。", "再拆防护罩"))
        actions.add_remark(session, reviewer, key, AddRemark("steps.1", "这一步少了扭矩。", "再拆防护罩"))
        revision = version_row(session, key).revision
        actions.return_version(session, reviewer, key, ReturnVersion(revision, {"sections.method": "请写清尺寸。"}))
    assert told(make, writer) == ["returned"]
    author = signed_in(make, browser, writer)
    page = author.get(f"/d/{key.number}/edit").get_data(as_text=True)
    assert page.count("这一步少了扭矩。") == 1
    assert "第 2 步：再拆防护罩" in page
    assert 0 < page.index('<fieldset class="fieldset" id="steps"') - page.index("这一步少了扭矩。") < 1500
    with make.site.database.reading() as session:
        remark = session.scalars(select(ReviewNote).where(ReviewNote.is_reason.is_(False))).one()
    said = {f"answer-{remark.id}": "已补 45 N·m。", "title": "改了一半的名称", "do": f"answer:{remark.id}"}
    answered = author.submit(f"/d/{key.number}/edit", said, 200, action="/edit").get_data(as_text=True)
    assert "已补 45 N·m。" in answered
    assert 'value="改了一半的名称"' in answered, "nothing typed is lost"
    settled = author.submit(f"/d/{key.number}/edit", {"do": f"settle:{remark.id}"}, 200, action="/edit")
    assert "已处理" in settled.get_data(as_text=True)
    assert told(make, reviewer) == [], "it is not in review, so the reviewer may not know"
    make.submit(writer, key)
    assert "answered" in told(make, reviewer)


def test_reviewers_remark_and_answer_without_losing_what_they_typed(make: Make, browser: Browser) -> None:
    reviewer = make.reviewer()
    key = make.in_review()
    judge = signed_in(make, browser, reviewer)
    typed = {"note-sections.method": "方法很好。", "note-sections.problem": "还没写完", "do": "remark:sections.method"}
    page = judge.submit(f"/d/{key.number}/review", typed, 200, action="/review").get_data(as_text=True)
    assert "批注已发出" in page
    assert ">\n还没写完</textarea>" in page
    assert page.count("方法很好。") == 1
    with make.site.database.reading() as session:
        note = session.scalars(select(ReviewNote)).one()
    assert (note.section, note.is_reason) == ("sections.method", False)
    empty = judge.submit(f"/d/{key.number}/review", {"do": f"answer:{note.id}"}, 200, action="/review")
    assert "请先写下回复" in empty.get_data(as_text=True)


def test_two_reviewers_must_approve_the_very_same_text(make: Make) -> None:
    two_reviewers(make)
    writer, one, two = make.writer(), make.reviewer(), make.reviewer()
    key = make.in_review(writer)
    assert publish(make, one, key) == VersionState.IN_REVIEW
    assert "approved" in told(make, two)
    with pytest.raises(Conflict, match="approved"):
        publish(make, one, key)
    with make.writing() as session:
        actions.recall(session, writer, key, Recall(version_row(session, key).revision))
    make.submit(writer, key)
    assert publish(make, two, key) == VersionState.IN_REVIEW, "an approval holds for its own round only"
    assert publish(make, one, key) == VersionState.PUBLISHED
    assert told(make, writer)[0] == "published"


def test_kinds_without_the_rule_need_one(make: Make) -> None:
    two_reviewers(make, Kind.HANDBOOK)
    assert publish(make, make.reviewer(), make.in_review()) == VersionState.PUBLISHED


def test_a_first_approval_of_a_stale_text_is_refused(make: Make) -> None:
    two_reviewers(make)
    key, reviewer = make.in_review(), make.reviewer()
    with make.writing() as session, pytest.raises(Conflict, match="stale"):
        actions.publish(session, reviewer, key, Publish(99, "0" * 64))


def test_contributors_and_readers_are_told_only_what_they_may_know(make: Make) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    person = make.person("有账号的完成人")
    contributor = make.account(person_id=person)
    content = make.content()
    people = (*content.contributors, type(content.contributors[0])("有账号的完成人", person_id=person))
    inside = make.in_review(writer, content=make.content(contributors=people))
    publish(make, reviewer, inside)
    assert told(make, contributor) == [], "published inside an organisation they do not belong to"
    outside = make.in_review(writer, content=make.content(contributors=people), visibility=Visibility.PUBLIC)
    publish(make, reviewer, outside)
    assert told(make, contributor) == ["published"]


OUTCOMES: Mapping[str, str] = {"return": VersionState.RETURNED, "publish": VersionState.PUBLISHED}


@pytest.mark.parametrize(("deed", "state"), OUTCOMES.items())
def test_a_judge_works_from_the_queue_to_the_end(make: Make, browser: Browser, deed: str, state: str) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    first = make.published(writer)
    with make.writing() as session:
        actions.start_version(session, writer, first.number, actions.StartVersion(1))
    key = VersionKey(first.number, 2)
    make.submit(writer, key)
    judge = signed_in(make, browser, reviewer)
    queue = judge.get("/review?held=nobody&sort=rounds").get_data(as_text=True)
    assert key.number in queue
    judge.post(f"/d/{key.number}/assign", {"to": "me", "ordinal": "2", "next": "/review"}, page="/review")
    assert key.number in judge.get("/review?held=mine").get_data(as_text=True)
    page = judge.get(f"/d/{key.number}/review").get_data(as_text=True)
    assert page.count('class="beside') > 2
    fields = {"do": deed, "note-sections.problem": "请补充。", "publication_note": "同意"}
    judge.submit(f"/d/{key.number}/review", fields, action="/review")
    with make.site.database.reading() as session:
        assert session.scalars(select(Version.state).where(Version.ordinal == 2)).one() == state
        assert session.scalar(
            select(Notice.kind).where(Notice.account_id == writer.account_id).order_by(Notice.id.desc())
        )
