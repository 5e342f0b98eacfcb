"""Letters: plain text with simple HTML beside it, in the language of whoever gets it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from flask import Flask, url_for
from markupsafe import Markup

from webapp.base.clock import local, now
from webapp.notices.kinds import NoticeKind
from webapp.notices.models import Notice
from webapp.settings import Settings
from webapp.web.i18n import _, ngettext, speaking

SUBJECT_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is written to."""

    account_id: int
    name: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tell, with the page it leads to."""

    sentence: str
    url: str


@contextmanager
def written_in(app: Flask, settings: Settings, language: str) -> Iterator[None]:
    """Within it texts are in this language and addresses can be made, as in a request of the reader's."""
    host = settings.trusted_hosts[0].lstrip(".")
    with app.test_request_context("/", base_url=f"http://{host}"), speaking(language):
        yield


def line_of(kind: NoticeKind, notice: Notice, settings: Settings) -> Line:
    """What a notice says; call it within :func:`written_in`."""
    sentence = " ".join(kind.wording(notice.subject_id, notice.params).split())
    return Line(sentence, settings.public_address + kind.url(notice.subject_id, notice.params))


def letter(settings: Settings, reader: Reader, lines: Sequence[Line], reference: str) -> EmailMessage:
    """The letter that tells these lines, at least one; call it within :func:`written_in`."""
    site_name = settings.site_name or _("工匠创新成果库")
    choose = settings.public_address + url_for("notices.settings")
    foot = _("这封信由%(site)s自动发出，请不要回复。", site=site_name)
    choice = _("选择哪些消息发邮件、什么时候发，或者不再发：")
    greeting = _("%(name)s，您好：", name=reader.name)
    made = EmailMessage()
    made["Subject"] = _subject(site_name, lines)
    made["From"] = _sender(site_name, settings.smtp_from)
    made["To"] = reader.address
    made["Date"] = format_datetime(local(now()))
    made["Message-ID"] = f"<{reference}@{settings.smtp_from.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["List-Unsubscribe"] = f"<{choose}>"
    told = "\n\n".join(f"{line.sentence}\n{line.url}" for line in lines)
    made.set_content(f"{greeting}\n\n{told}\n\n--\n{foot}\n{choice}\n{choose}\n")
    made.add_alternative(_html(greeting, lines, foot, choice, choose), subtype="html")
    return made


def _subject(site_name: str, lines: Sequence[Line]) -> str:
    counted = ngettext("%(num)s 条新消息", "%(num)s 条新消息", len(lines))
    told = lines[0].sentence if len(lines) == 1 else counted
    return _("【%(site)s】%(told)s", site=site_name, told=told)[:SUBJECT_LENGTH]


def _sender(site_name: str, address: str) -> Address:
    user, _at, domain = address.rpartition("@")
    return Address(site_name, user, domain)


def _html(greeting: str, lines: Sequence[Line], foot: str, choice: str, choose: str) -> str:
    item = Markup('<li><p>{}<br><a href="{}">{}</a></p></li>')
    told = Markup("").join(item.format(line.sentence, line.url, line.url) for line in lines)
    page = Markup('<p>{}</p><ul>{}</ul><hr><p>{}<br>{}<a href="{}">{}</a></p>')
    return str(page.format(greeting, told, foot, choice, choose, choose))
