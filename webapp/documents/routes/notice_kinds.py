"""The notices about documents: their words, where they lead, who may know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.documents import policy
from webapp.documents.models import Document, Version
from webapp.documents.queries.summaries import waiting_summaries
from webapp.documents.workflow import VersionState
from webapp.notices.kinds import MayKnow, NoticeKind, register
from webapp.web.i18n import _, lazy
from webapp.web.site import Site

Params = Mapping[str, Any]
PAGES: Mapping[str, str] = {"edit": "edit", "review": "review"}


def install(made: Site) -> None:
    """Register them."""
    register(made.parts, *(_kind(name, *rest) for name, rest in _KINDS.items()))


def _kind(
    name: str, icon: str, is_urgent: bool, page: str, may_know: MayKnow, words: Callable[[str], str], label: object
) -> NoticeKind:
    def wording(_subject_id: int | None, params: Params) -> str:
        return words(params["title"] or params["number"])

    def url(_subject_id: int | None, params: Params) -> str:
        return url_for(f"documents.{PAGES.get(params.get('page', ''), page)}", number=params["number"])

    return NoticeKind(f"documents.{name}", icon, wording, url, may_know, is_urgent, label)


def known_where(session: Session, subject_ids: Sequence[int], wanted: ColumnElement[bool]) -> frozenset[int]:
    """Those of the documents that have a version for which this holds."""
    joined = select(Document.id).join(Version, Version.document_id == Document.id)
    return frozenset(session.scalars(joined.where(Document.id.in_(subject_ids), wanted)))


def readable_documents(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    """Those of the documents whose version in force the actor may read."""
    return known_where(session, subject_ids, policy.readable_by(actor))


def _judged(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    """What waits for this reviewer now."""
    waits = and_(Version.state == VersionState.IN_REVIEW, policy.reviewable_by(actor))
    return known_where(session, subject_ids, waits)


def _owned(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    return known_where(session, subject_ids, policy.owned_by(actor))


def _discussed(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    """Its own side, and reviewers while it is in review."""
    waits = and_(Version.state == VersionState.IN_REVIEW, policy.reviewable_by(actor))
    return known_where(session, subject_ids, or_(policy.owned_by(actor), waits))


def _buried(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    """Those who are shown the tombstone: it was readable for them when it was taken down."""
    seen = policy.seen_by(actor, Version.__table__.c.visibility)
    gone = and_(Document.withdrawn_at.is_not(None), Version.state == VersionState.WITHDRAWN, seen)
    own = and_(Document.withdrawn_at.is_not(None), policy.owned_by(actor))
    return known_where(session, subject_ids, or_(gone, own))


def _inside(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    """Its own side and reviewers: those who may answer an opening."""
    side = or_(policy.owned_by(actor), true() if policy.reads_everything(actor) else false())
    return known_where(session, subject_ids, and_(side, policy.versions_readable_by(actor)))


def _summaries(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    """Documents whose public summary waits for this reviewer now."""
    return frozenset(each.document_id for each in waiting_summaries(session, actor, subject_ids))


_KINDS: Mapping[str, tuple[str, bool, str, MayKnow, Callable[[str], str], object]] = {
    "opening_asked": (
        *("unlock", True, "disclosure", _inside),
        lambda title: _("有人申请解除《%(title)s》的保护，等第二人同意", title=title),
        lazy("有人申请解除保护，等我同意"),
    ),
    "opening_agreed": (
        *("hourglass-split", True, "disclosure", _inside),
        lambda title: _("《%(title)s》解除保护已获同意，24 小时后可以确认，其间可以取消", title=title),
        lazy("解除保护获得同意，开始等待"),
    ),
    "opening_ready": (
        *("unlock", True, "disclosure", _inside),
        lambda title: _("《%(title)s》的等待已满，可以确认解除保护", title=title),
        lazy("解除保护的等待已满"),
    ),
    "opening_ended": (
        *("lock", False, "disclosure", _inside),
        lambda title: _("《%(title)s》的解除申请有了结果", title=title),
        lazy("解除申请被取消或已生效"),
    ),
    "summary_proposed": (
        *("megaphone", True, "disclosure", _summaries),
        lambda title: _("《%(title)s》的公开简介等审核员接受", title=title),
        lazy("有公开简介，等我接受"),
    ),
    "summary_answered": (
        *("megaphone", False, "disclosure", _owned),
        lambda title: _("《%(title)s》的公开简介有了结果", title=title),
        lazy("我们的公开简介被接受或退回"),
    ),
    "submitted": (
        *("check2-square", True, "review", _judged),
        lambda title: _("《%(title)s》等待审核", title=title),
        lazy("有成果提交，等我审核"),
    ),
    "assigned": (
        *("person-check", True, "review", _judged),
        lambda title: _("《%(title)s》交给您审核", title=title),
        lazy("别的审核员把成果交给我"),
    ),
    "approved": (
        *("check2-square", False, "review", _judged),
        lambda title: _("《%(title)s》已有一位审核员通过，等待第二位", title=title),
        lazy("等待第二位审核员"),
    ),
    "recalled": (
        *("arrow-return-left", False, "read", readable_documents),
        lambda title: _("作者收回了《%(title)s》，暂时不用审核", title=title),
        lazy("作者收回正在审核的成果"),
    ),
    "returned": (
        *("arrow-counterclockwise", True, "edit", _owned),
        lambda title: _("《%(title)s》被退回，请看审核意见", title=title),
        lazy("我的成果被退回"),
    ),
    "answered": (
        *("chat-left-text", False, "edit", _discussed),
        lambda title: _("《%(title)s》的审核意见有了回复", title=title),
        lazy("审核意见有回复"),
    ),
    "published": (
        *("patch-check", True, "read", readable_documents),
        lambda title: _("《%(title)s》已审核通过并发布", title=title),
        lazy("我的成果发布了"),
    ),
    "withdrawn": (
        *("eye-slash", False, "read", _buried),
        lambda title: _("《%(title)s》已撤回", title=title),
        lazy("我的或我收藏的成果被撤回"),
    ),
    "due": (
        *("clock", False, "verify", _owned),
        lambda title: _("《%(title)s》快到核对日期了", title=title),
        lazy("我们的成果快到核对日期"),
    ),
    "overdue": (
        *("exclamation-triangle", True, "verify", _owned),
        lambda title: _("《%(title)s》已过核对日期，请尽快核对", title=title),
        lazy("我们的成果已过核对日期"),
    ),
    "needs_version": (
        *("pencil-square", False, "history", _owned),
        lambda title: _("《%(title)s》经核对需要修订", title=title),
        lazy("我们的成果经核对需要修订"),
    ),
    "halted": (
        *("exclamation-octagon", True, "read", readable_documents),
        lambda title: _("《%(title)s》已召回，请停止使用", title=title),
        lazy("我用到的成果被召回"),
    ),
    "lifted": (
        *("shield-check", True, "read", readable_documents),
        lambda title: _("《%(title)s》已解除召回，可以使用", title=title),
        lazy("我用到的成果解除召回"),
    ),
}
