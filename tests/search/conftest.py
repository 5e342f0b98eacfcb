"""The small archive, indexed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.search.archive import ENTRIES, LEXICON
from webapp.search.analysis import Analyser
from webapp.search.lexicon import parse_lexicon
from webapp.search.site import SearchSite


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return Analyser(parse_lexicon(LEXICON))


@pytest.fixture(scope="session")
def lexicon_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lexicon")
    for name, text in LEXICON.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def open_site(tmp_path: Path, lexicon_folder: Path) -> Callable[[], SearchSite]:
    return lambda: SearchSite(tmp_path / "index", lexicon_folder)


@pytest.fixture
def site(open_site: Callable[[], SearchSite]) -> SearchSite:
    site = open_site()
    site.apply(ENTRIES, [], position=10, epoch="e1")
    return site
