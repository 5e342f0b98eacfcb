"""What rarer pages of the desk need: a new version beside the published one, a full trash, a tree of studios."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from tests.make import version_row
from webapp.base.actor import Actor
from webapp.base.markdown import RENDERER_VERSION, render, section_prefix
from webapp.directory.models import Studio
from webapp.documents import actions
from webapp.documents.actions import AddRemark, CreateDocument, SaveDraft, StartVersion, Submit, VersionKey, add_remark
from webapp.documents.actions.trash import Discard, discard
from webapp.documents.content import Content, Kind, from_json
from webapp.documents.models import Document, Visibility
from webapp.web.site import Site


def show_desk(site: Site, member: Actor, reviewer: Actor, studio_id: int, published: str) -> dict[str, str]:
    """Put them into the site; the number of the document whose next version waits."""
    _thrown_away(site, member, studio_id)
    _tree(site, studio_id)
    key = _next(site, member, published)
    with site.database.writing() as session:
        add_remark(session, reviewer, key, AddRemark("sections.method", "预紧力矩按哪个标准？请注明。", ""))
    return {"beside": key.number}


def _next(site: Site, member: Actor, published: str) -> VersionKey:
    """A version in review that differs from the one in force in its summary, its method, its steps and its figures."""
    with site.database.writing() as session:
        version = actions.start_version(session, member, published, StartVersion(1))
        key = VersionKey(published, version.ordinal)
        was = from_json(version.content)
        method = was.sections["method"].replace("粘滞阻尼", "钨合金阻尼块") + "\n减振块改为整体式。\n"
        changed = replace(
            was,
            summary=was.summary + "改用整体式减振块。",
            sections={**was.sections, "method": method},
            steps=(*was.steps[:1], *was.steps[2:]),
            measures=tuple(replace(each, after="1.6") for each in was.measures),
        )
        command = SaveDraft(version.revision, changed, Visibility.PUBLIC, "改减振块", _drawn(changed), RENDERER_VERSION)
        actions.save_draft(session, member, key, command)
        actions.submit(session, member, key, Submit(version_row(session, key).revision))
    return key


def _drawn(content: Content) -> dict[str, str]:
    return {name: render(text, id_prefix=section_prefix(name)) for name, text in content.sections.items()}


def _thrown_away(site: Site, member: Actor, studio_id: int) -> None:
    with site.database.writing() as session:
        organisation_id = session.get_one(Studio, studio_id).organisation_id or 0
        content = Content(title="写错地方的草稿（演示回收站）")
        command = CreateDocument(
            Kind.INNOVATION, organisation_id, studio_id, content, Visibility.ORGANISATION, {}, RENDERER_VERSION
        )
        version = actions.create_document(session, member, command)
        number = session.get_one(Document, version.document_id).number
        discard(session, member, VersionKey(number, version.ordinal), Discard(version.revision))


def _tree(site: Site, studio_id: int) -> None:
    """Two generations above the studio and three below."""
    with site.database.writing() as session:
        line: int | None = None
        for name in ("第一代劳模创新工作室（演示）", "总装分厂工匠创新工作室（演示）"):
            line = _grown(session, name, line)
            _grown(session, f"{name[:4]}姊妹工作室（演示）", line)
        session.get_one(Studio, studio_id).parent_id = line
        child = _grown(session, "青年创新小组（演示）", studio_id)
        _grown(session, "大型风电增速箱行星架深孔镗削技能创新工作室（演示）", studio_id)
        _grown(session, "校企联合工作站（演示）", _grown(session, "学徒工作站（演示）", child))


def _grown(session: Session, name: str, parent_id: int | None) -> int:
    studio = Studio(name=name, level="city", parent_id=parent_id)
    session.add(studio)
    session.flush()
    return studio.id
