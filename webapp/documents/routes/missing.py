"""What is still missing before a draft can be handed in, as a list that leads to the fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from webapp.base.errors import Fault
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents import wording
from webapp.documents.checks import submission_faults
from webapp.documents.content import Content, Kind
from webapp.documents.disclosure import DECLARED, Disclosure
from webapp.documents.library_fields import TERM_FIELDS
from webapp.documents.models import Document
from webapp.documents.routes.surroundings import present_rules


class Missing(TypedDict):
    """One thing to do: the field's place in the page and what it lacks."""

    field: str
    words: str


def missing_of(kind: Kind, content: Content, faults: Sequence[Fault] = ()) -> list[Missing]:
    """Everything that has to be mended before this content may be handed in, in the order of the rules."""
    words = present_vocabularies()
    terms = {vocabulary: frozenset(words.terms.get(vocabulary, {})) for vocabulary in TERM_FIELDS.values()}
    found = (*faults, *submission_faults(kind, content, present_rules(), terms))
    return [{"field": anchor_of(fault.field), "words": _words(fault)} for fault in found]


def undeclared(document: Document, typed: str) -> tuple[Fault, ...]:
    """That the document's secrecy is neither declared nor typed as a declaration; the action asks for it as well."""
    missing = document.disclosure == Disclosure.UNDECLARED and typed not in DECLARED
    return (Fault("disclosure", "undeclared"),) if missing else ()


def anchor_of(name: str) -> str:
    """Where the editor shows a field."""
    return {"sections": "group-text", "content": "group-basics"}.get(name, name.replace(".", "-"))


def _words(fault: Fault) -> str:
    return wording.field_label(fault.field) if fault.code == "required" else wording.fault_sentence(fault)
