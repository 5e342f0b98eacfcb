"""Where the child process of importing begins; apart, so that the site need not load what only the child uses."""

from __future__ import annotations

MODULE = "webapp.importing.child"
