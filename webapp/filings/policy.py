"""Who may fill forms: those who write the document. Who keeps the forms: administrators."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from webapp.base.actor import Actor, Role
from webapp.documents.models import Document
from webapp.documents.policy import can_write, writable_by


def can_file(actor: Actor, document: Document) -> bool:
    """Whether the actor may fill and file forms for this document, and see what was filed."""
    return can_write(actor, document)


def fileable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Document."""
    return writable_by(actor)


def keeps_forms(actor: Actor) -> bool:
    """Whether the actor may add, change and retire official forms."""
    return actor.has(Role.ADMINISTRATOR)
