"""The published library: every file is right, canonical, and refers to entries that exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from webapp.base.plain_yaml import load_plain
from webapp.base.vocabulary import load_vocabularies
from webapp.documents import library_file
from webapp.documents.content import Kind
from webapp.documents.library_file import LibraryFile
from webapp.documents.number import make_number

CONTENT = Path(__file__).parents[2] / "content"
VOCABULARIES = load_vocabularies(CONTENT / "vocabularies")
PATHS = sorted((CONTENT / "library").glob("*/*.md"), key=lambda path: path.name)
TEXTS = {path: path.read_bytes().decode() for path in PATHS}
FILES: Mapping[Path, LibraryFile] = {
    path: library_file.parse(text, path.name, VOCABULARIES) for path, text in TEXTS.items()
}


def directory(name: str) -> list[dict[str, Any]]:
    rows = load_plain((CONTENT / "directory" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(rows, list)
    return rows


def keys(vocabulary: str) -> set[str]:
    return {term.key for term in VOCABULARIES[vocabulary]}


ORGANISATIONS = directory("organisations")
PEOPLE = directory("people")
STUDIOS = directory("studios")


def test_there_are_120_documents_of_four_kinds() -> None:
    assert Counter(file.kind for file in FILES.values()) == {
        Kind.INNOVATION: 44,
        Kind.OPERATION_METHOD: 34,
        Kind.PROCESS_IMPROVEMENT: 30,
        Kind.HANDBOOK: 12,
    }


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem[:3])
def test_each_file_is_canonical(path: Path) -> None:
    assert library_file.format(FILES[path]) == TEXTS[path]


def test_each_file_lies_in_the_folder_of_its_kind_under_its_number() -> None:
    for path, file in FILES.items():
        assert path.parent.name == file.kind.value
        assert file.number == make_number(2025, int(path.name[:3]))
    assert len({file.number for file in FILES.values()}) == len(FILES)


def test_every_document_is_public_and_says_what_where_and_from_which_source() -> None:
    for path, file in FILES.items():
        content = file.content
        assert file.visibility == "public", path
        assert content.summary, path
        assert content.industry, path
        assert content.industry_label, path
        assert content.trade, path
        assert content.trade_label, path
        assert content.sources, path
        assert bool(content.region) == bool(content.region_label), path
        assert {"problem", "method", "effect"} <= set(content.sections), path
        assert not (content.steps and "procedure" in content.sections), path


def test_owners_and_participants_are_in_the_directory() -> None:
    names = {row["name"] for row in ORGANISATIONS}
    for path, file in FILES.items():
        assert file.organisation in names, path
        assert {participant.name for participant in file.content.organisations} <= names, path


def test_contributors_are_in_the_directory_unless_the_source_gives_no_name() -> None:
    people = {(row["name"], row.get("organisation", "")): row for row in PEOPLE}
    for path, file in FILES.items():
        for contributor in file.content.contributors:
            if contributor.name.startswith("某"):
                continue
            row = people[contributor.name, contributor.organisation]
            titles = [honour["title"] for honour in row.get("honours", [])]
            for honour in contributor.honours:
                assert any(title.startswith(honour) for title in titles), (path, honour)


def test_studios_are_in_the_directory_with_their_leader() -> None:
    studios = {(row["name"], row["organisation"]) for row in STUDIOS}
    people = {(row["name"], row.get("organisation", "")) for row in PEOPLE}
    for path, file in FILES.items():
        assert not file.studio or (file.studio, file.organisation) in studios, path
    assert all((row["leader"], row["organisation"]) in people for row in STUDIOS if "leader" in row)


def test_no_entry_of_the_directory_comes_twice() -> None:
    names = [name for row in ORGANISATIONS for name in (row["name"], *row.get("aliases", []))]
    assert len(set(names)) == len(names)
    for rows in (PEOPLE, STUDIOS):
        pairs = [(row["name"], row.get("organisation", "")) for row in rows]
        assert len(set(pairs)) == len(pairs)


def test_the_directory_uses_known_keys_and_terms() -> None:
    names = {row["name"] for row in ORGANISATIONS}
    known = {
        "organisations": {"name", "kind", "region", "industry", "aliases", "remark"},
        "people": {"name", "organisation", "post", "trade", "region", "industry", "honours"},
        "studios": {
            *("name", "level", "organisation", "leader", "founded_year", "industry", "trade", "region", "remark"),
        },
    }
    for name, rows in (("organisations", ORGANISATIONS), ("people", PEOPLE), ("studios", STUDIOS)):
        for row in rows:
            assert row.keys() <= known[name], row
            assert row.get("industry", "steel") in keys("industries"), row
            assert row.get("region", "hunan") in keys("regions"), row
            assert row.get("trade", "fitter") in keys("trades"), row
            assert row.get("kind", "enterprise") in keys("organisation_kinds"), row
            assert row.get("level", "national") in keys("levels"), row
            assert name == "organisations" or row.get("organisation", "江麓集团传动分厂") in names, row


def test_honours_of_people_name_terms_and_levels() -> None:
    for row in PEOPLE:
        for honour in row.get("honours", []):
            assert honour.keys() <= {"term", "title", "level", "year"}, row
            assert honour["title"], row
            assert honour.get("term", "great_craftsman") in keys("honours"), row
            assert honour.get("level", "national") in keys("levels"), row


def test_figures_are_kept_as_written() -> None:
    crane = next(file for path, file in FILES.items() if path.name.startswith("010-"))
    assert [(row.before, row.after, row.unit) for row in crane.content.measures] == [
        ("72.6", "79.68", "%"),
        ("11—12", "35", "箱/小时"),
        ("", "6×12", "厘米"),
    ]
