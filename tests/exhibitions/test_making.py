"""Files made of an exhibition: asked for, made in the background, taken home, no longer to be had."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.base.actor import Actor, Role
from webapp.base.clock import now
from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.base.files.sweeping import referenced_files
from webapp.base.journal import JournalEntry
from webapp.documents.models import Document, Version, Visibility
from webapp.exhibitions.actions import making
from webapp.exhibitions.makers import CannotMake, MadeFile, Progress, register
from webapp.exhibitions.models import Exhibition, ExhibitionCurator, Hall, Item, Made, Snapshot
from webapp.exhibitions.queries.made import made_page
from webapp.exhibitions.queries.showing import Shown, arranged
from webapp.exhibitions.show import show_hash, to_json
from webapp.exhibitions.work import ATTEMPTS, Making
from webapp.notices.models import Notice
from webapp.web.site import Site

KEY = "show"


@pytest.fixture
def curator(make: Make) -> Actor:
    return make.account("curator", roles=[Role.CURATOR])


@pytest.fixture
def number(make: Make, curator: Actor) -> Iterator[str]:
    """The one document on show."""
    found = make.published(visibility=Visibility.PUBLIC).number
    with make.writing() as session:
        account_id = curator.account_id or 0
        version = session.scalars(
            select(Version).join(Document, Document.id == Version.document_id).where(Document.number == found)
        ).one()
        show = Exhibition(key=KEY, title="匠心展", state="open", snapshot=1, curators=[])
        show.curators.append(ExhibitionCurator(account_id=account_id))
        session.add(show)
        session.flush()
        hall = Hall(key="hall", exhibition_id=show.id, title="一厅")
        session.add(hall)
        session.flush()
        pinned = {"document_id": version.document_id, "version_id": version.id}
        session.add(Item(key="item", exhibition_id=show.id, hall_id=hall.id, kind="document", **pinned))
        session.flush()
        value = arranged(session, show)
        session.add(Snapshot(exhibition_id=show.id, ordinal=1, content=to_json(value), content_hash=show_hash(value)))
    return iter([found])


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
        return MadeFile(path, "图录.pdf", "application/pdf", (("shortened", "item", "caption"),))


@pytest.fixture
def toy(site: Site, tmp_path: Path) -> Toy:
    made = Toy(tmp_path)
    register(site.parts, "catalogue", made)
    return made


def ask(make: Make, actor: Actor, kind: str = "catalogue", language: str = "zh") -> int:
    with make.writing() as session:
        return making.request_made(session, actor, KEY, kind, language).id


def row(site: Site, made_id: int) -> Made:
    with site.database.reading() as session:
        return session.get_one(Made, made_id)


@pytest.mark.usefixtures("number")
def test_what_is_asked_for_is_made_and_told(site: Site, make: Make, curator: Actor, toy: Toy) -> None:
    made_id = ask(make, curator, language="en")
    assert ask(make, curator, language="en") == made_id  # not twice at a time
    assert Making(site).run() == 1
    made = row(site, made_id)
    assert (made.state, made.done, made.total, made.snapshot) == ("done", 2, 2, 1)
    assert made.sha256
    assert site.files.path(made.sha256).read_text("utf-8").startswith("en箱体")
    assert made.report == [["shortened", "item", "caption"]]
    assert len(made.versions) == len(made.documents) == 1
    assert not list(toy.folder.glob("made-*"))
    with site.database.reading() as session:
        assert made.sha256 in referenced_files(session)
        told = select(Notice.account_id).where(Notice.kind == "exhibitions.made")
        assert session.scalars(told).all() == [curator.account_id]
    assert Making(site).run() == 0
    assert ask(make, curator, language="en") != made_id


@pytest.mark.usefixtures("number")
def test_a_killed_process_leaves_no_half_file_and_another_begins_anew(
    site: Site, make: Make, curator: Actor, toy: Toy
) -> None:
    made_id = ask(make, curator)

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


@pytest.mark.usefixtures("number")
def test_who_was_overtaken_keeps_nothing(site: Site, make: Make, curator: Actor, toy: Toy) -> None:
    made_id = ask(make, curator)

    def overtaken() -> None:
        with make.writing() as session:
            session.get_one(Made, made_id).attempts = 2

    toy.meanwhile = overtaken
    Making(site).run()
    assert (row(site, made_id).state, row(site, made_id).sha256) == ("running", None)
    assert not list(site.files.stored())


@pytest.mark.usefixtures("number")
def test_two_processes_make_it_once(site: Site, make: Make, curator: Actor, toy: Toy) -> None:
    ask(make, curator)
    workers = [threading.Thread(target=Making(site).run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert toy.calls == 1


@pytest.mark.usefixtures("number")
def test_failures_are_tried_again_and_then_said(site: Site, make: Make, curator: Actor, toy: Toy) -> None:
    made_id = ask(make, curator)

    def fail() -> None:
        raise ValueError("broken")

    toy.meanwhile = fail
    Making(site).run()
    assert (row(site, made_id).state, row(site, made_id).error, toy.calls) == ("failed", "crashed", ATTEMPTS)


@pytest.mark.usefixtures("number")
def test_what_can_never_be_made_is_not_tried_again(site: Site, make: Make, curator: Actor, toy: Toy) -> None:
    made_id = ask(make, curator)

    def fail() -> None:
        raise CannotMake("empty")

    toy.meanwhile = fail
    Making(site).run()
    assert (row(site, made_id).state, row(site, made_id).error, toy.calls) == ("failed", "empty", 1)
    other = ask(make, curator, "labels")
    site.parts["exhibition_makers"].pop("labels", None)
    Making(site).run()
    assert row(site, other).error == "no_maker"


@pytest.mark.usefixtures("number")
def test_removed_while_it_is_made(site: Site, make: Make, curator: Actor, toy: Toy) -> None:
    made_id = ask(make, curator)
    key = row(site, made_id).key

    def remove() -> None:
        with make.writing() as session:
            making.remove_made(session, curator, KEY, key)

    toy.meanwhile = remove
    Making(site).run()
    with site.database.reading() as session:
        assert session.get(Made, made_id) is None
        actions = session.scalars(select(JournalEntry.action).where(JournalEntry.subject_kind == "exhibition_made"))
        assert actions.all() == ["exhibitions.make", "exhibitions.remove_made"]
    assert not list(site.files.stored())


@pytest.mark.usefixtures("number")
def test_only_its_curators_and_only_known_kinds(site: Site, make: Make, curator: Actor, toy: Toy) -> None:
    other = make.account("other", roles=[Role.CURATOR])
    with pytest.raises(NotFound):
        ask(make, other)
    with pytest.raises(Invalid):
        ask(make, curator, "poster")
    made_id = ask(make, curator)
    Making(site).run()
    with make.writing() as session, pytest.raises(NotFound):
        making.take_made(session, other, KEY, row(site, made_id).key)
    with make.writing() as session:
        session.add_all(
            Made(key=f"old{count}", exhibition_id=row(site, made_id).exhibition_id, kind="labels", state="done")
            for count in range(making.KEPT_AT_ONCE)
        )
    with pytest.raises(Conflict):
        ask(make, curator)


def test_what_turns_internal_is_not_to_be_had_any_more(
    site: Site, make: Make, curator: Actor, toy: Toy, number: Iterator[str]
) -> None:
    made_id = ask(make, curator)
    Making(site).run()
    key = row(site, made_id).key
    with make.writing() as session:
        assert making.take_made(session, curator, KEY, key).id == made_id
    with make.writing() as session:
        document = select(Document.id).where(Document.number == next(number)).scalar_subquery()
        session.scalars(select(Version).where(Version.document_id == document)).one().visibility = "organisation"
    with make.writing() as session, pytest.raises(NotFound):
        making.take_made(session, curator, KEY, key)
    with site.database.reading() as session:
        (shown,) = made_page(session, curator, KEY, 1).page.items
    assert (shown.hidden, shown.is_to_be_had) == (1, False)
    assert [(holder.name, holder.took) for holder in shown.holders] == [("姓名curator", False), ("姓名curator", True)]


@pytest.mark.usefixtures("number")
def test_the_page_from_choosing_to_removing(site: Site, make: Make, curator: Actor, browser: Browser, toy: Toy) -> None:
    browser.sign_in("curator", PASSWORD)
    address = f"/exhibitions/{KEY}/made"
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
