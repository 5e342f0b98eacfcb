"""Patents that the library's files report, kept as records of their own, marked as known from a public report.

A report seldom gives a number or a day, so such a record has no events: its state is "reported" until somebody of its
own side records what happened. Loading again changes nothing; what was edited in the site stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import SYSTEM
from webapp.base.clock import now, today
from webapp.base.errors import Invalid
from webapp.base.journal import record
from webapp.directory.registration import same_name
from webapp.documents.content import ReportedPatent
from webapp.documents.library_file import LibraryFile
from webapp.documents.models import Document, DocumentPatent, Visibility
from webapp.patents.actions.commands import PatentTold
from webapp.patents.actions.deriving import derive
from webapp.patents.actions.recording import new_patent
from webapp.patents.deadlines import PatentType
from webapp.patents.models import Patent
from webapp.patents.numbers import parse_number

KEY_LIMIT = 160


def load_reported_patents(session: Session, files: Sequence[LibraryFile]) -> int:
    """Add the patents the public files report and that are missing, and take away untouched ones that no file reports
    any more; how many were added. One journal row if anything changed. Documents must be loaded before."""
    documents = {
        row.number: row
        for row in session.scalars(select(Document).where(Document.number.in_([file.number for file in files])))
    }
    known = {row.report_key: row for row in session.scalars(select(Patent).where(Patent.report_key != ""))}
    wanted = dict(_reported(files))
    added = [key for key in wanted if key not in known and key.partition("/")[0] in documents]
    for key in added:
        _add(session, documents[key.partition("/")[0]], key, wanted[key])
    gone = [
        row
        for key, row in known.items()
        if key not in wanted and key.partition("/")[0] in documents and row.revision == 1 and row.removed_at is None
    ]
    for row in gone:
        row.removed_at, row.removal_reason = now(), row.report_key
    if added or gone:
        after = {"added": added, "removed": [row.report_key for row in gone]}
        record(session, SYSTEM, "patents.load_reported", ("patent", None, ""), None, after)
    return len(added)


def _reported(files: Sequence[LibraryFile]) -> Iterator[tuple[str, ReportedPatent]]:
    """Every reported patent under its key: the document's number and the name it has there."""
    for file in files:
        for each in file.content.patents if file.visibility == Visibility.PUBLIC else ():
            if each.title or each.number:
                yield f"{file.number}/{same_name(each.title or each.number)}"[:KEY_LIMIT], each


def _add(session: Session, document: Document, key: str, reported: ReportedPatent) -> None:
    kind = _type(reported)
    told = PatentTold((reported.title or reported.number)[:200], kind or PatentType.INVENTION, _number(reported))
    patent = new_patent(session, told, document.organisation_id, document.studio_id)
    patent.type = kind
    patent.report_key, patent.reported_status = key, reported.status[:40]
    patent.typed_number = reported.number[:80]
    derive(patent, today())
    session.add(patent)
    session.flush()
    session.add(DocumentPatent(document_id=document.id, patent_id=patent.id))


def _number(reported: ReportedPatent) -> str:
    """The number, if it is one."""
    try:
        parse_number(reported.number)
    except Invalid:
        return ""
    return reported.number


def _type(reported: ReportedPatent) -> str:
    """The type told by the number, else by the report; '' when neither tells."""
    try:
        told = parse_number(reported.number).type
    except Invalid:
        told = ""
    return told or (reported.type if reported.type in set(PatentType) else "")
