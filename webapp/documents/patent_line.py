"""What the patents of a document come to for whoever wants to use the method: one plain line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from webapp.documents.models import DocumentPatent
from webapp.documents.queries.patents import COUNTED
from webapp.patents.models import Patent
from webapp.patents.queries.status import PublicStatus, public_status, status_on
from webapp.patents.wording import status_line
from webapp.web.i18n import _, ngettext


def patent_line(links: Sequence[DocumentPatent], day: date) -> str:
    """The line for these links, by the strongest patent; never a word that would invite use without asking."""
    patents = [link.patent for link in links if link.relation in COUNTED]
    if not patents:
        return _("未登记专利：使用前仍请询问完成单位")
    line = line_of(min(patents, key=lambda each: _rank(each, day)), day)
    if len(patents) == 1:
        return line
    return ngettext("共 %(num)s 件，%(line)s", "共 %(num)s 件，%(line)s", len(patents), line=line)


def line_of(patent: Patent, day: date) -> str:
    """The line of one patent."""
    status = status_on(patent.status, patent.expires_on, day)
    return status_line(status, patent.expires_on, is_open=patent.is_open)


def _rank(patent: Patent, day: date) -> tuple[int, int]:
    status = status_on(patent.status, patent.expires_on, day)
    return list(PublicStatus).index(public_status([status])), -(patent.year or 0)
