"""Tables whose columns mean something: figures before and after, benefits, people, users elsewhere, patents, steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from webapp.documents.content import Benefit, Contributor, Measure, ReportedAdoption, ReportedPatent, Step
from webapp.importing.amounts import unit_in, year_in, yuan
from webapp.importing.reading import Block


class _Unclear(Exception):
    """A cell says something its field cannot hold."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of table: the field it fills, patterns of its columns, those it must have, and what makes a row."""

    field: str
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    make: Callable[[Mapping[str, str], Mapping[str, str]], Any]
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Shaped:
    """The rows a table gave. ``left`` names columns without a field with what stands in them."""

    shape: Shape
    rows: tuple[Any, ...]
    left: tuple[str, ...]


def _measure(cells: Mapping[str, str], _headings: Mapping[str, str]) -> Measure:
    return Measure(*(cells.get(each, "") for each in ("name", "before", "after", "unit")))


def _benefit(cells: Mapping[str, str], headings: Mapping[str, str]) -> Benefit:
    column = next(each for each in ("saved", "gained", "amount") if each in headings)
    amount, year = yuan(cells.get(column, ""), unit_in(headings[column])), year_in(cells["year"])
    if amount is None or (year is None and cells["year"]):
        raise _Unclear
    kind = {"saved": "saved", "gained": "gained"}.get(column, "")
    if "kind" in cells:
        kind = "saved" if "节" in cells["kind"] or "降" in cells["kind"] else "gained" if cells["kind"] else ""
    return Benefit(year, amount, kind, cells.get("basis", ""))


def _contributor(cells: Mapping[str, str], _headings: Mapping[str, str]) -> Contributor:
    return Contributor(
        cells["name"], cells.get("role", ""), cells.get("organisation", ""), cells.get("contribution", "")
    )


def _adoption(cells: Mapping[str, str], headings: Mapping[str, str]) -> ReportedAdoption:
    amount = yuan(cells.get("benefit", ""), unit_in(headings.get("benefit", "")))
    if amount is None:
        raise _Unclear
    told = "；".join(filter(None, (cells.get("time", ""), cells.get("effect", ""))))
    return ReportedAdoption(cells["organisation"], year_in(cells.get("time", "")), told, amount)


def _patent(cells: Mapping[str, str], _headings: Mapping[str, str]) -> ReportedPatent:
    date = "-".join(part.zfill(2) for part in re.findall(r"[0-9]+", cells.get("date", ""))[:3])
    if cells.get("date") and not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", date):
        raise _Unclear
    return ReportedPatent(
        cells.get("title", ""), cells.get("number", ""), cells.get("type", ""), cells.get("status", ""), date
    )


def _step(cells: Mapping[str, str], _headings: Mapping[str, str]) -> Step:
    return Step(
        cells["action"],
        cells.get("key_point", ""),
        cells.get("parameters", ""),
        cells.get("time", ""),
        cells.get("criterion", ""),
        cells.get("warning", ""),
    )


_CHANGE: Final = "(改进|改善|实施|改造|革新|应用|使用|创新)"
_VALUE: Final = "(数据|数值|状况|指标)"
_NUMBER: Final = r"序号|编号|排名|no\.?"
SHAPES: Final = (
    Shape(
        "measures",
        {
            "number": _NUMBER,
            "name": r"项目|指标|指标名称|名称|内容|对比项目|对比项|比较项目|item|indicator",
            "before": rf"{_CHANGE}?前(的?{_VALUE})?|原(操作|方法|工艺|值|有)?|before",
            "after": rf"{_CHANGE}?后(的?{_VALUE})?|(本|新|现)(操作法?|方法|工艺|值)?|after",
            "unit": r"(计量)?单位|unit",
        },
        ("name", "before", "after"),
        _measure,
    ),
    Shape(
        "benefits",
        {
            "number": _NUMBER,
            "year": r"年度|年份|年|自然年|year",
            "saved": r"(节约|节支|节省|降本)(金额|总额|额|费用)?",
            "gained": r"(增收|新增(利润|销售额|产值|税收))(金额|总额|额)?",
            "amount": r"(经济|直接经济)?效益|金额|(直接)?经济效益金额|效益金额|amount|benefit",
            "kind": r"类型|类别|节约或增收|效益类型|kind",
            "basis": r"(计算)?依据|计算方法|说明|备注|计算过程|basis",
        },
        ("year", "saved|gained|amount"),
        _benefit,
    ),
    Shape(
        "steps",
        {
            "number": rf"{_NUMBER}|步骤?序?号?|顺序",
            "action": r"动作|操作(内容|动作|步骤)?|步骤(名称|内容)?|工[步序](内容|名称)?|作业(内容|步骤)|action|step",
            "key_point": r"(操作|技术|动作)?(要点|要领)|关键点|key ?points?",
            "parameters": r"(工艺|技术)?参数|数据|parameters?",
            "time": r"时间|用时|工时|标准时间|time",
            "criterion": r"(质量|合格)?(判据|标准|要求)|(质量|检验|判断|合格|验收)标准|质量判据|criterion|criteria",
            "warning": r"(安全)?(警示|注意事项|提示)|安全(要求|事项)?|warning|safety",
        },
        ("action", "key_point|parameters|criterion|warning|time"),
        _step,
    ),
    Shape(
        "contributors",
        {
            "number": _NUMBER,
            "name": r"姓名|完成人|完成人姓名|name",
            "role": r"职务|职称|职务/?职称|职务、职称|技能等级|工种|岗位|工种/?岗位|职务或岗位|role|post",
            "organisation": r"(工作|完成|所在)?单位|部门|organisation",
            "contribution": r"(主要|具体|创造性)*(贡献|工作|承担工作|承担的工作|分工|承担任务)|contribution",
        },
        ("name", "role|organisation|contribution"),
        _contributor,
        is_private=True,
    ),
    Shape(
        "adoptions",
        {
            "number": _NUMBER,
            "organisation": r"(应用|推广|采用|使用)(单位|部门|班组)(名称)?",
            "time": r"(应用|起止|推广|使用)?(时间|年份|日期|年度)|应用起止时间",
            "effect": r"(应用)?(效果|概述|情况|成效)|应用(技术|情况)|应用效果",
            "benefit": r"(经济)?效益|经济效益金额",
        },
        ("organisation",),
        _adoption,
    ),
    Shape(
        "patents",
        {
            "number_": _NUMBER,
            "title": r"(专利|知识产权)?(名称|具体名称)|专利名称",
            "number": r"(专利|授权|申请|登记)号|专利授权号|证书编号",
            "type": r"(专利|知识产权)?(类型|类别)",
            "status": r"(法律|专利)?状态|有效状态",
            "date": r"(授权|申请|公告)(日期?|时间)",
        },
        ("number", "title|type"),
        _patent,
    ),
)
_UNIT = re.compile(r"[（(][^（）()]*[)）]|/[年月]$")


def shape_table(block: Block) -> Shaped | None:
    """The rows of a table of a known shape; None when it has none, or a cell cannot be told."""
    rows = [row for row in block.rows if any(row)]
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    headings = [_UNIT.sub("", "".join(cell.split())).casefold() for cell in rows[0]]
    for shape in SHAPES:
        columns = _columns(shape, headings)
        if columns is None:
            continue
        try:
            return _filled(shape, columns, rows)
        except (_Unclear, KeyError):
            return None
    return None


def _columns(shape: Shape, headings: Sequence[str]) -> dict[int, str] | None:
    columns: dict[int, str] = {}
    for place, heading in enumerate(headings):
        for name, pattern in shape.columns.items():
            if heading and name not in columns.values() and re.fullmatch(pattern, heading):
                columns[place] = name
                break
    has = set(columns.values())
    return columns if all(has & set(each.split("|")) for each in shape.needed) else None


def _filled(shape: Shape, columns: Mapping[int, str], rows: Sequence[Sequence[str]]) -> Shaped | None:
    names = {name: rows[0][place] for place, name in columns.items()}
    made = []
    for row in rows[1:]:
        cells = {name: " ".join(row[place].split()) for place, name in columns.items() if place < len(row)}
        first = shape.needed[0].partition("|")[0]
        if not any(cells.values()):
            continue
        if not cells.get(first, ""):
            return None
        made.append(shape.make(cells, names))
    left = []
    for place, heading in enumerate(rows[0]):
        if place not in columns and any(len(row) > place and row[place] for row in rows):
            left.append(f"{heading}：" + "、".join(row[place] for row in rows[1:] if len(row) > place and row[place]))
    return Shaped(shape, tuple(made), tuple(left))
