"""Files made of exhibitions of the world: one to be had, one with something in it that nobody may see any more."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Role
from webapp.documents.models import Document, Version
from webapp.exhibitions.models import Exhibition, ExhibitionCurator, Made

if TYPE_CHECKING:
    from tests.rights.world import World


def fill_made(world: World) -> None:
    """Make them, and note their keys by name."""
    other = world.make.account("curator-other", roles=[Role.CURATOR]).account_id
    with world.make.writing() as session:
        for name, account_id in (("made", world.accounts["curator"]), ("of_others", other or 0)):
            show = Exhibition(key=f"exhibition{name}", title=name, curators=[])
            show.curators.append(ExhibitionCurator(account_id=account_id))
            session.add(show)
            session.flush()
            world.keys[f"exhibition_{name}"] = show.key
            _file(session, world, name, show.id, "public")
            if name == "made":
                _file(session, world, "hidden", show.id, "became_internal")


def _file(session: Session, world: World, name: str, exhibition_id: int, document: str) -> None:
    """A finished file in which one version of a document is."""
    staged = world.site.files.stage(io.BytesIO(f"%PDF of {name}".encode()), 1 << 20)
    pinned = select(Version.id).join(Document, Document.id == Version.document_id).order_by(Version.ordinal).limit(1)
    version_id = session.scalars(pinned.where(Document.number == world.numbers[document])).one()
    world.site.files.keep(staged)
    row = Made(key=f"file{name}", exhibition_id=exhibition_id, kind="catalogue", state="done", versions=[version_id])
    row.sha256, row.size, row.name, row.mime = staged.sha256, staged.size, "图录.pdf", "application/pdf"
    session.add(row)
    world.keys[f"file_{name}"] = row.key
