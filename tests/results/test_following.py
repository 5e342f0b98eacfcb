"""The index follows the database: published is found, hidden and withdrawn is not, damage heals."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from tests.browse import Browser
from tests.make import Make
from tests.patents.world import side
from webapp.base.actor import SYSTEM, VISITOR
from webapp.base.commands import Context
from webapp.base.database import Database
from webapp.base.feed import renew_epoch
from webapp.base.vocabulary import load_vocabularies
from webapp.directory.models import Person, Studio, Term
from webapp.directory.vocabularies import load_terms
from webapp.documents.actions.patents import link_patent
from webapp.documents.models import Visibility
from webapp.patents.actions.commands import FirstDates
from webapp.patents.actions.reminding import note_expiries
from webapp.search.asking import Question, ask
from webapp.search.cli import LEXICON, prepare
from webapp.search.following import Follower
from webapp.search.site import SearchSite
from webapp.settings import HOME, Settings

Drain = Callable[[], int]


def titles(follower: Follower, text: str, tab: str = "document") -> list[str]:
    with follower.database.reading() as session:
        answer = ask(session, follower.index, VISITOR, Question(text, tab))
    return ["".join(part for part, _ in found.title) for found in answer.found]


def test_what_is_published_is_found_and_what_is_not_is_not(make: Make, follower: Follower, drain: Drain) -> None:
    drain()
    make.published(content=make.content(title="龙门铣床双向钻模"), visibility=Visibility.PUBLIC)
    make.published(content=make.content(title="内部钻模图集"), visibility=Visibility.ORGANISATION)
    make.draft(content=make.content(title="未完成的钻模"))
    drain()
    assert titles(follower, "钻模") == ["龙门铣床双向钻模"]
    assert follower.problems() == []


def test_an_archive_with_nothing_in_it_has_an_index_that_is_kept(follower: Follower, drain: Drain) -> None:
    drain()
    before = follower.index.generation
    drain()
    assert follower.index.generation == before
    assert follower.problems() == []


def test_people_studios_and_organisations_are_found_until_merged(
    make: Make, follower: Follower, drain: Drain, database: Database
) -> None:
    person, studio = make.person("欧阳试车"), make.studio(name="试车创新工作室")
    drain()
    assert titles(follower, "欧阳试车", "person") == ["欧阳试车"]
    assert titles(follower, "试车创新", "studio") == ["试车创新工作室"]
    other = make.person("欧阳试车二")
    with database.writing() as session:
        session.get_one(Person, person).merged_into_id = other
        session.get_one(Studio, studio).name = "改名后的工作室"
    drain()
    assert titles(follower, "欧阳试车", "person") == ["欧阳试车二"]
    assert titles(follower, "改名后", "studio") == ["改名后的工作室"]


def test_a_changed_word_of_a_vocabulary_is_found(
    make: Make, follower: Follower, drain: Drain, database: Database
) -> None:
    with database.writing() as session:
        load_terms(session, SYSTEM, load_vocabularies(HOME / "content" / "vocabularies"))
    make.published(
        content=make.content(title="平凡的题目", trade="cnc_operator", industry="machinery"),
        visibility=Visibility.PUBLIC,
    )
    drain()
    assert titles(follower, "琥珀匠") == []
    with database.writing() as session:
        session.scalars(select(Term).where(Term.key == "cnc_operator")).one().zh = "琥珀匠"
    drain()
    assert titles(follower, "琥珀匠") == ["平凡的题目"]


def test_a_deleted_index_heals(make: Make, follower: Follower, drain: Drain, settings: Settings) -> None:
    make.published(content=make.content(title="龙门铣床双向钻模"), visibility=Visibility.PUBLIC)
    drain()
    shutil.rmtree(settings.search_dir)
    drain()
    assert titles(follower, "钻模") == ["龙门铣床双向钻模"]
    assert follower.problems() == []


def test_a_damaged_index_heals(make: Make, follower: Follower, drain: Drain, settings: Settings) -> None:
    make.published(content=make.content(title="龙门铣床双向钻模"), visibility=Visibility.PUBLIC)
    drain()
    for path in Path(settings.search_dir).rglob("*.toc"):
        path.write_bytes(b"damaged")
    restarted = Follower(follower.database, SearchSite(settings.search_dir, LEXICON), follower.vocabularies)
    restarted.follow()
    assert restarted.problems() == []
    assert titles(restarted, "钻模") == ["龙门铣床双向钻模"]


def test_an_index_a_search_stumbles_over_says_so_and_heals_at_once(
    make: Make, follower: Follower, drain: Drain, settings: Settings, browser: Browser
) -> None:
    make.published(content=make.content(title="龙门铣床双向钻模"), visibility=Visibility.PUBLIC)
    drain()
    for path in Path(settings.search_dir).rglob("g*/*/*"):
        os.truncate(path, min(path.stat().st_size, 100))
    page = browser.get("/search?q=钻模").get_data(as_text=True)
    assert "搜索正在修复" in page
    assert "没有找到相符的结果" not in page
    follower.keep_up()
    assert follower.problems() == []
    page = browser.get("/search?q=钻模").get_data(as_text=True)
    assert "龙门铣床双向<mark>钻模</mark>" in page
    assert "搜索正在修复" not in page


def test_an_index_that_cannot_be_written_stops_nobody(
    make: Make, settings: Settings, tmp_path: Path, browser: Browser
) -> None:
    make.published(content=make.content(title="龙门铣床双向钻模"), visibility=Visibility.PUBLIC)
    (tmp_path / "file").write_text("no folder")
    elsewhere = replace(settings, search_dir=tmp_path / "file" / "search")
    said = io.StringIO()
    prepare(Context(lambda: elsewhere, said))
    assert str(elsewhere.search_dir) in said.getvalue()
    assert "搜索正在修复" in browser.get("/search?q=钻模").get_data(as_text=True)  # nothing was written for it either


def test_another_database_means_another_index(make: Make, follower: Follower, drain: Drain, database: Database) -> None:
    make.published(content=make.content(title="龙门铣床双向钻模"), visibility=Visibility.PUBLIC)
    drain()
    before = follower.index.state()
    with database.writing() as session:
        renew_epoch(session)
    drain()
    after = follower.index.state()
    assert before is not None
    assert after is not None
    assert before.epoch != after.epoch
    assert follower.problems() == []


def test_following_again_writes_nothing(make: Make, drain: Drain) -> None:
    make.published(visibility=Visibility.PUBLIC)
    drain()
    assert drain() == 0


def patent_facet(follower: Follower) -> dict[str, int]:
    with follower.database.reading() as session:
        return dict(ask(session, follower.index, VISITOR, Question()).facets["patent"])


def test_a_patent_whose_term_runs_out_is_over_without_an_edit(make: Make, follower: Follower, drain: Drain) -> None:
    here = side(make)
    dates = FirstDates(date(2013, 12, 17), date(2014, 3, 12), date(2016, 1, 20))
    patent_id = here.patent(dates)
    key = make.published(here.member, visibility=Visibility.PUBLIC)
    with follower.database.writing() as session:
        link_patent(session, here.member, key.number, patent_id, "protects")
    drain()
    assert patent_facet(follower) == {"granted": 1}
    with follower.database.writing() as session:
        assert note_expiries(session, date(2033, 12, 17)) == 1
    drain()
    assert patent_facet(follower) == {"over": 1}
