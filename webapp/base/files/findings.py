"""What a file tells beside its content, and a copy without it, both made in the limited child process."""

from __future__ import annotations

from pathlib import Path

from webapp.base.files.refusals import ExtractionFailed, Reason
from webapp.base.files.sandbox import ask_child
from webapp.base.files.sniff import FileType

TELLING = frozenset({"pdf", "docx", "pptx", "xlsx", "xls", "jpeg", "png", "webp"})
OFFICE_NAMES = frozenset({"author", "changed_by", "company", "manager", "custom_properties"})
BESIDE_TEXT = frozenset({"tracked_changes", "comments"})
PICTURE_NOTES = frozenset({"place", "device", "taken", "author", "remarks"})
_TAKEN_OUT = {
    **dict.fromkeys(("docx", "pptx", "xlsx"), OFFICE_NAMES),
    **dict.fromkeys(("jpeg", "png", "webp"), PICTURE_NOTES),
}
_DETAIL_LIMIT = 200
_COUNT_LIMIT = 20


def find(path: Path, file_type: FileType) -> tuple[tuple[str, str], ...]:
    """Return (code, detail) for everything a file tells beside its content; raises ExtractionFailed."""
    if file_type.key not in TELLING:
        return ()
    rows = ask_child("findings", path, file_type.key)
    found = (row for row in rows if row[0] == "finding" and len(row) == 3)
    return tuple((str(row[1])[:32], str(row[2])[:_DETAIL_LIMIT]) for row in found)[:_COUNT_LIMIT]


def can_take_out(type_key: str, code: str) -> bool:
    """Whether this can be taken out of such a file without touching its content."""
    return code in _TAKEN_OUT.get(type_key, ())


def can_take_names(type_key: str, code: str, detail: str) -> bool:
    """Whether the names beside changes and remarks can be taken out; the changes and remarks themselves stay."""
    return type_key == "docx" and code in BESIDE_TEXT and bool(detail)


def write_clean(path: Path, file_type: FileType, folder: Path) -> Path:
    """Write a copy that tells no more into the folder; raises ExtractionFailed, also for files too large for it."""
    if file_type.key not in _TAKEN_OUT:
        raise ExtractionFailed(Reason.UNSUPPORTED, file_type.key)
    target = folder.absolute() / "clean"
    ask_child("clean", path, file_type.key, str(target))
    return target
