"""Pictures drawn from images and PDF pages: sizes, upright, nothing but pixels, bounded; and the whole preview."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from tests.base.files import specimens as made
from webapp.base.files.extract import Extracted
from webapp.base.files.pictures import PAGE_LIMIT, draw_pages, draw_portrait, draw_shown, draw_thumbnails
from webapp.base.files.previews import load_text, make_preview, save_text
from webapp.base.files.refusals import ExtractionFailed, FileLost, Reason
from webapp.base.files.sniff import TYPES
from webapp.base.files.store import FileStore


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "source"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made_folder = tmp_path / "drawn 图"
    made_folder.mkdir()
    return made_folder


def two_halves(kind: str, **options: object) -> bytes:
    """Left red, right blue, 1200 × 600."""
    image = Image.new("RGB", (1200, 600), (220, 0, 0))
    ImageDraw.Draw(image).rectangle((600, 0, 1199, 599), fill=(0, 0, 220))
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def test_thumbnails_are_webp_of_two_widths(source: Path, folder: Path) -> None:
    source.write_bytes(two_halves("PNG"))
    small, large = draw_thumbnails(source, folder)
    assert [(one.name, one.width, one.height) for one in (small, large)] == [("w320", 320, 160), ("w960", 960, 480)]
    with Image.open(large.path) as picture:
        assert (picture.format, picture.size, picture.mode) == ("WEBP", (960, 480), "RGB")


def test_small_pictures_are_not_blown_up(source: Path, folder: Path) -> None:
    source.write_bytes(made.picture(size=(50, 20)))
    assert {(one.width, one.height) for one in draw_shown(source, folder)} == {(50, 20)}


def test_pictures_stand_upright_and_lose_everything_but_pixels(source: Path, folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right by the camera
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[2] = (30.0, 40.0, 50.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source.write_bytes(two_halves("JPEG", exif=exif, icc_profile=profile, comment=b"SECRET-COMMENT", quality=95))
    for one in draw_shown(source, folder):
        content = one.path.read_bytes()
        assert not any(mark in content for mark in (b"SECRET", b"EXIF", b"XMP ", b"ICCP"))
        assert one.height > one.width
        with Image.open(one.path) as picture:
            assert not picture.getexif()
            top, bottom = (picture.convert("RGB").getpixel((one.width // 2, one.height * n // 4)) for n in (1, 3))
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert top[0] > 150 > bottom[0]
        assert bottom[2] > 150 > top[2]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"), ("PNG", "L"), ("JPEG", "CMYK"),
     ("JPEG", "L"), ("WEBP", "RGBA"), ("GIF", "P")],
)  # fmt: skip
def test_every_kind_of_pixel_can_be_drawn(source: Path, folder: Path, kind: str, mode: str) -> None:
    source.write_bytes(made.picture(kind, (400, 300), mode))
    small, _ = draw_thumbnails(source, folder)
    with Image.open(small.path) as picture:
        assert picture.has_transparency_data == (mode in ("RGBA", "LA"))


def test_moving_pictures_become_still(source: Path, folder: Path) -> None:
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    frames[0].save(source, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(draw_thumbnails(source, folder)[0].path) as picture:
        assert getattr(picture, "n_frames", 1) == 1


def test_portraits_are_square(source: Path, folder: Path) -> None:
    source.write_bytes(two_halves("JPEG"))
    portrait = draw_portrait(source, folder)
    assert (portrait.name, portrait.width, portrait.height) == ("portrait", 480, 480)


def test_too_many_pixels_are_refused_unread(source: Path, folder: Path) -> None:
    source.write_bytes(made.huge_png())
    with pytest.raises(ExtractionFailed) as failure:
        draw_thumbnails(source, folder)
    assert failure.value.reason == Reason.TOO_MANY_PIXELS
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"<svg/>", made.picture("PNG", (300, 300))[:60], made.pdf(["x"])])
def test_what_is_no_picture_is_damaged(source: Path, folder: Path, content: bytes) -> None:
    source.write_bytes(content)
    with pytest.raises(ExtractionFailed) as failure:
        draw_thumbnails(source, folder)
    assert failure.value.reason == Reason.DAMAGED


def test_only_the_allowed_formats_are_decoded(source: Path, folder: Path) -> None:
    source.write_bytes(made.picture("TIFF"))
    with pytest.raises(ExtractionFailed):
        draw_thumbnails(source, folder)


def test_pages_are_drawn_in_order_with_a_small_first_page(source: Path, folder: Path) -> None:
    source.write_bytes(made.pdf(["one", "two", "three"]))
    drawn = draw_pages(source, folder, limit=2)
    assert drawn.page_count == 3
    assert [(one.name, one.width) for one in drawn.pages] == [("page-001", 1000), ("page-002", 1000)]
    assert drawn.thumbnail
    assert (drawn.thumbnail.name, drawn.thumbnail.width) == ("w320", 320)
    with Image.open(drawn.pages[0].path) as first, Image.open(drawn.pages[1].path) as second:
        assert first.convert("L").getextrema()[0] < 60  # type: ignore[operator]
        assert first.tobytes() != second.tobytes()


def test_never_more_pages_than_the_limit(source: Path, folder: Path) -> None:
    pages = made.pdf([""] * (PAGE_LIMIT + 2)).replace(b"[0 0 595 842]", b"[0 0 595 9]")
    source.write_bytes(pages)
    drawn = draw_pages(source, folder, limit=1000)
    assert (len(drawn.pages), drawn.page_count) == (PAGE_LIMIT, PAGE_LIMIT + 2)


@pytest.mark.parametrize("box", [b"[0 0 9 9000000]", b"[0 0 9000000 9]", b"[0 0 0 0]", b"[0 0 14400 14400]"])
def test_pages_of_absurd_shape_stay_small(source: Path, folder: Path, box: bytes) -> None:
    source.write_bytes(made.pdf(["x"]).replace(b"[0 0 595 842]", box))
    for page in draw_pages(source, folder).pages:
        assert page.width * page.height <= 6_100_000


def test_a_locked_pdf_has_no_pages(source: Path, folder: Path) -> None:
    source.write_bytes(made.locked_pdf())
    with pytest.raises(ExtractionFailed) as failure:
        draw_pages(source, folder)
    assert failure.value.reason == Reason.ENCRYPTED


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def put(store: FileStore, content: bytes) -> str:
    staged = store.stage(io.BytesIO(content), 1 << 20)
    store.keep(staged)
    return staged.sha256


def test_preview_of_a_pdf(store: FileStore) -> None:
    sha256 = put(store, made.pdf(["words"]))
    preview = make_preview(store, sha256, TYPES["pdf"])
    assert preview.text.passages == (("page 1", "words"),)
    assert (preview.page_count, preview.failures) == (1, ())
    assert {name for name, _, _ in preview.pictures} == {"page-001.webp", "w320.webp"}
    assert store.derived_names(sha256) == ("page-001.webp", "text.json", "w320.webp")
    assert load_text(store, sha256) == preview.text
    assert list((store.folder / "incoming").iterdir()) == []


def test_preview_of_a_picture(store: FileStore) -> None:
    sha256 = put(store, made.picture())
    preview = make_preview(store, sha256, TYPES["png"])
    assert {name for name, _, _ in preview.pictures} == {"shown.webp", "w320.webp", "w960.webp"}
    assert (preview.text, load_text(store, sha256)) == (Extracted(()), None)


def test_preview_of_what_cannot_be_read_says_why(store: FileStore) -> None:
    preview = make_preview(store, put(store, made.locked_pdf()), TYPES["pdf"])
    assert (preview.pictures, preview.failures) == ((), (Reason.ENCRYPTED,))


def test_preview_of_a_drawing_is_empty(store: FileStore) -> None:
    preview = make_preview(store, put(store, made.DWG), TYPES["dwg"])
    assert (preview.pictures, preview.page_count, preview.failures) == ((), 0, ())


def test_preview_of_a_lost_file(store: FileStore) -> None:
    with pytest.raises(FileLost):
        make_preview(store, "0" * 64, TYPES["png"])


def test_damaged_text_is_as_good_as_none(store: FileStore) -> None:
    sha256 = put(store, b"x")
    save_text(store, sha256, Extracted((("sheet 表", "文字"),), truncated=True))
    assert load_text(store, sha256) == Extracted((("sheet 表", "文字"),), truncated=True)
    for content in (b"", b"[]", b"{}", b"[true, 1]", b'[true, ["a"]]', b"\xff"):
        store.put_derived(sha256, "text.json", content)
        assert load_text(store, sha256) is None
