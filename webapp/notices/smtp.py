"""Handing one letter to the mail server of the settings."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

from webapp.settings import Settings

TIMEOUT_SECONDS = 20
PORTS = {"none": 25, "starttls": 587, "tls": 465}


class Undeliverable(Exception):
    """The server will never take this letter; trying again is no use."""


class NotNow(Exception):
    """The server could not be reached, or does not take letters at present."""


def post(settings: Settings, letter: EmailMessage) -> None:
    """Hand over one letter. Raises Undeliverable when its address or its text is refused for good, else NotNow."""
    try:
        with _connected(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _text in refused.recipients.values()]
        raise (Undeliverable if all(code >= 500 for code in codes) else NotNow)(f"recipient refused: {codes}") from None
    except smtplib.SMTPDataError as refused:
        raise (Undeliverable if refused.smtp_code >= 500 else NotNow)(f"text refused: {refused.smtp_code}") from None
    except (OSError, smtplib.SMTPException) as failure:
        raise NotNow(f"{type(failure).__name__}: {failure}"[:300]) from failure


def _connected(settings: Settings) -> smtplib.SMTP:
    port = settings.smtp_port or PORTS[settings.smtp_security]
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.smtp_host, port, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(settings.smtp_host, port, timeout=TIMEOUT_SECONDS)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server
