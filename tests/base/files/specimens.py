"""Files made in code: honest ones of every allowed type, and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import xlsxwriter
from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD_MAIN = OFFICE + "wordprocessingml.document.main+xml"
SLIDES_MAIN = OFFICE + "presentationml.presentation.main+xml"


def archive(
    parts: Mapping[str, bytes | str] | Sequence[tuple[str, bytes | str]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip of the parts, in order."""
    target = io.BytesIO()
    items = list(parts.items()) if isinstance(parts, Mapping) else list(parts)
    with zipfile.ZipFile(target, "w", method) as made:
        for name, content in items:
            made.writestr(zipfile.ZipInfo(name) if name.endswith("/") else name, content)
    return target.getvalue()


def content_types(part: str, content_type: str) -> str:
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{namespace}"><Override PartName="/{part}" ContentType="{content_type}"/></Types>'


def docx_parts(body: str = "<w:p><w:r><w:t>减振刀杆</w:t></w:r></w:p>", prolog: str = "") -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": content_types("word/document.xml", WORD_MAIN),
        "word/document.xml": f'{prolog}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }


def docx(body: str = "<w:p><w:r><w:t>减振刀杆</w:t></w:r></w:p>", prolog: str = "") -> bytes:
    return archive(docx_parts(body, prolog))


def docx_with_external_entity() -> bytes:
    prolog = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", prolog)


def docx_of_laughs() -> bytes:
    entities = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return docx("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", f"<!DOCTYPE d [{entities}]>")


def docx_bomb(megabytes: int = 64) -> bytes:
    return archive({**docx_parts(), "word/media/image1.bin": b"\0" * (megabytes << 20)})


def docx_with(*extra: tuple[str, bytes | str]) -> bytes:
    return archive([*docx_parts().items(), *extra])


def pptx(slides: Sequence[str], order: Sequence[int]) -> bytes:
    """Slides with one text each; ``order`` is the order shown, counted from 1 by file number."""
    relations = "".join(f'<Relationship Id="r{n}" Target="slides/slide{n}.xml"/>' for n in range(1, len(slides) + 1))
    shown = "".join(f'<p:sldId r:id="r{n}"/>' for n in order)
    parts = {
        "[Content_Types].xml": content_types("ppt/presentation.xml", SLIDES_MAIN),
        "ppt/presentation.xml": f'<p:p xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{shown}</p:sldIdLst></p:p>',
        "ppt/_rels/presentation.xml.rels": f"<Relationships>{relations}</Relationships>",
    }
    for number, text in enumerate(slides, 1):
        parts[f"ppt/slides/slide{number}.xml"] = f'<s xmlns:a="{A}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></s>'
    return archive(parts)


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: str = "") -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name == hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def pdf(pages: Sequence[str], extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF with one line of Latin text per page."""
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for text in pages:
        number = len(bodies) + 1
        stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
        bodies += [page % (number + 1), b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream)]
        kids.append(b"%d 0 R" % number)
    bodies[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(pages))
    made, places = b"%PDF-1.7\n" + extra, []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(bodies) + 1
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return made + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (count, trailer, start)


def locked_pdf() -> bytes:
    """A PDF that wants a password nobody has."""
    secret = b"<" + b"5a" * 32 + b">"
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O%s/U%s/P -4>>/ID[<00><00>]" % (secret, secret)
    return pdf(["secret"], trailer=lock)


def picture(
    kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", colour: object = None, **options: object
) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)  # type: ignore[arg-type]
    return target.getvalue()


def huge_png(side: int = 13_000) -> bytes:
    """A small file that unpacks to ``side`` × ``side`` pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">LLBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif_that_is_a_script() -> bytes:
    made = bytearray(picture("GIF", (8, 8), "P"))
    made[6:8] = b"/*"
    return bytes(made) + b"*/=1;alert(1)//"


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An older Office container of streams, each padded to 4096 bytes or more."""
    padded = {name: content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0") for name, content in streams.items()}
    table = [0xFFFFFFFD, 0xFFFFFFFE]
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    entries_needed = -(-(len(padded) + 1) // 4)
    table = [0xFFFFFFFD, *range(2, 1 + entries_needed), 0xFFFFFFFE]
    data = b""
    for name, content in padded.items():
        start = len(table)
        sectors = len(content) // 512
        table += [*range(start + 1, start + sectors), 0xFFFFFFFE]
        entries.append((name, 2, start, len(content)))
        data += content
    directory = b"".join(
        _entry(*entry, child=1 if number == 0 else -1, right=number + 1 if 0 < number < len(padded) else -1)
        for number, entry in enumerate(entries)
    ).ljust(entries_needed * 512, b"\0")
    header = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
        0,
    )
    header += struct.pack("<108L", *([0xFFFFFFFF] * 108))
    allocation = struct.pack("<128L", *(table + [0xFFFFFFFF] * (128 - len(table))))
    return header + allocation + directory + data


def _entry(name: str, kind: int, start: int, size: int, child: int, right: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBlll36xLQ", text, len(text), kind, 1, -1, right, child, start, size)


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def xls(cell: str, sheet_kind: int = 0) -> bytes:
    """An Excel 97 workbook with one sheet and one text cell."""
    version = struct.pack("<HHHHLL", 0x0600, 0x0005, 0, 0, 0, 0)
    name = struct.pack("<BB", 4, 0) + b"Data"
    pages = _record(0x809, version) + _record(0x42, struct.pack("<H", 1200))
    text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
    strings = _record(0xFC, struct.pack("<LL", 1, 1) + text)
    place = len(pages) + 4 + 6 + len(name) + len(strings) + 4
    globals_ = pages + _record(0x85, struct.pack("<LBB", place, 0, sheet_kind) + name) + strings + _record(0x0A, b"")
    sheet = _record(0x809, struct.pack("<HHHHLL", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += _record(0x200, struct.pack("<LLHHH", 0, 1, 0, 1, 0)) + _record(0xFD, struct.pack("<HHHL", 0, 0, 0, 0))
    return compound({"Workbook": globals_ + sheet + _record(0x0A, b"")})


def mp4(brand: bytes = b"isom") -> bytes:
    boxes = ((b"ftyp", brand + b"\0\0\2\0" + brand), (b"moov", b"\0" * 24), (b"mdat", b"\0" * 64))
    return b"".join(struct.pack(">L", 8 + len(content)) + kind + content for kind, content in boxes)


STEP = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n"
DXF = b"  0\r\nSECTION\r\n  2\r\nENTITIES\r\n  0\r\nENDSEC\r\n  0\r\nEOF\r\n"
DWG = b"AC1032" + b"\0" * 200

HONEST: dict[str, tuple[str, bytes]] = {
    "pdf": ("图纸.pdf", pdf(["one"])),
    "docx": ("报告.docx", docx()),
    "xlsx": ("台账.XLSX", xlsx({"表一": [["参数", 3]]})),
    "pptx": ("交流.pptx", pptx(["标题"], [1])),
    "doc": ("旧报告.doc", compound({"WordDocument": b"\xec\xa5\xc1\0"})),
    "xls": ("旧台账.xls", xls("转速")),
    "ppt": ("旧交流.ppt", compound({"PowerPoint Document": b"", "Current User": b""})),
    "png": ("照片.png", picture("PNG")),
    "jpeg": ("照片.jpeg", picture("JPEG")),
    "webp": ("照片.webp", picture("WEBP")),
    "gif": ("动图.gif", picture("GIF", mode="P")),
    "dwg": ("夹具.dwg", DWG),
    "dxf": ("夹具.dxf", DXF),
    "step": ("夹具.stp", STEP),
    "mp4": ("操作.mp4", mp4()),
}
