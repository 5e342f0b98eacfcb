"""Finding patents by what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Invalid
from webapp.patents.models import Patent
from webapp.patents.numbers import parse_number
from webapp.patents.policy import patents_kept_by, patents_readable_by

FOUND_LIMIT = 20


def found_patents(session: Session, actor: Actor, text: str) -> Sequence[Patent]:
    """Patents by name or number; without a text the newest of the actor's own side."""
    condition = named(text) if text else patents_kept_by(actor)
    return session.scalars(
        select(Patent)
        .where(patents_readable_by(actor), Patent.removed_at.is_(None), condition)
        .order_by(Patent.id.desc())
        .limit(FOUND_LIMIT)
    ).all()


def named(text: str) -> ColumnElement[bool]:
    """The name or a number contains what was typed; a whole number is found however it is written.

    Without a digit it is no number, and a hundred thousand of them need not be looked through.
    """
    in_title = Patent.title.icontains(text, autoescape=True)
    if not any(each.isdigit() for each in text):
        return in_title
    alternatives: list[ColumnElement[bool]] = [
        in_title,
        Patent.typed_number.icontains(text, autoescape=True),
        Patent.publication_number.icontains(text, autoescape=True),
        Patent.grant_number.icontains(text, autoescape=True),
    ]
    try:
        alternatives.append(Patent.number == parse_number(text).number)
    except Invalid:
        alternatives.append(Patent.number.icontains("".join(text.split()), autoescape=True))
    return or_(*alternatives)
