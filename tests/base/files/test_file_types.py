"""Types by content: every honest kind is taken, every disguise, trap and torn file is refused with its reason."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from tests.base.files import specimens as made
from webapp.base.files.archives import ENTRY_LIMIT
from webapp.base.files.refusals import NotAllowed, Reason
from webapp.base.files.sniff import TYPES, sniff


@pytest.fixture
def refusal(tmp_path: Path) -> Refusing:
    return Refusing(tmp_path / "upload")


class Refusing:
    """Says why a content is refused, or 'taken'."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, content: bytes, name: str = "") -> str:
        self.path.write_bytes(content)
        try:
            sniff(self.path, name)
        except NotAllowed as refused:
            return refused.reason
        return "taken"


def test_there_is_a_specimen_of_every_type() -> None:
    assert made.HONEST.keys() == TYPES.keys()


@pytest.mark.parametrize("key", TYPES)
def test_honest_files_are_taken(tmp_path: Path, key: str) -> None:
    name, content = made.HONEST[key]
    path = tmp_path / "x"
    path.write_bytes(content)
    assert sniff(path, name) == TYPES[key]
    assert sniff(path, "无扩展名") == TYPES[key]


@pytest.mark.parametrize("key", TYPES)
def test_a_name_that_says_something_else_is_refused(tmp_path: Path, key: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(made.HONEST[key][1])
    for name in ("a.exe", "a.html", f"a.{TYPES[key].extension}.js", "a.svg"):
        with pytest.raises(NotAllowed) as refused:
            sniff(path, name)
        assert (refused.value.reason, refused.value.detail) == (Reason.WRONG_EXTENSION, TYPES[key].extension)


@pytest.mark.parametrize("key", sorted(TYPES.keys() - {"dwg"}))
def test_torn_files_are_refused(refusal: Refusing, key: str) -> None:
    content = made.HONEST[key][1]
    for length in (len(content) // 2, len(content) * 9 // 10):
        assert refusal(content[:length]) in (Reason.DAMAGED, Reason.UNKNOWN_TYPE), length


@pytest.mark.parametrize("key", TYPES)
def test_every_cut_is_survived(refusal: Refusing, key: str) -> None:
    content = made.HONEST[key][1]
    for length in range(0, len(content), max(1, len(content) // 60)):
        assert refusal(content[:length]) in {*Reason, "taken"}


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?>\n<!DOCTYPE svg><svg onload='alert(1)'/>",
        b"\xef\xbb\xbf  <!doctype html><p>x",
        b"<HTML><body onload=alert(1)>",
        b"<script>alert(1)</script>",
        "<html><script>alert(1)</script>".encode("utf-16"),
        b"<?php system('id'); ?>",
    ],
)
def test_what_a_browser_would_run_is_refused(refusal: Refusing, content: bytes) -> None:
    assert refusal(content, "a.png") == Reason.ACTIVE_CONTENT


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\0" + b"\0" * 99, b"\x7fELF" + b"\0" * 99, b"#!/bin/sh\n", b"plain words", b"\0" * 5000, b"Rar!\x1a\x07\0",
     b"BM" + b"\0" * 99, b"{\\rtf1 }", b"\0\0\0\x18ftypheic\0\0\0\0", b"\0\0\0\x14ftypqt  \0\0\0\0", b"ISO-10303-28"],
)  # fmt: skip
def test_types_not_on_the_list_are_refused(refusal: Refusing, content: bytes) -> None:
    assert refusal(content) == Reason.UNKNOWN_TYPE


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0", "heic"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "mov"),
        (b"II*\0" + b"\0" * 9, "tiff"),
    ],
)
def test_well_known_types_not_taken_are_named(tmp_path: Path, content: bytes, found: str) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NotAllowed) as refused:
        sniff(tmp_path / "x", "x")
    assert (refused.value.reason, refused.value.detail) == (Reason.UNKNOWN_TYPE, found)


def test_nothing_is_refused(refusal: Refusing) -> None:
    assert refusal(b"") == Reason.EMPTY


def test_a_picture_that_is_also_a_script_is_refused(refusal: Refusing) -> None:
    assert refusal(made.gif_that_is_a_script(), "a.gif") == Reason.ACTIVE_CONTENT


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_data_behind_a_picture_is_refused(refusal: Refusing, kind: str) -> None:
    content = made.picture(kind)
    assert refusal(content + b"MZ hidden payload") == Reason.TRAILING_DATA
    assert refusal(content + b"<script>alert(1)</script>") == Reason.ACTIVE_CONTENT
    assert refusal(content + made.docx()) == Reason.ACTIVE_CONTENT


def test_a_script_deep_inside_a_picture_is_refused(refusal: Refusing) -> None:
    content = made.picture("JPEG", (800, 800), comment=b" " * 9000 + b"<script>alert(1)</script>" + b" " * 9000)
    assert refusal(content) == Reason.ACTIVE_CONTENT


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_a_little_padding_behind_a_picture_is_harmless(refusal: Refusing, kind: str) -> None:
    assert refusal(made.picture(kind) + b"\0" * 16) == "taken"


def test_old_moving_pictures_without_a_trailer_are_taken(refusal: Refusing) -> None:
    content = made.picture("GIF")
    assert content.endswith(b";")
    assert refusal(content[:-1]) == "taken"


def test_cameras_may_append_to_jpeg(refusal: Refusing) -> None:
    assert refusal(made.picture("JPEG") + b"\0preview" * 100, "IMG_0001.JPG") == "taken"


def test_a_pdf_that_is_also_a_page_or_an_archive_is_refused(refusal: Refusing) -> None:
    assert refusal(made.pdf(["x"], extra=b"<html><script>alert(1)</script>\n")) == Reason.ACTIVE_CONTENT
    assert refusal(made.pdf(["x"]) + b"<html><body>x</body></html>") == Reason.ACTIVE_CONTENT
    assert refusal(made.pdf(["x"]) + made.docx()) == Reason.ACTIVE_CONTENT
    assert refusal(b"<html>" + made.pdf(["x"])) == Reason.ACTIVE_CONTENT


def test_a_film_without_description_is_damaged(refusal: Refusing) -> None:
    assert refusal(made.mp4().replace(b"moov", b"free")) == Reason.DAMAGED


@pytest.mark.parametrize(
    "part", ["word/vbaProject.bin", "word/vbaData.xml", "xl/macrosheets/sheet1.xml", "VBAPROJECT.BIN"]
)
def test_office_files_with_macros_are_refused(refusal: Refusing, part: str) -> None:
    assert refusal(made.docx_with((part, b"x"))) == Reason.MACROS


@pytest.mark.parametrize(
    ("content_type", "reason"),
    [
        ("application/vnd.ms-word.document.macroEnabled.main+xml", Reason.MACROS),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", Reason.MACROS),
        (made.OFFICE + "wordprocessingml.template.main+xml", Reason.UNKNOWN_TYPE),
        ("application/epub+zip", Reason.UNKNOWN_TYPE),
    ],
)
def test_other_packages_are_refused(refusal: Refusing, content_type: str, reason: Reason) -> None:
    parts = {**made.docx_parts(), "[Content_Types].xml": made.content_types("word/document.xml", content_type)}
    assert refusal(made.archive(parts), "a.docx") == reason


def test_a_bare_zip_is_refused(refusal: Refusing) -> None:
    assert refusal(made.archive({"a.txt": "x"})) == Reason.UNKNOWN_TYPE
    assert refusal(made.archive({})) == Reason.UNKNOWN_TYPE


def test_content_types_with_an_entity_are_refused(refusal: Refusing) -> None:
    parts = made.docx_parts()
    parts["[Content_Types].xml"] = "<!DOCTYPE t [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Types>&x;</Types>"
    assert refusal(made.archive(parts)) == Reason.UNSAFE_XML


def test_archives_that_swell_are_refused(refusal: Refusing) -> None:
    assert refusal(made.docx_bomb()) == Reason.ARCHIVE_BOMB
    many = made.docx_with(*((f"word/{n}.xml", b"") for n in range(ENTRY_LIMIT)))
    assert refusal(many) == Reason.ARCHIVE_BOMB


def test_an_end_record_that_announces_too_much_is_refused(refusal: Refusing) -> None:
    content = bytearray(made.docx())
    content[-10:-6] = (1 << 30).to_bytes(4, "little")
    assert refusal(bytes(content)) == Reason.ARCHIVE_BOMB


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/cron.d/x", "word/../../x", "C:/x", "a\\..\\..\\x"])
def test_names_that_leave_the_archive_are_refused(refusal: Refusing, name: str) -> None:
    assert refusal(made.docx_with((name, "x"))) == Reason.ARCHIVE_UNSAFE


def test_names_given_twice_are_refused(refusal: Refusing) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = made.docx_with(("word/document.xml", "<other/>"))
    assert refusal(content) == Reason.ARCHIVE_UNSAFE
    assert refusal(made.docx_with(("WORD/Document.xml", "<other/>"))) == Reason.ARCHIVE_UNSAFE


def test_links_in_archives_are_refused(refusal: Refusing) -> None:
    content = made.docx()
    link = zipfile.ZipInfo("word/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    refusal.path.write_bytes(content)
    with zipfile.ZipFile(refusal.path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(refusal.path.read_bytes()) == Reason.ARCHIVE_UNSAFE


def test_entries_that_overlap_are_refused(refusal: Refusing) -> None:
    content = bytearray(made.docx_with(("a.xml", b"x" * 50)))
    directory = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", directory + 4)
    content[second + 42 : second + 46] = content[directory + 42 : directory + 46]
    assert refusal(bytes(content)) == Reason.ARCHIVE_UNSAFE


def test_local_names_that_differ_from_the_directory_are_refused(refusal: Refusing) -> None:
    content = made.docx_with(("word/aaaa.xml", b"x"))
    assert refusal(content.replace(b"word/aaaa.xml", b"word/bbbb.xml", 1)) == Reason.ARCHIVE_UNSAFE


def test_archives_with_something_before_or_behind_are_refused(refusal: Refusing) -> None:
    content = made.docx()
    assert refusal(content + b"<script>") == Reason.DAMAGED
    assert refusal(b"PK\x03\x04" + b"\0" * 60 + content) == Reason.TRAILING_DATA
    commented = content[:-2] + b"\x04\0PK\x05\x06"
    assert refusal(commented) in (Reason.DAMAGED, Reason.ARCHIVE_UNSAFE)


def long_form(content: bytes) -> bytes:
    """The same archive with the end record of large archives, as streaming producers write it."""
    entries, length, start = struct.unpack("<H2L", content[-12:-2])
    place = len(content) - 22
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, length, start)
    return content[:place] + record + struct.pack("<4sLQL", b"PK\x06\x07", 0, place, 1) + content[place:]


def test_archives_in_the_long_form_are_taken_and_bounded(refusal: Refusing) -> None:
    assert refusal(long_form(made.docx()), "a.docx") == "taken"
    many = made.docx_with(*((f"word/{n}.xml", b"") for n in range(ENTRY_LIMIT)))
    assert refusal(long_form(many)) == Reason.ARCHIVE_BOMB


def test_the_main_part_may_be_declared_for_all_parts(refusal: Refusing) -> None:
    declared = f'<Types><Default Extension="xml" ContentType="{made.WORD_MAIN}"/></Types>'
    assert refusal(made.archive({**made.docx_parts(), "[Content_Types].xml": declared}), "a.docx") == "taken"
    assert refusal(made.archive({"[Content_Types].xml": declared})) == Reason.DAMAGED


def test_locked_archives_are_refused(refusal: Refusing) -> None:
    content = bytearray(made.docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    assert refusal(bytes(content)) == Reason.ENCRYPTED


@pytest.mark.parametrize(
    ("streams", "reason"),
    [
        (("WordDocument", "Macros"), Reason.MACROS),
        (("WordDocument", "VBA"), Reason.MACROS),
        (("Workbook", "_VBA_PROJECT_CUR"), Reason.MACROS),
        (("EncryptedPackage", "EncryptionInfo"), Reason.ENCRYPTED),
        (("SomethingElse",), Reason.UNKNOWN_TYPE),
    ],
)
def test_older_office_files(refusal: Refusing, streams: tuple[str, ...], reason: Reason) -> None:
    assert refusal(made.compound(dict.fromkeys(streams, b""))) == reason


def test_an_old_workbook_with_a_macro_sheet_or_a_password_is_refused(refusal: Refusing) -> None:
    assert refusal(made.xls("x")) == "taken"
    assert refusal(made.xls("x", sheet_kind=1)) == Reason.MACROS
    assert refusal(made.compound({"Workbook": b"\x09\x08\x00\x00\x2f\x00\x00\x00"})) == Reason.ENCRYPTED


def test_a_locked_old_word_file_is_refused(refusal: Refusing) -> None:
    assert refusal(made.compound({"WordDocument": b"\xec\xa5" + b"\0" * 9 + b"\x01"})) == Reason.ENCRYPTED


def test_a_directory_that_runs_in_a_circle_ends(refusal: Refusing) -> None:
    content = bytearray(made.compound({"WordDocument": b""}))
    content[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    assert refusal(bytes(content)) == "taken"
