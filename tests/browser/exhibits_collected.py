"""An exhibition with a call, nominations, wishes of visitors, figures and recommendations to look at; keys by name."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.documents.models import Document, Version
from webapp.documents.policy import readable_by
from webapp.exhibitions import policy
from webapp.exhibitions.actions import following_up, nominating
from webapp.exhibitions.actions.arranging import add_hall, add_items
from webapp.exhibitions.actions.collecting import KeepQuery, keep_query
from webapp.exhibitions.actions.commands import NewItem, Texts
from webapp.exhibitions.actions.following_up import Follow, assign_intent
from webapp.exhibitions.actions.keeping import create_exhibition
from webapp.exhibitions.actions.nominating import Nominate, Say
from webapp.exhibitions.actions.recommending import Recommend, recommend, send_recommendations
from webapp.exhibitions.models import Exhibition, GuestBookEntry, Intent, Item, Visits
from webapp.exhibitions.workflow import IntentMove
from webapp.web.site import Site

TEXTS = Texts(
    title="长沙职工创新成果展（征集与跟进，演示）",
    theme="从一线来，到一线去",
    organisers="长沙市总工会",
    place="长沙市工人文化宫一楼展厅",
    starts_on=today() - timedelta(days=20),
    ends_on=today() + timedelta(days=40),
    opening_hours="9:00—17:00，周一闭馆",
    introduction="这里的每一件展品都出自一线职工之手，可以学、可以问、可以拿去用。",
    call_text="面向全市创新工作室征集近三年的创新成果。\n\n优先：能现场演示的、已经在两家以上单位用起来的。\n请写明展位面积和用电。",
    call_until=today() + timedelta(days=12),
)
REASON = "刀杆内置可调预紧的减振块，深孔镗削振纹返工率从 12% 降到 1.5%，三条生产线在用，可以现场试切。"
NEEDS = "展位 2 米 × 2 米，220 伏电源一路；带一台小型镗床模型现场演示。"
MESSAGE = "我们厂也镗这种箱体孔，想到现场看看刀杆怎么装、转速怎么选，合适的话先在一台机床上试用。"


def show_collected(site: Site, rich: str, long: str) -> dict[str, str]:
    """Put them into the site."""
    with site.database.reading() as session:
        curator, leader = _actor(session, "demo-curator"), _actor(session, "demo-leader")
        numbers = _numbers(session)
    others = [number for number in numbers if number not in (rich, long)][:7]
    keys: dict[str, str] = {"collected_one": rich, "collected_two": long, "collected_three": others[-1]}
    with site.database.writing() as session:
        key = create_exhibition(session, curator, TEXTS).key
        halls = [add_hall(session, curator, key, title).key for title in ("智能制造", "绝技传承")]
        for place, hall in enumerate(halls):
            new = [NewItem(document_number=each, caption="三分钟看懂") for each in others[place:6:2]]
            add_items(session, curator, key, hall, new)
        keys |= {"collected": key, "collected_hall": halls[0]}
        query = keep_query(session, curator, key, KeepQuery("机械加工 · 钻模", halls[0], "q=钻模"))
        keys["collected_query"] = str(query.id)
    with site.database.writing() as session:
        row = nominating.nominate(session, leader, key, Nominate(rich, REASON, NEEDS))
        nominating.ask_back(session, curator, row.key, Say(row.revision, "样机多重？需要吊装吗？"))
        keys["nomination"] = row.key
        keys["nomination_new"] = nominating.nominate(session, leader, key, Nominate(long, REASON)).key
    with site.database.writing() as session:
        keys |= _visitors(session, curator, key)
        recommend(session, curator, key, Recommend(tuple(others[:1]), "province", "全省职工创新成果评选", REASON))
        send_recommendations(session, curator, key, "province")
        recommend(session, curator, key, Recommend(tuple(others[1:3]), "province", "全省职工创新成果评选"))
    return keys


def _visitors(session: Session, curator: Actor, key: str) -> dict[str, str]:
    exhibition = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
    items = session.scalars(select(Item).where(Item.exhibition_id == exhibition.id).order_by(Item.id)).all()
    rows = [
        Intent(
            key=secrets.token_hex(16),
            exhibition_id=exhibition.id,
            item_key=item.key,
            document_id=item.document_id,
            kind=kind,
            name=name,
            organisation="株洲齿轮厂（演示）",
            contact="13800001234",
            message=MESSAGE,
        )
        for item, kind, name in zip(items, ("use", "learn", "talk"), ("赵来宾", "钱来宾", "孙来宾"), strict=False)
    ]
    session.add_all(rows)
    for text in ("很受启发，回去就试。", "希望多一些视频。", "展厅里的刀杆能不能上手摸一摸？"):
        session.add(GuestBookEntry(key=secrets.token_hex(12), exhibition_id=exhibition.id, name="观众", text=text))
    for place in range(20):
        day = today() - timedelta(days=place)
        for item_key in ("", *(item.key for item in items)):
            count = 40 + (place * 37) % 90 if not item_key else 5 + place % 7
            session.add(Visits(exhibition_id=exhibition.id, item_key=item_key, day=day, channel="web", count=count))
        session.add(Visits(exhibition_id=exhibition.id, item_key="", day=day, channel="kiosk", count=12 + place % 5))
    session.flush()
    followed = assign_intent(session, curator, rows[0].key, 1, curator.account_id)
    following_up.move_intent(
        session, curator, followed.key, IntentMove.TAKE_UP, Follow(followed.revision, "约好下周二上午来看。")
    )
    return {"intent": rows[0].key, "intent_new": rows[1].key}


def _numbers(session: Session) -> list[str]:
    shown = readable_by(policy.stands_for("public"))
    rows = session.scalars(
        select(Document.number)
        .join(Version, Version.document_id == Document.id)
        .where(shown, Version.published_at <= now())
        .order_by(Document.number.desc())
        .limit(30)
    )
    return list(rows)


def _actor(session: Session, username: str) -> Actor:
    return actor_of(session, session.scalars(select(Account).where(Account.username == username)).one())
