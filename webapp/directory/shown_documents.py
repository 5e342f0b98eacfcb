"""What pages of the directory show of documents, given by the part above: it registers these under ``site().parts``.

``documents_of`` one page of an entry's documents · ``document_counts_of`` how many of each kind ·
``document_totals_of`` how many for each of several entries. ``entry_kind`` is 'person', 'studio' or 'organisation'.
``results_in_year`` how many a studio published in a year, for its self-check.
All of them answer for what this actor may read. Without them the pages show no documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.paging import Page

DOCUMENTS_OF = "documents_of"
DOCUMENT_COUNTS_OF = "document_counts_of"
DOCUMENT_TOTALS_OF = "document_totals_of"
RESULTS_IN_YEAR = "results_in_year"


class ShownDocument(Protocol):
    """A readable document in a list. ``kind``, ``industry``, ``region`` are vocabulary keys."""

    @property
    def number(self) -> str:
        """Its permanent number."""

    @property
    def kind(self) -> str:
        """One of the four kinds."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def summary(self) -> str:
        """Its summary."""

    @property
    def year(self) -> int | None:
        """The year of the result."""

    @property
    def industry(self) -> str:
        """Key of its industry."""

    @property
    def region(self) -> str:
        """Key of its region."""

    @property
    def organisation(self) -> str:
        """Name of the organisation that owns it."""

    @property
    def studio(self) -> str:
        """Name of the studio that wrote it, or ''."""


class DocumentsOf(Protocol):
    """Gives one page of the documents of an entry that the actor may read."""

    def __call__(self, session: Session, actor: Actor, entry_kind: str, entry_id: int, page: int, /) -> Page[Any]:
        """The page with this number; its items are ShownDocument."""


class DocumentCountsOf(Protocol):
    """Counts the documents of an entry that the actor may read."""

    def __call__(self, session: Session, actor: Actor, entry_kind: str, entry_id: int, /) -> Mapping[str, int]:
        """How many there are of each kind; kinds without any may be missing."""


class DocumentTotalsOf(Protocol):
    """Counts the documents of several entries that the actor may read."""

    def __call__(
        self, session: Session, actor: Actor, entry_kind: str, entry_ids: Sequence[int], /
    ) -> Mapping[int, int]:
        """How many there are for each entry; entries without any may be missing."""


class ResultsInYear(Protocol):
    """Counts what a studio published for the first time in a calendar year (Asia/Shanghai)."""

    def __call__(self, session: Session, actor: Actor, studio_id: int, year: int, /) -> int:
        """How many documents in force the actor may read."""
