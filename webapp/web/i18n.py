"""Texts in Chinese and English. Chinese texts are the message ids; English stands in ``<part>/translations/en.po``.

The catalogues of all parts are read once, when English is first asked for.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Flask, g, has_request_context, request

from webapp.base.clock import local, now
from webapp.web.site import site

LANGUAGES = {"zh": "中文", "en": "English"}
COOKIE = "lang"


_speaking: ContextVar[str] = ContextVar("speaking", default="")
"""The language of the request this thread is answering: asked for a thousand times a page, so kept at hand."""


def install(app: Flask) -> None:
    """Keep the language at hand from the beginning of a request to its end."""

    @app.before_request
    def begin() -> None:
        _speaking.set("")
        _speaking.set(language())

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        _speaking.set("")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Within it texts are in this language, whatever the request says."""
    before = _speaking.set(code)
    try:
        yield
    finally:
        _speaking.reset(before)


def language() -> str:
    """The language of the present request: the cookie's, else the browser's, else Chinese."""
    known = _speaking.get()
    if known:
        return known
    if not has_request_context():
        return "zh"
    kept: str | None = g.get("language")
    if kept is None:
        chosen = request.cookies.get(COOKIE, "")
        g.language = kept = chosen if chosen in LANGUAGES else _preferred()
    return kept


def _preferred() -> str:
    return request.accept_languages.best_match(LANGUAGES, default=site().settings.default_language) or "zh"


def _(message: str, /, **values: object) -> str:
    """The text in the language of the request, with ``%(name)s`` filled in."""
    text: str = catalogue(language()).ugettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """The text for this number of things; ``%(num)s`` is the number."""
    text: str = catalogue(language()).ungettext(singular, plural, number)
    return text % {"num": number, **values}


def lazy(message: str) -> LazyProxy:
    """A text that is translated when it is shown, for labels made at import."""
    return LazyProxy(_, message, enable_cache=False)


@lru_cache(maxsize=4)
def catalogue(code: str) -> NullTranslations:
    """All parts' translations into a language; Chinese needs none."""
    merged = Translations()
    for path in catalogue_files(code):
        with path.open("rb") as file:
            messages = read_po(file, locale=code)
        compiled = io.BytesIO()
        write_mo(compiled, messages)
        compiled.seek(0)
        merged.add(Translations(compiled), merge=True)
    return merged if catalogue_files(code) else NullTranslations()


def catalogue_files(code: str) -> list[Path]:
    """The catalogue files of a language, one a part."""
    return sorted(Path(__file__).resolve().parent.parent.glob(f"*/translations/{code}.po"))


def show_date(day: date | None) -> str:
    """A day as 2026-11-20."""
    return "" if day is None else day.isoformat()


def show_moment(moment: datetime | None) -> str:
    """A moment as 2026-11-20 09:05, in Asia/Shanghai."""
    return "" if moment is None else local(moment).strftime("%Y-%m-%d %H:%M")


def show_clock(moment: datetime) -> str:
    """The time of day as 09:05, in Asia/Shanghai."""
    return local(moment).strftime("%H:%M")


def show_ago(moment: datetime | None) -> str:
    """How long ago, under seven days; else the day."""
    if moment is None:
        return ""
    seconds = int((now() - moment).total_seconds())
    if seconds < 60:
        return _("刚刚")
    if seconds < 3600:
        return ngettext("%(num)s 分钟前", "%(num)s 分钟前", seconds // 60)
    if seconds < 86400:
        return ngettext("%(num)s 小时前", "%(num)s 小时前", seconds // 3600)
    if seconds < 7 * 86400:
        return ngettext("%(num)s 天前", "%(num)s 天前", seconds // 86400)
    return show_date(local(moment).date())
