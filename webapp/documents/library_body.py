r"""The body of a library file: Markdown sections under fixed second-level headings.

Only a line that is exactly ``## 背景与问题`` or another of the fixed headings starts a section; every other heading,
list or fence is text. A line of text that looks like a fixed heading is written with a backslash before it (one more if
it has some already), inside fences too, so that no open fence can swallow the sections after it. The text of a section
comes back byte for byte.
"""

from __future__ import annotations

import re

from webapp.documents.content import Section
from webapp.documents.library_problems import Fault, Findings

HEADINGS: dict[Section, str] = {
    Section.PROBLEM: "背景与问题",
    Section.METHOD: "方法要点",
    Section.PROCEDURE: "操作步骤",
    Section.EFFECT: "效果与效益",
    Section.SCOPE: "适用范围与注意事项",
    Section.COMPARISON: "对比分析",
    Section.COMPLIANCE: "规程符合性声明",
    Section.PROMOTION: "推广情况",
    Section.SYLLABUS: "培训内容",
}
_SECTIONS = {heading: section for section, heading in HEADINGS.items()}
_ANY = "|".join(HEADINGS.values())
_HEADING = re.compile(rf"^## ({_ANY})[ \t\r]*$", re.MULTILINE)
_LOOKS_LIKE_HEADING = re.compile(rf"^(?=\\*## (?:{_ANY})[ \t\r]*$)", re.MULTILINE)
_ESCAPED_HEADING = re.compile(rf"^\\(?=\\*## (?:{_ANY})[ \t\r]*$)", re.MULTILINE)


def format_sections(sections: dict[str, str]) -> str:
    """The body for these sections in reading order. Raises ValueError for an unknown section."""
    unknown = sections.keys() - {section.value for section in Section}
    if unknown:
        raise ValueError(f"unknown sections: {sorted(unknown)}")
    present = [section for section in Section if section.value in sections]
    return "\n".join(f"## {HEADINGS[section]}\n\n{_escape(sections[section.value])}\n" for section in present)


def parse_sections(body: str, findings: Findings) -> dict[str, str]:
    """The sections of a body by key; faults are noted in the findings."""
    pieces = _HEADING.split(body)
    if pieces[0].strip():
        findings.add(Fault.TEXT_BEFORE_SECTIONS, pieces[0].strip(), key="body")
    found: dict[str, str] = {}
    last = len(pieces) - 2
    for index in range(1, len(pieces), 2):
        section = _SECTIONS[pieces[index]].value
        if section in found:
            findings.add(Fault.SECTION_TWICE, pieces[index], key="body")
        found[section] = _unescape(_strip_frame(pieces[index + 1], is_last=index == last))
    return found


def _strip_frame(text: str, *, is_last: bool) -> str:
    """The text without the line feeds that :func:`format_sections` puts around it, as far as they are there."""
    text = text.removeprefix("\n").removeprefix("\n")
    return text.removesuffix("\n") if is_last else text.removesuffix("\n").removesuffix("\n")


def _escape(text: str) -> str:
    return _LOOKS_LIKE_HEADING.sub(r"\\", text)


def _unescape(text: str) -> str:
    return _ESCAPED_HEADING.sub("", text)
