"""Files made of an exhibition: asked for, made in the background, taken home, no longer to be had."""

from __future__ import annotations

import errno
import threading
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.browse import Browser
from tests.exhibitions.making import Curating
from tests.make import PASSWORD, Make
from webapp.base.actor import Actor, Role
from webapp.base.clock import now
from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.base.files.sweeping import referenced_files
from webapp.base.journal import JournalEntry
from webapp.documents.models import Version
from webapp.exhibitions.actions import making
from webapp.exhibitions.makers import CannotMake, MadeFile, Progress, register
from webapp.exhibitions.models import Made
from webapp.exhibitions.queries.made import made_page
from webapp.exhibitions.queries.showing import Shown
from webapp.exhibitions.work import ATTEMPTS, Making
from webapp.notices.models import Notice
from webapp.web.site import Site


@pytest.fixture
def curator(curating: Curating) -> Actor:
    return curating.actor


@pytest.fixture
def key(curating: Curating) -> str:
    """An open exhibition with one document on show."""
    return curating.open_exhibition(numbers=curating.documents(1))


class Toy:
    """A maker that writes the titles, and does what a test wants while it is at work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def __call__(self, shown: Shown, _show: object, language: str, _files: object, progress: Progress) -> MadeFile:
        self.calls += 1
        progress(0, 2)
        self.meanwhile()
        progress(2, 2)
        path = self.folder / f"made-{self.calls}"
        path.write_text(language + "".join(each.title for each in shown.exhibits), "utf-8")
        return MadeFile(path, "图录.pdf", "application/pdf", (("shortened", shown.exhibits[0].item.key, "caption"),))


@pytest.fixture
def toy(site: Site, tmp_path: Path) -> Toy:
    made = Toy(tmp_path)
    register(site.parts, "catalogue", made)
    return made


def ask(make: Make, actor: Actor, key: str, kind: str = "catalogue", language: str = "zh") -> int:
    with make.writing() as session:
        return making.request_made(session, actor, key, kind, language).id


def row(site: Site, made_id: int) -> Made:
    with site.database.reading() as session:
        return session.get_one(Made, made_id)


def test_what_is_asked_for_is_made_and_told(site: Site, make: Make, curator: Actor, key: str, toy: Toy) -> None:
    made_id = ask(make, curator, key, language="en")
    assert ask(make, curator, key, language="en") == made_id  # not twice at a time
    assert Making(site).run() == 1
    made = row(site, made_id)
    assert (made.state, made.done, made.total, made.snapshot) == ("done", 2, 2, 1)
    assert made.sha256
    assert site.files.path(made.sha256).read_text("utf-8").startswith("en箱体")
    assert [(code, detail) for code, _key, detail in made.report] == [("shortened", "caption")]
    assert len(made.versions) == len(made.documents) == 1
    assert not list(toy.folder.glob("made-*"))
    with site.database.reading() as session:
        assert made.sha256 in referenced_files(session)
        told = select(Notice.account_id).where(Notice.kind == "exhibitions.made")
        assert session.scalars(told).all() == [curator.account_id]
    assert Making(site).run() == 0
    assert ask(make, curator, key, language="en") != made_id


def test_a_killed_process_leaves_no_half_file_and_another_begins_anew(
    site: Site, make: Make, curator: Actor, key: str, toy: Toy
) -> None:
    made_id = ask(make, curator, key)

    def die() -> None:
        raise KeyboardInterrupt

    toy.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        Making(site).run()
    assert (row(site, made_id).state, row(site, made_id).sha256) == ("running", None)
    toy.meanwhile = lambda: None
    assert Making(site).run() == 0  # somebody may still be at it
    with make.writing() as session:
        session.get_one(Made, made_id).claimed_until = now() - timedelta(seconds=1)
    assert Making(site).run() == 1
    assert (row(site, made_id).state, row(site, made_id).attempts) == ("done", 2)


def test_who_was_overtaken_keeps_nothing(site: Site, make: Make, curator: Actor, key: str, toy: Toy) -> None:
    made_id = ask(make, curator, key)

    def overtaken() -> None:
        with make.writing() as session:
            session.get_one(Made, made_id).attempts = 2

    toy.meanwhile = overtaken
    Making(site).run()
    assert (row(site, made_id).state, row(site, made_id).sha256) == ("running", None)
    assert not list(site.files.stored())


def test_two_processes_make_it_once(site: Site, make: Make, curator: Actor, key: str, toy: Toy) -> None:
    ask(make, curator, key)
    workers = [threading.Thread(target=Making(site).run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert toy.calls == 1


def test_two_files_are_made_one_after_the_other_also_by_two_processes(
    site: Site, make: Make, curator: Actor, key: str, toy: Toy
) -> None:
    first, second = ask(make, curator, key), ask(make, curator, key, language="en")
    toy.meanwhile = lambda: seen.append((Making(site).step(), row(site, second).state))
    seen: list[tuple[bool, str]] = []
    assert Making(site).step()
    assert seen == [(False, "waiting")]
    assert (row(site, first).state, row(site, second).state) == ("done", "waiting")
    toy.meanwhile = lambda: None
    workers = [threading.Thread(target=Making(site).run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (row(site, second).state, toy.calls) == ("done", 2)


def test_a_full_disk_is_named_and_can_be_tried_again_with_a_press(
    site: Site, make: Make, curator: Actor, key: str, toy: Toy, browser: Browser
) -> None:
    made_id = ask(make, curator, key, language="en")

    def fill() -> None:
        raise OSError(errno.ENOSPC, "full")

    toy.meanwhile = fill
    Making(site).run()
    assert (row(site, made_id).state, row(site, made_id).error, toy.calls) == ("failed", "no_space", 1)
    browser.sign_in(curator.name.removeprefix("姓名"), PASSWORD)
    page = browser.get(f"/exhibitions/{key}/made").text
    again = page.index("再做一次")
    assert 'name="language" value="en"' in page[:again]
    fields = {"kind": "catalogue", "language": "en"}
    browser.post(f"/exhibitions/{key}/made", fields, page=f"/exhibitions/{key}/made")
    with site.database.reading() as session:
        assert [each.state for each in session.scalars(select(Made).order_by(Made.id))] == ["failed", "waiting"]


def test_an_offline_copy_that_breaks_off_leaves_nothing_behind(
    site: Site, make: Make, curator: Actor, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_id = ask(make, curator, key, "offline")

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    Making(site).run()
    assert (row(site, made_id).state, row(site, made_id).error) == ("failed", "no_space")
    assert list((site.files.folder / "incoming").iterdir()) == []


def test_failures_are_tried_again_and_then_said(site: Site, make: Make, curator: Actor, key: str, toy: Toy) -> None:
    made_id = ask(make, curator, key)

    def fail() -> None:
        raise ValueError("broken")

    toy.meanwhile = fail
    Making(site).run()
    assert (row(site, made_id).state, row(site, made_id).error, toy.calls) == ("failed", "crashed", ATTEMPTS)


def test_what_can_never_be_made_is_not_tried_again(site: Site, make: Make, curator: Actor, key: str, toy: Toy) -> None:
    made_id = ask(make, curator, key)

    def fail() -> None:
        raise CannotMake("empty")

    toy.meanwhile = fail
    Making(site).run()
    assert (row(site, made_id).state, row(site, made_id).error, toy.calls) == ("failed", "empty", 1)
    other = ask(make, curator, key, "labels")
    site.parts["exhibition_makers"].pop("labels", None)
    Making(site).run()
    assert row(site, other).error == "no_maker"


def test_removed_while_it_is_made(site: Site, make: Make, curator: Actor, key: str, toy: Toy) -> None:
    made_id = ask(make, curator, key)
    made_key = row(site, made_id).key

    def remove() -> None:
        with make.writing() as session:
            making.remove_made(session, curator, key, made_key)

    toy.meanwhile = remove
    Making(site).run()
    with site.database.reading() as session:
        assert session.get(Made, made_id) is None
        actions = session.scalars(select(JournalEntry.action).where(JournalEntry.subject_kind == "exhibition_made"))
        assert actions.all() == ["exhibitions.make", "exhibitions.remove_made"]
    assert not list(site.files.stored())


def test_only_its_curators_and_only_known_kinds(site: Site, make: Make, curator: Actor, key: str, toy: Toy) -> None:
    other = make.account("other", roles=[Role.CURATOR])
    with pytest.raises(NotFound):
        ask(make, other, key)
    with pytest.raises(Invalid):
        ask(make, curator, key, "poster")
    made_id = ask(make, curator, key)
    Making(site).run()
    with make.writing() as session, pytest.raises(NotFound):
        making.take_made(session, other, key, row(site, made_id).key)
    with make.writing() as session:
        session.add_all(
            Made(key=f"old{count}", exhibition_id=row(site, made_id).exhibition_id, kind="labels", state="done")
            for count in range(making.KEPT_AT_ONCE)
        )
    with pytest.raises(Conflict):
        ask(make, curator, key)


def test_what_turns_internal_is_not_to_be_had_any_more(
    site: Site, make: Make, curator: Actor, key: str, toy: Toy
) -> None:
    made_id = ask(make, curator, key)
    Making(site).run()
    made_key = row(site, made_id).key
    with make.writing() as session:
        assert making.take_made(session, curator, key, made_key).id == made_id
    with make.writing() as session:
        session.scalars(select(Version)).one().visibility = "organisation"
    with make.writing() as session, pytest.raises(NotFound):
        making.take_made(session, curator, key, made_key)
    with site.database.reading() as session:
        (shown,) = made_page(session, curator, key, 1).page.items
    assert (shown.hidden, shown.is_to_be_had) == (1, False)
    assert [(holder.name, holder.took) for holder in shown.holders] == [(curator.name, False), (curator.name, True)]


def test_the_page_from_choosing_to_removing(site: Site, key: str, curator: Actor, browser: Browser, toy: Toy) -> None:
    browser.sign_in(curator.name.removeprefix("姓名"), PASSWORD)
    address = f"/exhibitions/{key}/made"
    assert "第 1 次公布" in browser.get(address).get_data(as_text=True)
    browser.submit(address, {"kind": "catalogue", "language": "zh"}, action="/made")
    assert "made/progress" in browser.get(address).get_data(as_text=True)
    assert "等待制作" in browser.client.get(f"{address}/progress").get_data(as_text=True)
    site.parts["background"]["exhibitions.make"]()
    assert browser.client.get(f"{address}/progress").headers["HX-Refresh"] == "true"
    page = browser.get(address).get_data(as_text=True)
    assert "1 号 箱体" in page
    file = browser.submit(address, {}, status=200, action="/download")
    assert file.get_data(as_text=True).startswith("zh箱体")
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"
    browser.submit(address, {}, action="/remove")
    assert "做好的文件" not in browser.get(address).get_data(as_text=True)
