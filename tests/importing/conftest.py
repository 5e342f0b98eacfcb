"""A writer, files to bring in, and the background done by hand."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.importing.word_files import make_with_word_library
from tests.make import Make
from webapp.base.actor import Actor
from webapp.directory.models import Studio
from webapp.documents.content import Kind
from webapp.importing.actions.beginning import BeginImport, Brought, begin_import
from webapp.importing.work import Work
from webapp.web.site import Site


@pytest.fixture(scope="session")
def word_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word files that need no office program."""
    folder = tmp_path_factory.mktemp("word")
    make_with_word_library(folder)
    return folder


@pytest.fixture
def writer(make: Make) -> Actor:
    """A member of a studio."""
    return make.writer()


@pytest.fixture
def work(site: Site) -> Work:
    """The background, run by hand."""
    return Work(site)


Bring = Callable[[Actor, Mapping[str, bytes]], str]


@pytest.fixture
def bring(site: Site, make: Make) -> Bring:
    """Begins an import of these files by name; its key."""

    def begin(actor: Actor, files: Mapping[str, bytes]) -> str:
        staged = [Brought(site.files.stage(io.BytesIO(data), 1 << 28), name) for name, data in files.items()]
        with make.writing() as session:
            studio_id = min(actor.studio_ids)
            organisation_id = session.get_one(Studio, studio_id).organisation_id or 0
            command = BeginImport(organisation_id, studio_id, Kind.INNOVATION, staged)
            return begin_import(session, actor, site.files, command).key

    return begin
