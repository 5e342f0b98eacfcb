"""Words for forms, gaps, conditions and what became of filings, in the language of the request."""

from __future__ import annotations

from babel.support import LazyProxy

from webapp.base.errors import Fault
from webapp.filings.eligibility import MONTHS_IN_USE, Verdict
from webapp.filings.filling import Gap
from webapp.filings.form_file import Item, OfficialForm
from webapp.filings.models import FilingState
from webapp.web.i18n import _, language, lazy

STATES: dict[str, LazyProxy] = {
    FilingState.FILED: lazy("已申报"),
    FilingState.ACCEPTED: lazy("已获评或已受理"),
    FilingState.DECLINED: lazy("未通过"),
    FilingState.CANCELLED: lazy("作废"),
}
TONES = {
    FilingState.FILED: "busy",
    FilingState.ACCEPTED: "good",
    FilingState.DECLINED: "warn",
    FilingState.CANCELLED: "plain",
}
FAULTS: dict[str, LazyProxy] = {
    "required": lazy("请填写"),
    "too_long": lazy("太长：现有 %(length)s 字，最多 %(limit)s 字"),
    "in_future": lazy("申报日期不能晚于今天"),
    "not_a_date": lazy("请选择日期"),
}


def state_choices() -> list[tuple[str, str]]:
    """What may become of a filing, to choose from."""
    return [(state, str(words)) for state, words in STATES.items()]


def form_name(form: OfficialForm) -> str:
    """The name of a form."""
    return form.en if language() == "en" else form.zh


def form_basis(form: OfficialForm) -> str:
    """The rule a form rests on."""
    return form.basis_en if language() == "en" else form.basis_zh


def item_label(item: Item) -> str:
    """The words beside a field."""
    return item.en if language() == "en" else item.zh


def item_help(item: Item) -> str:
    """The help below a field."""
    return item.help_en if language() == "en" else item.help_zh


def gap_words(gap: Gap) -> str:
    """What is missing or too long, without the field's name."""
    words = {
        "missing": _("还没有内容"),
        "too_long": _("本表最多 %(limit)s 字，现有 %(length)s 字"),
        "too_many": _("本表最多 %(limit)s 条，现有 %(length)s 条"),
        "cell_too_long": _("第 %(row)s 条超过 %(limit)s 字，现有 %(length)s 字"),
    }
    return words[gap.code] % dict(gap.figures)


def rule_words(rule: str) -> str:
    """A condition in words."""
    return {
        "in_use_one_year": _("已投入使用满 %(n)s 个月", n=MONTHS_IN_USE),
        "benefit_exists": _("已经产生经济效益"),
        "not_awarded": _("此前没有获奖"),
        "first_not_manager": _("第一完成人不是企业负责人，也没有正高级职称或博士学位"),
        "used_elsewhere": _("已有单位应用"),
        "complies": _("写明符合技术操作、设备维护和安全操作规程"),
        "has_patent": _("已有专利"),
        "not_secret": _("不涉及国家秘密和技术秘密"),
        "no_dispute": _("没有知识产权和完成人争议"),
        "no_programme": _("没有列入政府科技计划或获政府科技奖"),
    }[rule]


def verdict_words(verdict: Verdict) -> str:
    """Why a condition holds or not; '' when there is nothing to add."""
    if verdict.holds is None:
        return {
            "in_use_one_year": _("请在成果里填写完成年月"),
            "first_not_manager": _("请在成果里填写第一完成人的职务或岗位"),
        }.get(verdict.rule, _("请在本页回答"))
    words = {
        ("in_use_one_year", True): _("从 %(since)s 起"),
        ("in_use_one_year", False): _("从 %(since)s 起，到今天 %(months)s 个月"),
        ("benefit_exists", True): _("有 %(years)s 年的数据"),
        ("benefit_exists", False): _("请在成果里填写各年度的效益"),
        ("not_awarded", False): _("已获：%(awards)s"),
        ("first_not_manager", False): _("职务或职称为：%(role)s"),
        ("used_elsewhere", True): _("%(count)s 处"),
        ("used_elsewhere", False): _("还没有应用记录"),
        ("complies", False): _("请在成果里填写规程符合性声明"),
    }.get((verdict.rule, verdict.holds), "")
    return words % dict(verdict.figures)


def fault_sentence(fault: Fault) -> str:
    """What is wrong with what was typed."""
    return str(FAULTS.get(fault.code, fault.code)) % dict(fault.figures or {})
