"""Two people changed the same entry: both texts side by side, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict
from webapp.directory.actions.changing import Present
from webapp.directory.queries.finding import last_change
from webapp.web.forms import Form
from webapp.web.i18n import show_moment
from webapp.web.site import reading

Run = tuple[str, str]
_LONG = 4000


def conflict_page(
    refusal: Conflict, form: Form, subject: tuple[str, int], title: str, address: str, typed: dict[str, str]
) -> ResponseReturnValue:
    """The page with what stands there now and what was typed, 409. ``typed`` is by names of fields, as texts."""
    present: Present = refusal.present
    with reading() as session:
        change = last_change(session, *subject)
    return (
        render_template(
            "errors/conflict.html",
            title=title,
            thing_url=address,
            action=request.path,
            version=present.revision,
            version_field="revision",
            changed_by=change.name if change else "",
            changed_at=show_moment(change.at) if change else "",
            sections=list(_sections(form, present, typed)),
            fields=[(name, value) for name, value in request.form.items(multi=True)],
        ),
        409,
    )


def _sections(form: Form, present: Present, typed: dict[str, str]) -> Iterable[dict[str, Any]]:
    for name, theirs in present.values.items():
        mine = typed.get(name)
        if mine is not None and name in form and mine.strip() != theirs.strip():
            yield {"label": form[name].label.text, "lines": [runs(theirs, mine)]}


def runs(old: str, new: str) -> tuple[list[Run], list[Run]]:
    """Two texts as runs marked '' (the same), 'del' or 'ins', compared by character."""
    if len(old) + len(new) > _LONG:
        return [("del", old)], [("ins", new)]
    left: list[Run] = []
    right: list[Run] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if i1 < i2:
            left.append(("" if kind == "equal" else "del", old[i1:i2]))
        if j1 < j2:
            right.append(("" if kind == "equal" else "ins", new[j1:j2]))
    return left, right
