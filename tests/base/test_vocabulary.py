"""Vocabularies: what is published with the archive is complete, and every fault of a file is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webapp.base.vocabulary import Term, VocabularyProblem, load_vocabularies, load_vocabulary
from webapp.documents.content import Kind

CONTENT = Path(__file__).parents[2] / "content"
PUBLISHED = load_vocabularies(CONTENT / "vocabularies")


def write(folder: Path, text: str) -> Path:
    path = folder / "trades.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_terms_are_read_in_order(tmp_path: Path) -> None:
    path = write(tmp_path, "- {key: b, zh: 乙, en: B, parent: a}\n- {key: a, zh: 甲, en: A, aliases: [老甲, no]}\n")
    assert load_vocabulary(path) == (
        Term("trades", "b", "乙", "B", "a"),
        Term("trades", "a", "甲", "A", "", ("老甲", "no")),
    )
    assert list(load_vocabularies(tmp_path)) == ["trades"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- {key: a, zh: 甲, en: A}\n- {key: a, zh: 乙, en: B}\n", "duplicate key a"),
        ("- {key: a, zh: 甲, en: A}\n- {key: b, zh: 甲, en: B}\n", "甲 names both a and b"),
        ("- {key: a, zh: 甲, en: A}\n- {key: b, zh: 乙, en: B, aliases: [甲]}\n", "甲 names both a and b"),
        ("- {key: a, zh: 甲, en: A, aliases: [甲]}\n", "甲 names both a and a"),
        ("- {key: a, zh: 甲, en: A, parent: z}\n", "parent z of a is missing"),
        ("- {key: a, zh: 甲, en: A, parent: b}\n- {key: b, zh: 乙, en: B, parent: a}\n", "a is above itself"),
        ("- {key: a, zh: 甲}\n", r"term 1 \(a\): en is missing"),
        ("- {key: a, zh: 甲, en: ' '}\n", "en is missing"),
        ("- {key: a, en: A}\n", "zh is missing"),
        ("- {zh: 甲, en: A}\n", "key is missing"),
        ("- {key: 甲, zh: 甲, en: A}\n", "not snake case"),
        ("- {key: A-b, zh: 甲, en: A}\n", "not snake case"),
        ("- {key: a, zh: 甲, en: A, colour: red}\n", "unknown colour"),
        ("- {key: a, zh: 甲, en: A, aliases: x}\n", "aliases is not a list"),
        ("- a\n", "term 1 is not a mapping"),
        ("key: a\n", "not a list"),
        ("- key: [\n", "trades.yaml:2"),
        ("- {key: a, key: b, zh: 甲, en: A}\n", "duplicate key: key"),
    ],
)
def test_faults_name_file_and_term(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(VocabularyProblem, match=fault) as caught:
        load_vocabulary(write(tmp_path, text))
    assert str(caught.value).startswith("trades.yaml")


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "trades.yaml"
    path.write_bytes("- 甲".encode("gb18030"))
    with pytest.raises(VocabularyProblem, match=r"trades\.yaml"):
        load_vocabulary(path)


def test_every_published_term_has_english_without_chinese() -> None:
    for terms in PUBLISHED.values():
        for term in terms:
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9 ,'()\-]+", term.en), term


def test_english_names_are_distinct() -> None:
    for name, terms in PUBLISHED.items():
        english = [(term.en, term.parent) for term in terms]
        assert len(set(english)) == len(english), name


def test_published_terms_fit_their_columns() -> None:
    for terms in PUBLISHED.values():
        assert all(len(term.key) <= 64 and len(term.zh) <= 120 and len(term.en) <= 160 for term in terms)


def test_the_vocabularies_there_must_be() -> None:
    assert set(PUBLISHED) >= {"industries", "trades", "regions", "honours", "kinds", "organisation_kinds", "levels"}
    assert [term.key for term in PUBLISHED["kinds"]] == [kind.value for kind in Kind]
    provinces = [term for term in PUBLISHED["regions"] if not term.parent]
    assert len(provinces) == 34
    assert {"national", "provincial", "city", "district", "enterprise"} <= {term.key for term in PUBLISHED["levels"]}
