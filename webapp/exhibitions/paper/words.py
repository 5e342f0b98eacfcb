"""The fixed words of printed things. They travel to the child process as plain text, in the language of the print."""

from __future__ import annotations

from typing import Any

from webapp.web.i18n import lazy, speaking

_WORDS: dict[str, Any] = {
    "trial": lazy("样张"),
    "catalogue": lazy("图录"),
    "foreword": lazy("前言"),
    "contents": lazy("目录"),
    "hall": lazy("展厅"),
    "number": lazy("展品号"),
    "booth": lazy("展位"),
    "note": lazy("策展人的话"),
    "summary": lazy("简介"),
    "points": lazy("创新要点"),
    "problem": lazy("背景与问题"),
    "method": lazy("做法"),
    "effect": lazy("效果"),
    "measures": lazy("前后对比"),
    "figures": lazy("数据"),
    "before": lazy("改进前"),
    "after": lazy("改进后"),
    "benefits": lazy("经济效益"),
    "people": lazy("完成人"),
    "studio": lazy("工作室"),
    "organisation": lazy("单位"),
    "trade": lazy("工种"),
    "patents": lazy("专利"),
    "document": lazy("成果编号"),
    "demonstrations": lazy("现场演示"),
    "scan": lazy("扫码看详情"),
    "halted": lazy("此成果正在复核，暂停使用"),
    "by_person": lazy("人名索引"),
    "by_organisation": lazy("单位索引"),
    "by_trade": lazy("工种索引"),
    "colophon": lazy("版本说明"),
    "organisers": lazy("主办"),
    "place": lazy("地点"),
    "period": lazy("展期"),
    "hours": lazy("开放时间"),
    "made_on": lazy("制作时间"),
    "snapshot": lazy("内容版本"),
    "online": lazy("线上展览"),
    "item_count": lazy("展品数"),
    "to_do": lazy("布展清单"),
    "item": lazy("展品"),
    "needs": lazy("需要"),
    "contact": lazy("联系单位"),
    "done": lazy("完成"),
    "screen": lazy("屏幕（播放视频）"),
    "frame": lazy("展板"),
    "label": lazy("展签"),
    "back": lazy("返回印刷与打包"),
}


def words_of(language: str) -> dict[str, str]:
    """All of them in a language."""
    with speaking(language):
        return {name: str(text) for name, text in _WORDS.items()}
