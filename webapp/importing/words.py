"""Words for imports: where things stand, why something was refused, what the report says, what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.base.files.refusals import Reason
from webapp.documents import wording
from webapp.documents.routes.file_entries import size_words
from webapp.documents.routes.file_words import reason_words
from webapp.importing.models import Decision
from webapp.importing.reading import Carried, Line
from webapp.importing.sheet.columns import BY_FIELD, Column
from webapp.importing.workflow import BatchState, ItemState
from webapp.web.i18n import _, language, lazy, ngettext

BATCH_STATES = {
    BatchState.READING: lazy("正在读取"),
    BatchState.READY: lazy("等您确认"),
    BatchState.MAKING: lazy("正在导入"),
    BatchState.DONE: lazy("已导入"),
    BatchState.UNDOING: lazy("正在撤销"),
    BatchState.UNDONE: lazy("已撤销"),
}
BATCH_TONES = {
    "reading": "busy",
    "ready": "warn",
    "making": "busy",
    "done": "good",
    "undoing": "busy",
    "undone": "plain",
}
ITEM_STATES = {
    ItemState.WAITING: lazy("等待读取"),
    ItemState.READ: lazy("可以导入"),
    ItemState.REFUSED: lazy("不能导入"),
    ItemState.MADE: lazy("已建草稿"),
    ItemState.SKIPPED: lazy("没有导入"),
    ItemState.FAILED: lazy("没有建成"),
    ItemState.UNDONE: lazy("已撤销"),
    ItemState.KEPT: lazy("保留"),
}
ITEM_TONES = {"read": "good", "refused": "bad", "made": "good", "failed": "bad", "kept": "warn"}
DECISIONS = {
    Decision.SKIP: lazy("不导入"),
    Decision.DRAFT: lazy("另建一份新草稿"),
    Decision.VERSION: lazy("作为原成果的新版本"),
}
CARRIED = {
    Carried.CHANGED: lazy("换了形式"),
    Carried.TEXT_ONLY: lazy("只带入文字"),
    Carried.LEFT: lazy("没有带入"),
}
TARGETS = {
    "summary": lazy("简介"),
    "keywords": lazy("关键词"),
    "innovation_points": lazy("创新点"),
    "same": lazy("并入上一栏，保留为小标题"),
}


def target_words(target: str) -> str:
    """The name of a section or field a heading can lead to."""
    if target in TARGETS:
        return str(TARGETS[target])
    return str(wording.FIELDS[f"sections.{target}"])


def column_words(column: Column) -> str:
    """The heading of a column in the language of the request."""
    return column.en if language() == "en" else column.zh


def reason_of(code: str, detail: str = "") -> str:
    """Why a file or row was refused or left."""
    own = _reasons(detail).get(code)
    if own is not None:
        return own
    return (
        reason_words(Reason(code), detail)
        if code in set(Reason)
        else _("处理时出了问题，请重试；若仍不行，请联系管理员。")
    )


def _reasons(detail: str) -> Mapping[str, str]:
    old = _("这是旧版 Word（.doc）文件。请用 Word 或 WPS 打开，另存为 .docx 后再导入。")
    return {
        "is_doc": old,
        "is_dot": old,
        "is_wps": _("这是 WPS 文字（.wps）文件。请在 WPS 里另存为 .docx 后再导入。"),
        "is_docm": _("文件含有宏（.docm）。请另存为不带宏的 .docx 后再导入。"),
        "is_dotx": _("这是 Word 模板（.dotx）。请另存为 .docx 后再导入。"),
        "is_odt": _("这是 OpenDocument（.odt）文件。请另存为 .docx 后再导入。"),
        "is_rtf": _("这是 RTF 文件。请另存为 .docx 后再导入。"),
        "is_pdf": _("PDF 不能变成可以修改的文字。请导入它的 Word 原稿；PDF 可以作为附件上传。"),
        "is_xlsx": _("Excel 列表请单独上传，不要和别的文件放在一起。"),
        "is_xls": _("Excel 列表请单独上传，不要和别的文件放在一起。"),
        "not_text": _("认不出文件的文字编码。请另存为 UTF-8 编码的文本后再导入。"),
        "text_large": _("文本文件太大。"),
        "file_large": _("文件太大，最大 %(limit)s。", limit=size_words(int(detail)) if detail.isdigit() else "—"),
        "files_many": _("压缩包里的文件太多，一次最多 %(limit)s 个。请分几次导入。", limit=detail),
        "unknown_type": _("只能导入 Word（.docx）、Markdown（.md）、Excel 列表（.xlsx）和装有这些文件的 .zip。"),
        "archive_unsafe": _("压缩包里这个文件的名字重复。")
        if detail == "twice"
        else _("文件的名字或结构不安全，没有读取。"),
        "archive_bomb": _("展开后过大，为安全起见没有读取。"),
        "encrypted": _("加了密码，打不开。请去掉密码后再导入。"),
        "damaged": _("文件不完整或已损坏，打不开。"),
        "too_slow": _("文件太复杂，读取超过时限。请拆成几份再导入。"),
        "too_much_memory": _("文件太大、太复杂，读取超过内存上限。请拆成几份再导入。"),
        "too_large": _("文字太多，超过上限。请拆成几份再导入。"),
        "crashed": _("文件读不出来。请用 Word 打开另存一次再导入。"),
        "no_headings": _("没有找到标题行。第一行应有“类别”和“名称”两列；建议使用下载的模板。"),
        "heading_missing": _("标题行里缺少“%(name)s”列。", name=detail),
        "heading_twice": _("标题行里“%(name)s”列出现了两次。", name=detail),
        "heading_unknown": _("标题行里的“%(name)s”不认识。请按模板改名，或删去这一列。", name=detail),
        "sheet_empty": _("标题行下面没有内容。"),
        "rows_many": _("行数太多，一次最多 %(limit)s 行。请分几次导入。", limit=detail),
        "no_right": _("您已没有在这个工作室（单位）新建成果的权限。"),
        "open": _("原成果已有正在编写或审核的版本，不能再建新版本。"),
        "withdrawn": _("原成果已撤回，不能再建新版本。"),
        "state": _("状态已经变化，请重试。"),
        "refused": _("内容里有不能保存的字符或数值。"),
        "changed": _("导入后有人改过，所以保留。"),
        "sent": _("已提交审核或已发布，所以保留。"),
        "gone": _("已不在可撤销的位置，所以保留。"),
    }


def report_words(line: Line) -> str:
    """What a line of the report is about, with how many."""
    words = _report().get(line.code, _("其他"))
    return f"{words}（{line.count}）" if line.count > 1 else words


def _report() -> Mapping[str, str]:
    return {
        "tracked_taken": _("修订：插入的文字，已采用"),
        "tracked_left": _("修订：删除的文字，没有带入"),
        "contents": _("目录：网页自动生成，不用带入"),
        "hidden": _("隐藏文字，没有带入"),
        "formula_tex": _("公式：已转成网页公式，请核对"),
        "formula_text": _("公式：太复杂，只保留了文字，请重写"),
        "text_box": _("文本框或艺术字：文字放在所在段落之后"),
        "smart_art": _("SmartArt 图示：只保留了文字"),
        "chart": _("图表：只保留了数据，请截图后作为图片插入"),
        "drawing": _("手绘图形：没有带入，请截图后作为图片插入"),
        "embedded": _("嵌入的对象：没有带入，请打开后另行处理"),
        "symbol": _("特殊字体的符号：没有带入"),
        "link": _("指向本机文件的链接：只保留了文字"),
        "linked_picture": _("没有存在文件里的图片：没有带入"),
        "alt_chunk": _("插入的子文档：没有带入"),
        "header": _("页眉"),
        "footer": _("页脚"),
        "comment": _("Word 批注，没有带入"),
        "picture_lost": _("图片找不到"),
        "picture_kind": _("图片格式网页不能显示，没有带入"),
        "picture_converted": _("图片：已转成 PNG"),
        "picture_many": _("图片超过 99 张，没有带入"),
        "picture_moved": _("图片：所在的栏目不能放图，移到了正文"),
        "words": _("这些文字没有带入，请核对"),
        "more": _("（接上一条）"),
        "note": _("没有在正文中引用的脚注"),
        "headings": _("标题：变成了栏目，或随表格进了字段"),
        "form_field": _("表格栏目进了字段"),
        "form_cells": _("申报表里没有对应字段的内容，没有带入"),
        "field_text": _("时间原文"),
        "table_rows": _("表格：各行进了字段"),
        "table_columns": _("表格里没有对应字段的列，没有带入"),
        "step_number": _("步骤编号：网页自动编号"),
    }


def problem_words(problem: Sequence[Any]) -> str:
    """One thing wrong in a row: the column by letter and name, and what to do."""
    letter, name, what = problem_parts(problem)
    where = _("%(letter)s 列（%(name)s）", letter=letter, name=name) if letter and name else letter or name
    return _("%(where)s：%(what)s", where=where, what=what)


def problem_parts(problem: Sequence[Any]) -> tuple[str, str, str]:
    """The letter of the column ('' for none), its name, and what is wrong and to be done."""
    letter, field, code, figures = problem
    column = BY_FIELD.get(field)
    return letter, column_words(column) if column else "", _problem(code, dict(figures))


def _problem(code: str, figures: dict[str, Any]) -> str:
    if code in ("unknown_term", "not_a_choice") and figures.get("near"):
        return _("没有“%(value)s”，是不是“%(near)s”？请从下拉列表选择。", value=figures["value"], near=figures["near"])
    if code == "too_many":
        return ngettext(
            "最多 %(num)s 项，现在有 %(count)s 项。",
            "最多 %(num)s 项，现在有 %(count)s 项。",
            figures["limit"],
            count=figures["count"],
        )
    filled = {key: figures.get(key, "") for key in ("value", "limit", "length", "row")}
    return _problems().get(code, _("内容不对，请核对。")) % filled


def _problems() -> Mapping[str, str]:
    return {
        "required": _("必填，请填写。"),
        "unknown_term": _("没有“%(value)s”这个词，请从下拉列表选择。"),
        "not_a_choice": _("“%(value)s”不在可选范围内，请从下拉列表选择。"),
        "too_long": _("太长：最多 %(limit)s 字，现在 %(length)s 字。"),
        "twice": _("与第 %(row)s 行重复（类别和名称都相同）。"),
        "not_a_year": _("“%(value)s”不是年份，应为 4 位数字，如 2024。"),
        "year_future": _("%(value)s 年还没有到，请核对。"),
        "not_a_month": _("“%(value)s”不是年月，应写成 2024-05。"),
        "backwards": _("早于开始年月，请核对。"),
        "point_long": _("有一条太长：每条最多 %(limit)s 字。"),
        "name_long": _("“%(value)s…”不像一个人名（最多 %(limit)s 字），多人之间请用顿号分开。"),
        "not_a_measure": _("“%(value)s”看不懂，请写成“项目：改进前→改进后 单位”，一行一项。"),
        "not_a_benefit": _("“%(value)s”看不懂，请写成“2024：节约 12.5万元（依据）”，一行一年。"),
        "not_an_amount": _("“%(value)s”不是金额，请写成 12.5万元 或 125000元。"),
        "not_a_patent": _("“%(value)s”看不懂，请写成“专利号|名称|类型|状态”，一行一项。"),
        "cell_kind": _("是“真/假”或时刻，不是文字，请改成文字。"),
        "cell_control": _("有看不见的控制字符，请重新输入。"),
        "cell_error": _("是公式错误 %(value)s，请改成文字。"),
        "cell_formula": _("以等号开头，像公式：%(value)s。请改成文字。"),
        "cell_long": _("太长：一格最多 %(limit)s 字。"),
        "cell_outside": _("上面没有标题，不知道“%(value)s”该放到哪里。"),
    }
