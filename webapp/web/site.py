"""What one running application stands on, and the ways to its database from a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from flask import current_app
from sqlalchemy.orm import Session

from webapp.base.database import Database
from webapp.base.files.store import FileStore
from webapp.base.jobs import Background, Handler
from webapp.base.markdown import Renderer

if TYPE_CHECKING:
    from webapp.settings import Settings

EXTENSION = "archive"


@dataclass(slots=True)
class Site:
    """The parts of a running application. ``parts`` holds what upper layers add, under their own name."""

    settings: Settings
    database: Database
    files: FileStore
    renderer: Renderer
    jobs: dict[str, Handler] = field(default_factory=dict)
    background: Background | None = None
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)


def site() -> Site:
    """The site of the present application."""
    return cast(Site, current_app.extensions[EXTENSION])


@contextmanager
def reading() -> Iterator[Session]:
    """A session in which nothing can be changed."""
    with site().database.reading() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A session in one transaction. Followers of the change feed are woken once it is committed."""
    with site().database.writing() as session:
        yield session
    for wake in site().after_commit:
        wake()
