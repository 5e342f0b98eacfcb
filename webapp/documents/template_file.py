"""Templates for writers: what a document of one kind is expected to say, with help for every field and section.

One file per kind under ``content/templates``: YAML front matter with ``fields`` and ``sections`` in the order of the
form, and an outline in Markdown under the fixed section headings. The expectations follow the application forms for
craftsmen's results and for operation methods.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webapp.base.plain_yaml import PlainYamlError, load_plain
from webapp.documents.content import Kind, Section
from webapp.documents.library_body import parse_sections
from webapp.documents.library_file import KEYS
from webapp.documents.library_problems import Findings

_FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n(.*)", re.DOTALL)
_ROW_KEYS = frozenset({"key", "help_zh", "help_en", "required", "limit"})
_TOP_KEYS = frozenset({"kind", "help_zh", "help_en", "fields", "sections"})
_FIELD_KEYS = frozenset(KEYS) - {"number", "kind", "language", "visibility", "organisation", "studio"}
_SECTION_KEYS = frozenset(section.value for section in Section)


class TemplateProblem(ValueError):
    """A template file is wrong; the text names the file, the place and the fault."""


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """One field or section. ``limit`` counts characters of a text or rows of a list; None means no limit."""

    key: str
    help_zh: str
    help_en: str
    required: bool
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """What a document of this kind is expected to say. ``outline`` maps sections to example text."""

    kind: Kind
    help_zh: str
    help_en: str
    fields: tuple[TemplateItem, ...]
    sections: tuple[TemplateItem, ...]
    outline: Mapping[str, str]

    def required_keys(self) -> tuple[str, ...]:
        """Keys of fields, then of sections, that must be filled before a document of this kind is submitted."""
        return tuple(item.key for item in (*self.fields, *self.sections) if item.required)


def load_templates(folder: Path) -> dict[Kind, Template]:
    """The template of every kind. Raises TemplateProblem, also when a kind has none."""
    return {kind: load_template(folder / f"{kind.value}.md") for kind in Kind}


def load_template(path: Path) -> Template:
    """One template. Raises TemplateProblem."""
    try:
        match = _FRONT_MATTER.fullmatch(path.read_text(encoding="utf-8"))
        front = load_plain(match[1]) if match else None
    except (OSError, UnicodeDecodeError, PlainYamlError) as error:
        raise TemplateProblem(f"{path.name}: {error}") from error
    if match is None or not isinstance(front, dict) or front.keys() != _TOP_KEYS:
        raise TemplateProblem(f"{path.name}: front matter must have {', '.join(sorted(_TOP_KEYS))}")
    if front["kind"] != path.stem or path.stem not in {kind.value for kind in Kind}:
        raise TemplateProblem(f"{path.name}: kind must be the name of the file")
    sections = _items(path.name, "sections", front["sections"], _SECTION_KEYS)
    return Template(
        kind=Kind(path.stem),
        help_zh=_word(f"{path.name}: front matter", front, "help_zh"),
        help_en=_word(f"{path.name}: front matter", front, "help_en"),
        fields=_items(path.name, "fields", front["fields"], _FIELD_KEYS),
        sections=sections,
        outline=_outline(path.name, match[2], sections),
    )


def _items(file: str, name: str, rows: Any, known: frozenset[str]) -> tuple[TemplateItem, ...]:
    if not isinstance(rows, list):
        raise TemplateProblem(f"{file}: {name} is not a list")
    items = tuple(_item(f"{file}: {name}[{index}]", row, known) for index, row in enumerate(rows, start=1))
    if len({item.key for item in items}) != len(items):
        raise TemplateProblem(f"{file}: a key of {name} comes twice")
    return items


def _item(where: str, row: Any, known: frozenset[str]) -> TemplateItem:
    if not isinstance(row, dict) or not row.keys() <= _ROW_KEYS:
        raise TemplateProblem(f"{where}: must have {', '.join(sorted(_ROW_KEYS))}")
    key, required, limit = _word(where, row, "key"), _word(where, row, "required"), row.get("limit")
    if key not in known:
        raise TemplateProblem(f"{where}: unknown key {key}")
    if required not in ("true", "false"):
        raise TemplateProblem(f"{where}: required is true or false")
    if limit is not None and not (isinstance(limit, str) and re.fullmatch(r"[1-9][0-9]{0,5}", limit)):
        raise TemplateProblem(f"{where}: limit is not a number")
    return TemplateItem(
        key=key,
        help_zh=_word(where, row, "help_zh"),
        help_en=_word(where, row, "help_en"),
        required=required == "true",
        limit=int(limit) if limit else None,
    )


def _word(where: str, row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise TemplateProblem(f"{where}: {name} is missing")
    return value


def _outline(file: str, body: str, sections: tuple[TemplateItem, ...]) -> Mapping[str, str]:
    findings = Findings(file)
    outline = parse_sections(body, findings)
    if findings.problems:
        raise TemplateProblem(str(findings.problems[0]))
    if set(outline) != {item.key for item in sections}:
        raise TemplateProblem(f"{file}: the outline does not have the sections of the front matter")
    return outline
