"""Somebody else was quicker (409): what stands there now beside what was typed; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Present
from webapp.web.forms import Form

Run = tuple[str, str]
Sides = tuple[str, str, str]
"""What a text is called, what stands there now, and what was typed."""

_LONG = 4000


def both_sides(
    title: str, address: str, revision: int, texts: Iterable[Sides], changed_by: str = "", changed_at: str = ""
) -> ResponseReturnValue:
    """The page with the texts that differ, 409; what is sent again from there replaces what stands there."""
    page = render_template(
        "errors/conflict.html",
        title=title,
        thing_url=address,
        action=request.path,
        version=revision,
        version_field="revision",
        changed_by=changed_by,
        changed_at=changed_at,
        sections=[
            {"label": label, "lines": [runs(theirs, mine)]}
            for label, theirs, mine in texts
            if theirs.strip() != mine.strip()
        ],
        fields=list(request.form.items(multi=True)),
    )
    return page, 409


def form_beside(refusal: Conflict, form: Form, title: str, address: str) -> ResponseReturnValue:
    """The same for a form of plain texts; raises the refusal again when it is about something else than texts."""
    if not isinstance(refusal.present, Present):
        raise refusal
    return both_sides(title, address, refusal.present.revision, _typed(form, refusal.present))


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


def _typed(form: Form, present: Present) -> Iterator[Sides]:
    for name, theirs in present.values.items():
        yield form[name].label.text, theirs, form[name].data or ""
