"""What is mailed to whom: at once or in the daily digest, and only what they may know at the moment of sending."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account, AccountState
from webapp.base.clock import now
from webapp.base.jobs import TryLater, Worker, enqueue
from webapp.notices.actions import MAIL_JOB
from webapp.notices.kinds import kinds_of
from webapp.notices.letters import Reader, letter, line_of, written_in
from webapp.notices.models import MailMode, MailSettings, Notice
from webapp.notices.queries import chosen_modes, known, mode_of
from webapp.notices.smtp import NotNow, Undeliverable, post
from webapp.web.site import Site

DIGEST_JOB = "notices.digest"
DIGEST_DAYS = 7
DIGEST_LIMIT = 100
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360, 720, 1440))
log = logging.getLogger(__name__)

Letter = tuple[EmailMessage, list[int]]


class Mailing:
    """Sends the mails of one site; ``worker`` runs the queue, :meth:`plan_digests` fills it once a day."""

    def __init__(self, app: Flask, site: Site) -> None:
        self.app = app
        self.site = site
        self.worker = Worker(site.database, {MAIL_JOB: self.send_notices, DIGEST_JOB: self.send_digest})

    def send_notices(self, payload: Mapping[str, Any]) -> None:
        """Mail those of the notices whose readers want it at once. Raises TryLater when the server takes none."""
        if not self.site.settings.sends_mail:
            return
        with self.site.database.reading() as session:
            rows = session.scalars(_waiting().where(Notice.id.in_(payload["notice_ids"])).order_by(Notice.id)).all()
            chosen = self._chosen(session, rows, MailMode.AT_ONCE)
            letters = [each for account, notices in chosen for each in self._letters(session, account, notices)]
        self._post(letters)

    def plan_digests(self, _today: date) -> None:
        """Queue a digest for everybody about whom something waits; what it says is decided when it is sent."""
        if not self.site.settings.sends_mail:
            return
        statement = select(Notice.account_id).join(Account, Account.id == Notice.account_id).distinct()
        wanted = statement.where(*_recent(), Account.email != "", Account.state == AccountState.ACTIVE)
        with self.site.database.writing() as session:
            for account_id in session.scalars(wanted).all():
                enqueue(session, DIGEST_JOB, {"account_id": account_id})

    def send_digest(self, payload: Mapping[str, Any]) -> None:
        """Mail one account everything that waits for its digest in one letter; nothing when nothing is left."""
        if not self.site.settings.sends_mail:
            return
        mine = Notice.account_id == payload["account_id"]
        with self.site.database.reading() as session:
            statement = select(Notice).where(*_recent(), mine).order_by(Notice.id.desc()).limit(DIGEST_LIMIT)
            chosen = self._chosen(session, session.scalars(statement).all(), MailMode.DIGEST)
            letters = [self._letter(session, account, notices) for account, notices in chosen]
        self._post(letters)

    def _chosen(
        self, session: Session, rows: Sequence[Notice], mode: MailMode
    ) -> list[tuple[Account, Sequence[Notice]]]:
        """The accounts to write to, each with the notices it wants in this way and may know of now."""
        kinds = kinds_of(self.site.parts)
        by_account: dict[int, list[Notice]] = defaultdict(list)
        for row in rows:
            by_account[row.account_id].append(row)
        modes = chosen_modes(session, sorted(by_account))
        found: list[tuple[Account, Sequence[Notice]]] = []
        for account in session.scalars(select(Account).where(Account.id.in_(sorted(by_account)))).all():
            if account.state != AccountState.ACTIVE or not account.email:
                continue
            wanted = [
                row
                for row in by_account[account.id]
                if row.kind in kinds and mode_of(kinds[row.kind], modes.get((account.id, row.kind))) == mode
            ]
            allowed = known(session, actor_of(session, account), kinds, wanted) if wanted else set()
            if allowed:
                found.append((account, [row for row in wanted if row.id in allowed]))
        return found

    def _letters(self, session: Session, account: Account, notices: Sequence[Notice]) -> list[Letter]:
        return [self._letter(session, account, [notice]) for notice in notices]

    def _letter(self, session: Session, account: Account, notices: Sequence[Notice]) -> Letter:
        settings, kinds = self.site.settings, kinds_of(self.site.parts)
        kept = session.get(MailSettings, account.id)
        language = kept.language if kept else settings.default_language
        reader = Reader(account.id, account.name, account.email, language)
        reference = f"notice-{notices[0].id}-{len(notices)}"
        with written_in(self.app, settings, language):
            lines = [line_of(kinds[notice.kind], notice, settings) for notice in notices]
            return letter(settings, reader, lines, reference), [notice.id for notice in notices]

    def _post(self, letters: Sequence[Letter]) -> None:
        """Send each and note it at once, so that what is tried again leaves out what went."""
        failure = ""
        for made, notice_ids in letters:
            try:
                post(self.site.settings, made)
            except NotNow as waiting:
                failure = str(waiting)
                continue
            except Undeliverable as refused:
                log.warning("a mail was refused for good: %s", refused)
            with self.site.database.writing() as session:
                session.execute(update(Notice).where(Notice.id.in_(notice_ids)).values(mailed_at=now()))
        if failure:
            raise TryLater(failure, PAUSES)


def _waiting() -> Any:
    return select(Notice).where(Notice.mailed_at.is_(None), Notice.read_at.is_(None))


def _recent() -> tuple[Any, ...]:
    since = now() - timedelta(days=DIGEST_DAYS)
    return (Notice.mailed_at.is_(None), Notice.read_at.is_(None), Notice.at > since)
