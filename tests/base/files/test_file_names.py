"""Names of files as shown and as downloaded."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from webapp.base.files.names import NAME_LIMIT, content_disposition, display_name, extension_of


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("减振刀杆.docx", "减振刀杆.docx"),
        ("C:\\Users\\王\\图纸 A3.dwg", "图纸 A3.dwg"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("照\x00片\r\n.png", "照片.png"),
        ("\u2066报\u2069告\ufeff.pdf", "报告.pdf"),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("console.pdf", "console.pdf"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("  ..  ", "附件"),
        ("", "附件"),
        ("/", "附件"),
        (".pdf", "附件.pdf"),
        ("\u202e.pdf", "附件.pdf"),
        ("pdf", "pdf"),
        ("尾点.pdf. . ", "尾点.pdf"),
        ("𠮷野㐀𰻞.xlsx", "𠮷野㐀𰻞.xlsx"),
        ("家👨‍👩‍👧.png", "家👨‍👩‍👧.png"),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("\ud800图.pdf", "图.pdf"),
        ("e\u200b\u0301.pdf", "é.pdf"),
        ("\U00031350\ue000.pdf", "\U00031350\ue000.pdf"),  # newer than Python's tables; private to a factory's font
    ],
)
def test_display_name(raw: str, shown: str) -> None:
    assert display_name(raw) == shown


def test_a_long_name_keeps_its_extension() -> None:
    shown = display_name("刀" * 400 + ".docx")
    assert len(shown) == NAME_LIMIT
    assert shown.endswith("刀.docx")


@settings(deadline=None)
@given(st.text())
def test_any_name_becomes_harmless_and_stays_so(raw: str) -> None:
    shown = display_name(raw)
    assert 0 < len(shown) <= NAME_LIMIT
    assert not set(shown) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in shown)
    assert display_name(shown) == shown


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.PDF", "pdf"), ("a", ""), ("图纸.tar.gz", "gz"), ("V1.2 终版", "2 终版"), (".pdf", "pdf")],
)
def test_extension(name: str, extension: str) -> None:
    assert extension_of(name) == extension


def test_disposition_of_a_plain_name() -> None:
    assert content_disposition("report 1.pdf") == 'attachment; filename="report 1.pdf"'


@pytest.mark.parametrize("name", ["减振刀杆.docx", "100%.pdf", "it's; a=b.png", "𠮷.xlsx"])
def test_disposition_gives_browsers_the_name_back(name: str) -> None:
    value = content_disposition(name)
    assert value.isascii()
    assert parse_options_header(value) == ("attachment", {"filename": name})


@settings(deadline=None)
@given(st.text())
def test_disposition_is_always_one_safe_line(raw: str) -> None:
    value = content_disposition(raw, inline=True)
    assert value.startswith("inline; ")
    assert value.isascii()
    assert value.isprintable()
    assert value.count('"') == 2
