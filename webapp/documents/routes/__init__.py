"""Pages of documents, one module for each purpose; importing a module registers its pages on the blueprint."""

from __future__ import annotations

from webapp.documents.routes.part import blueprint

__all__ = ["blueprint"]
