"""What files tell beside their content is found, and what can be taken out goes without the content changing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx as word
import pytest
import xlsxwriter
from PIL import Image

from tests.base.files import specimens as made
from tests.base.files.test_picture_notes import PLACE
from webapp.base.files.drawing import draw
from webapp.base.files.findings import find, write_clean
from webapp.base.files.refusals import ExtractionFailed, Reason
from webapp.base.files.sniff import TYPES, sniff

NAME = "卜伟伟"
ARTIST = "Bu Weiwei"


class Files:
    """Finds in contents and cleans them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> Path:
        path = self.folder / "-源 file.bin"
        path.write_bytes(content)
        return path

    def find(self, key: str, content: bytes) -> dict[str, str]:
        return dict(find(self.put(content), TYPES[key]))

    def clean(self, key: str, content: bytes) -> bytes:
        clean = write_clean(self.put(content), TYPES[key], self.folder)
        assert sniff(clean, f"x.{TYPES[key].extension}").key == key
        return clean.read_bytes()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def word_file() -> bytes:
    document = word.Document()
    document.core_properties.author = NAME
    document.core_properties.last_modified_by = "周工"
    document.core_properties.title = "减振刀杆 <A&B>"
    document.add_paragraph("正文")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def sheets(hide: bool = True) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"author": NAME, "company": "某厂", "manager": "厂长"})
    shown, secret, deep = (book.add_worksheet(name) for name in ("参数", "成本", "底价"))
    shown.write_row(0, 0, ["转速", 800])
    shown.write_comment("A1", "要改", {"author": "周工"})
    if hide:
        secret.hide()
        deep.very_hidden()
    book.close()
    return target.getvalue()


def photograph(kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Camera", "X1", ARTIST
    exif.get_ifd(0x8825).update({1: "N", 2: (28.0, 13.0, 41.5), 3: "E", 4: (112.0, 56.0, 20.0)})
    exif.get_ifd(0x8769)[0x9003] = "2026:01:05 08:00:00"
    target = io.BytesIO()
    Image.new("RGB", (60, 40), "steelblue").save(target, kind, exif=exif)
    return target.getvalue()


def test_word_names_changes_and_hidden_text(files: Files) -> None:
    found = files.find("docx", word_file())
    assert found == {"author": NAME, "changed_by": "周工"}
    body = """<w:p><w:ins w:author="周工"><w:r><w:t>补</w:t></w:r></w:ins>
      <w:del w:author="周工"><w:r><w:delText>删</w:delText></w:r></w:del>
      <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>"""
    assert files.find("docx", made.docx(body)) == {"tracked_changes": "周工", "hidden_text": ""}
    unhidden = '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>隐</w:t></w:r></w:p>'
    assert files.find("docx", made.docx(unhidden)) == {}


def test_word_comments(files: Files) -> None:
    comments = f'<w:comments xmlns:w="{made.W}"><w:comment w:author="周工"/><w:comment w:author="周工"/></w:comments>'
    assert files.find("docx", made.archive(made.docx_parts() | {"word/comments.xml": comments})) == {"comments": "周工"}


def test_hidden_sheets_and_properties(files: Files) -> None:
    found = files.find("xlsx", sheets())
    assert found["hidden_sheets"] == "成本、底价"
    assert (found["author"], found["company"], found["manager"]) == (NAME, "某厂", "厂长")
    assert "comments" in found
    assert "hidden_sheets" not in files.find("xlsx", sheets(hide=False))


def test_hidden_slides(files: Files) -> None:
    slide = f'<p:sld xmlns:p="{made.P}" show="{{}}"/>'
    parts = {
        "[Content_Types].xml": made.content_types("ppt/presentation.xml", made.SLIDES_MAIN),
        "ppt/presentation.xml": f'<p:p xmlns:p="{made.P}"/>',
        "ppt/slides/slide1.xml": slide.format(0),
        "ppt/slides/slide2.xml": slide.format(1),
    }
    assert files.find("pptx", made.archive(parts)) == {"hidden_slides": "1"}


def test_what_a_pdf_says_of_itself(files: Files) -> None:
    assert files.find("pdf", made.pdf(["one"])) == {}
    target = io.BytesIO()
    Image.new("RGB", (60, 40)).save(target, "PDF", author=NAME, creator="Writer")
    assert files.find("pdf", target.getvalue()) == {"author": NAME, "program": "Writer"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_camera_writes_is_found_and_taken_out(files: Files, kind: str) -> None:
    data = photograph(kind)
    found = files.find(kind.lower(), data)
    assert found == {"place": "", "device": "Camera X1", "taken": "2026:01:05 08:00:00", "author": ARTIST}
    clean = files.clean(kind.lower(), data)
    assert Image.open(io.BytesIO(clean)).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert files.find(kind.lower(), clean) == {}


def test_remarks_without_exif(files: Files) -> None:
    data = made.picture("JPEG", comment=PLACE)
    assert files.find("jpeg", data) == {"remarks": ""}
    assert files.find("jpeg", files.clean("jpeg", data)) == {}


@pytest.mark.parametrize(("key", "content"), [("docx", word_file()), ("xlsx", sheets())])
def test_office_names_go_and_every_other_part_stays(files: Files, key: str, content: bytes) -> None:
    clean = files.clean(key, content)
    assert {"author", "changed_by", "company", "manager"}.isdisjoint(files.find(key, clean))
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(clean)) as new:
        assert old.namelist() == new.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {"docProps/core.xml", "docProps/app.xml"}


def test_word_opens_the_clean_copy(files: Files) -> None:
    document = word.Document(io.BytesIO(files.clean("docx", word_file())))
    assert [each.text for each in document.paragraphs] == ["正文"]
    assert document.core_properties.title == "减振刀杆 <A&B>"
    assert document.core_properties.author == ""


def test_damaged_and_hostile_files_are_refused_and_drawings_not_asked(files: Files) -> None:
    for key, content in (("jpeg", b"\xff\xd8 nothing"), ("docx", made.docx_of_laughs()), ("pdf", made.locked_pdf())):
        with pytest.raises(ExtractionFailed):
            files.find(key, content)
    assert files.find("dwg", made.DWG) == {}
    with pytest.raises(ExtractionFailed) as refused:
        files.clean("pdf", made.pdf(["one"]))
    assert refused.value.reason == Reason.UNSUPPORTED


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_that_pages_show_carry_no_notes(files: Files, tmp_path: Path, kind: str) -> None:
    recipes = ("shown:fit:2560", "w320:fit:320", "portrait:square:480")
    for _picture, name, _width, _height in draw(files.put(photograph(kind)), tmp_path, recipes):
        with Image.open(tmp_path / f"{name}.webp") as shown:
            assert not shown.getexif()
            assert {"exif", "xmp", "icc_profile", "comment"}.isdisjoint(shown.info)
        assert ARTIST.encode() not in (tmp_path / f"{name}.webp").read_bytes()


def test_what_lies_further_inside_is_found(files: Files) -> None:
    way = '<Relationship Type="x/custom-properties" Target="docProps/custom.xml"/>'
    rels = f'<Relationships xmlns="r">{way}</Relationships>'
    custom = '<Properties xmlns="c"><property name="图号"/><property name="客户"/></Properties>'
    with_own = made.archive(made.docx_parts() | {"_rels/.rels": rels, "docProps/custom.xml": custom})
    assert files.find("docx", with_own) == {"custom_properties": "图号、客户"}
    assert files.find("docx", files.clean("docx", with_own)) == {}
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, hidden in (("参数", False), ("成本", True)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["转速", 800])
        sheet.set_column(1, 1, None, None, {"hidden": hidden})
    book.close()
    assert files.find("xlsx", target.getvalue())["hidden_cells"] == "1"


def test_speaker_notes(files: Files) -> None:
    note = '<p:notes xmlns:p="{}" xmlns:a="a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:notes>'
    parts = {
        "[Content_Types].xml": made.content_types("ppt/presentation.xml", made.SLIDES_MAIN),
        "ppt/presentation.xml": f'<p:p xmlns:p="{made.P}"/>',
        "ppt/notesSlides/notesSlide1.xml": note.format(made.P, "底价不要说"),
        "ppt/notesSlides/notesSlide2.xml": note.format(made.P, "2"),
    }
    assert files.find("pptx", made.archive(parts)) == {"speaker_notes": "1"}


def test_names_beside_changes_and_remarks_go_and_the_text_stays(files: Files) -> None:
    run = '<w:r><w:t>补 w:author="周工"</w:t></w:r>'
    body = f'<w:p><w:ins w:id="1" w:author="周工" w:date="2026-01-05T08:00:00Z">{run}</w:ins></w:p>'
    comments = f'<w:comments xmlns:w="{made.W}"><w:comment w:author="周工" w:initials="周"/></w:comments>'
    content = made.archive(made.docx_parts(body) | {"word/comments.xml": comments})
    assert files.find("docx", content) == {"tracked_changes": "周工", "comments": "周工"}
    clean = files.clean("docx", content)
    assert files.find("docx", clean) == {"tracked_changes": "", "comments": ""}
    with zipfile.ZipFile(io.BytesIO(clean)) as book:
        text = book.read("word/document.xml").decode()
    assert '<w:t>补 w:author="周工"</w:t>' in text
    assert 'w:author="" w:date="2026-01-05T08:00:00Z"' in text


def test_creators_in_the_packet_of_a_pdf(files: Files) -> None:
    target = io.BytesIO()
    Image.new("RGB", (60, 40)).save(target, "PDF", author=NAME)
    packet = "<dc:creator><rdf:Seq><rdf:li>周工</rdf:li></rdf:Seq></dc:creator>"
    assert files.find("pdf", target.getvalue() + f"%{packet}\n".encode()) == {"author": f"{NAME}、周工"}
