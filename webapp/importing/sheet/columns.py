"""The columns of the list: their headings in both languages and the field each fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``choices`` names the list to choose from, ``width`` is in characters."""

    field: str
    zh: str
    en: str
    required: bool = False
    choices: str = ""
    width: int = 20
    other: tuple[str, ...] = ()


COLUMNS: Final = (
    Column("kind", "类别", "Kind", required=True, choices="kind", width=12, other=("成果类别", "类型")),
    Column("title", "名称", "Title", required=True, width=34, other=("成果名称", "项目名称", "题名")),
    Column("summary", "简介", "Summary", width=44, other=("成果简介", "摘要")),
    Column("year", "年份", "Year", width=8, other=("年度", "完成年份")),
    Column("period_from", "开始年月", "From", width=11, other=("起始年月", "开始时间")),
    Column("period_to", "结束年月", "To", width=11, other=("终止年月", "结束时间")),
    Column("industry", "产业链", "Industry", choices="industries", width=18, other=("行业", "所属行业")),
    Column("trade", "工种", "Trade", choices="trades", width=16, other=("岗位",)),
    Column("region", "地区", "Region", choices="regions", width=14, other=("所在地区",)),
    Column("naming_level", "命名级别", "Naming level", choices="naming_levels", width=10),
    Column("keywords", "关键词", "Keywords", width=24, other=("关键字",)),
    Column("contributors", "完成人", "Contributors", width=26, other=("主要完成人",)),
    Column("organisations", "完成单位", "Organisations", width=26, other=("主要完成单位", "单位")),
    Column("innovation_points", "创新点", "What is new", width=36, other=("主要创新点",)),
    Column("problem", "背景与问题", "Background and problem", width=44, other=("背景", "问题", "问题描述")),
    Column("method", "方法要点", "Method", width=44, other=("方法", "改善措施", "改进措施", "主要内容")),
    Column("steps", "操作步骤", "Steps", width=44, other=("步骤",)),
    Column("effect", "效果与效益", "Effect", width=36, other=("效果", "效益", "改善效果")),
    Column("scope", "适用范围与注意事项", "Scope and cautions", width=36, other=("适用范围", "注意事项")),
    Column("comparison", "对比分析", "Comparison", width=30),
    Column("compliance", "规程符合性声明", "Compliance", width=30, other=("规程符合性",)),
    Column("promotion", "推广情况", "Promotion", width=30, other=("推广应用", "应用情况")),
    Column("syllabus", "培训内容", "Syllabus", width=30),
    Column("equipment", "设备与工具", "Equipment", width=24, other=("设备", "适用设备")),
    Column("materials", "材料", "Materials", width=20, other=("适用材料",)),
    Column("measures", "改进前后", "Before and after", width=34, other=("改进前后对比",)),
    Column("benefits", "年度效益", "Yearly benefits", width=34, other=("经济效益",)),
    Column("patents", "专利", "Patents", width=30, other=("专利号",)),
    Column("awards", "获奖", "Awards", width=30, other=("曾获奖励",)),
)
BY_FIELD: Final = {column.field: column for column in COLUMNS}
SECTIONS: Final = (*("problem", "method", "effect", "scope", "comparison", "compliance", "promotion", "syllabus"),)


def field_of(heading: str) -> str:
    """The field a heading names in either language, '' when it is none of ours."""
    text = "".join(heading.split()).rstrip("*＊").casefold()
    for column in COLUMNS:
        names = (column.zh, column.en, column.field, *column.other)
        if text in {"".join(name.split()).casefold() for name in names}:
            return column.field
    return ""


def letter_of(place: int) -> str:
    """The letters of a column, counted from 0, as Excel shows them."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
