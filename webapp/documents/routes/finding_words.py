"""What a file tells beside its content, in words that say what to do before others see it."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.base.files.findings import can_take_names, can_take_out
from webapp.documents.models import Attachment
from webapp.web.i18n import _


@dataclass(frozen=True, slots=True)
class FindingWords:
    """One finding: what is in the file, what to do; ``by_button`` when the site can take it out itself."""

    what: str
    advice: str
    by_button: bool


def finding_words(file: Attachment) -> list[FindingWords]:
    """The findings of a file in words; empty when there are none or no more than the program it is from."""
    found = [(code, detail) for code, detail in file.findings or ()]
    if all(code == "program" for code, _detail in found):
        return []
    return [
        FindingWords(
            _what(code, detail),
            _advice(code, file.type_key),
            can_take_out(file.type_key, code) or can_take_names(file.type_key, code, detail),
        )
        for code, detail in found
    ]


def _what(code: str, detail: str) -> str:
    named = {
        "author": _("作者或权利人：%(detail)s", detail=detail),
        "changed_by": _("最后修改人：%(detail)s", detail=detail),
        "company": _("单位：%(detail)s", detail=detail),
        "manager": _("主管：%(detail)s", detail=detail),
        "program": _("制作软件：%(detail)s", detail=detail),
        "tracked_changes": _("修订记录（删掉的文字别人还能看到）"),
        "comments": _("批注"),
        "hidden_sheets": _("隐藏的工作表：%(detail)s", detail=detail),
        "hidden_slides": _("%(detail)s 张隐藏的幻灯片", detail=detail),
        "hidden_text": _("隐藏的文字"),
        "hidden_cells": _("%(detail)s 张工作表里有隐藏的行或列", detail=detail),
        "speaker_notes": _("%(detail)s 页有演讲者备注", detail=detail),
        "custom_properties": _("自定义属性：%(detail)s", detail=detail),
        "place": _("拍摄地点（经纬度）"),
        "device": _("拍摄设备：%(detail)s", detail=detail),
        "taken": _("拍摄时间：%(detail)s", detail=detail),
        "remarks": _("拍摄或软件留下的备注"),
    }
    words = named.get(code, code)
    by_people = code in ("tracked_changes", "comments") and detail
    return _("%(what)s，留有姓名：%(names)s", what=words, names=detail) if by_people else words


def _advice(code: str, type_key: str) -> str:
    if can_take_out(type_key, code):
        return ""
    advice = {
        "author": _("在原来的软件里清空文件属性，重新导出 PDF 后再传"),
        "program": _("在原来的软件里清空文件属性，重新导出 PDF 后再传"),
        "hidden_sheets": _("在 Excel 里右键工作表标签，选“取消隐藏”，确认后删除或保留，再重新上传"),
        "hidden_cells": _("在 Excel 里选中全部行列，取消隐藏，确认后删除或保留，再重新上传"),
        "speaker_notes": _("在 PowerPoint 的备注窗格里清空备注，再重新上传"),
        "hidden_slides": _("在 PowerPoint 里删除隐藏的幻灯片，再重新上传"),
        "tracked_changes": _("在 Word 的“审阅”里接受或拒绝全部修订，再重新上传"),
        "comments": _("在“审阅”里删除全部批注，再重新上传"),
    }
    return advice.get(code) or _("在“文件→信息→检查文档”里删除，再重新上传")
