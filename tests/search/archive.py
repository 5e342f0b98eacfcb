"""A small archive to search in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from webapp.search.entry import PUBLIC, Entry, Passage
from webapp.search.request import Hit

LEXICON = {
    "trade_words.txt": "钻模\n龙门铣\n绝缘子\n",
    "synonyms.txt": "行车 = 桥吊 = 桥式起重机\n车丝 > 螺纹加工\n",
    "english.txt": "welding > 焊接\n",
    "stop_words.txt": "怎么\n怎么做\n的\n等\n有没有\n是什么\nthe\n",
    "units.txt": "毫米 = mm\n千伏 = kv\n",
    "variants.txt": "着 = 著\nφ = ΦØø⌀ϕ\n",
}

ENTRIES = (
    Entry(
        "document",
        1,
        PUBLIC,
        "箱体钻模设计制作与工序转移",
        keywords=("钻模", "工装夹具"),
        people=("卜伟伟",),
        method=(Passage("method", "设计制作14套钻模，把龙门铣的孔加工转到别的设备。"),),
        steps=(Passage("step-1", "选定瓶颈任务。"), Passage("step-2", "按M12×1.5螺纹孔定位，公差±0.02。")),
        facets={"kind": ("innovation",), "region": ("hunan",), "year": ("2025",)},
        date_ordinal=739_000,
    ),
    Entry(
        "document",
        2,
        PUBLIC,
        "桥吊司机精准操作法",
        keywords=("桥吊", "集装箱"),
        people=("竺士杰",),
        body=(Passage("body", "桥式起重机作业时，吊具一次对准集装箱。钢丝绳磨损要勤检查。"),),
        facets={"kind": ("operation_method",), "region": ("zhejiang",), "year": ("2020", "2021")},
        date_ordinal=737_500,
        adoptions=12,
    ),
    Entry(
        "document",
        3,
        PUBLIC,
        "660千伏带电更换绝缘子",
        people=("王进",),
        body=(Passage("body", "带电作业前检查绝缘杆，按GB/T 1804-2000选公差，卡具600毫米。"),),
        attachments=(Passage("attachment-5-page-2", "附件里写明CK6140车床的转速。"),),
        facets={"kind": ("operation_method",), "region": ("shandong",), "year": ("2019",)},
        date_ordinal=737_000,
        verified=True,
    ),
    Entry(
        "document",
        4,
        "org:12",
        "钻模内部改进记录",
        keywords=("钻模", "保密夹具"),
        people=("赵隐名",),
        body=(Passage("body", "厂内钻模的改进，暂不公开的量子卡盘。"),),
        facets={"kind": ("innovation",), "region": ("hunan",), "year": ("2025",)},
        date_ordinal=739_100,
    ),
    Entry("person", 1, PUBLIC, "竺士杰", keywords=("桥吊司机",), body=(Passage("story", "宁波港桥吊班大班长。"),)),
    Entry("studio", 7, "members", "王进劳模创新工作室", people=("王进",), body=(Passage("about", "带电作业。"),)),
)


def document(number: int, title: str = "标题", text: str = "", audience: str = PUBLIC, **more: Any) -> Entry:
    """A document with a title and some text."""
    body = (Passage("body", text),) if text else ()
    return Entry("document", number, audience, title, body=body, **more)


def ids(hits: Iterable[Hit]) -> list[int]:
    """The numbers of hits."""
    return [hit.key.id for hit in hits]
