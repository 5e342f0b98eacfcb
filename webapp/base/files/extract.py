"""The searchable text of attached files, read in a limited child process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from webapp.base.files.refusals import ExtractionFailed, Reason
from webapp.base.files.sandbox import ask_child
from webapp.base.files.sniff import FileType

READABLE = frozenset({"pdf", "docx", "pptx", "xlsx", "xls"})


@dataclass(frozen=True, slots=True)
class Extracted:
    """Text by place: 'page 5', 'sheet 名', 'slide 3' or '' for the whole; ``truncated`` if there was more than 5 MB."""

    passages: tuple[tuple[str, str], ...]
    truncated: bool = False


def extract(path: Path, file_type: FileType) -> Extracted:
    """Return the text of a PDF, Word, Excel or PowerPoint file; raises ExtractionFailed and nothing else."""
    if file_type.key not in READABLE:
        raise ExtractionFailed(Reason.UNSUPPORTED, file_type.key)
    rows = ask_child("text", path, file_type.key)
    passages = tuple((str(row[1]), str(row[2])) for row in rows if row[0] == "passage" and len(row) == 3)
    return Extracted(passages, truncated=rows[-1][1:] == [True])
