from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from tests.browse import Browser
from tests.directory.people import ADMINISTRATOR, administrator, honour, journal, person, signed_in
from tests.make import Make
from webapp.accounts.models import Account, RoleGrant
from webapp.base.actor import Actor, Role
from webapp.base.errors import Conflict, Invalid, NotAllowed
from webapp.directory.actions.merging import MERGE_HOOKS, Merge, merge
from webapp.directory.actions.studios import EditStudio, StudioOnRecord, StudioTold, edit_studio
from webapp.directory.models import Honour, Person, Studio, StudioMember
from webapp.directory.queries.entries import MODELS
from webapp.directory.registration import find_person
from webapp.documents.content import Contributor
from webapp.documents.models import Document, Visibility
from webapp.web.site import Site


def merged(make: Make, kind: str, from_id: int, into_id: int, actor: Actor = ADMINISTRATOR) -> None:
    with make.writing() as session:
        revisions = [session.get_one(MODELS[kind], each).revision for each in (from_id, into_id)]
    with make.writing() as session:
        merge(session, actor, Merge(kind, from_id, into_id, *revisions), make.site.parts.get(MERGE_HOOKS, []))


def test_people_are_merged_through_the_pages(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation("苏州传动厂")
    gone = person(make, "白银锋", trade="welder", story="事迹", honours=(honour("大国工匠", "national"), honour("甲")))
    kept = person(make, "白银峰", factory, honours=(honour("甲"),), specialties=("检漏",))
    browser = administrator(app, make)
    assert "白银峰" in browser.get(f"/merge/person/{gone}").get_data(as_text=True)
    assert "苏州传动厂" in browser.get(f"/merge/person/{gone}?name=baiyin").get_data(as_text=True)
    page = f"/merge/person/{gone}/{kept}"
    assert "将保留" in browser.get(page).get_data(as_text=True)
    answer = browser.submit(page, {}, action="merge")
    text = browser.follow(answer).get_data(as_text=True)
    for words in ("白银峰", "大国工匠", "检漏", "焊工"):
        assert words in text
    assert text.count("甲") == Browser(app).get(f"/people/{kept}").get_data(as_text=True).count("甲")
    moved = Browser(app).get(f"/people/{gone}", status=301)
    assert moved.headers["Location"] == f"/people/{kept}"
    (entry,) = journal(site, "directory.merge_person")
    assert entry.before is not None
    assert entry.before["from"]["name"] == "白银锋"
    assert entry.before["into"]["name"] == "白银峰"
    assert entry.after is not None
    assert entry.after["moved"]["honours"] == ["大国工匠"]
    names = Browser(app).get("/people").get_data(as_text=True)
    assert "白银锋" not in names
    browser.get(f"/people/{gone}/edit", status=404)
    browser.get(page, status=404)


def test_only_administrators_merge(app: Flask, make: Make) -> None:
    factory = make.organisation()
    first, second = person(make, "张海东", factory), person(make, "张海冬", factory)
    manager = signed_in(app, make, "chief", manages=factory)
    manager.get(f"/merge/person/{first}/{second}", status=404)
    with pytest.raises(NotAllowed):
        merged(make, "person", first, second, Actor(account_id=1, managed_organisation_ids=frozenset({factory})))


def test_contact_moves_only_as_a_whole_with_its_consent(make: Make, site: Site) -> None:
    gone = person(make, "甲甲", phone="13812345678", contact_consent=True)
    kept, other = person(make, "乙乙"), person(make, "丙丙", email="c@example.org", contact_consent=True)
    merged(make, "person", gone, kept)
    merged(make, "person", kept, other)
    with site.database.reading() as session:
        row = session.get_one(Person, kept)
        assert (row.phone, row.contact_consent) == ("13812345678", True)
        assert session.get_one(Person, other).phone == ""
        assert session.get_one(Person, gone).merged_into_id == other
    assert "13812345678" not in repr([(each.before, each.after) for each in journal(site, "directory.merge_person")])


def test_a_merge_of_people_gives_no_rights(make: Make, site: Site) -> None:
    factory = make.organisation()
    gone, kept = person(make, "甲甲"), person(make, "乙乙", factory)
    leader = make.account("leader", studio_id=make.studio(factory), leads=True)
    actor = make.account("own", person_id=gone, organisation_id=factory)
    with site.database.reading() as session:
        before = session.execute(select(RoleGrant.account_id, RoleGrant.role, RoleGrant.studio_id)).all()
    merged(make, "person", gone, kept)
    with site.database.reading() as session:
        assert session.execute(select(RoleGrant.account_id, RoleGrant.role, RoleGrant.studio_id)).all() == before
        row = session.get_one(Account, actor.account_id)
        assert (row.person_id, row.organisation_id) == (kept, factory)
        assert session.get_one(Account, leader.account_id).person_id is None


def test_two_people_with_accounts_are_not_merged(app: Flask, make: Make, site: Site) -> None:
    gone, kept = person(make, "甲甲"), person(make, "乙乙")
    make.account("first", person_id=gone)
    make.account("second", person_id=kept)
    with pytest.raises(Invalid):
        merged(make, "person", gone, kept)
    browser = administrator(app, make)
    page = browser.submit(f"/merge/person/{gone}/{kept}", {}, status=422, action="merge")
    assert "两人各有账号" in page.get_data(as_text=True)
    with site.database.reading() as session:
        assert session.get_one(Person, gone).merged_into_id is None


def test_memberships_and_led_studios_follow(make: Make, site: Site) -> None:
    gone, kept = person(make, "甲甲"), person(make, "乙乙")
    both, led = make.studio(), make.studio()
    with make.writing() as session:
        session.add(StudioMember(studio_id=both, person_id=gone))
        session.add(StudioMember(studio_id=both, person_id=kept))
        session.add(StudioMember(studio_id=led, person_id=gone))
        session.get_one(Studio, led).leader_id = gone
    merged(make, "person", gone, kept)
    with site.database.reading() as session:
        rows = session.execute(select(StudioMember.studio_id, StudioMember.person_id).order_by(StudioMember.studio_id))
        assert [tuple(row) for row in rows] == [(both, kept), (led, kept)]
        assert session.get_one(Studio, led).leader_id == kept


def test_organisations_take_people_studios_accounts_and_rights_along(make: Make, site: Site) -> None:
    gone, kept = make.organisation("江麓传动分厂"), make.organisation("江麓集团传动分厂")
    person_id, studio_id = person(make, "甲甲", gone), make.studio(gone)
    manager = make.account("chief", manages=gone, organisation_id=gone)
    both = make.account("both", manages=gone)
    with make.writing() as session:
        grant = RoleGrant(account_id=both.account_id, role=Role.ORGANISATION_MANAGER, organisation_id=kept)
        session.add(grant)
    merged(make, "organisation", gone, kept)
    with site.database.reading() as session:
        assert session.get_one(Person, person_id).organisation_id == kept
        assert session.get_one(Studio, studio_id).organisation_id == kept
        assert session.get_one(Account, manager.account_id).organisation_id == kept
        grants = session.execute(select(RoleGrant.account_id, RoleGrant.organisation_id)).all()
    assert sorted(tuple(row) for row in grants) == [(manager.account_id, kept), (both.account_id, kept)]
    (entry,) = journal(site, "directory.merge_organisation")
    assert entry.after is not None
    assert entry.after["moved"]["people"] == [person_id]


def test_studios_keep_the_tree_whole(make: Make, site: Site) -> None:
    top, gone, middle, kept = (make.studio(name=f"工作室{letter}") for letter in "甲乙丙丁")
    member = person(make, "王树军")
    with make.writing() as session:
        for studio_id, parent_id in ((gone, top), (middle, gone), (kept, middle)):
            session.get_one(Studio, studio_id).parent_id = parent_id
        session.add(StudioMember(studio_id=gone, person_id=member))
    account = make.account("leader", studio_id=gone, leads=True)
    merged(make, "studio", gone, kept)
    with site.database.reading() as session:
        assert session.get_one(Studio, kept).parent_id == top
        assert session.get_one(Studio, middle).parent_id == kept
        row = session.get_one(Studio, kept, options=[selectinload(Studio.members)])
        assert [each.person_id for each in row.members] == [member]
        grant = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.account_id)).one()
        assert grant.studio_id == kept


def test_documents_follow_with_their_rights(app: Flask, make: Make, site: Site) -> None:
    writer = make.writer()
    assert writer.organisation_id is not None
    content = make.content(title="公开的钻模", contributors=(Contributor("卜伟伟"),))
    key = make.published(writer, content=content, visibility=Visibility.PUBLIC)
    inner = make.published(writer, content=make.content(title="内部的钻模"), visibility=Visibility.ORGANISATION)
    kept = make.organisation("总厂")
    colleague = signed_in(app, make, "colleague", organisation_id=kept)
    colleague.get(f"/d/{inner.number}", status=404)
    merged(make, "organisation", writer.organisation_id, kept)
    assert "公开的钻模" in Browser(app).get(f"/organisations/{kept}").get_data(as_text=True)
    colleague.get(f"/d/{inner.number}")
    with site.database.reading() as session:
        assert set(session.scalars(select(Document.organisation_id))) == {kept}
        someone = find_person(session, "卜伟伟", kept)
    assert someone is not None
    namesake = person(make, "卜纬伟")
    merged(make, "person", someone.id, namesake)
    assert key.number in Browser(app).get(f"/people/{namesake}").get_data(as_text=True)


def test_hooks_run_in_the_same_transaction(make: Make, site: Site) -> None:
    gone, kept = person(make, "甲甲"), person(make, "乙乙")
    called = []

    def hook(session: object, kind: str, from_id: int, into_id: int) -> None:
        called.append((kind, from_id, into_id))
        raise RuntimeError("stop")

    site.parts[MERGE_HOOKS] = [hook]
    with pytest.raises(RuntimeError):
        merged(make, "person", gone, kept)
    assert called == [("person", gone, kept)]
    with site.database.reading() as session:
        assert session.get_one(Person, gone).merged_into_id is None
    assert journal(site, "directory.merge_person") == []


def test_a_changed_entry_is_looked_at_again(app: Flask, make: Make, site: Site) -> None:
    gone, kept = make.studio(name="甲工作室"), make.studio(name="乙工作室")
    browser = administrator(app, make)
    page = f"/merge/studio/{gone}/{kept}"
    seen = {"from_revision": "1", "into_revision": "1"}
    with make.writing() as session:
        record = StudioOnRecord("乙工作室", organisation="#2", level="city")
        edit_studio(session, ADMINISTRATOR, kept, EditStudio(1, StudioTold(description="新"), record))
    assert "刚刚被修改过" in browser.post(page, seen, status=409).get_data(as_text=True)
    with pytest.raises(Conflict), make.writing() as session:
        merge(session, ADMINISTRATOR, Merge("studio", gone, kept, 1, 1))


def test_names_merged_away_lead_to_the_one_person(make: Make, site: Site) -> None:
    factory = make.organisation()
    gone, kept = person(make, "白银峰"), person(make, "白银峰", factory)
    merged(make, "person", gone, kept)
    with site.database.reading() as session:
        for organisation_id in (None, factory):
            found = find_person(session, "白银峰", organisation_id)
            assert found is not None
            assert found.id == kept
        assert session.scalar(select(func.count()).select_from(Honour)) == 0
