"""Words for files made of an exhibition: kinds, states, why there is none, what was shortened or left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from webapp.base.files.refusals import Reason
from webapp.documents.routes.file_words import reason_words
from webapp.exhibitions.queries.showing import Exhibit
from webapp.exhibitions.workflow import MadeKind
from webapp.web.i18n import _, lazy

KINDS: Mapping[str, Any] = {
    MadeKind.CATALOGUE: lazy("图录"),
    MadeKind.PANELS_A1: lazy("展板 A1"),
    MadeKind.PANELS_A3: lazy("展板 A3"),
    MadeKind.LABELS: lazy("展签"),
    MadeKind.CARDS: lazy("展品卡片"),
    MadeKind.FLOOR_LIST: lazy("布展清单"),
    MadeKind.OFFLINE: lazy("离线展览"),
}
ABOUT: Mapping[str, Any] = {
    MadeKind.CATALOGUE: lazy("封面、带页码的目录、每件展品一页或多页、人名单位工种索引。A4，PDF。"),
    MadeKind.PANELS_A1: lazy("每件展品一块，594×841 毫米，PDF，可直接送印。"),
    MadeKind.PANELS_A3: lazy("每件展品一块，297×420 毫米，PDF，可用办公打印机打印。"),
    MadeKind.LABELS: lazy("放在展品旁的说明签，A4 纸每页 10 张，带裁切线和二维码，PDF。"),
    MadeKind.CARDS: lazy("名片大小（90×55 毫米），A4 纸每页 10 张，带裁切线和二维码，PDF。"),
    MadeKind.FLOOR_LIST: lazy("给布展人员：展厅、展位、展品、需要什么、联系单位，可逐项打勾，PDF。"),
    MadeKind.OFFLINE: lazy("一个压缩包，解压到 U 盘后不用网络也能在浏览器里看。"),
}
LANGUAGES: Mapping[str, Any] = {"zh": lazy("中文"), "en": lazy("英文")}
STATES: Mapping[str, Any] = {
    "waiting": lazy("等待制作"),
    "running": lazy("正在制作"),
    "done": lazy("已完成"),
    "failed": lazy("没有做成"),
}
TONES = {"waiting": "plain", "running": "busy", "done": "good", "failed": "bad"}
FAULTS: dict[str, Any] = {
    "no_maker": lazy("本站现在不能制作这种文件。"),
    "empty": lazy("还没有可以展示的展品，请先布置展品。"),
    "no_pango": lazy(
        "服务器上缺少排版程序库。请管理员安装 libpango-1.0-0、libpangoft2-1.0-0、libharfbuzz-subset0 后重启网站。"
    ),
    "no_chinese_font": lazy(
        "服务器上没有中文字体。请管理员安装字体（例如 fonts-noto-cjk 或 fonts-wqy-microhei）后再做。"
    ),
    "does_not_fit": lazy("有展品的文字怎样缩短都放不下。请缩短名称里没有空格的长词后再做。"),
    "crashed": lazy("制作时出错，已自动重试。请再做一次；仍不成功，请联系管理员查看日志。"),
}
REPORT: dict[str, Any] = {
    "shortened": lazy("缩短了：%(what)s"),
    "left_out": lazy("没有放进去：%(what)s"),
    "no_picture": lazy("图片读不出来，没有印上。"),
    "small_picture": lazy("图片太小，印出来会模糊，请换一张更大的。"),
    "no_glyphs": lazy("个别生僻字在服务器的字体里没有，印出来是空框。请安装收字更全的字体后重做。"),
}
FIELDS: dict[str, Any] = {
    "title": lazy("名称"),
    "caption": lazy("看点"),
    "note": lazy("策展人的话"),
    "text": lazy("正文"),
    "points": lazy("创新要点"),
    "problem": lazy("背景与问题"),
    "effect": lazy("效果"),
    "measures": lazy("数据"),
    "people": lazy("完成人与单位"),
    "organisation": lazy("单位"),
}


def fault_of(code: str) -> str:
    """Why there is no file, and what to do."""
    if code in FAULTS:
        return str(FAULTS[code])
    return reason_words(Reason(code)) if code in set(Reason) else str(FAULTS["crashed"])


def report_of(rows: Sequence[Sequence[str]], exhibits: Mapping[str, Exhibit]) -> list[tuple[str, str]]:
    """What was shortened or left out, as pairs (item, what); items that may not be shown any more have no name."""
    found: list[tuple[str, str]] = []
    for code, key, detail in rows:
        exhibit = exhibits.get(key)
        name = _("%(number)s 号 %(title)s", number=exhibit.number, title=exhibit.title) if exhibit else ""
        wording = str(REPORT.get(code, "%(what)s")) % {"what": FIELDS.get(detail, detail)}
        found.append((name or (_("已不展出的展品") if key else _("整份文件")), wording))
    return found


def wording(_subject: int | None, params: Mapping[str, Any]) -> str:
    """The sentence of the notice."""
    kind, title = str(KINDS.get(str(params.get("kind")), "")), str(params.get("title", ""))
    if params.get("ok"):
        return _("“%(title)s”的%(kind)s已做好，可以下载。", title=title, kind=kind)
    return _("“%(title)s”的%(kind)s没有做成。", title=title, kind=kind)


def address(_subject: int | None, params: Mapping[str, Any]) -> str:
    """Where the notice leads."""
    return url_for("exhibitions.made", key=str(params.get("key", "")))
