"""Words for what documents are made of, in the language of the request."""

from __future__ import annotations

from babel.support import LazyProxy

from webapp.base.errors import Fault
from webapp.documents.content import Kind
from webapp.documents.models import Visibility
from webapp.documents.workflow import VersionState
from webapp.web.i18n import _, lazy

KINDS: dict[str, LazyProxy] = {
    Kind.INNOVATION: lazy("创新成果"),
    Kind.PROCESS_IMPROVEMENT: lazy("工艺改进"),
    Kind.HANDBOOK: lazy("培训手册"),
    Kind.OPERATION_METHOD: lazy("先进操作法"),
}
STATES: dict[str, LazyProxy] = {
    VersionState.DRAFT: lazy("草稿"),
    VersionState.IN_REVIEW: lazy("审核中"),
    VersionState.RETURNED: lazy("已退回"),
    VersionState.PUBLISHED: lazy("已发布"),
    VersionState.SUPERSEDED: lazy("旧版本"),
    VersionState.WITHDRAWN: lazy("已撤回"),
    VersionState.DISCARDED: lazy("在回收站"),
}
VISIBILITIES: dict[str, LazyProxy] = {
    Visibility.PUBLIC: lazy("公开"),
    Visibility.MEMBERS: lazy("登录用户可见"),
    Visibility.ORGANISATION: lazy("本单位可见"),
    Visibility.STUDIO: lazy("本工作室可见"),
}
NAMING_LEVELS: dict[str, LazyProxy] = {
    "national": lazy("国家级"),
    "provincial": lazy("省级"),
    "city": lazy("市级"),
    "district": lazy("区县级"),
    "enterprise": lazy("企业级"),
}
BENEFIT_KINDS: dict[str, LazyProxy] = {"saved": lazy("节约"), "gained": lazy("增收")}
FIELDS: dict[str, LazyProxy] = {
    "title": lazy("名称"),
    "summary": lazy("简介"),
    "year": lazy("年份"),
    "period": lazy("起止时间"),
    "period_from": lazy("开始年月"),
    "period_to": lazy("结束年月"),
    "industry": lazy("产业链"),
    "industry_label": lazy("产业（原文）"),
    "trade": lazy("工种"),
    "trade_label": lazy("工种（原文）"),
    "region": lazy("地区"),
    "region_label": lazy("地区（原文）"),
    "naming_level": lazy("命名级别"),
    "keywords": lazy("关键词"),
    "contributors": lazy("完成人"),
    "organisations": lazy("完成单位"),
    "innovation_points": lazy("创新点"),
    "steps": lazy("分步操作"),
    "equipment": lazy("设备与工具"),
    "materials": lazy("材料"),
    "measures": lazy("改进前后数据"),
    "benefits": lazy("经济效益"),
    "patents": lazy("专利"),
    "adoptions": lazy("推广应用"),
    "awards": lazy("获奖"),
    "sources": lazy("资料来源"),
    "visibility": lazy("公开范围"),
    "disclosure": lazy("保护声明"),
    "filing_number": lazy("申请号"),
    "filed_on": lazy("申请日"),
    "reason": lazy("理由"),
    "target": lazy("解除后的声明"),
    "opening_reason": lazy("为什么可以公开"),
    "approval": lazy("同意的理由"),
    "summary_title": lazy("公开名称"),
    "summary_text": lazy("简介文字"),
    "change_note": lazy("修改说明"),
    "sections.problem": lazy("背景与问题"),
    "sections.method": lazy("方法要点"),
    "sections.procedure": lazy("操作步骤"),
    "sections.effect": lazy("效果与效益"),
    "sections.scope": lazy("适用范围与注意事项"),
    "sections.comparison": lazy("对比分析"),
    "sections.compliance": lazy("规程符合性声明"),
    "sections.promotion": lazy("推广情况"),
    "sections.syllabus": lazy("培训内容"),
}
CELLS: dict[str, LazyProxy] = {
    "contributors.name": lazy("姓名"),
    "contributors.role": lazy("职务或岗位"),
    "contributors.organisation": lazy("工作单位"),
    "contributors.contribution": lazy("所做贡献"),
    "contributors.honours": lazy("荣誉称号"),
    "organisations.name": lazy("单位名称"),
    "steps.action": lazy("动作"),
    "steps.key_point": lazy("要点"),
    "steps.parameters": lazy("参数"),
    "steps.time": lazy("时间"),
    "steps.criterion": lazy("质量判据"),
    "steps.warning": lazy("安全警示"),
    "steps.picture": lazy("配图"),
    "measures.name": lazy("指标"),
    "measures.before": lazy("改进前"),
    "measures.after": lazy("改进后"),
    "measures.unit": lazy("单位（计量）"),
    "benefits.year": lazy("年份"),
    "benefits.amount_yuan": lazy("金额（元）"),
    "benefits.kind": lazy("节约或增收"),
    "benefits.basis": lazy("计算依据"),
    "patents.title": lazy("专利名称"),
    "patents.number": lazy("专利号"),
    "patents.type": lazy("专利类型"),
    "patents.status": lazy("法律状态"),
    "patents.date": lazy("日期"),
    "adoptions.organisation": lazy("应用单位"),
    "adoptions.year": lazy("年份"),
    "adoptions.effect": lazy("应用效果"),
    "adoptions.benefit_yuan": lazy("效益（元）"),
    "awards.name": lazy("奖项名称"),
    "awards.year": lazy("年份"),
    "awards.level": lazy("级别"),
    "sources.title": lazy("出处"),
    "sources.url": lazy("网址"),
    "sources.date": lazy("日期"),
}
_FAULTS: dict[str, LazyProxy] = {
    "required": lazy("请填写"),
    "too_long": lazy("太长：现有 %(length)s 字，最多 %(limit)s 字"),
    "too_many": lazy("太多：最多 %(limit)s 条"),
    "unknown_term": lazy("请从列表中选择"),
    "unknown_section": lazy("没有这个栏目"),
    "not_a_month": lazy("请写成 2024-03 这样的年月"),
    "backwards": lazy("结束不能早于开始"),
    "not_a_year": lazy("请写四位年份"),
    "year_unreadable": lazy("请写四位年份，例如 2024；“%(typed)s”无法保存"),
    "not_a_date": lazy("请写成 2024、2024-03 或 2024-03-15"),
    "not_an_amount": lazy("请写以元为单位的数字，例如 125000.50"),
    "not_an_address": lazy("网址要以 http:// 或 https:// 开头"),
    "too_complex": lazy("这段文字的格式过于复杂，无法排版。文字已保存；请简化嵌套的列表、表格或公式后再提交"),
    "not_text": lazy("含有无法保存的字符"),
    "no_studio": lazy("没有所属工作室，不能只对工作室开放"),
    "not_of_studio": lazy("工作室不属于这个单位"),
    "no_organisation": lazy("没有这个单位"),
    "not_narrower": lazy("只能改为更小的范围；要扩大范围，请修订后重新送审"),
    "months": lazy("请写 0 到 %(limit)s 的整数"),
    "not_a_judge": lazy("请选择可以审核这项成果的审核员"),
    "advised": lazy("建议填写"),
    "long": lazy("建议不超过 %(advised)s 字，现有 %(length)s 字"),
    "many": lazy("建议不超过 %(advised)s 个，现有 %(count)s 个"),
    "basis": lazy("建议写明计算依据"),
    "mixed_units": lazy("同一个指标用了两种单位：%(one)s 和 %(other)s，请统一"),
    "no_unit": lazy("请写单位"),
    "undeclared": lazy("请先声明这项成果是否需要保护"),
    "guarded": lazy("声明需要保护的成果，公开范围最宽只能是“本单位可见”"),
    "number_form": lazy("看不出是哪种申请号。中国申请号形如 201310699744.2，国际申请号形如 PCT/CN2024/123456"),
    "number_year": lazy("申请号前四位应是申请年份，请核对"),
    "number_type": lazy("申请号第五位“%(digit)s”不是专利类型（1 发明、2 实用新型、3 外观设计），请核对"),
    "check": lazy("校验位不符，应为“%(expected)s”，请对照受理通知书核对每一位"),
    "check_missing": lazy("缺少小数点后的校验位，应为“%(expected)s”，请核对"),
    "not_a_day": lazy("请写成 2024-03-15 这样的日期"),
    "in_future": lazy("日期不能晚于今天"),
    "short_reason": lazy("请写清楚理由，至少 %(least)s 个字"),
}


def visibility_help(visibility: str, organisation: str, studio: str) -> str:
    """Who will see it, in words."""
    words = {
        Visibility.PUBLIC: _("任何人不用登录就能看到，也能被搜索到"),
        Visibility.MEMBERS: _("所有登录的用户都能看到"),
        Visibility.ORGANISATION: _("只有%(name)s的人能看到", name=organisation),
        Visibility.STUDIO: _("只有%(name)s的成员和本单位管理员能看到", name=studio),
    }
    return words[Visibility(visibility)]


def field_label(name: str) -> str:
    """The words for a field such as 'title', 'sections.problem', 'steps' or 'steps.0.action'."""
    words = name.split(".")
    if len(words) == 3:
        row, cell = str(FIELDS.get(words[0], words[0])), str(CELLS.get(f"{words[0]}.{words[2]}", words[2]))
        return _("%(rows)s第 %(n)s 行“%(cell)s”", rows=row, n=int(words[1]) + 1, cell=cell)
    if len(words) == 2 and words[1].isdigit():
        return _("%(rows)s第 %(n)s 条", rows=str(FIELDS.get(words[0], words[0])), n=int(words[1]) + 1)
    return str(FIELDS.get(name, name))


def fault_words(fault: Fault) -> str:
    """What is wrong, without the field's name."""
    return str(_FAULTS.get(fault.code, fault.code)) % dict(fault.figures or {})


def fault_sentence(fault: Fault) -> str:
    """What is wrong, with the field's name."""
    return _("%(field)s：%(fault)s", field=field_label(fault.field), fault=fault_words(fault))
