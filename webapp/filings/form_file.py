"""What an official form asks for, as data: read from ``content/forms/<key>.yaml`` or from what an administrator wrote.

A form is a list of items in the order of the paper: headings, fields and places to sign. A field is filled from a
``source`` of the catalogue or asks somebody (``ask``); what was answered for one form is kept for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webapp.base.plain_yaml import PlainYamlError, load_plain
from webapp.documents.content import Kind
from webapp.filings.catalogue import ROWS, TEXTS, RowSource, TextSource
from webapp.filings.eligibility import RULES

KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ASKS = ("line", "text", "date", "yes_no")
FORM_LIMIT = 60_000
ITEM_LIMIT = 120
_FORM_KEYS = frozenset({"key", "zh", "en", "kinds", "basis_zh", "basis_en", "checks", "items"})
_ITEM_KEYS = {
    "heading": frozenset({"heading", "en"}),
    "sign": frozenset({"sign", "en"}),
    "field": frozenset(
        {"field", "zh", "en", "source", "ask", "required", "limit", "each", "rows", "help_zh", "help_en"}
    ),
}


class FormProblem(ValueError):
    """A form is wrong; ``problems`` name the place and the fault, in the language of the code: English words only."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a form. ``kind`` is heading, sign or field.

    ``limit`` counts characters of a text, ``each`` characters of one cell of rows, ``rows`` how many rows there may
    be; 0 means no limit. ``source`` names an entry of the catalogue, ``ask`` how the answer is typed.
    """

    kind: str
    zh: str
    en: str = ""
    key: str = ""
    source: str = ""
    ask: str = ""
    required: bool = False
    limit: int = 0
    each: int = 0
    rows: int = 0
    help_zh: str = ""
    help_en: str = ""

    @property
    def is_rows(self) -> bool:
        """Whether it holds a list of rows."""
        return self.source in ROWS


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """One form: for which kinds of document, on which rule it rests, what it checks and what it asks."""

    key: str
    zh: str
    en: str
    kinds: frozenset[Kind]
    basis_zh: str
    basis_en: str
    checks: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def fields(self) -> tuple[Item, ...]:
        """The items that hold something."""
        return tuple(item for item in self.items if item.kind == "field")

    @property
    def asked(self) -> tuple[Item, ...]:
        """The fields somebody has to answer."""
        return tuple(item for item in self.fields if item.ask)


def load_forms(folder: Path) -> dict[str, OfficialForm]:
    """The forms of a folder by key, in the order of their files. Raises FormProblem."""
    forms: dict[str, OfficialForm] = {}
    for path in sorted(folder.glob("*.yaml")):
        form = read_form(path.read_text(encoding="utf-8"), path.name)
        if form.key != path.stem.partition("-")[2]:
            raise FormProblem([f"{path.name}: the file is named <number>-<key>.yaml"])
        forms[form.key] = form
    return forms


def read_form(text: str, name: str = "form") -> OfficialForm:
    """One form. Raises FormProblem with every fault found."""
    if len(text) > FORM_LIMIT:
        raise FormProblem([f"{name}: longer than {FORM_LIMIT} characters"])
    try:
        data = load_plain(text)
    except PlainYamlError as error:
        raise FormProblem([f"{name}: line {error.line}: {error}"]) from error
    if not isinstance(data, dict):
        raise FormProblem([f"{name}: not a mapping"])
    problems = list(_form_problems(name, data))
    if problems:
        raise FormProblem(problems)
    return OfficialForm(
        key=data["key"],
        zh=data["zh"],
        en=data["en"],
        kinds=frozenset(Kind(each) for each in data["kinds"]),
        basis_zh=data.get("basis_zh") or "",
        basis_en=data.get("basis_en") or "",
        checks=tuple(data.get("checks") or ()),
        items=tuple(_item(row) for row in data["items"]),
    )


def _item(row: Mapping[str, Any]) -> Item:
    if "heading" in row or "sign" in row:
        kind = "heading" if "heading" in row else "sign"
        return Item(kind, zh=row[kind], en=row.get("en") or row[kind])
    source = row.get("source") or ""
    label: TextSource | RowSource | None = TEXTS.get(source) or ROWS.get(source)
    return Item(
        kind="field",
        key=row["field"],
        zh=row.get("zh") or (label.zh if label else ""),
        en=row.get("en") or (label.en if label else ""),
        source=source,
        ask=row.get("ask") or "",
        required=row.get("required") == "true",
        limit=int(row.get("limit") or 0),
        each=int(row.get("each") or 0),
        rows=int(row.get("rows") or 0),
        help_zh=row.get("help_zh") or "",
        help_en=row.get("help_en") or "",
    )


def _form_problems(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(data.keys() - _FORM_KEYS):
        yield f"{name}: unknown {key}"
    for key in ("key", "zh", "en"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            yield f"{name}: {key} is missing"
    if isinstance(data.get("key"), str) and not KEY.fullmatch(data["key"]):
        yield f"{name}: key is not snake case ASCII"
    kinds = data.get("kinds")
    if not isinstance(kinds, list) or not kinds or not all(each in set(Kind) for each in kinds):
        yield f"{name}: kinds is a list of {', '.join(Kind)}"
    checks = data.get("checks") or []
    if not isinstance(checks, list):
        yield f"{name}: checks is not a list"
    else:
        yield from (f"{name}: unknown check {each}" for each in checks if each not in RULES)
    for key in ("basis_zh", "basis_en"):
        if data.get(key) is not None and not isinstance(data[key], str):
            yield f"{name}: {key} is not a text"
    yield from _item_problems(name, data.get("items"))


def _item_problems(name: str, rows: Any) -> Iterator[str]:
    if not isinstance(rows, list) or not rows:
        yield f"{name}: items is not a list"
        return
    if len(rows) > ITEM_LIMIT:
        yield f"{name}: more than {ITEM_LIMIT} items"
    keys: set[str] = set()
    for index, row in enumerate(rows, start=1):
        where = f"{name}: items[{index}]"
        kind = next((each for each in _ITEM_KEYS if isinstance(row, dict) and each in row), "")
        if not kind:
            yield f"{where}: needs heading, sign or field"
            continue
        if not all(value is None or isinstance(value, str) for value in row.values()):
            yield f"{where}: every value is a text"
            continue
        yield from (f"{where}: unknown {key}" for key in sorted(row.keys() - _ITEM_KEYS[kind]))
        if kind == "field":
            yield from _field_problems(where, row, keys)
            keys.add(row["field"])


def _field_problems(where: str, row: Mapping[str, str], keys: set[str]) -> Iterator[str]:
    if not KEY.fullmatch(row["field"] or ""):
        yield f"{where}: field is not snake case ASCII"
    if row["field"] in keys:
        yield f"{where}: {row['field']} comes twice"
    source, ask = row.get("source") or "", row.get("ask") or ""
    if bool(source) == bool(ask):
        yield f"{where}: has either a source or an ask"
    if source and source not in TEXTS and source not in ROWS:
        yield f"{where}: unknown source {source}"
    if ask and ask not in ASKS:
        yield f"{where}: ask is one of {', '.join(ASKS)}"
    if ask and not ((row.get("zh") or "").strip() and (row.get("en") or "").strip()):
        yield f"{where}: what is asked needs zh and en"
    if (row.get("required") or "false") not in ("true", "false"):
        yield f"{where}: required is true or false"
    for key in ("limit", "each", "rows"):
        if row.get(key) and not re.fullmatch(r"[1-9][0-9]{0,4}", row[key]):
            yield f"{where}: {key} is not a number"
