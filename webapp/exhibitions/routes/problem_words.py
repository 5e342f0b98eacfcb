"""The check list in words."""

from __future__ import annotations

from webapp.exhibitions.queries.checking import Problem
from webapp.web.i18n import _


def problem_words(problem: Problem) -> str:
    """What is wrong, and what to do about it."""
    return {
        "nothing_to_show": _("还没有可以展出的展品：请先加入展品。"),
        "no_period": _("没有写展期：请在展览资料里填写起止日期。"),
        "no_introduction": _("没有前言：请在展览资料里写几句。"),
        "no_cover": _("没有封面：可在图片和视频里上传一张。"),
        "empty_hall": _("展厅是空的：请放入展品，或移除展厅。"),
        "not_for_all": _("已撤下或不再对全体观众开放，观众看不到：请移除。"),
        "halted": _("成果已被召回：请移除，等恢复使用后再展出。"),
        "no_picture": _("没有图片：请选一张或上传一张。"),
        "picture_withheld": _("有的图片不再对观众开放：请另选。"),
        "no_caption": _("没有写看点。"),
        "newer_version": _("有更新的版本：可以一键换用。"),
    }[problem.code]
