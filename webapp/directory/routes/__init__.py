"""Pages of the directory, one module for each purpose; importing a module registers its pages on the blueprint."""

from __future__ import annotations

import webapp.directory.routes.adding
import webapp.directory.routes.editing
import webapp.directory.routes.ledger
import webapp.directory.routes.lists
import webapp.directory.routes.members
import webapp.directory.routes.merging
import webapp.directory.routes.pages
import webapp.directory.routes.portraits
import webapp.directory.routes.terms  # noqa: F401 - each registers its pages
from webapp.directory.routes.part import blueprint
from webapp.directory.routes.showing import install

__all__ = ["blueprint", "install"]
