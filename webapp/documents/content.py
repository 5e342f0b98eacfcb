"""What one version of a document says, as one frozen value.

A version's content is stored, hashed, compared, merged, exported and restored as this value and nothing else. Its
canonical form is :func:`to_json` (sorted keys, no blanks, UTF-8); :func:`content_hash` is the SHA-256 of that, so that
"published is byte for byte what was reviewed" can be checked. Fields follow the application forms for results and for
operation methods.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

TITLE_ADVISED = 30
TITLE_LIMIT = 60
INNOVATION_POINT_LIMIT = 3
INNOVATION_POINT_ADVISED = 50
KEYWORD_ADVISED = 3


class Kind(StrEnum):
    """The four kinds of document."""

    INNOVATION = "innovation"
    PROCESS_IMPROVEMENT = "process_improvement"
    HANDBOOK = "handbook"
    OPERATION_METHOD = "operation_method"


class Section(StrEnum):
    """Markdown sections, in reading order. Every kind may use every section; templates say which are expected."""

    PROBLEM = "problem"  # 背景与问题
    METHOD = "method"  # 方法要点
    PROCEDURE = "procedure"  # 操作步骤 told as text; numbered rows live in ``steps``
    EFFECT = "effect"  # 效果与效益
    SCOPE = "scope"  # 适用范围与注意事项
    COMPARISON = "comparison"  # 与同类、原操作比较
    COMPLIANCE = "compliance"  # 符合规程声明 (operation methods)
    PROMOTION = "promotion"  # 推广情况
    SYLLABUS = "syllabus"  # 培训内容 (handbooks)


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person who took part, in order of contribution. ``person_id`` links the directory once known."""

    name: str
    role: str = ""
    organisation: str = ""
    contribution: str = ""
    honours: tuple[str, ...] = ()
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation that took part, in order. ``organisation_id`` links the directory once known."""

    name: str
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered step that can be followed at the machine. ``picture`` is an attachment key."""

    action: str
    key_point: str = ""
    parameters: str = ""
    time: str = ""
    criterion: str = ""
    warning: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure before and after. Values are kept as written ('72.6', '11—12', '6×12'); '' means not reported."""

    name: str
    before: str = ""
    after: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Benefit:
    """Economic benefit of one calendar year. ``amount_yuan`` is an exact decimal as text, in yuan."""

    year: int | None = None
    amount_yuan: str = ""
    kind: str = ""  # saved | gained | ''
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ReportedPatent:
    """A patent as a source reported it."""

    title: str = ""
    number: str = ""
    type: str = ""
    status: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class ReportedAdoption:
    """A use elsewhere as a source reported it. ``benefit_yuan`` is an exact decimal as text, in yuan."""

    organisation: str
    year: int | None = None
    effect: str = ""
    benefit_yuan: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """An award as reported."""

    name: str
    year: int | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. Without an address it stays plain text."""

    title: str
    url: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything one version says. Vocabulary fields hold keys; ``*_label`` keeps the words of the source."""

    title: str
    summary: str = ""
    year: int | None = None
    period_from: str = ""  # YYYY-MM
    period_to: str = ""  # YYYY-MM
    industry: str = ""
    industry_label: str = ""
    trade: str = ""
    trade_label: str = ""
    region: str = ""
    region_label: str = ""
    naming_level: str = ""  # national | provincial | city | district | enterprise
    keywords: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    organisations: tuple[Participant, ...] = ()
    innovation_points: tuple[str, ...] = ()
    sections: dict[str, str] = field(default_factory=dict)  # Section value -> Markdown, byte for byte as typed
    steps: tuple[Step, ...] = ()
    equipment: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    patents: tuple[ReportedPatent, ...] = ()
    adoptions: tuple[ReportedAdoption, ...] = ()
    awards: tuple[Award, ...] = ()
    sources: tuple[Source, ...] = ()


_ROWS: dict[str, type[Any]] = {
    "contributors": Contributor,
    "organisations": Participant,
    "steps": Step,
    "measures": Measure,
    "benefits": Benefit,
    "patents": ReportedPatent,
    "adoptions": ReportedAdoption,
    "awards": Award,
    "sources": Source,
}


def to_data(content: Content) -> dict[str, Any]:
    """The content as plain lists, dicts, text and numbers."""
    return asdict(content)


def from_data(data: dict[str, Any]) -> Content:
    """The content back from :func:`to_data`. Unknown keys raise TypeError; missing ones take their default."""
    known: dict[str, Any] = {}
    for key, value in data.items():
        if key in _ROWS:
            known[key] = tuple(_row(_ROWS[key], row) for row in value)
        elif isinstance(value, list | tuple):
            known[key] = tuple(value)
        else:
            known[key] = value
    return Content(**known)


def to_json(content: Content) -> str:
    """The canonical form: what is stored and hashed."""
    return json.dumps(to_data(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Content:
    """The content back from its canonical form."""
    return from_data(json.loads(text))


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(to_json(content).encode()).hexdigest()


def field_names() -> tuple[str, ...]:
    """Names of the fields of a content, in order."""
    return tuple(item.name for item in fields(Content))


def _row(row_type: type[Any], row: dict[str, Any]) -> Any:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return row_type(**values)
