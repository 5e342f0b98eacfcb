"""Exhibitions to look at: one open, one that lacks what the check list knows, one empty; their keys by name."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image, ImageDraw
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.make import Make
from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account, RoleGrant
from webapp.base.actor import VISITOR, Actor, Role
from webapp.base.files.sniff import TYPES
from webapp.directory.models import Person, Studio
from webapp.documents.models import Document, Version
from webapp.documents.policy import readable_by
from webapp.exhibitions.actions.arranging import add_hall, add_items
from webapp.exhibitions.actions.commands import NewItem, Texts
from webapp.exhibitions.actions.curators import add_curator
from webapp.exhibitions.actions.keeping import create_exhibition
from webapp.exhibitions.actions.opening import open_exhibition, submit, update_show
from webapp.exhibitions.actions.pictures import PICTURE_JOB, NewPicture, add_picture, set_cover
from webapp.exhibitions.models import Exhibition, Hall, Item
from webapp.exhibitions.workflow import ItemKind
from webapp.web.site import Site

TEXTS = Texts(
    title="匠心智造·一线创新成果云展（演示）",
    theme="从一线来，到一线去：四个展厅，看得见的好办法",
    organisers="湖南省总工会\n长沙市总工会",
    place="长沙市工人文化宫一楼展厅",
    starts_on=date(2026, 10, 1),
    ends_on=date(2099, 12, 1),
    opening_hours="9:00—17:00，周一闭馆",
    introduction="这里的每一件展品都出自一线职工之手，**可以学、可以问、可以拿去用**。",
)
HALLS = ("智能制造", "绿色低碳", "安全守护", "绝技传承")


def show_exhibitions(site: Site) -> dict[str, str]:
    """Put them into the site."""
    make = Make(site)
    with site.database.reading() as session:
        curator = actor_of(session, session.scalars(select(Account).where(Account.username == "demo-curator")).one())
        numbers = _public_numbers(session)
    second = make.account("co-curator", roles=[Role.CURATOR])
    keys = {"show": _open(site, curator, second, numbers)}
    keys["show_begun"] = _begun(site, curator, numbers[:5])
    _leave(site, make)
    keys["show_hall"], keys["show_item"] = _first(site, keys["show"])
    with site.database.writing() as session:
        keys["show_empty"] = create_exhibition(session, curator, Texts("还没有展厅的展览（演示）")).key
    return keys


def _open(site: Site, curator: Actor, second: Actor, numbers: list[str]) -> str:
    with site.database.writing() as session:
        key = create_exhibition(session, curator, TEXTS).key
        add_curator(session, curator, key, second.account_id or 0)
    pictures = [_picture(site, curator, key, hue) for hue in range(4)]
    with site.database.writing() as session:
        set_cover(session, curator, key, pictures[0])
        for place, title in enumerate(HALLS):
            hall = add_hall(session, curator, key, title, f"{title}展厅的话。")
            chosen = numbers[place :: len(HALLS)]
            new = [NewItem(document_number=each, pictures=(pictures[place],), caption="三分钟看懂") for each in chosen]
            add_items(session, curator, key, hall.key, new)
        submit(session, curator, key, _row(session, key).revision)
        open_exhibition(session, second, key, _row(session, key).revision)
    with site.database.writing() as session:
        hall = add_hall(session, curator, key, "群英谱")
        person = session.scalars(select(Person.id).where(Person.merged_into_id.is_(None))).first()
        studio = session.scalars(select(Studio.id).where(Studio.merged_into_id.is_(None))).first()
        own = [NewItem(kind=ItemKind.PERSON, person_id=person), NewItem(kind=ItemKind.STUDIO, studio_id=studio)]
        add_items(session, curator, key, hall.key, own)
        update_show(session, curator, key, note="增加群英谱展厅")
        add_items(session, curator, key, hall.key, [NewItem(kind=ItemKind.PANEL, title="工匠日活动", text="周六见。")])
    return key


def _begun(site: Site, curator: Actor, numbers: list[str]) -> str:
    with site.database.writing() as session:
        key = create_exhibition(session, curator, Texts("筹备中的展览（演示）")).key
        hall = add_hall(session, curator, key, "第一展厅")
        add_hall(session, curator, key, "空着的展厅")
        add_items(session, curator, key, hall.key, [NewItem(document_number=each) for each in numbers])
    return key


def _leave(site: Site, make: Make) -> None:
    """One whose only curator lost that right."""
    gone = make.account("gone-curator", roles=[Role.CURATOR])
    with site.database.writing() as session:
        create_exhibition(session, gone, Texts("策展人离任的展览（演示）"))
        session.execute(delete(RoleGrant).where(RoleGrant.account_id == gone.account_id))


def _first(site: Site, key: str) -> tuple[str, str]:
    with site.database.reading() as session:
        mine = select(Hall).join(Exhibition).where(Exhibition.key == key)
        hall = session.scalars(mine.order_by(Hall.position)).first()
        assert hall is not None
        item = session.scalars(select(Item).where(Item.hall_id == hall.id).order_by(Item.position)).first()
        assert item is not None
        return hall.key, item.key


def _public_numbers(session: Session) -> list[str]:
    statement = select(Document.number).join(Version, Version.document_id == Document.id).where(readable_by(VISITOR))
    return list(session.scalars(statement.order_by(Document.number).limit(18)))


def _row(session: Session, key: str) -> Exhibition:
    return session.scalars(select(Exhibition).where(Exhibition.key == key)).one()


def _picture(site: Site, curator: Actor, key: str, hue: int) -> str:
    """A drawn workshop, in one of four colours."""
    colours = ("#1b4d7a", "#22603f", "#774c00", "#9c2a1d")
    image = Image.new("RGB", (1280, 720), "#e4edf4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, 1280, 720), fill="#827e72")
    for place in range(5):
        left = 80 + place * 240
        draw.rectangle((left, 240 + hue * 20, left + 150, 560), fill=colours[hue], outline="#1a232d", width=4)
        draw.ellipse((left + 40, 300, left + 110, 370), fill="#fffefa", outline="#1a232d", width=4)
    file = io.BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    staged = site.files.stage(file, 1 << 22)
    with site.database.writing() as session:
        new = NewPicture(staged, TYPES["png"], f"车间{hue}.png", "车间现场")
        row = add_picture(session, curator, site.files, key, new)
    site.jobs[PICTURE_JOB]({"sha256": row.sha256, "type_key": row.type_key})
    return row.key
