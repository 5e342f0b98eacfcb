"""Templates for writers: one per kind, complete in both languages, faults told."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.documents.content import Kind
from webapp.documents.template_file import TemplateProblem, load_template, load_templates

FOLDER = Path(__file__).parents[2] / "content" / "templates"
GOOD = (
    "---\nkind: handbook\nhelp_zh: 帮助\nhelp_en: Help\nfields:\n"
    "- {key: title, help_zh: 名称, help_en: Name, required: true, limit: 60}\n"
    "sections:\n- {key: method, help_zh: 方法, help_en: Method, required: false}\n---\n\n## 方法要点\n\n- 写法：\n"
)


def write(folder: Path, text: str) -> Path:
    path = folder / "handbook.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_template_is_read(tmp_path: Path) -> None:
    template = load_template(write(tmp_path, GOOD))
    assert template.kind is Kind.HANDBOOK
    assert template.fields[0].limit == 60
    assert template.required_keys() == ("title",)
    assert template.outline == {"method": "- 写法："}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("kind: handbook", "kind: innovation", "kind must be"),
        ("help_en: Help\n", "", "front matter must have"),
        ("key: title", "key: titel", "unknown key titel"),
        ("key: title", "key: number", "unknown key number"),
        ("required: true", "required: maybe", "true or false"),
        ("limit: 60", "limit: viele", "limit is not a number"),
        ("help_en: Name", "help_en: ''", "help_en is missing"),
        ("key: method", "key: syllabus", "outline does not have"),
        ("## 方法要点", "前言\n\n## 方法要点", "第一个标题之前有文字"),
        ("limit: 60", "colour: red", "must have"),
        ("---\n\n##", "\n\n##", "front matter must have"),
    ],
)
def test_faults_of_a_template_are_told(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(TemplateProblem, match=fault):
        load_template(write(tmp_path, GOOD.replace(old, new)))


def test_a_missing_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateProblem, match=r"innovation\.md"):
        load_templates(tmp_path)


def test_every_kind_has_a_template_with_the_basics() -> None:
    templates = load_templates(FOLDER)
    assert list(templates) == list(Kind)
    for template in templates.values():
        assert {"title", "summary", "trade", "contributors", "problem", "method"} <= set(template.required_keys())
        for item in (*template.fields, *template.sections):
            assert item.help_en.isascii(), item
    method = templates[Kind.OPERATION_METHOD].required_keys()
    assert {"steps", "compliance", "comparison"} <= set(method)
    assert "syllabus" in templates[Kind.HANDBOOK].required_keys()
