"""Two people changed the same entry: both texts side by side with who was quicker, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator

from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Present
from webapp.directory.queries.finding import last_change
from webapp.web.both_sides import Sides, both_sides
from webapp.web.forms import Form
from webapp.web.i18n import show_moment
from webapp.web.site import reading


def conflict_page(
    refusal: Conflict, form: Form, subject: tuple[str, int], title: str, address: str, typed: dict[str, str]
) -> ResponseReturnValue:
    """The page with what stands there now and what was typed, 409. ``typed`` is by names of fields, as texts."""
    present: Present = refusal.present
    with reading() as session:
        change = last_change(session, *subject)
    name, moment = (change.name, show_moment(change.at)) if change else ("", "")
    return both_sides(title, address, present.revision, _texts(form, present, typed), name, moment)


def _texts(form: Form, present: Present, typed: dict[str, str]) -> Iterator[Sides]:
    for name, theirs in present.values.items():
        mine = typed.get(name)
        if mine is not None and name in form:
            yield form[name].label.text, theirs, mine
