"""Managing accounts and rights through the real forms."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.accounts.journal import actions, last
from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.accounts.actions import rights
from webapp.accounts.actions.administrators import ensure_administrator
from webapp.accounts.actors import actor_of
from webapp.accounts.holders import Right
from webapp.accounts.models import Account, RoleGrant, SignInSession
from webapp.accounts.words import right_of_code
from webapp.base.actor import SYSTEM, Actor, Role
from webapp.base.database import Database
from webapp.base.errors import Conflict, Invalid
from webapp.web.site import Site


@pytest.fixture
def factory(make: Make) -> int:
    return make.organisation("红旗机床厂")


def signed_in(app: Flask, make: Make, username: str, **rights: object) -> Browser:
    make.account(username, **rights)  # type: ignore[arg-type]
    return Browser(app).sign_in(username, PASSWORD)


def account_id(database: Database, username: str) -> int:
    with database.reading() as session:
        return session.scalars(select(Account.id).where(Account.username == username)).one()


def shown_password(text: str) -> str:
    found = re.search(r"<code>([a-z0-9-]{19})</code>", text)
    assert found
    return found.group(1)


def test_a_manager_makes_an_account_and_its_owner_signs_in(
    app: Flask, make: Make, database: Database, factory: int
) -> None:
    manager = signed_in(app, make, "boss", organisation_id=factory, manages=factory)
    page = manager.get("/accounts/new").get_data(as_text=True)
    assert "红旗机床厂" in page
    assert "不属于任何单位" not in page
    fields = {"username": "Zhang.San", "name": "张三", "email": "zs@example.com"}
    answer = manager.submit("/accounts/new", fields, 200, action="/accounts/new")
    password = shown_password(answer.get_data(as_text=True))
    assert answer.headers["Cache-Control"] == "no-store, private"
    row = last(database)
    assert (row.action, row.actor_name) == ("accounts.create", "姓名boss")
    assert row.after is not None
    assert row.after["username"] == "zhang.san"
    assert password not in str(row.after)
    owner = Browser(app).sign_in("zhang.san", password)
    assert owner.get("/", 303).headers["Location"] == "/me/password"


WRONG: list[tuple[dict[str, str], str]] = [
    ({"username": "boss"}, "已有人使用"),
    ({"username": "a b"}, "只能用文字"),
    ({"username": "x"}, "太短"),
    ({"name": ""}, "请填写姓名"),
    ({"email": "nobody"}, "邮箱格式不对"),
    ({"organisation_id": "999"}, ""),
    ({"organisation_id": "0"}, ""),
]


def test_what_may_be_wrong_with_a_new_account(app: Flask, make: Make, database: Database, factory: int) -> None:
    manager = signed_in(app, make, "boss", organisation_id=factory, manages=factory)
    for fields, words in WRONG:
        whole = {"username": "zhang", "name": "张三"} | fields
        text = manager.submit("/accounts/new", whole, 422, action="/accounts/new").get_data(as_text=True)
        assert words in text, fields
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1


def test_extra_fields_change_nothing(app: Flask, make: Make, database: Database, factory: int) -> None:
    manager = signed_in(app, make, "boss", organisation_id=factory, manages=factory)
    extra = {
        "role": "administrator", "roles": "administrator", "grants-0-role": "administrator", "state": "pending",
        "must_change_password": "", "password_hash": "x", "id": "1", "created_by_id": "7", "revision": "9",
    }  # fmt: skip
    manager.submit("/accounts/new", {"username": "zhang", "name": "张三", **extra}, 200, action="/accounts/new")
    with database.reading() as session:
        made = session.scalars(select(Account).where(Account.username == "zhang")).one()
        assert (made.state, made.must_change_password, made.revision) == ("active", True, 1)
        assert actor_of(session, made).roles == frozenset()
    manager.submit(f"/accounts/{made.id}/edit", {"name": "张三丰", **extra, "revision": "1"}, action="/edit")
    with database.reading() as session:
        made = session.scalars(select(Account).where(Account.username == "zhang")).one()
        assert (made.name, made.state, made.id == 1) == ("张三丰", "active", False)
        assert actor_of(session, made).roles == frozenset()


def test_strangers_do_not_find_accounts(app: Flask, make: Make, database: Database, factory: int) -> None:
    other = make.organisation()
    target = make.account("zhang", organisation_id=other).account_id
    manager = signed_in(app, make, "boss", organisation_id=factory, manages=factory)
    worker = signed_in(app, make, "worker", organisation_id=other)
    count = len(actions(database))
    for person in (manager, worker, Browser(app)):
        is_known = person in (manager, worker)
        status, form = (404, "/me/password") if is_known else (303, "/sign-in")
        person.get(f"/accounts/{target}", status)
        person.get(f"/accounts/{target}/edit", status)
        for action in ("disable", "enable", "reset-password", "approve", "refuse", "grant", "revoke/1"):
            person.post(f"/accounts/{target}/{action}", {"right": "reviewer"}, 404, page=form)
    manager.get("/accounts/99999999", 404)
    manager.get("/accounts/99999999999999999999", 404)
    assert len(actions(database)) == count


def test_the_list_filters_and_pages(app: Flask, make: Make, factory: int) -> None:
    admin = signed_in(app, make, "root", roles=[Role.ADMINISTRATOR])
    with make.writing() as session:
        session.add_all(
            Account(username=f"w{number:03}", name=f"工人{number}", password_hash="x", organisation_id=factory)
            for number in range(45)
        )
    text = admin.get("/accounts").get_data(as_text=True)
    assert "共 46 个账号" in text
    assert "page=3" in text
    assert "w044" in admin.get("/accounts?page=3").get_data(as_text=True)
    text = admin.get(f"/accounts?q=工人1&organisation={factory}&state=active&role=worker").get_data(as_text=True)
    assert "共 11 个账号" in text
    assert "没有符合条件的账号" in admin.get("/accounts?q=%25").get_data(as_text=True)
    assert "共 1 个账号" in admin.get("/accounts?role=administrator").get_data(as_text=True)
    for strange in ("page=x", "page=99999999999", "state=x&role=y&organisation=z", "organisation=99999999999", "q=%00"):
        admin.get(f"/accounts?{strange}")


def test_moving_takes_rights_elsewhere_away(app: Flask, make: Make, database: Database, factory: int) -> None:
    other = make.organisation("东风齿轮厂")
    studio = make.studio(factory, "减振刀杆工作室")
    target = make.account("zhang", organisation_id=factory, studio_id=studio, leads=True, roles=[Role.REVIEWER])
    browser = Browser(app).sign_in("zhang", PASSWORD)
    browser.get("/accounts")
    admin = signed_in(app, make, "root", roles=[Role.ADMINISTRATOR])
    admin.submit(f"/accounts/{target.account_id}/edit", {"organisation_id": str(other)}, action="/edit")
    row = last(database)
    assert row.action == "accounts.correct"
    assert row.before == {"organisation_id": factory, "rights": [f"studio_leader: 减振刀杆工作室 #{studio}"]}
    assert row.after == {"organisation_id": other}
    browser.get("/accounts", 404)
    with database.reading() as session:
        assert session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == target.account_id)).all() == [
            Role.REVIEWER
        ]


def test_two_people_correcting_one_account(app: Flask, make: Make, database: Database, factory: int) -> None:
    target = make.account("zhang", organisation_id=factory).account_id
    admin = signed_in(app, make, "root", roles=[Role.ADMINISTRATOR])
    old = admin.get(f"/accounts/{target}/edit").get_data(as_text=True)
    assert 'name="revision" value="1"' in old
    admin.submit(f"/accounts/{target}/edit", {"name": "先改的"}, action="/edit")
    fields = {"name": "后改的", "revision": "1", "organisation_id": str(factory), "person_id": "0"}
    text = admin.post(f"/accounts/{target}/edit", fields, 409).get_data(as_text=True)
    assert "先改的" in text
    assert "后改的" in text
    assert 'name="revision" value="2"' in text
    with database.reading() as session:
        assert session.scalars(select(Account.name).where(Account.id == target)).one() == "先改的"


def test_saving_without_a_change_writes_nothing(app: Flask, make: Make, database: Database, factory: int) -> None:
    target = make.account("zhang", organisation_id=factory).account_id
    admin = signed_in(app, make, "root", roles=[Role.ADMINISTRATOR])
    count = len(actions(database))
    admin.submit(f"/accounts/{target}/edit", {}, action="/edit")
    assert len(actions(database)) == count


def test_an_account_is_linked_to_one_free_person(app: Flask, make: Make, database: Database, factory: int) -> None:
    person = make.person("李工", factory)
    elsewhere = make.person("王工", make.organisation())
    target = make.account("li", organisation_id=factory).account_id
    second = make.account("li2", organisation_id=factory).account_id
    manager = signed_in(app, make, "boss", organisation_id=factory, manages=factory)
    page = manager.get(f"/accounts/{target}/edit").get_data(as_text=True)
    assert "李工" in page
    assert "王工" not in page
    manager.submit(f"/accounts/{target}/edit", {"person_id": str(person)}, action="/edit")
    for each in (person, elsewhere):
        manager.submit(f"/accounts/{second}/edit", {"person_id": str(each)}, 422, action="/edit")


def test_disable_ends_sessions_and_enable_lets_in_again(
    app: Flask, make: Make, database: Database, factory: int
) -> None:
    target = make.account("zhang", organisation_id=factory).account_id
    worker = Browser(app).sign_in("zhang", PASSWORD)
    manager = signed_in(app, make, "boss", organisation_id=factory, manages=factory)
    manager.submit(f"/accounts/{target}", {}, action="/disable")
    worker.get("/me/sessions", 303)
    with database.reading() as session:
        opened = (
            select(func.count())
            .select_from(SignInSession)
            .where(SignInSession.account_id == target, SignInSession.ended_at.is_(None))
        )
        assert session.scalar(opened) == 0
    manager.post(f"/accounts/{target}/disable", {}, 409, page=f"/accounts/{target}")
    manager.submit(f"/accounts/{target}", {}, action="/enable")
    worker.get("/me/sessions", 303)
    worker.sign_in("zhang", PASSWORD)
    assert actions(database)[-3:] == ["accounts.disable", "accounts.enable", "accounts.sign_in"]


def test_resetting_a_password(app: Flask, make: Make, database: Database, factory: int) -> None:
    target = make.account("zhang", organisation_id=factory).account_id
    worker = Browser(app).sign_in("zhang", PASSWORD)
    manager = signed_in(app, make, "boss", organisation_id=factory, manages=factory)
    text = manager.submit(f"/accounts/{target}", {}, 200, action="/reset-password").get_data(as_text=True)
    worker.get("/me/sessions", 303)
    worker.submit("/sign-in", {"username": "zhang", "password": PASSWORD}, 422)
    worker.sign_in("zhang", shown_password(text))
    assert "accounts.reset_password" in actions(database)


def test_a_manager_cannot_take_over_a_reviewer(app: Flask, make: Make, factory: int) -> None:
    reviewer = make.account("rev", organisation_id=factory, roles=[Role.REVIEWER]).account_id
    manager = signed_in(app, make, "boss", organisation_id=factory, manages=factory)
    page = manager.get(f"/accounts/{reviewer}").get_data(as_text=True)
    assert "reset-password" not in page
    manager.post(f"/accounts/{reviewer}/reset-password", {}, 404, page="/accounts/new")
    manager.get(f"/accounts/{reviewer}/edit", 404)


def test_rights_are_given_and_taken_and_work_at_once(app: Flask, make: Make, database: Database, factory: int) -> None:
    studio = make.studio(factory, "减振刀杆工作室")
    target = make.account("zhang", organisation_id=factory).account_id
    worker = Browser(app).sign_in("zhang", PASSWORD)
    worker.get("/accounts", 404)
    manager = signed_in(app, make, "boss", organisation_id=factory, manages=factory)
    page = manager.get(f"/accounts/{target}").get_data(as_text=True)
    assert f"studio_leader:{studio}" in page
    assert "reviewer" not in page
    manager.submit(f"/accounts/{target}", {"right": f"studio_leader:{studio}"}, action="/grant")
    worker.get("/accounts")
    assert last(database).after == {"right": f"studio_leader: 减振刀杆工作室 #{studio}"}
    for code in (
        f"studio_leader:{studio}",
        "reviewer",
        "administrator",
        "studio_leader:99999",
        "studio_leader",
        "",
        "x:1",
    ):
        manager.submit(f"/accounts/{target}", {"right": code}, 422, action="/grant")
    manager.submit(f"/accounts/{target}", {}, action="/revoke/")
    worker.get("/accounts", 404)
    assert actions(database)[-1] == "accounts.revoke"


def test_a_leader_adds_and_removes_members(app: Flask, make: Make, database: Database, factory: int) -> None:
    studio = make.studio(factory, "减振刀杆工作室")
    make.account("zhang", organisation_id=factory)
    make.account("foreign", organisation_id=make.organisation())
    leader = signed_in(app, make, "lead", organisation_id=factory, studio_id=studio, leads=True)
    for name in ("foreign", "nobody", "lead"):
        fields = {"username": name, "studio_id": str(studio)}
        text = leader.submit("/accounts", fields, 422, action="/members").get_data(as_text=True)
        assert "本单位没有可以加入的这个账号" in text
    other = make.studio(factory)
    leader.submit("/accounts", {"username": "zhang", "studio_id": str(other)}, 422, action="/members")
    leader.submit("/accounts", {"username": "zhang", "studio_id": str(studio)}, action="/members")
    member = account_id(database, "zhang")
    page = leader.get(f"/accounts/{member}").get_data(as_text=True)
    assert "/edit" not in page
    assert "/disable" not in page
    answer = leader.submit(f"/accounts/{member}", {}, action="/revoke/")
    assert answer.headers["Location"] == "/accounts", "no longer a person of theirs"
    leader.get(f"/accounts/{member}", 404)
    leader.get("/accounts/new", 404)
    leader.get("/accounts/import", 404)


def test_administrators_do_not_raise_themselves(app: Flask, make: Make, database: Database) -> None:
    admin = signed_in(app, make, "root", roles=[Role.ADMINISTRATOR])
    own = account_id(database, "root")
    for code in ("reviewer", "auditor", "curator"):
        admin.post(f"/accounts/{own}/grant", {"right": code}, 422, page="/accounts/new")
    admin.get(f"/accounts/{own}/edit", 404)
    admin.post(f"/accounts/{own}/disable", {}, 404, page="/accounts/new")
    admin.post(f"/accounts/{own}/revoke/1", {}, 403, page="/accounts/new")
    assert actions(database) == ["accounts.sign_in"]


def test_the_last_administrator_stays(make: Make, database: Database) -> None:
    target = make.account("root", roles=[Role.ADMINISTRATOR]).account_id or 0
    with database.reading() as session:
        grant_id = session.scalars(select(RoleGrant.id)).one()
    with pytest.raises(Conflict) as refused, database.writing() as session:
        rights.revoke(session, SYSTEM, target, grant_id)
    assert refused.value.reason == "last_administrator"


def test_two_administrators_cannot_remove_one_another(site: Site, make: Make, database: Database) -> None:
    people = [make.account(name, roles=[Role.ADMINISTRATOR]) for name in ("a1", "a2")]
    with database.reading() as session:
        held = {row.account_id: row.id for row in session.scalars(select(RoleGrant))}

    def remove(pair: tuple[Actor, Actor]) -> str:
        actor, other = pair
        try:
            with site.database.writing() as session:
                rights.revoke(session, actor, other.account_id or 0, held[other.account_id or 0])
        except Conflict as refusal:
            return refusal.reason
        return "removed"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(remove, [(people[0], people[1]), (people[1], people[0])]))
    assert sorted(answers) == ["last_administrator", "removed"]


def test_grants_name_places_that_stand(make: Make, database: Database, factory: int) -> None:
    target = make.account("zhang", organisation_id=factory).account_id or 0
    for right in (
        Right(Role.STUDIO_MEMBER, 77777),
        Right(Role.ORGANISATION_MANAGER, None, 77777),
        Right(Role.STUDIO_MEMBER),
    ):
        with pytest.raises(Invalid), database.writing() as session:
            rights.grant(session, SYSTEM, target, right)


STRANGE_CODES = (
    "", "x", "reviewer:1", "studio_member", "studio_member:x", "studio_member:-1", "studio_member:９", "a" * 999,
    "studio_member:99999999999999999999", "organisation_manager",
)  # fmt: skip


@pytest.mark.parametrize("code", STRANGE_CODES)
def test_codes_without_sense(code: str) -> None:
    assert right_of_code(code) is None


def test_the_first_administrator(app: Flask, database: Database) -> None:
    with database.writing() as session:
        password = ensure_administrator(session)
    assert password is not None
    with database.writing() as session:
        assert ensure_administrator(session) is None
    assert actions(database) == ["accounts.first_administrator"]
    browser = Browser(app).sign_in("admin", password)
    assert browser.get("/accounts", 303).headers["Location"] == "/me/password"


def test_no_new_first_administrator_when_all_were_disabled(make: Make, database: Database) -> None:
    make.account("root", roles=[Role.ADMINISTRATOR])
    with database.writing() as session:
        session.execute(update(Account).values(state="disabled"))
        assert ensure_administrator(session) is None
