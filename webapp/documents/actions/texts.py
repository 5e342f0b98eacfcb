"""Putting a text into a version, and adding a document under a new number."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.documents.content import Content, content_hash, field_names, to_json
from webapp.documents.linking import link_directory
from webapp.documents.models import Document, Version, VersionEditor
from webapp.documents.number import SERIAL_LIMIT, make_number

TITLE_COLUMN = 200
KEY_COLUMN = 64
NUMBER_ATTEMPTS = 50
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")


def put_text(
    session: Session,
    actor: Actor,
    document: Document,
    version: Version,
    content: Content,
    rendered: Mapping[str, str],
    renderer: str,
) -> None:
    """Make this the text of the version: canonical form, hash, columns for lists, HTML, editor, directory links.

    Needs ``editors``, ``people`` and ``organisations`` loaded. Raises Invalid for text no database can hold.
    """
    fill_text(actor, version, content, rendered, renderer)
    session.add(version)
    session.flush()
    link_directory(session, actor, document, version, content)


def fill_text(actor: Actor, version: Version, content: Content, rendered: Mapping[str, str], renderer: str) -> None:
    """The same without writing it and without the links."""
    canonical = to_json(content)
    _refuse_impossible(canonical, content)
    version.content = canonical
    version.content_hash = content_hash(content)
    version.title = content.title[:TITLE_COLUMN]
    version.summary = content.summary
    version.year = content.year
    version.industry = content.industry[:KEY_COLUMN]
    version.trade = content.trade[:KEY_COLUMN]
    version.region = content.region[:KEY_COLUMN]
    version.rendered = dict(rendered)
    version.renderer_version = renderer
    version.edited_at = now()
    name_editor(version, actor)


def name_editor(version: Version, actor: Actor) -> None:
    """Remember that this account changed the text; the program itself is nobody's reviewer and is not remembered."""
    if actor.account_id is None or actor.is_system:
        return
    if all(editor.account_id != actor.account_id for editor in version.editors):
        version.editors.append(VersionEditor(account_id=actor.account_id))


def add_document(session: Session, document: Document, number: str = "") -> Document:
    """Store a new document under this number, or under a random free one of this year.

    Raises Conflict('number') when the number given is taken.
    """
    for _ in range(1 if number else NUMBER_ATTEMPTS):
        document.number = number or make_number(today().year, random_serial())
        taken = session.scalar(select(Document.id).where(Document.number == document.number))
        if taken is None and _added(session, document):
            return document
    raise Conflict("number")


def random_serial() -> int:
    """A serial that tells nothing about how many documents there are."""
    return 1 + secrets.randbelow(SERIAL_LIMIT)


def fields_changed(before: Content, after: Content) -> list[str]:
    """Names of the fields in which two contents differ."""
    return [name for name in field_names() if getattr(before, name) != getattr(after, name)]


def described(version: Version) -> dict[str, Any]:
    """What the journal keeps of a version: enough to prove what stood there, not the text itself."""
    return {
        "ordinal": version.ordinal,
        "state": str(version.state),
        "visibility": str(version.visibility),
        "title": version.title,
        "hash": version.content_hash,
    }


def _added(session: Session, document: Document) -> bool:
    try:
        with session.begin_nested():
            session.add(document)
    except IntegrityError:
        return False
    return True


def _refuse_impossible(canonical: str, content: Content) -> None:
    if _IMPOSSIBLE.search(canonical) or "\\u0000" in canonical:
        raise Invalid(Fault("content", "not_text"))
    if content.year is not None and not 0 < content.year < 10000:
        raise Invalid(Fault("year", "not_a_year"))
