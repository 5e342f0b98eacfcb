"""The library file format: nothing is lost, nothing changes its meaning, every fault is told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.base.vocabulary import Term
from webapp.documents import library_file
from webapp.documents.content import (
    Award,
    Benefit,
    Content,
    Contributor,
    Kind,
    Measure,
    Participant,
    ReportedAdoption,
    ReportedPatent,
    Section,
    Source,
    Step,
)
from webapp.documents.library_body import HEADINGS
from webapp.documents.library_file import FileProblems, LibraryFile
from webapp.documents.number import make_number

NASTY = [
    *(
        "no",
        "yes",
        "null",
        "~",
        "true",
        "0x1F",
        "1_000",
        "12:30:45",
        "2024-05-01",
        "2024-05-01T10:00:00Z",
        "1e3",
        ".inf",
        "007",
    ),
    *(
        "72.60",
        "=",
        "<<",
        "- a",
        "# no comment",
        "a: b",
        "a #b",
        "'",
        '"',
        "\\",
        "|",
        ">",
        "&a",
        "*a",
        "!tag",
        "%x",
        "@",
        "`",
    ),
    *(
        "---",
        "...",
        "---\ntitle: x",
        " leading",
        "trailing ",
        "\ttab",
        "\n",
        "a\n\nb",
        "a\r\nb",
        "\x85",
        "\u2028",
        "\x07",
        "",
    ),
    *(
        "\ufeff",
        "\u3000全角　空格",
        "ＧＪ－２０２５",
        "𠀀𪚥生僻字",
        "🔧",
        "“引号”：冒号",
        "[x]",
        "{x}",
        "?",
        "? a",
        ":",
        "a:",
        "\x1b[0m",
    ),
]
HEADING_LINES = [
    *(f"## {heading}" for heading in HEADINGS.values()),
    *(
        "\\## 背景与问题",
        "\\\\## 方法要点  ",
        "## 操作步骤\r",
        "## 别的标题",
        "```",
        "~~~",
        "---",
        "# 背景与问题",
        " ## 背景与问题",
    ),
]

chars = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.one_of(st.sampled_from(NASTY), st.text(chars, max_size=12), st.sampled_from(NASTY).map(lambda t: t * 2))
markdown = st.lists(st.one_of(st.sampled_from(HEADING_LINES), texts), max_size=6).map("\n".join)
many = st.lists(texts, max_size=3).map(tuple)
years = st.one_of(st.none(), st.integers(1900, 2100))
months = st.one_of(st.just(""), st.dates().map(lambda day: f"{day.year:04d}-{day.month:02d}"))
dates = st.one_of(months, st.dates().map(str), st.integers(1000, 9999).map(str))
amounts = st.one_of(
    st.just(""), st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=2).map(lambda x: f"{x:f}")
)


def rows(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


contents = st.builds(
    Content,
    title=texts.filter(bool),
    summary=texts,
    year=years,
    period_from=st.just(""),
    period_to=months,
    industry=texts,
    industry_label=texts,
    trade=texts,
    trade_label=texts,
    region=texts,
    region_label=texts,
    naming_level=st.sampled_from(["", "national", "enterprise"]),
    keywords=many,
    contributors=rows(st.builds(Contributor, texts, texts, texts, texts, many)),
    organisations=rows(st.builds(Participant, texts)),
    innovation_points=many,
    sections=st.dictionaries(st.sampled_from([section.value for section in Section]), markdown),
    steps=rows(st.builds(Step, texts, texts, texts, texts, texts, texts, texts)),
    equipment=many,
    materials=many,
    measures=rows(st.builds(Measure, texts, texts, texts, texts)),
    benefits=rows(st.builds(Benefit, years, amounts, st.sampled_from(["", "saved", "gained"]), texts)),
    patents=rows(st.builds(ReportedPatent, texts, texts, texts, texts, dates)),
    adoptions=rows(st.builds(ReportedAdoption, texts, years, texts, amounts)),
    awards=rows(st.builds(Award, texts, years, texts)),
    sources=rows(st.builds(Source, texts, texts, dates)),
)
files = st.builds(
    LibraryFile,
    number=st.builds(make_number, st.integers(1900, 2100), st.integers(1, 999_999)),
    kind=st.sampled_from(list(Kind)),
    visibility=st.sampled_from(["public", "members", "organisation", "studio"]),
    organisation=texts,
    content=contents,
    studio=texts,
    language=st.sampled_from(["zh", "en"]),
)

MINIMAL = "---\nnumber: GJ-2025-0000017\nkind: innovation\ntitle: 钻模\nvisibility: public\n---\n"


def problems_of(text: str, vocabularies: Mapping[str, tuple[Term, ...]] | None = None) -> dict[str, str]:
    with pytest.raises(FileProblems) as caught:
        library_file.parse(text, "a.md", vocabularies)
    assert all(problem.file == "a.md" for problem in caught.value.problems)
    return {problem.key: problem.message for problem in caught.value.problems}


def with_field(line: str) -> str:
    return MINIMAL.replace("visibility: public\n", f"visibility: public\n{line}\n")


@settings(max_examples=150, deadline=None)
@given(files)
def test_a_file_comes_back_as_it_went_out(file: LibraryFile) -> None:
    text = library_file.format(file)
    assert library_file.parse(text, "x.md") == file
    assert library_file.format(library_file.parse(text, "x.md")) == text


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([section.value for section in Section]), markdown))
def test_sections_come_back_byte_for_byte(sections: dict[str, str]) -> None:
    file = library_file.parse(MINIMAL, "x.md")
    content = Content(title="t", sections=sections)
    file = LibraryFile(file.number, file.kind, file.visibility, "", content)
    assert library_file.parse(library_file.format(file), "x.md").content.sections == sections


@pytest.mark.parametrize("word", NASTY)
def test_no_word_changes_its_meaning(word: str) -> None:
    content = Content(title="t" + word, summary=word, keywords=(word,), measures=(Measure(word, before=word),))
    file = LibraryFile("GJ-2025-0000017", Kind.HANDBOOK, "members", word, content)
    assert library_file.parse(library_file.format(file), "x.md") == file


def test_what_is_empty_is_left_out() -> None:
    file = library_file.parse(MINIMAL, "x.md")
    assert library_file.format(file) == MINIMAL


def test_numbers_and_dates_stay_as_written() -> None:
    text = with_field(
        "measures:\n- name: 合格率\n  before: 72.60\n  after: 0x10\nsources:\n- title: 2024-05-01\n  date: 2024-05-01"
    )
    content = library_file.parse(text, "x.md").content
    assert content.measures == (Measure("合格率", "72.60", "0x10"),)
    assert content.sources == (Source("2024-05-01", "", "2024-05-01"),)


def test_a_file_saved_by_a_windows_editor_is_read() -> None:
    text = "\ufeff" + (MINIMAL + "\n## 方法要点\n\n一\n二\n").replace("\n", "\r\n")
    assert library_file.parse(text, "x.md").content.sections == {"method": "一\n二"}


def test_sections_written_by_hand_without_blank_lines() -> None:
    text = MINIMAL + "## 背景与问题\n一\n## 效果与效益\n## 小标题\n二"
    assert library_file.parse(text, "x.md").content.sections == {"problem": "一", "effect": "## 小标题\n二"}


def test_a_line_like_a_heading_is_marked_and_unmarked() -> None:
    sections = {"method": "```\n## 操作步骤\n没有关上的围栏", "effect": "好"}
    file = LibraryFile("GJ-2025-0000017", Kind.INNOVATION, "public", "", Content(title="t", sections=sections))
    text = library_file.format(file)
    assert "\n\\## 操作步骤\n" in text
    assert library_file.parse(text, "x.md").content.sections == sections


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_nul_and_half_characters_are_refused(text: str) -> None:
    for content in (
        Content(title=text),
        Content(title="t", keywords=(text,)),
        Content(title="t", sections={"method": text}),
    ):
        with pytest.raises(ValueError, match="NUL"):
            library_file.format(LibraryFile("GJ-2025-0000017", Kind.INNOVATION, "public", "", content))
    assert problems_of(MINIMAL + text) == {"": "文件含有不允许的字符"}
    assert problems_of(with_field(r'summary: "a\0b"')) == {"": "文件含有不允许的字符"}


def test_unknown_sections_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown sections"):
        library_file.format(
            LibraryFile("GJ-2025-0000017", Kind.INNOVATION, "public", "", Content(title="t", sections={"other": "x"}))
        )


def test_every_fault_is_told_at_once() -> None:
    text = (
        "---\nnumber: GJ-2025-0000019\nkind: inovation\nvisibility: [public]\nyear: 2025年\n"
        "period: {from: 2025-13, till: x}\n"
        "keywords: 一个词\nnaming_level: world\norganisations:\n- name: x\n"
        "steps:\n- key_point: 无动作\n- action: 装夹\n  tip: x\n- 拧紧\n"
        "contributors:\n- name: 甲\n  honours: 劳模\n  person_id: 3\nbenefits:\n- amount_yuan: 3万\n  kind: lost\n"
        "sources:\n- title: 报道\n  date: 2025-02-30\ncolour: red\n---\n前言\n## 方法要点\n一\n## 方法要点\n二\n"
    )
    assert problems_of(text) == {
        "colour": "不认识的字段",
        "title": "缺少必填字段",
        "number": "不是正确的成果编号",
        "kind": "不在可选范围内",
        "visibility": "应为一段文字",
        "year": "不是正确的年份",
        "period.till": "不认识的字段",
        "period.from": "不是正确的月份，应为 YYYY-MM",
        "keywords": "应为列表",
        "naming_level": "不在可选范围内",
        "organisations[1]": "应为一段文字",
        "steps[1].action": "缺少必填字段",
        "steps[2].tip": "不认识的字段",
        "steps[3]": "应为“名称: 内容”的组合",
        "contributors[1].honours": "应为列表",
        "contributors[1].person_id": "不认识的字段",
        "benefits[1].amount_yuan": "不是正确的金额",
        "benefits[1].kind": "不在可选范围内",
        "sources[1].date": "不是正确的日期，应为 YYYY、YYYY-MM 或 YYYY-MM-DD",
        "body": "标题出现了两次",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "文件开头缺少由 --- 围起的字段"),
        ("# 标题\n", "文件开头缺少由 --- 围起的字段"),
        ("---\ntitle: x\n", "文件开头缺少由 --- 围起的字段"),
        ("---\ntitle: [\n---\n", "字段部分不是正确的 YAML"),
        ("---\ntitle: a\ntitle: b\n---\n", "字段部分不是正确的 YAML"),
        ("---\na: &x b\nc: *x\n---\n", "字段部分不是正确的 YAML"),
        ("---\ntitle: !!python/object:os.system x\n---\n", "字段部分不是正确的 YAML"),
        ("---\na: " + "[" * 5000 + "\n---\n", "字段部分不是正确的 YAML"),
        ("---\n1: x\n? [a]\n: b\n---\n", "字段部分不是正确的 YAML"),
        ("---\n- a\n---\n", "应为“名称: 内容”的组合"),
    ],
)
def test_a_file_that_cannot_be_taken_apart(text: str, message: str) -> None:
    assert problems_of(text) == {"": message}


def test_typed_yaml_values_are_not_text() -> None:
    assert problems_of(with_field("summary: !!int 3")) == {"summary": "应为一段文字"}


def test_a_period_runs_forwards() -> None:
    assert problems_of(with_field("period: {from: 2025-03, to: 2025-01}")) == {"period": "结束时间早于开始时间"}
    content = library_file.parse(with_field("period: {from: 2025-01, to: 2025-03}"), "x.md").content
    assert (content.period_from, content.period_to) == ("2025-01", "2025-03")


def test_terms_are_checked_against_the_vocabularies_given() -> None:
    vocabularies = {"industries": (Term("industries", "ports", "港口", "Ports"),)}
    text = with_field("industry: ports\ntrade: anything")
    assert library_file.parse(text, "x.md", vocabularies).content.industry == "ports"
    assert problems_of(with_field("industry: harbour"), vocabularies) == {"industry": "词表中没有这个词"}


def test_the_line_of_a_yaml_fault_is_that_of_the_file() -> None:
    with pytest.raises(FileProblems) as caught:
        library_file.parse("---\nnumber: 1\ntitle: a\ntitle: b\n---\n", "x.md")
    assert caught.value.problems[0].value.startswith("4: ")
    assert str(caught.value).startswith("x.md: ")
