"""A site that sends mail to a server in the same process, and a kind of notice about documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.notices.smtp_server import MailServer, mail_server
from webapp.base.actor import Actor
from webapp.documents import policy
from webapp.documents.models import Document, Version
from webapp.notices.kinds import NoticeKind, kinds_of, register
from webapp.notices.mailing import Mailing
from webapp.settings import Settings
from webapp.web.i18n import _
from webapp.web.site import Site


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, server: MailServer) -> Settings:
    """The usual settings, with the server."""
    return replace(
        settings,
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="none",
        smtp_from="archive@example.cn",
        site_url="https://archive.example.cn",
    )


def readable(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    joined = select(Document.id).join(Version, Version.document_id == Document.id)
    return frozenset(session.scalars(joined.where(Document.id.in_(subject_ids), policy.readable_by(actor))))


def words(_subject_id: int | None, params: Mapping[str, Any]) -> str:
    return _("消息") + f" {params['number']}"


def page(_subject_id: int | None, params: Mapping[str, Any]) -> str:
    return f"/d/{params['number']}"


@pytest.fixture(autouse=True)
def kinds(site: Site) -> Mapping[str, NoticeKind]:
    """All registered kinds and two of the tests: one mailed at once, one for the digest."""
    register(
        site.parts,
        NoticeKind("tests.urgent", "bell", words, page, readable, is_urgent=True, label="急"),
        NoticeKind("tests.calm", "bell", words, page, readable, label="不急"),
    )
    return kinds_of(site.parts)


@pytest.fixture
def mailing(site: Site) -> Mailing:
    made: Mailing = site.parts["mailing"]
    return made
