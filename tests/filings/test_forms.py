"""Forms as data, and filling them, without a database."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from webapp.base.files.refusals import ExtractionFailed
from webapp.base.files.store import FileStore
from webapp.documents.content import Award, Benefit, Content, Contributor, Kind, Measure, Participant, ReportedAdoption
from webapp.filings.catalogue import ROWS, TEXTS, ten_thousands, total_yuan
from webapp.filings.eligibility import RULES, judge
from webapp.filings.filling import context_of, fill
from webapp.filings.form_file import FormProblem, OfficialForm, load_forms, read_form
from webapp.filings.known import Known
from webapp.filings.paper import check_template, template_of, word_file
from webapp.filings.plain_text import plain_text
from webapp.filings.word import first_template
from webapp.settings import HOME

FOLDER = HOME / "content" / "forms"
TODAY = date(2026, 11, 26)
FORMS = load_forms(FOLDER)
SMALL = """key: small
zh: 小表
en: Small form
kinds: [innovation]
checks: [not_awarded]
items:
- {heading: 甲, en: A}
- {field: title, source: title, required: 'true', limit: '5'}
- {field: points, source: points, rows: '3', each: '4'}
- {field: phone, zh: 电话, en: Phone, ask: line, required: 'true'}
- {sign: 盖章, en: Seal}
"""


def known(content: Content | None = None, **changes: object) -> Known:
    basis = Known("GJ-2026-0000017", 1, Kind.INNOVATION, "创新成果", content or Content(title="钻模"), "甲厂")
    return replace(basis, **changes)  # type: ignore[arg-type]


def words_of(docx: bytes) -> str:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return archive.read("word/document.xml").decode()


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_form_has_a_template_that_shows_all_of_it(form: OfficialForm) -> None:
    template = template_of(form, FOLDER)
    assert template is not None
    check = check_template(template, form)
    assert (check.unused, check.unknown) == ((), ())


def test_the_six_official_forms_are_there_and_every_kind_has_one() -> None:
    assert list(FORMS) == [
        "result_application",
        "five_small",
        "operation_method_naming",
        "suggestion",
        "recommendation",
        "application_certificate",
    ]
    assert {kind for form in FORMS.values() for kind in form.kinds} == set(Kind)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("key: small", "key: Small"), "snake case"),
        (("kinds: [innovation]", "kinds: [poem]"), "kinds"),
        (("checks: [not_awarded]", "checks: [is_nice]"), "unknown check is_nice"),
        (("source: title,", "source: heart,"), "unknown source heart"),
        (("ask: line", "ask: shout"), "ask is one of"),
        (("limit: '5'", "limit: five"), "limit is not a number"),
        (("field: points", "field: title"), "comes twice"),
        (("en: Phone, ", ""), "needs zh and en"),
        (("{heading: 甲, en: A}", "{banner: 甲}"), "needs heading, sign or field"),
        (("zh: 小表", "zh: ''"), "zh is missing"),
        (("zh: 小表", "zh: &a 小表\nzz: *a"), "line"),
    ],
)
def test_a_wrong_form_is_refused_with_the_place(change: tuple[str, str], fault: str) -> None:
    with pytest.raises(FormProblem, match=fault):
        read_form(SMALL.replace(*change))


def test_gaps_name_what_is_missing_and_what_is_too_long() -> None:
    form = read_form(SMALL)
    content = Content(title="六个字的名称", innovation_points=("短", "很长很长的一条", "三", "四"))
    gaps = {(gap.item.key, gap.code): dict(gap.figures) for gap in fill(form, known(content), TODAY).gaps}
    assert gaps == {
        ("title", "too_long"): {"limit": 5, "length": 6},
        ("points", "too_many"): {"limit": 3, "length": 4},
        ("points", "cell_too_long"): {"limit": 4, "length": 7, "row": 2},
        ("phone", "missing"): {},
    }
    mended = known(Content(title="钻模"), answers={"phone": "0731"})
    assert fill(form, mended, TODAY).is_complete


def test_what_was_answered_for_one_form_is_there_in_the_next() -> None:
    answered = known(answers={"contact_phone": "0731-1234567", "is_secret": "no"})
    for key in ("result_application", "five_small", "recommendation"):
        values = fill(FORMS[key], answered, TODAY).values
        assert values["contact_phone"] == "0731-1234567"
        assert values["is_secret"] == "否"


@pytest.mark.parametrize(
    ("rule", "content", "holds"),
    [
        ("in_use_one_year", Content(title="", period_to="2025-11"), True),
        ("in_use_one_year", Content(title="", period_to="2025-12"), False),
        ("in_use_one_year", Content(title="", year=2024), True),
        ("in_use_one_year", Content(title="", adoptions=(ReportedAdoption("乙厂", 2023),), year=2026), True),
        ("in_use_one_year", Content(title=""), None),
        ("not_awarded", Content(title=""), True),
        ("not_awarded", Content(title="", awards=(Award("市一等奖"),)), False),
        ("first_not_manager", Content(title="", contributors=(Contributor("甲", "车工高级技师"),)), True),
        ("first_not_manager", Content(title="", contributors=(Contributor("甲", "副总经理"),)), False),
        ("first_not_manager", Content(title="", contributors=(Contributor("甲"),)), None),
        ("benefit_exists", Content(title="", benefits=(Benefit(2025, "1.00"),)), True),
        ("benefit_exists", Content(title="", benefits=(Benefit(2027, "1.00"),)), False),
        ("used_elsewhere", Content(title="", adoptions=(ReportedAdoption("乙厂"),)), True),
        ("complies", Content(title="", sections={"compliance": "符合"}), True),
        ("has_patent", Content(title=""), False),
        ("not_secret", Content(title=""), None),
    ],
)
def test_conditions(rule: str, content: Content, holds: bool | None) -> None:
    assert judge((rule,), known(content), TODAY)[0].holds is holds


@pytest.mark.parametrize(("answer", "holds"), [("yes", False), ("no", True), ("", None), ("maybe", None)])
def test_conditions_somebody_answers(answer: str, holds: bool | None) -> None:
    for rule, key in (("not_secret", "is_secret"), ("no_dispute", "is_disputed"), ("no_programme", "is_in_programme")):
        assert judge((rule,), known(answers={key: answer}), TODAY)[0].holds is holds


def test_money_is_exact() -> None:
    assert ten_thousands("125000.50") == "12.50005"
    assert ten_thousands("-30000") == "-3"
    assert ten_thousands("0.01") == "0.000001"
    assert ten_thousands("no") == ""
    assert total_yuan(["0.10", "0.20", "", "99999999999.99"]) == "100000000000.29"


def test_every_source_can_be_made_from_nothing_and_from_everything() -> None:
    rich = Content(
        title="钻模",
        contributors=(Contributor("甲", "车工", "甲厂", "设计", ("市工匠",)),),
        organisations=(Participant("甲厂"),),
        measures=(Measure("工时", "4", "2", "小时"), Measure("数量", "", "14", "套")),
        benefits=(Benefit(2024, "20000", "saved", "工时乘单价"),),
    )
    for content in (Content(title=""), rich):
        for text in TEXTS.values():
            assert isinstance(text.make(known(content)), str)
        for rows in ROWS.values():
            assert all(row.keys() == dict(rows.columns).keys() for row in rows.make(known(content)))
    assert TEXTS["measures_text"].make(known(rich)) == "1. 工时：由4小时变为2小时\n2. 数量：14套"


def test_sections_become_plain_lines() -> None:
    html = (
        '<p>一<b>粗</b></p><ol><li><p>甲</p></li><li>乙</li></ol><img alt="图一" src="x">'
        "<table><tr><th>a</th><td>b</td></tr></table>"
    )
    assert plain_text(html) == "一粗\n1. 甲\n2. 乙\n[图一]\na  b"
    shown = '<figure><img alt="图一" src="x"><figcaption>图一</figcaption></figure>'
    assert plain_text(f"{shown}<p>图二</p>") == "图一\n图二", "a caption is not said twice"


def test_the_word_file_holds_every_value_as_it_was_typed(tmp_path: Path) -> None:
    typed = "甲<乙>&{{ 7*7 }}{% for x in y %}\x00\ud800完"
    content = Content(title=typed, innovation_points=("第一行\n第二行",))
    form = read_form(SMALL.replace("limit: '5'", "limit: '500'"))
    template = tmp_path / "small.docx"
    template.write_bytes(first_template(form))
    made = word_file(FileStore(tmp_path / "files"), template, fill(form, known(content), TODAY))
    words = words_of(made)
    assert "甲&lt;乙&gt;&amp;{{ 7*7 }}{% for x in y %}完" in words
    assert "49" not in words
    assert "第一行" in words
    assert "第二行" in words
    assert "{{ title }}" not in words


def test_an_empty_list_leaves_one_row_to_write_in() -> None:
    assert context_of(fill(read_form(SMALL), known(), TODAY))["points"] == [{"no": "", "text": ""}]


@pytest.mark.parametrize(
    "attack",
    [
        "{{ title.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.system('id') }}",
        "{{ 'x' * 2000000000 }}",
        "{% include '/etc/passwd' %}",
        "{{ unclosed",
    ],
)
def test_a_hostile_template_reaches_nothing_and_ends(attack: str, tmp_path: Path) -> None:
    from docx import Document

    paper = Document()
    paper.add_paragraph("{{ title }} " + attack)
    template = tmp_path / "bad.docx"
    paper.save(str(template))
    form = read_form(SMALL)
    try:
        words = words_of(word_file(FileStore(tmp_path / "files"), template, fill(form, known(), TODAY)))
    except ExtractionFailed:
        return
    assert "uid=" not in words
    assert "root:" not in words
    assert "class" not in words.partition("<w:body>")[2]


def test_every_condition_has_words() -> None:
    from webapp.filings.wording import rule_words

    assert all(rule_words(rule) for rule in RULES)
