"""The fields in the front matter of a library file: how each is read and written.

Reading takes what :func:`webapp.base.plain_yaml.load_plain` gives (text, lists, mappings, None) and notes every fault;
writing gives the same shapes back and leaves out what is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from webapp.documents.content import (
    Award,
    Benefit,
    Contributor,
    Measure,
    Participant,
    ReportedAdoption,
    ReportedPatent,
    Source,
    Step,
)
from webapp.documents.library_problems import Fault, Findings

NAMING_LEVELS = ("national", "provincial", "city", "district", "enterprise")
BENEFIT_KINDS = ("saved", "gained")
FIRST_YEAR, LAST_YEAR = 1800, 2200

TEXT_FIELDS = ("title", "summary", "industry_label", "trade_label", "region_label")
TERM_FIELDS = {"industry": "industries", "trade": "trades", "region": "regions"}
LIST_FIELDS = ("keywords", "innovation_points", "equipment", "materials")
ROW_FIELDS: dict[str, type[Any]] = {
    "contributors": Contributor,
    "steps": Step,
    "measures": Measure,
    "benefits": Benefit,
    "patents": ReportedPatent,
    "adoptions": ReportedAdoption,
    "awards": Award,
    "sources": Source,
}
# Identifiers of one database mean nothing in a file.
_DATABASE_FIELDS = frozenset({"person_id", "organisation_id"})

_AMOUNT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def read_text(value: Any, findings: Findings) -> str:
    """One text, '' for nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    findings.add(Fault.NOT_ONE_TEXT)
    return ""


def read_year(value: Any, findings: Findings) -> int | None:
    """A calendar year, None for nothing."""
    text = read_text(value, findings)
    if not text:
        return None
    if re.fullmatch(r"[0-9]{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    findings.add(Fault.NOT_A_YEAR, text)
    return None


def read_month(value: Any, findings: Findings) -> str:
    """A month as YYYY-MM, '' for nothing."""
    return _checked(value, findings, Fault.NOT_A_MONTH, lambda text: bool(_MONTH.fullmatch(text)))


def read_date(value: Any, findings: Findings) -> str:
    """A date as precise as it is known (YYYY, YYYY-MM or YYYY-MM-DD), '' for nothing."""
    return _checked(value, findings, Fault.NOT_A_DATE, _is_date)


def read_amount(value: Any, findings: Findings) -> str:
    """An exact decimal as text, '' for nothing."""
    return _checked(value, findings, Fault.NOT_AN_AMOUNT, lambda text: bool(_AMOUNT.fullmatch(text)))


def read_choice(value: Any, findings: Findings, choices: Collection[str], fault: Fault = Fault.NOT_A_CHOICE) -> str:
    """One of the choices, '' for nothing."""
    return _checked(value, findings, fault, lambda text: text in choices)


def read_list(value: Any, findings: Findings) -> list[Any]:
    """A list, empty for nothing."""
    if value is None:
        return []
    if isinstance(value, list):
        return value
    findings.add(Fault.NOT_A_LIST)
    return []


def read_texts(value: Any, findings: Findings) -> tuple[str, ...]:
    """A list of texts."""
    texts = []
    for index, item in enumerate(read_list(value, findings), start=1):
        with findings.at(index):
            if not isinstance(item, str):
                findings.add(Fault.NOT_ONE_TEXT)
            else:
                texts.append(item)
    return tuple(texts)


def read_rows(value: Any, row_type: type[Any], findings: Findings) -> tuple[Any, ...]:
    """A list of rows of one type."""
    rows = []
    for index, item in enumerate(read_list(value, findings), start=1):
        with findings.at(index):
            if isinstance(item, dict):
                rows.append(_read_row(item, row_type, findings))
            else:
                findings.add(Fault.NOT_A_MAPPING)
    return tuple(rows)


def read_participants(value: Any, findings: Findings) -> tuple[Participant, ...]:
    """Organisations by name."""
    return tuple(Participant(name) for name in read_texts(value, findings))


def read_period(value: Any, findings: Findings) -> tuple[str, str]:
    """The months a work began and ended, as far as known."""
    if value is None:
        return "", ""
    if not isinstance(value, dict):
        findings.add(Fault.NOT_A_MAPPING)
        return "", ""
    note_unknown(value, ("from", "to"), findings)
    months = []
    for key in ("from", "to"):
        with findings.at(key):
            months.append(read_month(value.get(key), findings))
    start, end = months
    if start and end and end < start:
        findings.add(Fault.PERIOD_BACKWARDS, f"{start} – {end}")
    return start, end


def note_unknown(data: Mapping[str, Any], known: Collection[str], findings: Findings) -> None:
    """Note every key that is not known."""
    for key in data:
        if key not in known:
            findings.add(Fault.UNKNOWN_KEY, key, key=key)


def write_row(row: Any) -> dict[str, Any]:
    """One row as a mapping of what is not empty, or of what must be there."""
    data: dict[str, Any] = {}
    for item in fields(row):
        value = getattr(row, item.name)
        must = item.default is MISSING and item.default_factory is MISSING
        if item.name not in _DATABASE_FIELDS and (must or value not in ("", None, ())):
            data[item.name] = list(value) if isinstance(value, tuple) else value
    return data


def _checked(value: Any, findings: Findings, fault: Fault, is_right: Callable[[str], bool]) -> str:
    text = read_text(value, findings)
    if not text or is_right(text):
        return text
    findings.add(fault, text)
    return ""


def _is_date(text: str) -> bool:
    if re.fullmatch(r"[0-9]{4}", text) or _MONTH.fullmatch(text):
        return True
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _benefit_kind(value: Any, findings: Findings) -> str:
    return read_choice(value, findings, BENEFIT_KINDS)


_READERS: dict[tuple[type[Any] | None, str], Callable[[Any, Findings], Any]] = {
    (None, "year"): read_year,
    (None, "date"): read_date,
    (None, "amount_yuan"): read_amount,
    (None, "benefit_yuan"): read_amount,
    (None, "honours"): read_texts,
    (Benefit, "kind"): _benefit_kind,
}


def _read_row(data: dict[str, Any], row_type: type[Any], findings: Findings) -> Any:
    known = [item for item in fields(row_type) if item.name not in _DATABASE_FIELDS]
    note_unknown(data, [item.name for item in known], findings)
    values: dict[str, Any] = {}
    for item in known:
        read = _READERS.get((row_type, item.name)) or _READERS.get((None, item.name), read_text)
        with findings.at(item.name):
            if item.name in data:
                values[item.name] = read(data[item.name], findings)
            elif item.default is MISSING and item.default_factory is MISSING:
                findings.add(Fault.MISSING)
                values[item.name] = ""
    return row_type(**values)
