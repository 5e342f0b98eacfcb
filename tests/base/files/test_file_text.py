"""Text of files: read in the limited child, in order and by place; every trap ends in ExtractionFailed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import docx as word
import pytest

from tests.base.files import specimens as made
from webapp.base.files import sandbox
from webapp.base.files.extract import READABLE, Extracted, extract
from webapp.base.files.limits import OUTPUT_BYTES
from webapp.base.files.refusals import ExtractionFailed, Reason
from webapp.base.files.sniff import TYPES


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    return Reading(tmp_path / "-source 图.bin")


class Reading:
    """Extracts the text of a content, or says why not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, key: str, content: bytes) -> Extracted:
        self.path.write_bytes(content)
        return extract(self.path, TYPES[key])

    def why_not(self, key: str, content: bytes) -> Reason:
        with pytest.raises(ExtractionFailed) as failure:
            self(key, content)
        return failure.value.reason


def test_pdf_by_page(read: Reading) -> None:
    text = read("pdf", made.pdf(["first words", "", "third words"]))
    assert text == Extracted((("page 1", "first words"), ("page 3", "third words")))


def test_word_with_tables_changes_notes_and_formulae(read: Reading) -> None:
    body = """<w:p><w:r><w:t>减振</w:t></w:r>
      <w:r><w:t xml:space="preserve">刀杆 </w:t><w:tab/><w:t>A&amp;B</w:t></w:r></w:p>
      <w:tbl><w:tr><w:tc><w:p><w:r><w:t>转速</w:t></w:r></w:p></w:tc>
      <w:tc><w:p><w:r><w:t>800</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
      <w:p><w:del><w:r><w:delText>删去</w:delText><w:t>删去</w:t></w:r></w:del><w:ins><w:r><w:t>补上</w:t></w:r></w:ins></w:p>
      <w:p><w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p>"""
    parts = made.docx_parts(body) | {"word/footnotes.xml": f'<w:f xmlns:w="{made.W}"><w:p><w:t>脚注</w:t></w:p></w:f>'}
    ((first, text), second) = read("docx", made.archive(parts)).passages
    assert first == ""
    assert [line.split() for line in text.split("\n") if line] == [["减振刀杆", "A&B"], ["转速", "800"], ["补上"]]
    assert second == ("", "脚注")


def test_word_as_written_by_a_word_processor(read: Reading, tmp_path: Path) -> None:
    document = word.Document()
    document.add_heading("汽轮机叶片减振", 1)
    document.add_paragraph("第一步：找正。")
    document.save(str(tmp_path / "real.docx"))
    assert read("docx", (tmp_path / "real.docx").read_bytes()).passages == (("", "汽轮机叶片减振\n第一步：找正。"),)


def test_slides_in_the_order_shown(read: Reading) -> None:
    text = read("pptx", made.pptx(["甲", "乙", "丙"], [3, 1, 2]))
    assert text.passages == (("slide 1", "丙"), ("slide 2", "甲"), ("slide 3", "乙"))


def test_sheets_by_name_without_hidden_ones(read: Reading) -> None:
    content = made.xlsx({"参数": [["转速", 800], ["进给", 0.25], [], ["=1+1"]], "底稿": [["秘密"]]}, hidden="底稿")
    assert read("xlsx", content).passages == (("sheet 参数", "转速\t800\n进给\t0.25\n0"),)


def test_an_old_workbook(read: Reading) -> None:
    assert read("xls", made.xls("转速 800")).passages == (("sheet Data", "转速 800"),)


def test_control_characters_are_taken_out(read: Reading) -> None:
    text = read("docx", made.docx("<w:p><w:t>a&#x85;b&#13;&#10;c&#xFFFD;</w:t></w:p>"))
    assert text.passages == (("", "a b\nc\ufffd"),)


@pytest.mark.parametrize("key", sorted(TYPES.keys() - READABLE))
def test_other_types_have_no_text_to_read(read: Reading, key: str) -> None:
    assert read.why_not(key, made.HONEST[key][1]) == Reason.UNSUPPORTED


def test_entities_are_refused_not_followed(read: Reading) -> None:
    assert read.why_not("docx", made.docx_with_external_entity()) == Reason.UNSAFE_XML
    assert read.why_not("docx", made.docx_of_laughs()) == Reason.UNSAFE_XML


def test_xml_nested_without_end_is_refused(read: Reading) -> None:
    assert read.why_not("docx", made.docx("<w:p>" * 100_000)) == Reason.UNSAFE_XML


def test_bombs_are_refused(read: Reading) -> None:
    assert read.why_not("docx", made.docx_bomb()) == Reason.ARCHIVE_BOMB


def test_a_locked_pdf_says_so(read: Reading) -> None:
    assert read.why_not("pdf", made.locked_pdf()) == Reason.ENCRYPTED


@pytest.mark.parametrize("key", sorted(READABLE))
def test_torn_files_are_damaged(read: Reading, key: str) -> None:
    content = made.HONEST[key][1]
    assert read.why_not(key, content[: len(content) // 3]) in (Reason.DAMAGED, Reason.UNKNOWN_TYPE)


def test_one_type_given_as_another_is_damaged(read: Reading) -> None:
    assert read.why_not("pdf", made.docx()) == Reason.DAMAGED
    assert read.why_not("xlsx", made.pdf(["x"])) == Reason.DAMAGED


def test_a_missing_file_is_a_failure_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(ExtractionFailed):
        extract(tmp_path / "none", TYPES["docx"])


def test_long_text_is_cut_at_the_limit(read: Reading) -> None:
    text = read("docx", made.docx("<w:p><w:t>" + "刀杆加工" * 700_000 + "</w:t></w:p>"))
    assert text.truncated
    ((_, passage),) = text.passages
    assert 500_000 < len(passage.encode()) <= OUTPUT_BYTES
    assert passage.startswith("刀杆加工刀杆")


def workbook_with(rows: bytes, prolog: bytes = b"") -> bytes:
    with zipfile.ZipFile(io.BytesIO(made.xlsx({"A": [["x"]]}))) as source:
        parts: dict[str, bytes | str] = {name: source.read(name) for name in source.namelist()}
        sheet = source.read("xl/worksheets/sheet1.xml").partition(b"?>")[2]
    parts["xl/worksheets/sheet1.xml"] = prolog + sheet.replace(b"</sheetData>", rows + b"</sheetData>")
    return made.archive(parts)


def test_a_sheet_that_lies_about_its_size_is_bounded(read: Reading) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert read.why_not("xlsx", workbook_with(far)) in (Reason.CRASHED, Reason.TOO_MUCH_MEMORY)


def test_entities_in_sheets_are_refused_not_followed(read: Reading) -> None:
    cell = b'<row r="2"><c r="A2" t="inlineStr"><is><t>&x;</t></is></c></row>'
    prolog = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert read.why_not("xlsx", workbook_with(cell, prolog)) == Reason.DAMAGED


def test_a_pdf_whose_stream_swells_is_bounded(read: Reading) -> None:
    content = made.pdf(["x"])
    packed = zlib.compress(b"(x) Tj " * 500_000, 9)
    start, end = content.index(b"<</Length"), content.index(b"endstream")
    body = b"<</Length %d/Filter/FlateDecode>>stream\n%s\n" % (len(packed), packed)
    content = content[:start] + body + content[end:]
    assert len(content) < 10_000
    assert sum(len(text) for _, text in read("pdf", content).passages) <= 1_000_000


def _spin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str) -> None:
    """Put another program in the place of the child."""
    package = tmp_path / "webapp" / "base" / "files"
    package.mkdir(parents=True)
    for folder in (tmp_path / "webapp", tmp_path / "webapp" / "base", package):
        (folder / "__init__.py").write_text("")
    (package / "child.py").write_text(f"import os, sys, json, time\n{body}\n")
    monkeypatch.setattr(sandbox, "_ROOT", tmp_path)


def test_a_child_that_never_answers_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _spin(monkeypatch, tmp_path, f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    with pytest.raises(ExtractionFailed) as failure:
        sandbox.ask_child("text", tmp_path / "x", "pdf", wall_seconds=0.5)
    assert failure.value.reason == Reason.TOO_SLOW
    if (tmp_path / "pid").exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("sys.exit(3)", Reason.CRASHED),
        ("os.abort()", Reason.CRASHED),
        ("os.kill(os.getpid(), 24)", Reason.TOO_SLOW),
        ("pass", Reason.CRASHED),
        ("print('not json')", Reason.CRASHED),
        ("print('{}')", Reason.CRASHED),
        ("print(json.dumps(['passage', '', 'no end']))", Reason.CRASHED),
        ("print(json.dumps(['refused', 'made up']))", Reason.CRASHED),
        ("print(json.dumps(['refused', 'encrypted']))", Reason.ENCRYPTED),
        ("print('x' * 6_000_000)", Reason.CRASHED),
    ],
)
def test_whatever_the_child_does_is_one_kind_of_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str, reason: Reason
) -> None:
    _spin(monkeypatch, tmp_path, body)
    with pytest.raises(ExtractionFailed) as failure:
        sandbox.ask_child("text", tmp_path / "x", "pdf")
    assert failure.value.reason == reason


def test_the_child_sees_no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WEBAPP_SECRET_KEY", "secret")
    _spin(monkeypatch, tmp_path, "print(json.dumps(['seen', *os.environ])); print(json.dumps(['end', False]))")
    assert "WEBAPP_SECRET_KEY" not in sandbox.ask_child("text", tmp_path / "x")[0]


LIMITED = """
import sys; sys.path.insert(0, {root!r})
from webapp.base.files.limits import limit_self
limit_self()
import resource
print(json.dumps(['limits', *(resource.getrlimit(what)[1] for what in
    (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE))]))
try:
    bytearray(2 << 30)
except MemoryError:
    print(json.dumps(['end', False]))
"""


def test_the_limits_hold(tmp_path: Path) -> None:
    program = "import json\n" + LIMITED.format(root=str(sandbox._ROOT))
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert child.stdout.splitlines() == [f'["limits", {1 << 30}, 20, {32 << 20}, 0]', '["end", false]']
