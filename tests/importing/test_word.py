"""Word files with what people really use: nothing is lost without a line in the report; all is in its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.importing.accounts import arrived_in, characters, lost, shown_in
from tests.importing.word_files import MADE
from webapp.base.markdown import plain_text, render
from webapp.documents.content import Kind
from webapp.importing.choices import Choices, Mapped
from webapp.importing.mapping import map_reading
from webapp.importing.reading import Reading, from_data, pictures_in, to_data
from webapp.importing.word.reader import read_word

SEPARATORS = set("、；，：.")
"""Signs between the items of a field that became a list."""


@pytest.fixture(scope="session")
def readings(word_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Reading]:
    """All files, read once."""
    found = {}
    for number, name in enumerate(MADE):
        room = tmp_path_factory.mktemp(f"pictures{number}")
        found[name] = read_word(word_folder / name, room)
        assert all((room / picture.file).is_file() for picture in found[name].pictures if picture.file)
    return found


def mapped(readings: Mapping[str, Reading], name: str, choices: Choices = Choices()) -> Mapped:  # noqa: B008 - frozen
    terms = {"industry": {"装备制造": "machinery"}}
    return map_reading(readings[name], choices, name.removesuffix(".docx"), Kind.INNOVATION, terms)


def codes(found: Mapped) -> dict[str, str]:
    return {line.code: line.text for line in found.report}


@pytest.mark.parametrize("name", MADE)
def test_no_character_is_lost_without_a_line(name: str, readings: Mapping[str, Reading], word_folder: Path) -> None:
    found = mapped(readings, name)
    assert set(lost(word_folder / name, found)) <= SEPARATORS
    assert "words" not in codes(found), "the last safety had to speak"


@pytest.mark.parametrize("name", MADE)
def test_no_sign_of_markdown_is_seen_that_was_not_in_the_file(
    name: str, readings: Mapping[str, Reading], word_folder: Path
) -> None:
    shown = "\n".join(plain_text(render(text)) for text in mapped(readings, name).content.sections.values())
    shown = re.sub(r"\\\(.*?\\\)|\\\[.*?\\\]", "", shown, flags=re.DOTALL)
    extra = characters(shown) - characters(shown_in(word_folder / name))
    assert not {sign: count for sign, count in extra.items() if sign in "*_\\`<>|#$~^[]"}


@pytest.mark.parametrize("name", MADE)
def test_a_reading_survives_being_kept(name: str, readings: Mapping[str, Reading]) -> None:
    import json

    assert from_data(json.loads(json.dumps(to_data(readings[name])))) == readings[name]


def test_the_count_notices_a_loss(readings: Mapping[str, Reading], word_folder: Path) -> None:
    name = "深孔加工减振刀杆.docx"
    assert characters(shown_in(word_folder / name)) - (characters(arrived_in(mapped(readings, name))) - Counter("钨"))


def test_headings_lead_to_sections_and_pictures_stay_in_their_places(readings: Mapping[str, Reading]) -> None:
    found = mapped(readings, "深孔加工减振刀杆.docx").content
    assert found.title == "深孔加工减振刀杆"
    assert found.summary.startswith("用内置阻尼块的减振刀杆")
    problem, method = found.sections["problem"], found.sections["method"]
    assert problem.index("颤振严重") < problem.index('![图1 改进前的普通刀杆](import:1 "图1 改进前的普通刀杆")')
    assert method.index("### 2.1 阻尼块") < method.index("import:2") < method.index("### 2.2 装配")
    assert "F<sub>z</sub> 约 10<sup>3</sup>" in problem
    assert "/// caption\n表1 试切数据\n///" in found.sections["effect"]
    assert "<figcaption>图1 改进前的普通刀杆" in render(
        problem.replace("import:1", "/attachments/" + "a" * 24 + "/picture")
    )


def test_a_filled_form_becomes_fields(readings: Mapping[str, Reading]) -> None:
    found = mapped(readings, "五小成果申报表（快换钻模）.docx")
    content = found.content
    assert (found.kind, content.title, content.year) == (Kind.PROCESS_IMPROVEMENT, "快换钻模", 2024)
    assert [each.name for each in content.contributors] == ["卜伟伟", "单晓东", "曾志"]
    assert [each.name for each in content.organisations] == ["第一机械厂", "红旗配件厂"]
    assert (content.keywords, content.industry, content.industry_label) == (("钻模", "快换"), "machinery", "装备制造")
    assert content.sections["method"] == "设计快换底板。\n\n用锥销定位。\n"
    assert "13800000000" in codes(found)["form_cells"]
    assert "13800000000" not in "".join(content.sections.values())


def test_a_numbered_list_under_procedure_becomes_steps(readings: Mapping[str, Reading]) -> None:
    found = mapped(readings, "王工三步找正操作法.docx")
    assert found.kind == Kind.OPERATION_METHOD
    assert [step.action for step in found.content.steps] == [
        "清洁定位面，检查毛刺",
        "装上百分表，转动主轴一周",
        "锁紧螺钉，扭矩 35 N·m",
    ]
    assert found.content.steps[0].key_point == "用油石修去毛刺\n用无纺布擦净"
    assert found.content.steps[1].picture == "import:1"


def test_tables_of_known_shape_become_rows(readings: Mapping[str, Reading]) -> None:
    found = mapped(readings, "曲轴去刺 改进前后.docx")
    content = found.content
    assert [(row.name, row.before, row.after, row.unit) for row in content.measures] == [
        ("去刺时间", "40", "12", "分钟"),
        ("废品率", "3.2", "0.4", "%"),
    ]
    assert [(row.year, row.amount_yuan, row.kind) for row in content.benefits] == [
        (2023, "125000", "saved"),
        (2024, "182600", "saved"),
    ]
    assert content.contributors[0].contribution == "总体设计"
    assert content.adoptions[0].organisation == "二车间"
    assert "性别：男" in codes(found)["table_columns"]


def test_merged_cells_stay_a_table_of_html(readings: Mapping[str, Reading]) -> None:
    text = mapped(readings, "合并单元格.docx").content.sections["comparison"]
    assert '<td rowspan="2">参数</td>' in text or '<th rowspan="2">参数</th>' in text
    assert 'colspan="2">原工艺' in text
    shown = render(text)
    assert 'rowspan="2"' in shown
    assert "<li>第一点</li>" in shown
    assert "内层乙" in shown


def test_equations_become_tex_or_are_told(readings: Mapping[str, Reading]) -> None:
    found = mapped(readings, "公式.docx")
    text = found.content.sections["method"]
    assert r"$v=\frac{\pi dn}{1000}$" in text
    assert "$$\nR=\\sqrt{{a}^{2}}\n$$" in text
    assert r"\sum_{i=1}^{n} \text{合格数}" in text
    assert codes(found)["formula_text"] == "x+y+z"


def test_changes_comments_and_edges_are_told(readings: Mapping[str, Reading]) -> None:
    found = mapped(readings, "修订与批注.docx")
    assert "废品率为 3.2%，每月返修 12 件。" in found.content.sections["problem"]
    assert "约百分之五" in codes(found)["tracked_left"]
    assert "为 3.2%" in codes(found)["tracked_taken"]
    assert codes(found)["comment"] == "请补充检测数据"
    edges = mapped(readings, "页眉页脚脚注.docx")
    assert codes(edges)["header"] == "第一机械厂 内部资料"
    assert codes(edges)["footer"] == "编号 GY-2024-07"
    assert "依据国家标准[^2]执行" in edges.content.sections["problem"]
    assert "[^2]: GB/T 1804 一般公差。" in edges.content.sections["problem"]


def test_boxes_diagrams_and_objects_give_their_words(readings: Mapping[str, Reading]) -> None:
    boxes = mapped(readings, "文本框与艺术字.docx")
    text = boxes.content.sections["scope"]
    assert text.count("先断电") == 1
    assert text.index("正文在前。") < text.index("先断电") < text.index("后面的正文。")
    assert "drawing" in codes(boxes)
    diagrams = codes(mapped(readings, "SmartArt与图表.docx"))
    assert diagrams["smart_art"] == "下料 / 粗车 / 精磨"
    assert "废品率变化" in diagrams["chart"]
    assert diagrams["embedded"] == "Excel.Sheet.12"


def test_lists_keep_their_depth(readings: Mapping[str, Reading]) -> None:
    text = mapped(readings, "嵌套列表.docx").content.sections["scope"]
    assert "- 第一层\n    - 第二层甲\n        - 第三层\n    - 第二层乙\n- 又是第一层" in text
    assert "1. 编号一\n    1. 编号一之一\n    2. 编号一之二\n2. 编号二" in text


def test_pictures_that_no_page_shows_are_told(readings: Mapping[str, Reading]) -> None:
    found = mapped(readings, "各种图片.docx")
    assert pictures_in(found.content.sections.values()) == (1, 2, 3, 4, 5, 6, 7)
    assert codes(found)["picture_kind"] == "old.emf"
    assert "picture_converted" in codes(found)


def test_headings_typed_by_hand_are_found(readings: Mapping[str, Reading]) -> None:
    found = mapped(readings, "没有标题样式.docx")
    assert [heading.target for heading in found.headings[1:]] == [
        "problem",
        "method",
        "procedure",
        "effect",
        "promotion",
    ]
    assert len(found.content.steps) == 3
    assert found.content.organisations[0].name == "动力设备厂"


def test_a_choice_moves_a_heading_and_nothing_else(readings: Mapping[str, Reading]) -> None:
    name = "english-report.docx"
    first = mapped(readings, name)
    number = next(heading.number for heading in first.headings if heading.text == "Appendix")
    moved = mapped(readings, name, Choices(Kind.HANDBOOK, "Another title", {number: "syllabus"}))
    assert moved.kind == Kind.HANDBOOK
    assert moved.content.title == "Another title"
    assert "Drawing list." in moved.content.sections["syllabus"]
    assert moved.content.sections["problem"] == first.content.sections["problem"]
