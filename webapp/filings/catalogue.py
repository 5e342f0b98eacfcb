"""Everything a form can be filled from, by name: single texts, and lists of rows with their columns. Pure.

Money is exact: yuan as decimals, shown in ten thousands of yuan (万元) where forms ask for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from webapp.filings.known import Known, KnownAdoption, KnownPatent

Row = Mapping[str, str]
TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class TextSource:
    """One text. ``field`` is where it is written in the editor, '' when nothing there changes it."""

    zh: str
    en: str
    make: Callable[[Known], str]
    field: str = ""


@dataclass(frozen=True, slots=True)
class RowSource:
    """A list of rows; ``columns`` map the name of a cell to its Chinese and English heading."""

    zh: str
    en: str
    columns: Mapping[str, tuple[str, str]]
    make: Callable[[Known], Sequence[Row]]
    field: str = ""


def ten_thousands(yuan: str) -> str:
    """An amount in yuan as 万元, exact and without trailing zeros; '' for what is no amount."""
    try:
        amount = Decimal(yuan)
    except InvalidOperation:
        return ""
    shown = f"{amount / TEN_THOUSAND:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def total_yuan(amounts: Sequence[str]) -> str:
    """The exact sum; '' when there is nothing to add."""
    wanted = [Decimal(each) for each in amounts if each]
    return f"{sum(wanted, Decimal(0)):f}" if wanted else ""


def _lines(parts: Sequence[str]) -> str:
    return "\n".join(f"{at}. {part}" for at, part in enumerate(parts, start=1)) if len(parts) > 1 else "".join(parts)


def _first(name: str) -> Callable[[Known], str]:
    def make(known: Known) -> str:
        people = known.content.contributors
        if not people:
            return ""
        value = getattr(people[0], name)
        return "、".join(value) if isinstance(value, tuple) else str(value)

    return make


def _section(name: str) -> Callable[[Known], str]:
    return lambda known: known.texts.get(name, "")


def _steps(known: Known) -> str:
    steps = []
    for step in known.content.steps:
        points = (step.key_point, step.parameters, step.time, step.criterion)
        warning = f"注意：{step.warning}" if step.warning else ""
        steps.append("；".join(part for part in (step.action, *points, warning) if part))
    return _lines(steps) or known.texts.get("procedure", "")


def _measures(known: Known) -> str:
    parts = []
    for each in known.content.measures:
        change = f"由{each.before}{each.unit}变为{each.after}{each.unit}" if each.before else f"{each.after}{each.unit}"
        parts.append(f"{each.name}：{change}")
    return _lines(parts)


def _period(known: Known) -> str:
    first, last = known.content.period_from, known.content.period_to
    return f"{first}至{last}" if first and last else first or last


def _benefit_total(known: Known) -> str:
    return ten_thousands(total_yuan([each.amount_yuan for each in known.content.benefits]))


def _benefit_basis(known: Known) -> str:
    return _lines(
        [f"{each.year or ''}{'：' if each.year else ''}{each.basis}" for each in known.content.benefits if each.basis]
    )


def _patents(known: Known) -> str:
    return _lines(["，".join(v for v in (each.title, each.number, each.status) if v) for each in patents_of(known)])


def _adoptions(known: Known) -> str:
    return _lines(["：".join(v for v in (each.organisation, each.effect) if v) for each in adoptions_of(known)])


def _awards(known: Known) -> str:
    return _lines(["".join((f"{each.year} 年" if each.year else "", each.name)) for each in known.content.awards])


def patents_of(known: Known) -> Sequence[KnownPatent]:
    """The registered patents, else those the text reports."""
    if known.patents:
        return known.patents
    return [KnownPatent(p.title, p.number, p.type, p.status, p.date) for p in known.content.patents]


def adoptions_of(known: Known) -> Sequence[KnownAdoption]:
    """The recorded adoptions, else those the text reports."""
    if known.adoptions:
        return known.adoptions
    return [
        KnownAdoption(each.organisation, str(each.year or ""), "", each.effect, each.benefit_yuan)
        for each in known.content.adoptions
    ]


TEXTS: Mapping[str, TextSource] = {
    "title": TextSource("成果名称", "Title", lambda known: known.content.title, "title"),
    "kind": TextSource("成果类别", "Kind", lambda known: known.kind_words),
    "number": TextSource("成果编号", "Number", lambda known: known.number),
    "summary": TextSource("成果简介", "Summary", lambda known: known.content.summary, "summary"),
    "keywords": TextSource("关键词", "Keywords", lambda known: "；".join(known.content.keywords), "keywords"),
    "year": TextSource("完成年份", "Year", lambda known: str(known.content.year or ""), "year"),
    "period": TextSource("起止时间", "Period", _period, "period_from"),
    "period_from": TextSource("开始时间", "Begun", lambda known: known.content.period_from, "period_from"),
    "period_to": TextSource("完成时间", "Completed", lambda known: known.content.period_to, "period_to"),
    "industry": TextSource("所属行业", "Industry", lambda known: known.industry, "industry"),
    "trade": TextSource("工种", "Trade", lambda known: known.trade, "trade"),
    "region": TextSource("地区", "Region", lambda known: known.region, "region"),
    "naming_level": TextSource("命名级别", "Level of naming", lambda known: known.naming_level, "naming_level"),
    "organisation": TextSource("完成单位", "Organisation", lambda known: known.organisation),
    "studio": TextSource("工作室", "Studio", lambda known: known.studio),
    "first_name": TextSource("第一完成人", "First completer", _first("name"), "contributors"),
    "first_role": TextSource("职务（岗位）", "Post", _first("role"), "contributors"),
    "first_organisation": TextSource("工作单位", "Employer", _first("organisation"), "contributors"),
    "first_honours": TextSource("荣誉称号", "Honours", _first("honours"), "contributors"),
    "first_contribution": TextSource("主要贡献", "Contribution", _first("contribution"), "contributors"),
    "contributor_names": TextSource(
        "主要完成人",
        "Completers",
        lambda known: "、".join(each.name for each in known.content.contributors),
        "contributors",
    ),
    "organisation_names": TextSource(
        "主要完成单位",
        "Completing organisations",
        lambda known: "、".join(each.name for each in known.content.organisations) or known.organisation,
        "organisations",
    ),
    "points_text": TextSource(
        "主要创新点", "Innovation points", lambda known: _lines(known.content.innovation_points), "innovation_points"
    ),
    "problem": TextSource("立项背景与问题", "Background", _section("problem"), "sections.problem"),
    "method": TextSource("方法要点", "Method", _section("method"), "sections.method"),
    "procedure": TextSource("操作要领", "Procedure", _steps, "steps"),
    "effect": TextSource("效果与效益", "Effect", _section("effect"), "sections.effect"),
    "scope": TextSource("适用范围与局限", "Scope and limits", _section("scope"), "sections.scope"),
    "comparison": TextSource("与同类（原操作）比较", "Comparison", _section("comparison"), "sections.comparison"),
    "compliance": TextSource("规程符合性声明", "Compliance", _section("compliance"), "sections.compliance"),
    "promotion": TextSource("推广情况", "Promotion", _section("promotion"), "sections.promotion"),
    "syllabus": TextSource("培训内容", "Syllabus", _section("syllabus"), "sections.syllabus"),
    "equipment": TextSource("适用设备", "Equipment", lambda known: "；".join(known.content.equipment), "equipment"),
    "materials": TextSource("适用材料", "Materials", lambda known: "；".join(known.content.materials), "materials"),
    "measures_text": TextSource("改进前后对比", "Before and after", _measures, "measures"),
    "benefit_total": TextSource("经济效益合计（万元）", "Benefit in all (10,000 yuan)", _benefit_total, "benefits"),
    "benefit_basis": TextSource("效益计算依据", "Basis of calculation", _benefit_basis, "benefits"),
    "patents_text": TextSource("知识产权情况", "Intellectual property", _patents, "patents"),
    "adoptions_text": TextSource("推广应用单位", "Adopters", _adoptions, "adoptions"),
    "awards_text": TextSource("曾获奖励", "Awards", _awards, "awards"),
}
_NO = ("序号", "No.")


def _numbered(rows: Sequence[Mapping[str, str]]) -> Sequence[Row]:
    return [{"no": str(at), **row} for at, row in enumerate(rows, start=1)]


def _contributors(known: Known) -> Iterator[Row]:
    for each in known.content.contributors:
        yield {
            "name": each.name,
            "role": each.role,
            "organisation": each.organisation,
            "contribution": each.contribution,
        }


_KINDS_OF_BENEFIT = {"saved": "节约", "gained": "增收"}

ROWS: Mapping[str, RowSource] = {
    "contributors": RowSource(
        "主要完成人",
        "Completers",
        {
            "no": _NO,
            "name": ("姓名", "Name"),
            "role": ("职务（岗位、技能等级）", "Post"),
            "organisation": ("工作单位", "Employer"),
            "contribution": ("主要贡献", "Contribution"),
        },
        lambda known: _numbered(list(_contributors(known))),
        "contributors",
    ),
    "organisations": RowSource(
        "主要完成单位",
        "Completing organisations",
        {"no": _NO, "name": ("单位名称", "Organisation")},
        lambda known: _numbered(
            [{"name": each.name} for each in known.content.organisations] or [{"name": known.organisation}]
        ),
        "organisations",
    ),
    "points": RowSource(
        "主要创新点",
        "Innovation points",
        {"no": _NO, "text": ("创新点", "Point")},
        lambda known: _numbered([{"text": each} for each in known.content.innovation_points]),
        "innovation_points",
    ),
    "steps": RowSource(
        "操作步骤",
        "Steps",
        {
            "no": _NO,
            "action": ("动作", "Action"),
            "key_point": ("要点", "Key point"),
            "parameters": ("参数", "Parameters"),
            "criterion": ("质量判据", "Criterion"),
            "warning": ("安全警示", "Warning"),
        },
        lambda known: _numbered(
            [
                {name: getattr(each, name) for name in ("action", "key_point", "parameters", "criterion", "warning")}
                for each in known.content.steps
            ]
        ),
        "steps",
    ),
    "measures": RowSource(
        "技术经济指标对比",
        "Measures",
        {
            "no": _NO,
            "name": ("指标", "Measure"),
            "before": ("改进前", "Before"),
            "after": ("改进后", "After"),
            "unit": ("计量单位", "Unit"),
        },
        lambda known: _numbered(
            [
                {name: getattr(each, name) for name in ("name", "before", "after", "unit")}
                for each in known.content.measures
            ]
        ),
        "measures",
    ),
    "benefits": RowSource(
        "直接经济效益",
        "Direct benefit",
        {
            "no": _NO,
            "year": ("年度", "Year"),
            "amount": ("金额（万元）", "Amount (10,000 yuan)"),
            "kind": ("节约或增收", "Saved or gained"),
            "basis": ("计算依据", "Basis"),
        },
        lambda known: _numbered(
            [
                {
                    "year": str(each.year or ""),
                    "amount": ten_thousands(each.amount_yuan),
                    "kind": _KINDS_OF_BENEFIT.get(each.kind, ""),
                    "basis": each.basis,
                }
                for each in known.content.benefits
            ]
        ),
        "benefits",
    ),
    "patents": RowSource(
        "知识产权情况",
        "Intellectual property",
        {
            "no": _NO,
            "type": ("类别", "Type"),
            "title": ("名称", "Title"),
            "number": ("申请号或专利号", "Number"),
            "date": ("日期", "Date"),
            "holder": ("权利人", "Holder"),
            "status": ("有效状态", "Status"),
        },
        lambda known: _numbered(
            [
                {name: getattr(each, name) for name in ("type", "title", "number", "date", "holder", "status")}
                for each in patents_of(known)
            ]
        ),
        "patents",
    ),
    "adoptions": RowSource(
        "推广应用情况",
        "Adoptions",
        {
            "no": _NO,
            "organisation": ("应用单位", "Adopter"),
            "period": ("起止时间", "Period"),
            "effect": ("应用效果", "Effect"),
            "benefit": ("经济效益（万元）", "Benefit (10,000 yuan)"),
        },
        lambda known: _numbered(
            [
                {
                    "organisation": each.organisation,
                    "period": "至".join(v for v in (each.since, each.until) if v),
                    "effect": each.effect,
                    "benefit": ten_thousands(each.benefit_yuan),
                }
                for each in adoptions_of(known)
            ]
        ),
        "adoptions",
    ),
    "awards": RowSource(
        "曾获奖励",
        "Awards",
        {"no": _NO, "year": ("年份", "Year"), "name": ("奖项", "Award")},
        lambda known: _numbered([{"year": str(each.year or ""), "name": each.name} for each in known.content.awards]),
        "awards",
    ),
}
