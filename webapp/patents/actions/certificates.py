"""The scan of a certificate, a file kept by its content like any other."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Fault, Invalid
from webapp.base.files.names import display_name
from webapp.base.files.sniff import FileType
from webapp.base.files.store import FileStore, Staged
from webapp.base.journal import record
from webapp.patents.actions.finding import kept_patent, subject

GROUPS = frozenset({"pdf", "image"})


def set_certificate(
    session: Session, actor: Actor, store: FileStore, patent_id: int, upload: tuple[Staged, FileType, str]
) -> None:
    """Keep a PDF or a picture as the certificate in place of the former. Raises Invalid('certificate_kind')."""
    staged, file_type, name = upload
    patent = kept_patent(session, actor, patent_id)
    if file_type.group not in GROUPS:
        raise Invalid(Fault("file", "certificate_kind"))
    before = {"sha256": patent.certificate_sha256} if patent.certificate_sha256 else None
    patent.certificate_sha256, patent.certificate_size = staged.sha256, staged.size
    patent.certificate_name, patent.certificate_mime = display_name(name), file_type.mime
    session.flush()
    store.keep(staged)
    after = {"sha256": staged.sha256, "name": patent.certificate_name, "size": staged.size}
    record(session, actor, "patents.set_certificate", subject(patent), before, after)


def remove_certificate(session: Session, actor: Actor, patent_id: int) -> None:
    """Take the certificate away; nothing happens when there is none."""
    patent = kept_patent(session, actor, patent_id)
    if not patent.certificate_sha256:
        return
    before = {"sha256": patent.certificate_sha256, "name": patent.certificate_name}
    patent.certificate_sha256, patent.certificate_size = "", 0
    patent.certificate_name, patent.certificate_mime = "", ""
    record(session, actor, "patents.remove_certificate", subject(patent), before, None)
