"""What must be mended before a text is handed in, and what is only advised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from webapp.documents.checks import DEFAULT_RULES, advice, rules_of, submission_faults
from webapp.documents.content import (
    Award,
    Benefit,
    Content,
    Contributor,
    Kind,
    Measure,
    ReportedAdoption,
    ReportedPatent,
    Source,
    Step,
)
from webapp.documents.template_file import load_templates

TEMPLATES = Path(__file__).parents[2] / "content" / "templates"
GOOD: dict[str, Any] = {
    "title": "快换钻模",
    "summary": "一次装夹。",
    "contributors": (Contributor("卜伟伟"),),
    "sections": {"problem": "费时", "method": "快换"},
}


def faults(kind: Kind = Kind.INNOVATION, **changes: Any) -> set[tuple[str, str]]:
    found = submission_faults(kind, Content(**{**GOOD, **changes}), DEFAULT_RULES, {"trades": frozenset({"fitter"})})
    return {(fault.field, fault.code) for fault in found}


def test_a_good_text_has_no_faults() -> None:
    assert faults() == set()
    assert faults(trade="fitter", period_from="2024-03", period_to="2024-03", year=2024) == set()


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"title": "  "}, "title", "required"),
        ({"title": "长" * 61}, "title", "too_long"),
        ({"summary": "长" * 1201}, "summary", "too_long"),
        ({"contributors": ()}, "contributors", "required"),
        ({"contributors": (Contributor(" "),)}, "contributors.0.name", "required"),
        ({"contributors": (Contributor("名" * 65),)}, "contributors.0.name", "too_long"),
        ({"sections": {"problem": "有"}}, "sections.method", "required"),
        ({"sections": {**GOOD["sections"], "secret": "有"}}, "sections.secret", "unknown_section"),
        ({"innovation_points": ("一", "二", "三", "四")}, "innovation_points", "too_many"),
        ({"trade": "wizard"}, "trade", "unknown_term"),
        ({"industry": "nowhere"}, "industry", "unknown_term"),
        ({"naming_level": "galactic"}, "naming_level", "unknown_term"),
        ({"period_from": "2024-13"}, "period_from", "not_a_month"),
        ({"period_from": "2024年3月"}, "period_from", "not_a_month"),
        ({"period_from": "2024-03", "period_to": "2024-02"}, "period_to", "backwards"),
        ({"year": 1492}, "year", "not_a_year"),
        ({"steps": (Step(" ", key_point="要点"),)}, "steps.0.action", "required"),
        ({"benefits": (Benefit(2024, "12.5万"),)}, "benefits.0.amount_yuan", "not_an_amount"),
        ({"benefits": (Benefit(2024, "1.234"),)}, "benefits.0.amount_yuan", "not_an_amount"),
        ({"benefits": (Benefit(2024, "1", "lost"),)}, "benefits.0.kind", "unknown_term"),
        ({"adoptions": (ReportedAdoption("厂", benefit_yuan="1e5"),)}, "adoptions.0.benefit_yuan", "not_an_amount"),
        ({"awards": (Award("奖", 99),)}, "awards.0.year", "not_a_year"),
        ({"patents": (ReportedPatent("名", date="2024-02-30"),)}, "patents.0.date", "not_a_date"),
        ({"sources": (Source("报", url="javascript:alert(1)"),)}, "sources.0.url", "not_an_address"),
    ],
)
def test_every_fault_is_found(changes: dict[str, Any], field: str, code: str) -> None:
    assert faults(**changes) == {(field, code)}


def test_kinds_require_what_their_forms_ask_for() -> None:
    nothing: dict[str, Any] = {"sections": {}}
    assert faults(Kind.HANDBOOK, **nothing) == {("sections.syllabus", "required")}
    assert faults(Kind.HANDBOOK, sections={"method": "有"}) == set()
    assert faults(Kind.OPERATION_METHOD, **nothing) == {("steps", "required")}
    assert faults(Kind.OPERATION_METHOD, sections={}, steps=(Step("装夹"),)) == set()


def test_the_templates_for_writers_decide_what_is_required() -> None:
    templates = load_templates(TEMPLATES)
    rules = rules_of(templates)
    for kind in Kind:
        found = {fault.field for fault in submission_faults(kind, Content(title=""), rules, {})}
        assert {"title", "summary", "contributors"} <= found
        assert len(found) == len(templates[kind].required_keys())
    over = Content(**{**GOOD, "keywords": tuple("一二三四五六七八九十百")})
    assert ("keywords", "too_many") in {
        (fault.field, fault.code) for fault in submission_faults(Kind.INNOVATION, over, rules, {})
    }


def test_advice_never_repeats_what_is_required() -> None:
    found = {(fault.field, fault.code) for fault in advice(Kind.INNOVATION, Content(**GOOD), DEFAULT_RULES)}
    assert ("innovation_points", "advised") in found
    long = Content(
        **{**GOOD, "title": "长" * 31, "innovation_points": ("长" * 51,), "keywords": ("一", "二", "三", "四")},
        benefits=(Benefit(2024, "1"),),
    )
    assert {
        ("title", "long"),
        ("innovation_points.0", "long"),
        ("keywords", "many"),
        ("benefits.0.basis", "basis"),
    } <= {(fault.field, fault.code) for fault in advice(Kind.INNOVATION, long, DEFAULT_RULES)}


def test_units_are_advised_and_never_stop_anything() -> None:
    measures = (
        Measure("换型时间", "40", "10", "分钟"),
        Measure("换型时间", "3", "1", "小时"),
        Measure("废品率", "3", "0"),
        Measure("等级", "合格", "优秀"),
    )
    content = Content(title="名称", measures=measures)
    found = {(fault.field, fault.code) for fault in advice(Kind.INNOVATION, content, DEFAULT_RULES)}
    assert ("measures.1.unit", "mixed_units") in found
    assert ("measures.2.unit", "no_unit") in found
    assert not any(field.startswith("measures.3") for field, _code in found)
