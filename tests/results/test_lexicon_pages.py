"""The lexicon in the site: preview before saving, at once in force, rebuilt beside, undone, exported."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from sqlalchemy import select

from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.base.actor import Role
from webapp.base.database import Database
from webapp.base.journal import JournalEntry
from webapp.documents.models import Visibility
from webapp.search.entry import PUBLIC
from webapp.search.following import Follower
from webapp.search.request import Request
from webapp.search.site_lexicon import Rule, exported, file_rules, is_rule, merged

Drain = Callable[[], int]
FILES = {
    "synonyms.txt": "# remark\n桥吊 = 岸桥\n打眼  >  钻孔 # x\n",
    "english_x.txt": "lathe > 车床\n",
    "units.txt": "毫米 = mm\n",
}


@pytest.fixture
def keeper(make: Make, browser: Browser, drain: Drain) -> Browser:
    make.account("keeper", roles=[Role.ADMINISTRATOR])
    make.published(content=make.content(title="玄铁刨刀刃磨"), visibility=Visibility.PUBLIC)
    make.published(content=make.content(title="齿轮去毛刺"), visibility=Visibility.PUBLIC)
    drain()
    return browser.sign_in("keeper", PASSWORD)


def add(keeper: Browser, kind: str, text: str, effect: str = "add", status: int = 303) -> None:
    page = f"/lexicon/rule?kind={kind}&effect={effect}&text={quote(text)}"
    keeper.submit(page, {}, status=status, action="/lexicon")


def found(follower: Follower, text: str) -> int:
    return follower.index.search(Request(text, frozenset({PUBLIC}), kinds=frozenset({"document"}))).total


def test_a_synonym_is_previewed_then_holds_at_once(keeper: Browser, follower: Follower, drain: Drain) -> None:
    assert found(follower, "哐啷刀") == 0
    page = keeper.get(f"/lexicon/rule?kind=synonyms&text={quote('哐啷刀 > 玄铁刨刀')}").get_data(as_text=True)
    assert "多找到：" in page
    assert "玄铁刨刀刃磨" in page
    assert found(follower, "哐啷刀") == 0, "a preview saves nothing"
    add(keeper, "synonyms", "哐啷刀 > 玄铁刨刀")
    before = follower.index.generation
    follower.keep_up()
    assert found(follower, "哐啷刀") == 1, "the site answers with it before the index is built anew"
    assert follower.index.generation.split("-")[0] == before.split("-")[0]
    assert follower.renew() > 0
    assert follower.renew() == 0
    assert follower.problems() == []


def test_what_is_published_meanwhile_is_found_and_survives(
    keeper: Browser, make: Make, follower: Follower, drain: Drain
) -> None:
    add(keeper, "trade_words", "玄铁刨刀")
    follower.take_lexicon()
    make.published(content=make.content(title="玄铁刨刀新磨法"), visibility=Visibility.PUBLIC)
    follower.keep_up()
    assert found(follower, "玄铁刨刀") == 2
    follower.renew()
    assert found(follower, "玄铁刨刀") == 2
    assert "玄铁刨刀" in [each.text for each in follower.index.complete("玄铁", frozenset({PUBLIC}))]


def test_a_rule_is_changed_taken_back_and_undone(keeper: Browser, database: Database, follower: Follower) -> None:
    add(keeper, "synonyms", "哐啷刀 > 玄铁刨刀")
    keeper.submit(f"/lexicon/rule?id=1&text={quote('哐啷刀 > 齿轮')}", {}, action="/lexicon/1")
    keeper.submit(
        f"/lexicon/rule?id=1&text={quote('哐啷刀 > 毛刺')}", {"revision": "1"}, status=409, action="/lexicon/1"
    )
    keeper.submit("/lexicon", {}, action="/lexicon/1/remove")
    follower.take_lexicon()
    assert found(follower, "哐啷刀") == 0
    history = keeper.get("/lexicon/history").get_data(as_text=True)
    assert history.count("/undo") == 1, "only the last change of a rule can be undone"
    keeper.submit("/lexicon/history", {}, action="/undo")
    follower.take_lexicon()
    assert found(follower, "哐啷刀") == 1
    with database.reading() as session:
        ours = select(JournalEntry.action).where(JournalEntry.subject_kind == "lexicon_rule").order_by(JournalEntry.id)
        done = session.scalars(ours).all()
        first = session.scalars(select(JournalEntry.id).where(JournalEntry.action == "search.add_rule")).one()
    assert done == ["search.add_rule", "search.edit_rule", "search.remove_rule", "search.undo_rule"]
    keeper.post(f"/lexicon/history/{first}/undo", {}, status=409, page="/lexicon/history")


def test_a_rule_of_the_files_is_dropped_and_holds_again(keeper: Browser, follower: Follower) -> None:
    assert "岸桥" in follower.index.analyser.synonyms["桥吊"]
    line = next(text for text in file_rules(_files(follower), "synonyms") if text.startswith("桥吊 ="))
    add(keeper, "synonyms", line, "drop")
    follower.take_lexicon()
    assert "岸桥" not in follower.index.analyser.synonyms.get("桥吊", ())
    page = keeper.get("/lexicon?kind=synonyms&q=" + quote("桥吊 =")).get_data(as_text=True)
    assert "已停用" in page
    keeper.submit("/lexicon", {}, action="/remove")
    follower.take_lexicon()
    assert "岸桥" in follower.index.analyser.synonyms["桥吊"]


@pytest.mark.parametrize(
    ("kind", "text", "effect"),
    [
        ("synonyms", "只有一个", "add"),
        ("synonyms", " = ", "add"),
        ("trade_words", "两 = 个", "add"),
        ("synonyms", "没有的 = 规则", "drop"),
        ("synonyms", "a = b # c", "add"),
    ],
)
def test_what_is_no_rule_is_refused(keeper: Browser, kind: str, text: str, effect: str) -> None:
    keeper.post("/lexicon", {"kind": kind, "text": text, "effect": effect}, status=422 if "#" not in text else 303,
                page="/lexicon/rule?kind=trade_words")  # fmt: skip


def test_files_and_rules_live_side_by_side() -> None:
    assert merged(FILES, []) == FILES, "without rules of its own a site's lexicon is that of the files"
    rules = [
        Rule("synonyms", "桥吊 = 岸桥", "drop"),
        Rule("synonyms", "哐啷刀 > 刨刀"),
        Rule("trade_words", "快换钻模"),
    ]
    texts = merged(FILES, rules)
    assert "桥吊" not in texts["synonyms.txt"]
    assert texts["synonyms_site.txt"] == "哐啷刀 > 刨刀\n"
    assert texts["trade_words_site.txt"] == "快换钻模\n"
    assert texts["english_x.txt"] == FILES["english_x.txt"]
    assert list(file_rules(FILES, "synonyms")) == ["lathe > 车床", "桥吊 = 岸桥", "打眼 > 钻孔"]
    assert merged({}, [Rule("synonyms", line) for line in exported(rules, "synonyms").splitlines() if line[0] != "#"])
    assert is_rule("synonyms", "a = b")
    assert not is_rule("synonyms", "x" * 300)


def test_the_rules_of_the_site_are_exported(keeper: Browser) -> None:
    add(keeper, "synonyms", "哐啷刀 > 玄铁刨刀")
    answer = keeper.get("/lexicon/export/synonyms.txt")
    assert "哐啷刀 > 玄铁刨刀" in answer.get_data(as_text=True)
    keeper.get("/lexicon/export/secrets.txt", status=404)


def _files(follower: Follower) -> dict[str, str]:
    from webapp.search.lexicon import lexicon_texts

    return lexicon_texts(follower.index.lexicon_folder)
