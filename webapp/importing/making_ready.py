"""What can be done for a draft before its transaction: mapping, rendering, copying files out of the store."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from webapp.base.errors import Refusal
from webapp.base.files.sniff import TYPES
from webapp.base.files.store import FileStore
from webapp.base.markdown import RENDERER_VERSION, TooComplex, TooLong
from webapp.directory.vocabularies import Vocabularies
from webapp.documents.actions.files import new_key
from webapp.documents.content import Content
from webapp.importing.actions.making import Attached, Draft
from webapp.importing.drafting import Addresses, mapped_of
from webapp.importing.limits import WORD_BYTES
from webapp.importing.models import ImportBatch, ImportItem, ImportPicture
from webapp.importing.terms import term_names
from webapp.web.site import Site

ORIGINAL = "导入的原文件"


def ready_draft(site: Site, batch: ImportBatch, item: ImportItem, vocabularies: Vocabularies) -> Draft | Refusal:
    """The draft of an item, or why there cannot be one."""
    mapped = mapped_of(batch, item, term_names(vocabularies))
    files: list[Attached] = []
    try:
        keys = _copy_pictures(site, item, mapped.pictures, files)
        if item.type_key == "docx":
            files.append(_copy(site.files, item.sha256, "docx", item.name.rpartition("/")[2], ORIGINAL))
    except Refusal as refusal:
        for file in files:
            site.files.discard(file.staged)
        return refusal
    content = Addresses(keys).content(mapped.content)
    rendered, version = ({}, "") if batch.is_sheet else _rendered(site, content)  # a row is rendered when it is edited
    return Draft(mapped.kind, content, rendered, version, tuple(files))


def discard_files(store: FileStore, drafts: Iterable[Draft | Refusal]) -> None:
    """Remove the copies that were not kept."""
    for draft in drafts:
        for file in draft.files if isinstance(draft, Draft) else ():
            store.discard(file.staged)


def _copy_pictures(site: Site, item: ImportItem, shown: tuple[int, ...], files: list[Attached]) -> dict[int, str]:
    """Copies of the pictures the text shows, each content once; the keys by the pictures' numbers."""
    if item.type_key not in ("docx", "md"):
        return {}
    with site.database.reading() as session:
        rows = session.scalars(select(ImportPicture).where(ImportPicture.item_id == item.id)).all()
    by_number = {row.number: row for row in rows}
    keys: dict[int, str] = {}
    by_content: dict[str, str] = {}
    for number in shown:
        row = by_number.get(number)
        if row is None:
            continue
        if row.sha256 not in by_content:
            files.append(_copy(site.files, row.sha256, row.type_key, row.name))
            by_content[row.sha256] = files[-1].key
        keys[number] = by_content[row.sha256]
    return keys


def _copy(store: FileStore, sha256: str, type_key: str, name: str, caption: str = "") -> Attached:
    with store.open(sha256) as source:
        staged = store.stage(source, WORD_BYTES * 2)
    return Attached(staged, TYPES[type_key], name, new_key(), caption)


def _rendered(site: Site, content: Content) -> tuple[dict[str, str], str]:
    if not content.sections:
        return {}, RENDERER_VERSION
    try:
        return site.renderer.render_all(content.sections), RENDERER_VERSION
    except (TooComplex, TooLong):
        return {}, ""
