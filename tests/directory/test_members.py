from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.directory.people import administrator, journal, person, signed_in
from tests.make import Make
from webapp.directory.models import StudioMember
from webapp.web.site import Site


def members(site: Site, studio_id: int) -> list[StudioMember]:
    with site.database.reading() as session:
        return list(session.scalars(select(StudioMember).where(StudioMember.studio_id == studio_id)))


def test_leaders_name_members_of_their_organisation(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation()
    studio_id = make.studio(factory)
    ours, others = person(make, "张海东", factory), person(make, "张大力", make.organisation())
    browser = signed_in(app, make, "leader", studio_id=studio_id, leads=True)
    page = f"/studios/{studio_id}/members"
    text = browser.get(page + "?name=zhang").get_data(as_text=True)
    assert "张海东" in text
    assert "张大力" not in text
    browser.post(f"{page}/{ours}/add", {}, page=page)
    browser.post(f"{page}/{ours}/add", {}, page=page)
    browser.post(f"{page}/{others}/add", {}, page=page)
    browser.post(f"{page}/777/add", {}, page=page)
    (row,) = members(site, studio_id)
    assert row.person_id == ours
    assert row.joined_on is not None
    (entry,) = journal(site, "directory.add_member")
    assert entry.after == {"member": f"张海东 #{ours}"}


def test_members_leave_and_wrong_records_go(app: Flask, make: Make, site: Site) -> None:
    factory = make.organisation()
    studio_id = make.studio(factory)
    person_id = person(make, "张海东", factory)
    browser = administrator(app, make)
    page = f"/studios/{studio_id}/members"
    browser.post(f"{page}/{person_id}/add", {}, page=page)
    (row,) = members(site, studio_id)
    browser.post(f"{page}/{row.id}/leave", {}, page=page)
    browser.post(f"{page}/{row.id}/leave", {}, page=page)
    assert members(site, studio_id)[0].left_on is not None
    assert len(journal(site, "directory.leave_studio")) == 1
    browser.post(f"{page}/{row.id}/remove", {}, page=page)
    assert members(site, studio_id) == []
    browser.post(f"{page}/{row.id}/remove", {}, page=page, status=404)


def test_others_do_not_touch_members(app: Flask, make: Make, site: Site) -> None:
    studio_id, other = make.studio(), make.studio()
    person_id = person(make, "张海东")
    browser = signed_in(app, make, "leader", studio_id=other, leads=True)
    page = f"/studios/{studio_id}/members"
    browser.get(page, status=403)
    browser.post(f"{page}/{person_id}/add", {}, page=f"/studios/{other}/members", status=403)
    assert members(site, studio_id) == []
