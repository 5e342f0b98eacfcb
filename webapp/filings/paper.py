"""The filled form as a Word file, and whether a template fits a form; both made in the limited child process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from webapp.base.files.sandbox import ask_child
from webapp.base.files.store import FileStore
from webapp.filings.filling import Filled, context_of
from webapp.filings.form_file import OfficialForm

CHILD = "webapp.filings.child"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class TemplateCheck:
    """How a template fits its form: fields of the form it does not show, and names it asks for that no field has."""

    unused: tuple[str, ...]
    unknown: tuple[str, ...]


def template_of(form: OfficialForm, folder: Path) -> Path | None:
    """The template that comes with the program; None when there is none."""
    found = sorted(folder.glob(f"*-{form.key}.docx"))
    return found[0] if found else None


def word_file(store: FileStore, template: Path, filled: Filled) -> bytes:
    """The form filled in. Raises ExtractionFailed when the template cannot be filled within the limits."""
    with store.scratch() as room:
        values, target = room / "values.json", room / "form.docx"
        values.write_text(json.dumps(context_of(filled)), "utf-8")
        ask_child("fill", template, str(values.absolute()), str(target.absolute()), module=CHILD)
        return target.read_bytes()


def check_template(template: Path, form: OfficialForm) -> TemplateCheck:
    """What the template shows and what it does not. Raises ExtractionFailed for what is no template."""
    rows = ask_child("check", template, module=CHILD)
    names: Sequence[str] = next((row[1:] for row in rows if row[0] == "placeholders"), [])
    keys = [item.key for item in form.fields]
    return TemplateCheck(
        unused=tuple(key for key in keys if key not in names),
        unknown=tuple(sorted(name for name in names if name not in keys)),
    )
