"""A document as one Markdown file with YAML front matter: the form of ``content/library`` and of text exports.

``parse(format(file), name) == file`` for every file whose content names no database identifiers, and ``format`` is
canonical: equal files give equal bytes. In the front matter what is empty is left out; every value is text as typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.base.plain_yaml import PlainYamlError, dump_plain, load_plain
from webapp.base.vocabulary import Term
from webapp.documents.content import Content, Kind
from webapp.documents.library_body import format_sections, parse_sections
from webapp.documents.library_fields import (
    LIST_FIELDS,
    NAMING_LEVELS,
    ROW_FIELDS,
    TERM_FIELDS,
    TEXT_FIELDS,
    note_unknown,
    read_choice,
    read_participants,
    read_period,
    read_rows,
    read_text,
    read_texts,
    read_year,
    write_row,
)
from webapp.documents.library_problems import Fault, FileProblems, Findings, Problem
from webapp.documents.number import parse_number

__all__ = ["FileProblems", "LibraryFile", "Problem", "format", "parse"]

VISIBILITIES = ("public", "members", "organisation", "studio")
LANGUAGES = ("zh", "en")
DISCLOSURES = ("to_be_filed", "secret", "public", "nothing")
KEYS = (
    *("number", "kind", "language", "title", "visibility", "disclosure", "summary", "year", "period"),
    *("industry", "industry_label", "trade", "trade_label", "region", "region_label", "naming_level"),
    *("organisation", "organisations", "studio", "contributors", "keywords", "innovation_points"),
    *("equipment", "materials", "steps", "measures", "benefits", "patents", "adoptions", "awards", "sources"),
)
_REQUIRED = ("number", "kind", "title", "visibility")
_FRONT_MATTER = re.compile(r"---\n(.*?\n)??---(?:\n|$)", re.DOTALL)
_REFUSED = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class LibraryFile:
    """One document in a file. ``organisation`` owns it, ``studio`` writes it; both are names in the directory or ''.

    ``disclosure`` is '' where the file says nothing: public for what everybody may read, else not declared.
    """

    number: str
    kind: Kind
    visibility: str
    organisation: str
    content: Content
    studio: str = ""
    language: str = "zh"
    disclosure: str = ""


def parse(text: str, name: str, vocabularies: Mapping[str, Sequence[Term]] | None = None) -> LibraryFile:
    """The document a file holds. Raises FileProblems with every fault; terms are checked if a vocabulary is given."""
    findings = Findings(name)
    front, body = _split(text, findings)
    if any(_REFUSED.search(part) for part in (text, *_texts(front))):
        findings.add(Fault.NOT_TEXT)
        findings.refuse()
    note_unknown(front, KEYS, findings)
    file = _read_file(front, body, findings, vocabularies or {})
    findings.refuse()
    return file


def format(file: LibraryFile) -> str:  # noqa: A001 - read as library_file.format
    """The canonical text of a document. Raises ValueError for NUL or half characters and for unknown sections."""
    content = file.content
    front: dict[str, Any] = dict.fromkeys(KEYS)
    front |= {key: getattr(content, key) for key in (*TEXT_FIELDS, *TERM_FIELDS, "year", "naming_level")}
    front |= {key: list(getattr(content, key)) for key in LIST_FIELDS}
    front |= {key: [write_row(row) for row in getattr(content, key)] for key in ROW_FIELDS}
    front["period"] = {key: month for key, month in (("from", content.period_from), ("to", content.period_to)) if month}
    front["organisations"] = [participant.name for participant in content.organisations]
    front |= {"number": file.number, "kind": file.kind.value, "visibility": file.visibility, "studio": file.studio}
    front |= {"organisation": file.organisation, "language": "" if file.language == "zh" else file.language}
    front["disclosure"] = file.disclosure
    kept = {key: value for key, value in front.items() if value or key in _REQUIRED}
    body = format_sections(content.sections)
    if any(_REFUSED.search(text) for text in (body, *_texts(kept))):
        raise ValueError("text holds NUL or half a character")
    return f"---\n{dump_plain(kept)}---\n" + (f"\n{body}" if body else "")


def _texts(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    rows = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for row in rows for text in _texts(row)]


def _split(text: str, findings: Findings) -> tuple[dict[str, Any], str]:
    """Front matter and body. A file saved with a byte order mark or with CR LF throughout is read as if it were not."""
    text = text.removeprefix("\ufeff")
    if text.startswith("---\r\n"):
        text = text.replace("\r\n", "\n")
    match = _FRONT_MATTER.match(text)
    if match is None:
        findings.add(Fault.NO_FRONT_MATTER)
        findings.refuse()
        raise AssertionError
    try:
        front = load_plain(match[1] or "")
    except PlainYamlError as error:
        line = error.line + 1 if error.line else 0
        findings.add(Fault.NOT_YAML, f"{line}: {error.reason}" if line else error.reason)
        findings.refuse()
    if front is None:
        front = {}
    if not isinstance(front, dict):
        findings.add(Fault.NOT_A_MAPPING)
        findings.refuse()
    return front, text[match.end() :]


def _read_file(
    front: dict[str, Any], body: str, findings: Findings, vocabularies: Mapping[str, Sequence[Term]]
) -> LibraryFile:
    for key in _REQUIRED:
        if front.get(key) in (None, ""):
            findings.add(Fault.MISSING, key=key)
    number = _at(findings, front, "number", _read_number)
    kind = _at(findings, front, "kind", lambda value, at: read_choice(value, at, [kind.value for kind in Kind]))
    visibility = _at(findings, front, "visibility", lambda value, at: read_choice(value, at, VISIBILITIES))
    language = _at(findings, front, "language", lambda value, at: read_choice(value, at, LANGUAGES))
    disclosure = _at(findings, front, "disclosure", lambda value, at: read_choice(value, at, DISCLOSURES))
    if visibility in ("public", "members") and disclosure in ("to_be_filed", "secret"):
        findings.add(Fault.GUARDED, disclosure, key="visibility")
    return LibraryFile(
        number=number,
        kind=Kind(kind) if kind else Kind.INNOVATION,
        visibility=visibility,
        organisation=_at(findings, front, "organisation", read_text),
        studio=_at(findings, front, "studio", read_text),
        language=language or "zh",
        disclosure=disclosure,
        content=_read_content(front, body, findings, vocabularies),
    )


def _read_content(
    front: dict[str, Any], body: str, findings: Findings, vocabularies: Mapping[str, Sequence[Term]]
) -> Content:
    values: dict[str, Any] = {key: _at(findings, front, key, read_text) for key in TEXT_FIELDS}
    for key, vocabulary in TERM_FIELDS.items():
        terms = vocabularies.get(vocabulary)
        values[key] = _at(findings, front, key, read_text if terms is None else _term_reader(terms))
    values |= {key: _at(findings, front, key, read_texts) for key in LIST_FIELDS}
    values |= {key: _at(findings, front, key, _row_reader(row_type)) for key, row_type in ROW_FIELDS.items()}
    values["year"] = _at(findings, front, "year", read_year)
    values["period_from"], values["period_to"] = _at(findings, front, "period", read_period)
    values["naming_level"] = _at(
        findings, front, "naming_level", lambda value, at: read_choice(value, at, NAMING_LEVELS)
    )
    values["organisations"] = _at(findings, front, "organisations", read_participants)
    return Content(**values, sections=parse_sections(body, findings))


def _at(findings: Findings, front: dict[str, Any], key: str, read: Any) -> Any:
    with findings.at(key):
        return read(front.get(key), findings)


def _read_number(value: Any, findings: Findings) -> str:
    text = read_text(value, findings)
    number = parse_number(text)
    if text and number is None:
        findings.add(Fault.NOT_A_NUMBER, text)
    return number or ""


def _term_reader(terms: Sequence[Term]) -> Any:
    keys = frozenset(term.key for term in terms)
    return lambda value, findings: read_choice(value, findings, keys, Fault.UNKNOWN_TERM)


def _row_reader(row_type: type[Any]) -> Any:
    return lambda value, findings: read_rows(value, row_type, findings)
