"""Script injections in every place of a document come out dead, judged by a parser that knows nothing of ours."""

from __future__ import annotations

import pytest

from tests.hostile.html_judge import dangers
from tests.hostile.markdown_attacks import ATTACKS
from tests.hostile.markdown_contexts import CONTEXTS, documents
from webapp.base.markdown import render, sanitize


@pytest.mark.parametrize("place", CONTEXTS)
def test_no_attack_is_alive_in_this_place(place: str) -> None:
    for attack in ATTACKS:
        html = render(documents(attack)[place], id_prefix="s-x-")
        assert dangers(html) == [], (attack, html)
        assert sanitize(html, id_prefix="s-x-") == html, attack


def test_no_attack_is_alive_when_sanitised_as_html() -> None:
    for attack in ATTACKS:
        html = sanitize(attack)
        assert dangers(html) == [], (attack, html)
        assert sanitize(html) == html, attack


@pytest.mark.parametrize(
    "html",
    [
        "<p onclick=x>a",
        "<script>x</script>",
        '<a href="java&#9;script:x">a</a>',
        "<img src=//example.org/x>",
        "<svg></svg>",
        "<!-- x -->",
        "<p style=x>a",
        "<input>",
        "<h1>a</h1>",
    ],
)
def test_the_judge_sees_what_is_alive(html: str) -> None:
    assert dangers(html)


def test_most_of_the_list_is_alive_before_it_is_sanitised() -> None:
    assert sum(bool(dangers(attack)) for attack in ATTACKS) > 120
