"""A copy of a show that opens from a disk: pages that lead to each other, pictures in two widths, a list of hashes.

Nothing here asks a server and nothing in it is compressed twice; the folder inside the archive has one name, so that it
unpacks to one place.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from webapp.base.files.store import FileStore
from webapp.exhibitions.queries.showing import Shown, ShownPicture

HASHES = "SHA256SUMS.txt"
VIDEO_LIMIT = 512 << 20
WIDTHS = {320: "w320.webp", 960: "w960.webp"}
STORED = frozenset({".webp", ".mp4", ".webm", ".mov"})


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file of the copy: its path inside, where it is now, what it was asked for as (hash, width; 0 for a film)."""

    path: str
    source: Path
    wanted: tuple[str, int]


def copied_files(shown: Shown, files: FileStore) -> tuple[list[CopiedFile], list[str]]:
    """The pictures and films of a show for its copy, and the keys of items whose film is too much."""
    found: dict[tuple[str, int], CopiedFile] = {}
    left_out: list[str] = []
    room = VIDEO_LIMIT
    for picture in _pictures(shown):
        for width, name in WIDTHS.items():
            source = files.derived_path(picture.sha256, name)
            if source.is_file():
                found[picture.sha256, width] = _copied(picture.sha256, width, source, ".webp")
    for exhibit in shown.exhibits:
        if exhibit.person is not None and exhibit.person.portrait_sha256:
            sha256 = exhibit.person.portrait_sha256
            source = files.derived_path(sha256, "portrait.webp")
            if source.is_file():
                found[sha256, 960] = _copied(sha256, 960, source, ".webp")
        video = exhibit.video
        if video is not None and (video.sha256, 0) not in found and files.exists(video.sha256):
            room -= files.size(video.sha256)
            if room < 0:
                left_out.append(exhibit.item.key)
                continue
            found[video.sha256, 0] = _copied(video.sha256, 0, files.path(video.sha256), f".{video.type_key}")
    return list(found.values()), left_out


def write_copy(target: Path, folder: str, pages: Iterable[tuple[str, bytes]], files: Iterable[CopiedFile]) -> int:
    """Write the archive, with the SHA-256 of everything in it; how many files."""
    sums: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in pages:
            archive.writestr(f"{folder}/{path}", content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {path}")
        for file in files:
            kind = zipfile.ZIP_STORED if file.source.suffix in STORED else zipfile.ZIP_DEFLATED
            archive.write(file.source, f"{folder}/{file.path}", kind)
            sums.append(f"{_hash_of(file.source)}  {file.path}")
        archive.writestr(f"{folder}/{HASHES}", "\n".join(sorted(sums, key=lambda line: line[66:])) + "\n")
    return len(sums) + 1


def _pictures(shown: Shown) -> Iterator[ShownPicture]:
    if shown.cover is not None:
        yield shown.cover
    for exhibit in shown.exhibits:
        yield from exhibit.pictures


def _copied(sha256: str, width: int, source: Path, ending: str) -> CopiedFile:
    name = f"{sha256[:24]}-{width}" if width else sha256[:24]
    return CopiedFile(f"pictures/{name}{ending}", source, (sha256, width))


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
