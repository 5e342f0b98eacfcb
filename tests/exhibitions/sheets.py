"""Data of prints for tests and benchmarks: items made of the library's own documents, kind ones and hostile ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import rjieba

from webapp.directory.models import Organisation, Studio
from webapp.directory.vocabularies import Vocabularies
from webapp.documents.content import Content, to_json
from webapp.documents.library_file import parse
from webapp.documents.models import Document, Version
from webapp.exhibitions.paper.breaking import all_pieces
from webapp.exhibitions.paper.indexes import indexes_of
from webapp.exhibitions.paper.items import Surroundings, item_data
from webapp.exhibitions.paper.words import words_of
from webapp.exhibitions.queries.showing import Exhibit
from webapp.exhibitions.show import ShowItem
from webapp.settings import HOME
from webapp.web.i18n import speaking

LONG_TITLE = (
    "大型港口机械减速箱高精度深孔镗削自适应排屑与在线测温一体化快换工装"
    "（第二代）及其在多品种小批量生产中的推广应用研究报告"
)
LONG_CAPTION = ("把一个要三个人抬、两个人扶、一个人看的活，变成一个人按一下按钮就能干完的活；" * 9)[:300]
LATIN = ("Pneumohydraulischeschnellspannvorrichtungsbefestigungsschraubensicherungsblech" * 4)[:300]
NOTE = "第一次看到这件工装，是在凌晨两点的夜班。班长说，以前这道工序没人愿意干。现在，新来的学徒半天就能上手。\n\n" * 6
ADDRESS = "http://localhost:8000/exhibitions/0123456789abcdef01234567"
HALLS = ("匠心之光", "一线智造", "安全与绿色", "传承与推广")


def sheet_data(kind: str, count: int, pictures: Sequence[dict[str, str]] = (), language: str = "zh") -> dict[str, Any]:
    """A show of ``count`` items in four halls; every tenth item is hostile."""
    with speaking(language):
        around = Surroundings(None, Vocabularies({}), language, ADDRESS, {}, {}, {})  # type: ignore[arg-type]
        items = [_item(number, around, pictures) for number in range(1, count + 1)]
    size = -(-count // len(HALLS))
    halls: list[dict[str, Any]] = [
        {
            "key": f"hall{place}",
            "title": title,
            "text": ["工人的办法，写在机床边上，也写在这里。"],
            "items": items[place * size : (place + 1) * size],
        }
        for place, title in enumerate(HALLS)
    ]
    halls = [hall for hall in halls if hall["items"]]
    return {
        "kind": kind,
        "language": language,
        "site_name": "工匠创新成果库",
        "words": words_of(language),
        "is_trial": False,
        "title": "匠心智造——职工创新成果展",
        "theme": "从一线来，到一线去",
        "organisers": ["市总工会", "市工业和信息化局"],
        "place": "劳动人民文化宫一层展厅",
        "period": "2026-10-01—2026-12-01",
        "hours": "9:00—17:00，周一闭馆",
        "introduction": [
            "这里展出的，是一线职工在机床旁、变电站里、码头上想出来的办法。" * 3,
            "每件展品都可以扫码看到完整的成果，也可以留下“想用”“想学”“想谈”的意向。",
        ],
        "url": ADDRESS,
        "made_on": "2026-11-26 10:00",
        "snapshot": 1,
        "since": "2026-10-01",
        "count": count,
        "halls": halls,
        "cover": pictures[0] if pictures else None,
        "pieces": all_pieces([item["title"] for hall in halls for item in hall["items"]], cutter().cut),
        **indexes_of(halls),
    }


def _item(number: int, around: Surroundings, pictures: Sequence[dict[str, str]]) -> dict[str, Any]:
    contents = library()
    content = contents[number % len(contents)]
    hostile = number % 10 == 0
    item = ShowItem(
        key=f"item{number:020d}",
        kind="document",
        document_id=number,
        version_id=number,
        title=(LATIN[:60] if number % 20 == 0 else LONG_TITLE) if hostile else "",
        caption=(LATIN if number % 20 == 0 else LONG_CAPTION) if hostile else "",
        note=NOTE if hostile or number % 7 == 0 else "",
        booth=f"{'ABCD'[number % 4]}{number:02d}",
        demonstrations="每天 10:00、15:00" if number % 5 == 0 else "",
    )
    document = Document(
        id=number, number=f"GJ-2026-{number:07d}", organisation=_organisation(content), studio=_studio(number)
    )
    version = Version(id=number, document_id=number, ordinal=1, title=content.title, content=to_json(content))
    made = item_data(Exhibit(number, "hall", item, document=document, version=version), HALLS[0], around)
    made["pictures"] = [pictures[number % len(pictures)]] if pictures and number % 3 else []
    return made


@lru_cache(maxsize=1)
def cutter() -> rjieba.Jieba:
    """What tells words apart."""
    return rjieba.Jieba()


@lru_cache(maxsize=1)
def library() -> list[Content]:
    """What the library's files say."""
    return [
        parse(path.read_text("utf-8"), path.name).content
        for path in sorted((HOME / "content" / "library").glob("*/*.md"))
    ]


def _organisation(content: Content) -> Organisation:
    return Organisation(name=content.organisations[0].name if content.organisations else "某机械厂")


def _studio(number: int) -> Studio | None:
    return Studio(name="卜伟伟创新工作室") if number % 2 else None
