"""How much may be brought in at once."""

from __future__ import annotations

from datetime import timedelta

FILE_LIMIT = 500  # files of one import
WORD_BYTES = 60 << 20  # one Word or Markdown file
ROW_LIMIT = 10_000  # rows of a list
SHEET_BYTES = 30 << 20
PICTURE_LIMIT = 99  # pictures of one file: a version carries a hundred attachments, one of them is the file itself
SMALL_PICTURE = "w320.webp"  # what the preview shows of a picture
ZIP_ENTRIES = 2_000
ZIP_BYTES = 1 << 30  # unpacked
ZIP_RATIO = 200
CLAIM = timedelta(seconds=40)
READING_SECONDS = 90.0  # of waiting for one file; its processor time is limited by the child itself
READING_CLAIM = timedelta(seconds=READING_SECONDS + 30)
ATTEMPTS = 3
ROWS_AT_ONCE = 100
KEPT = timedelta(days=30)  # what was read and never made
