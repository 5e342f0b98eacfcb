"""What a person typed: nothing is an error, nothing is syntax but quotes and minus."""

from __future__ import annotations

import random
import sys

import pytest

from webapp.search.language import CLAUSE_LIMIT, TEXT_LIMIT, Clause, Role, parse


def test_words_phrases_and_minus() -> None:
    assert parse('钻模 "龙门铣" -铸造 -“粗 镗”').clauses == (
        Clause(Role.WORD, "钻模"),
        Clause(Role.PHRASE, "龙门铣"),
        Clause(Role.NOT, "铸造"),
        Clause(Role.NOT, "粗 镗"),
    )


@pytest.mark.parametrize("text", ["6205-2RS", "-5℃", "a-b", "GB-T", "--", "5 - 3"])
def test_a_minus_inside_or_before_figures_excludes_nothing(text: str) -> None:
    assert parse(text).excluded == ()


@pytest.mark.parametrize("text", ["“钻模”", "「钻模」", '"钻模"', "『钻模』"])
def test_all_quotes_are_quotes(text: str) -> None:
    assert parse(text).phrases == ("钻模",)


def test_a_quote_left_open_is_nothing() -> None:
    assert parse('"钻模 夹具').words == ("钻模", "夹具")


@pytest.mark.parametrize("text", ["", "   ", "()", "\x00", "?*", "\u200b", '""', "-", "。。。"])
def test_nothing_to_search(text: str) -> None:
    assert parse(text).clauses == ()


def test_whoosh_syntax_is_only_words() -> None:
    assert parse("title:钻模* [a TO z] NOT x~2").words == ("title:钻模*", "[a", "TO", "z]", "NOT", "x~2")


def test_limits() -> None:
    assert len(parse("字 " * 5000).clauses) == CLAUSE_LIMIT
    assert len("".join(clause.text for clause in parse("字" * 100_000).clauses)) == TEXT_LIMIT


def test_any_text_is_parsed() -> None:
    chance = random.Random(7)
    signs = list("\"“”「」-－ 钻a5('\\:*?~^[]{}\x00\ud83d") + [
        chr(chance.randrange(sys.maxunicode)) for _ in range(200)
    ]
    for _ in range(2000):
        query = parse("".join(chance.choices(signs, k=chance.randrange(40))))
        assert len(query.clauses) <= CLAUSE_LIMIT
        assert all(clause.text for clause in query.clauses)
