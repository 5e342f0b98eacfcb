"""What browsers send about mails."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.base.errors import Fault, Invalid
from webapp.notices.kinds import NoticeKind
from webapp.notices.models import MailMode
from webapp.web.i18n import LANGUAGES

MODE = "mode-"


def sent_choices(form: Mapping[str, str], kinds: Mapping[str, NoticeKind]) -> tuple[str, dict[str, MailMode]]:
    """The language and the way of each kind, as sent. Raises Invalid for what no form of ours sends."""
    language = form.get("language", "")
    if language not in LANGUAGES:
        raise Invalid(Fault("language", "required"))
    modes = {}
    for name in kinds:
        if MODE + name in form:
            mode = form[MODE + name]
            if mode not in set(MailMode):
                raise Invalid(Fault(MODE + name, "required"))
            modes[name] = MailMode(mode)
    return language, modes
