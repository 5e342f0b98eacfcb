"""Once a day: files that came before anybody looked at what they tell beside their content are looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from webapp.base.errors import NotFound
from webapp.base.files.findings import TELLING, find
from webapp.base.files.refusals import ExtractionFailed, FileRefused
from webapp.base.files.sniff import TYPES
from webapp.documents.models import Attachment
from webapp.web.site import Site

EXAMINE = "documents.examine_files"
AT_ONCE = 500


def examine_task(site: Site) -> Callable[[date], None]:
    """Looks at the newest first, as many as a night has room for; what cannot be read is tried again another day."""

    def examine(_today: date) -> None:
        wanted = (
            select(Attachment.sha256, Attachment.type_key)
            .where(Attachment.findings.is_(None), Attachment.type_key.in_(sorted(TELLING)))
            .where(Attachment.extraction != "waiting")
            .group_by(Attachment.sha256, Attachment.type_key)
        )
        with site.database.reading() as session:
            rows = session.execute(wanted.order_by(Attachment.sha256).limit(AT_ONCE)).all()
        for sha256, type_key in rows:
            try:
                found = find(site.files.path(sha256), TYPES[type_key])
            except (ExtractionFailed, FileRefused, NotFound, OSError):
                continue
            _keep(site, sha256, [list(each) for each in found])

    return examine


def _keep(site: Site, sha256: str, found: list[list[str]]) -> None:
    with site.database.writing() as session:
        unseen = select(Attachment).where(Attachment.sha256 == sha256, Attachment.findings.is_(None))
        for row in session.scalars(unseen.with_for_update()):
            row.findings = found
