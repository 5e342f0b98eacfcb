"""Warning of something much alike: by title and by text, and only of what the writer may read or write."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.make import Make
from webapp.base.actor import Actor
from webapp.base.database import Database
from webapp.documents.models import Visibility
from webapp.documents.similar import ALIKE, SIMILAR, Similar, is_alike, likeness, similar_to

SUMMARY = "用快换钻模一次装夹完成箱体两面孔系，省去二次找正，单件节约四十分钟。"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("箱体快换钻模", "箱体快换钻模", True),
        ("箱体快换钻模", "箱体的快换钻模装置", True),
        ("箱体快换钻模", "连接螺栓铣槽夹具", False),
        ("箱体快换钻模", "", False),
        ("", "", False),
    ],
)
def test_titles_alike(one: str, other: str, alike: bool) -> None:
    assert (likeness(one, other) >= ALIKE) is alike
    assert likeness(one, other) == likeness(other, one)


def test_a_text_that_says_the_same_is_alike_under_another_name() -> None:
    assert is_alike("别的名字叫法", SUMMARY, "新题目在这里", "前言。" + SUMMARY + "后记。")
    assert not is_alike("别的名字叫法", SUMMARY, "新题目在这里", "完全不同的一段话，讲焊接电流。")
    assert not is_alike("别的名字叫法", "短", "新题目在这里", "短")


def test_own_drafts_and_what_the_search_finds(make: Make, database: Database) -> None:
    writer, stranger = make.writer(), make.writer()
    mine = make.draft(writer, content=make.content(title="减速箱体快换钻模"))
    other = make.draft(writer, content=make.content(title="减速箱体快换钻模装置"))
    hidden = make.draft(stranger, content=make.content(title="减速箱体快换钻模"))

    def finder(_session: Session, _actor: Actor, _title: str, _text: str) -> Sequence[Similar]:
        return [Similar("GJ-2026-0000001", "库里的快换钻模"), Similar(mine.number, "自己")]

    with database.reading() as session:
        found = similar_to(session, writer, finder, "减速箱体快换钻模", "", mine.number)
        assert [each.number for each in found] == [other.number, "GJ-2026-0000001"]
        assert hidden.number not in [each.number for each in found]
        assert similar_to(session, writer, finder, "箱", "", mine.number) == []


def test_the_search_names_only_what_the_writer_may_read(app: Flask, make: Make, database: Database) -> None:
    from webapp.search.following import Follower

    title = "减速箱体快换钻模"
    for visibility in (Visibility.PUBLIC, Visibility.STUDIO):
        make.published(content=make.content(title=title, summary=SUMMARY), visibility=visibility)
    follower: Follower = make.site.parts["search"]
    follower.follow()
    writer = make.writer()
    with app.app_context(), database.reading() as session:
        finder = make.site.parts[SIMILAR]
        found = finder(session, writer, title, "")
        assert [each.title for each in found] == [title]
