"""The allow-list, links and pictures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.html_judge import dangers
from webapp.base.markdown import render, sanitize

EXTERNAL = 'rel="noopener nofollow" class="external"'


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a", "http://example.org", "//example.org/a", "HTTPS://EXAMPLE.ORG", "/\t/example.org"],
)
def test_links_to_other_hosts_are_marked(address: str) -> None:
    assert EXTERNAL in sanitize(f'<a href="{address}" class="x" rel="opener">甲</a>')


@pytest.mark.parametrize("address", ["/d/1", "#装夹", "?page=2", "d/1", "mailto:a@example.org"])
def test_other_links_are_not_marked(address: str) -> None:
    html = sanitize(f'<a href="{address}" class="external" rel="noopener nofollow">甲</a>')

    assert html == f'<a href="{address}">甲</a>'


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "\\\\host\\share", "/\\example.org", "ftp://a", "vbscript:x"]
)
def test_other_schemes_lose_the_address(address: str) -> None:
    assert sanitize(f'<a href="{address}">甲</a>') == "<a>甲</a>"


def test_only_our_attachments_are_shown_as_pictures() -> None:
    assert sanitize('<img src="/attachments/7/图.png">') == '<img src="/attachments/7/图.png" alt="" loading="lazy">'


@pytest.mark.parametrize("address", ["https://example.org/a.png", "//example.org/a.png"])
def test_pictures_from_elsewhere_become_links(address: str) -> None:
    assert sanitize(f'<img src="{address}" alt="图&lt;1&gt;">') == f'<a href="{address}" {EXTERNAL}>图&lt;1&gt;</a>'
    assert sanitize(f'<a href="/d/1"><img src="{address}" alt="图"></a>') == '<a href="/d/1">图</a>'


@pytest.mark.parametrize(
    "address", ["图.png", "/logout", "/attachments/../logout", "data:image/png;base64,AA", "attachments/1"]
)
def test_other_pictures_leave_their_text(address: str) -> None:
    assert sanitize(f'<img src="{address}" alt="图">') == '<span class="image-missing">图</span>'


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("<svg><a>x</a></svg>甲", "甲"),
        ("<math><mi>x</mi></math>甲", "甲"),
        ("<style>p{}</style>甲", "甲"),
        ("<iframe src=/></iframe>甲", "甲"),
        ("<form action=/><b>甲</b></form>", "<b>甲</b>"),
        ("<input type=text name=a>甲", "甲"),
        ('<p style="color:red" class="btn" data-x="1" onclick="x">甲</p>', "<p>甲</p>"),
        ('<p id="a b">甲</p>', "<p>甲</p>"),
        ('<td colspan="99999">甲</td>', "甲"),
        ('<div role="dialog" tabindex="5" aria-label="x">甲</div>', "<div>甲</div>"),
    ],
)
def test_what_is_not_on_the_list_goes(source: str, left: str) -> None:
    assert sanitize(source) == left


def test_prefixes_are_put_once() -> None:
    html = sanitize('<h3 id="甲">甲</h3><a href="#甲">看</a>', id_prefix="s-x-")

    assert html == '<h3 id="s-x-甲">甲</h3><a href="#s-x-甲">看</a>'
    assert sanitize(html, id_prefix="s-x-") == html


@pytest.mark.parametrize(
    "source",
    [
        "<table><tr><td><table><tr><td>甲</table></table>",
        '<div class="table-scroll" aria-label="假"><table><tr><td>甲</table></div>',
        "<a>甲<table><tr><td><a>乙</a></table>丙",
        "<pre>\n\n\n甲</pre>",
        "<p><table><b><tr><td>甲</b></table><div>",
        "<h1><h2>甲</h1></h2><h6>乙",
        "<b><p></b><i></p></i>" * 20,
        "<a href=/x><div><a href=/y>甲",
        "&nbsp;&lt;script&gt;&amp;lt;",
        '<img src="//a" alt="<b>"><img src=x alt="&amp;lt;">',
        "<ul><li><ol><li></ul></ol>",
        "<table><p>甲<caption>乙<a>丙<tr>丁",
    ],
)
def test_sanitising_again_changes_nothing(source: str) -> None:
    once = sanitize(source)

    assert sanitize(once) == once
    assert dangers(once) == []


PIECES = st.lists(
    st.sampled_from(
        [
            "<a>",
            "<a",
            'href="//x">',
            "</a>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<b>",
            "</b>",
            "<p>",
            "</p>",
            "<pre>",
            "<h1>",
            "</h1>",
            "<h5>",
            "<div>",
            "</div>",
            "<img",
            "src=//a",
            "alt=b>",
            "<svg>",
            "</svg>",
            "<math>",
            "<mtext>",
            "<style>",
            "</style>",
            "<script>",
            "<!--",
            "-->",
            "<template>",
            "<select>",
            "<option>",
            "<details>",
            "<summary>",
            "<li>",
            "<ul>",
            "</ul>",
            "<i>",
            "</i>",
            "<input>",
            "<caption>",
            "<noscript>",
            "<title>",
            "</title>",
            "<form>",
            "</form>",
            "<ruby>",
            "<rt>",
            "<font>",
            "<nobr>",
            "甲",
            "&lt;",
            "&#60;",
            '"',
            "'",
            ">",
            "<",
        ]
    ).map(lambda piece: piece.replace("\t", " ")),
    max_size=25,
).map("".join)


@given(PIECES)
def test_any_mixture_of_tags_settles_and_is_dead(source: str) -> None:
    once = sanitize(source)

    assert sanitize(once) == once
    assert dangers(once) == []


@given(PIECES)
def test_whatever_is_rendered_is_settled(source: str) -> None:
    html = render(source)

    assert sanitize(html) == html
    assert dangers(html) == []
