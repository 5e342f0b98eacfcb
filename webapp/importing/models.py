"""Tables of importing: the import, the files or rows in it, the pictures found in files."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.clock import now
from webapp.base.model import Model, Moment
from webapp.importing.workflow import BatchState, ItemState


class Decision(StrEnum):
    """What is to become of a file or row."""

    DRAFT = "draft"
    VERSION = "version"
    SKIP = "skip"


class ImportBatch(Model):
    """What somebody brought in at once, for one place. ``key`` is its public random name; it is theirs alone.

    ``is_whole``: all of it is made, or nothing stays. ``claimed_until`` is how long a process has it in hand: when that
    is over, another goes on where it was.
    """

    __tablename__ = "import_batch"
    __table_args__ = (
        Index("ix_import_batch_state", "state", "claimed_until"),
        Index("ix_import_batch_account_id", "account_id", "id"),
        CheckConstraint("state IN ('reading','ready','making','done','undoing','undone')", name="known_state"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studio.id"))
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    is_sheet: Mapped[bool] = mapped_column(default=False)
    is_whole: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default=BatchState.READING)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class ImportItem(Model):
    """One file, or one row of a list.

    ``body`` is the JSON of what was read (a reading for files, a content for rows), ``choices`` what the importer
    decided about it, ``problems`` what is wrong with a row. ``reason`` says why it was refused or left. ``same_as`` is
    the number of a document of the importer's own that seems to be the same. ``number``, ``made_ordinal``,
    ``made_revision`` and ``made_files`` say what was made of it, so that undoing can tell whether somebody changed it.
    """

    __tablename__ = "import_item"
    __table_args__ = (
        UniqueConstraint("batch_id", "position"),
        Index("ix_import_item_batch_id_state", "batch_id", "state", "position"),
        CheckConstraint(
            "state IN ('waiting','read','refused','made','skipped','failed','undone','kept')", name="known_state"
        ),
        CheckConstraint("decision IN ('draft','version','skip')", name="known_decision"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    type_key: Mapped[str] = mapped_column(String(16), default="")
    state: Mapped[str] = mapped_column(String(16), default=ItemState.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str] = mapped_column(String(32), default="")
    detail: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(32), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    decision: Mapped[str] = mapped_column(String(16), default=Decision.DRAFT)
    same_as: Mapped[str] = mapped_column(String(20), default="")
    number: Mapped[str] = mapped_column(String(20), default="")
    made_ordinal: Mapped[int] = mapped_column(Integer, default=0)
    made_revision: Mapped[int] = mapped_column(Integer, default=0)
    made_files: Mapped[int] = mapped_column(Integer, default=0)


class ImportPicture(Model):
    """A picture found in a file, by its number in the reading."""

    __tablename__ = "import_picture"

    item_id: Mapped[int] = mapped_column(ForeignKey("import_item.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    type_key: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
