"""The names under which official forms and studios write the sections and fields of a document.

Taken from application forms for results, for operation methods and for suggestions; a heading is compared without its
numbering. Longer names win over shorter ones that are part of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from webapp.documents.content import Kind, Section
from webapp.documents.library_body import HEADINGS

SUMMARY, KEYWORDS, POINTS = "summary", "keywords", "innovation_points"
FIELD_TARGETS: Final = (SUMMARY, KEYWORDS, POINTS)

_SECTION_NAMES: Final[Mapping[str, str]] = {
    Section.PROBLEM: (
        "背景 问题 立项背景 项目背景 产生背景 研究背景 提出背景 选题背景 选题理由 背景及问题 "
        "背景和问题 现状 现状分析 现状调查 存在问题 存在的问题 问题描述 问题分析 原因分析 "
        "要因分析 改善前 改进前 改善前状况 概况 概述 项目概况 前言 引言 绪论 目的 必要性 瓶颈 "
        "难点 技术难点 需求 来源 background problem introduction purpose overview"
    ),
    Section.METHOD: (
        "方法 要点 方法要点 操作要点 操作要领 要领 口诀 主要内容 技术内容 详细技术内容 内容 "
        "总体思路 技术路线 技术方案 解决方案 改进方案 改善方案 设计方案 实施方案 方案 措施 "
        "改进措施 改善措施 对策 对策措施 改进内容 原理 工作原理 技术原理 结构原理 创新内容 "
        "关键技术 核心技术 技术特点 特点 实施情况 method solution approach principle measures"
    ),
    Section.PROCEDURE: (
        "步骤 操作步骤 实施步骤 作业步骤 操作流程 作业流程 工艺流程 流程 操作方法 操作程序 "
        "作业程序 操作过程 实施过程 加工步骤 使用方法 安装步骤 procedure steps operation"
    ),
    Section.EFFECT: (
        "效果 效益 成效 效果与效益 实施效果 应用效果 改善效果 改进效果 使用效果 效果检查 效果验证 "
        "改善后 改进后 经济效益 社会效益 经济和社会效益 效益分析 效益评估 实绩 实绩数据 "
        "技术经济指标 主要进展和成效 成果效益 effect effects results benefits"
    ),
    Section.SCOPE: (
        "适用范围 使用范围 应用范围 注意事项 安全注意事项 适用范围与注意事项 适用条件 局限性 限制 "
        "安全要求 安全事项 安全警示 适用对象 scope limits safety cautions applicability"
    ),
    Section.COMPARISON: (
        "对比 比较 对比分析 前后对比 改进前后对比 与原操作对比 与原方法对比 新旧对比 "
        "国内外同类比较 与国内外同类比较 国内外对比 先进性 comparison"
    ),
    Section.COMPLIANCE: "规程符合性 规程符合性声明 符合规程 符合规程声明 三规程 规程 执行标准 引用标准 compliance",
    Section.PROMOTION: (
        "推广 推广情况 推广应用 应用情况 推广应用情况 应用前景 推广前景 推广价值 应用推广 "
        "推广计划 示范推广 promotion adoption"
    ),
    Section.SYLLABUS: (
        "培训内容 培训大纲 教学内容 课程内容 课程大纲 教学大纲 知识要点 培训目标 考核要求 syllabus curriculum"
    ),
    SUMMARY: "摘要 简介 成果简介 项目简介 内容简介 成果摘要 内容提要 成果概要 abstract summary",
    KEYWORDS: "关键词 关键字 主题词 keywords",
    POINTS: "创新点 主要创新点 独创点 技术创新点 创新要点 创新之处 innovation innovations",
}
_NAMES: Final = {
    "".join(name.split()): target for target, names in _SECTION_NAMES.items() for name in names.split()
} | {heading: section.value for section, heading in HEADINGS.items()}
_BY_LENGTH: Final = sorted(_NAMES, key=len, reverse=True)
_SHORTEST_PART = 2
_LONGEST_HEADING = 30

FIELD_LABELS: Final[Mapping[str, str]] = {
    "title": ("成果名称 项目名称 操作法名称 建议名称 名称 课题名称 成果题目 题目 手册名称 合理化建议名称"),
    "organisations": ("完成单位 主要完成单位 申报单位 单位 所在单位 工作单位 单位名称 推荐单位 所属单位 申请单位"),
    "contributors": (
        "完成人 主要完成人 创造人 作者 编写人 提出人 建议人 发明人 申报人 成果完成人 主要完成人员 第一完成人 负责人"
    ),
    "keywords": "关键词 关键字 主题词",
    "year": "完成时间 完成年份 年度 年份 完成日期 申报年度 命名日期 命名时间",
    "period": "起止时间 起止日期 实施时间 研究起止时间 项目起止时间",
    "industry": "行业 所属行业 产业链 应用行业 所属国民经济行业 所属产业",
    "trade": "工种 岗位 专业 工种岗位 专业工种 适用工种",
    "region": "地区 所在地区 所在地 省市",
    "equipment": "适用设备 设备 使用设备 设备型号",
    "materials": "适用材料 材料",
    "summary": "成果简介 项目简介 内容摘要 摘要 简介 内容提要",
    "innovation_points": "主要创新点 创新点 独创点",
}
_LABELS: Final = {name: field for field, names in FIELD_LABELS.items() for name in names.split()}

_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百0-9]+[章节部分篇][、．.\s]*|附[录件][A-Z0-9一二三四五六七八九十]*|[（(][一二三四五六七八九十0-9]{1,3}[)）]"
    r"|[一二三四五六七八九十]{1,3}[、．.\s]|[0-9]{1,2}(?:[.．][0-9]{1,2}){0,4}[、．.)）\s]*|[①-⑳]|[ⅠⅡⅢⅣⅤⅥIVX]{1,4}[、．.\s])\s*"
)
_EDGES = " \t\u3000：:。.、（）()*＊-—"


def bare(heading: str) -> str:
    """A heading without its numbering, blanks and marks at its ends, in lower case."""
    text = heading.strip(_EDGES.replace("（", "").replace("(", ""))
    text = _NUMBERING.sub("", text, count=1)
    return "".join(text.split()).strip(_EDGES).casefold()


def numbering_level(heading: str) -> int:
    """How deep the numbering of a heading typed by hand is, from one; 0 when it has none."""
    text = heading.strip()
    if re.match(r"第[一二三四五六七八九十百0-9]+[章部分篇]|[一二三四五六七八九十]{1,3}[、．.]", text):
        return 1
    if re.match(r"第[一二三四五六七八九十百0-9]+节|[（(][一二三四五六七八九十]{1,3}[)）]", text):
        return 2
    if match := re.match(r"[0-9]{1,2}((?:[.．][0-9]{1,2})*)[、．.\s]?(?=\D)", text):
        return 1 + len(re.findall(r"[.．]", match[1])) if match[1] else 3
    return 0


def is_exact(heading: str) -> bool:
    """Whether the heading is one of the names as it stands."""
    return bare(heading) in _NAMES


def target_of(heading: str) -> str:
    """The section or field a heading means, '' when it is none of the names."""
    text = bare(heading)
    if text in _NAMES:
        return _NAMES[text]
    if len(text) > _LONGEST_HEADING:
        return ""
    return next((_NAMES[name] for name in _BY_LENGTH if len(name) >= _SHORTEST_PART and _part_of(name, text)), "")


def _part_of(name: str, text: str) -> bool:
    """Chinese names may stand anywhere in a heading, English ones only as words."""
    if name.isascii():
        return bool(re.search(rf"(?<![a-z]){name}(?![a-z])", text))
    return text.endswith(name) or bool(re.match(rf"{name}(?:[与及和、]|分析|介绍|说明|情况|描述|概述|部分|如下)", text))


def label_of(cell: str) -> str:
    """The field or section a cell of a form names, '' when it names none."""
    text = bare(re.sub(r"[（(][^（）()]*[)）]", "", cell))
    if text in _LABELS:
        return _LABELS[text]
    return _NAMES.get(text, "")


def kind_of(words: str, otherwise: Kind) -> Kind:
    """The kind of document a title or file name speaks of."""
    for kind, pattern in (
        (Kind.OPERATION_METHOD, r"操作法|工作法|作业法|操作方法|operation method"),
        (Kind.HANDBOOK, r"手册|培训|教材|讲义|教程|handbook|manual"),
        (Kind.PROCESS_IMPROVEMENT, r"工艺改进|合理化建议|五小|小改|小革|改善|改进建议|improvement"),
        (Kind.INNOVATION, r"创新成果|发明|研制|研发|innovation"),
    ):
        if re.search(pattern, words, re.IGNORECASE):
            return kind
    return otherwise
