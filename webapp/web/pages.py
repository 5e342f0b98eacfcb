"""What every page can use: texts, hashed addresses of assets, who is asking, the navigation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, get_flashed_messages, redirect, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from webapp.base.actor import Actor
from webapp.web import i18n
from webapp.web.guard import Audience, allow, belongs, current_actor
from webapp.web.i18n import _, language, lazy, ngettext
from webapp.web.site import site

THEMES = ("auto", "light", "dark")
blueprint = Blueprint("web", __name__)


SPRITE = "vendor/bootstrap-icons/icons.svg"


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the navigation: ``label`` is shown, ``audience`` decides for whom."""

    endpoint: str
    label: Any
    icon: str
    audience: Audience = Audience.EVERYONE
    url: str = ""
    current: bool = False


def install(app: Flask, entries: Sequence[Entry]) -> None:
    """Give the templates their globals and register the pages of the edge itself."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(_=_, gettext=_, ngettext=ngettext, asset=asset, drawing=drawing)
    app.jinja_env.globals.update(facet_options=facet_options, card_meta=card_meta)
    app.jinja_env.globals.update(languages=i18n.LANGUAGES)
    app.jinja_env.filters.update(date=i18n.show_date, moment=i18n.show_moment, ago=i18n.show_ago)

    @app.context_processor
    def every_page() -> dict[str, Any]:
        actor = current_actor()
        return {
            "actor": actor,
            "lang": language(),
            "theme": theme(),
            "site_name": site().settings.site_name or _("工匠创新成果库"),
            "navigation": _navigation(entries, actor),
            "icp_number": site().settings.icp_number,
            "messages": get_flashed_messages(with_categories=True) if "session" in request.cookies else [],
            "here": request.full_path if request.query_string else request.path,
        }

    app.register_blueprint(blueprint)


def _navigation(entries: Sequence[Entry], actor: Actor) -> list[Entry]:
    shown = []
    for entry in entries:
        if belongs(actor, entry.audience):
            current = request.endpoint == entry.endpoint
            shown.append(replace(entry, url=url_for(entry.endpoint), current=current, label=str(entry.label)))
    return shown


def theme() -> str:
    """The theme chosen on this browser."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


@lru_cache(maxsize=256)
def _hash(path: Path, _modified: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file, with a mark that changes when the file does (noticed at once in debug mode)."""
    return _asset(name) if current_app.debug else _kept_asset(name, request.script_root)


def _asset(name: str) -> str:
    path = Path(__file__).parent / "static" / name
    return url_for("static", filename=name, v=_hash(path, path.stat().st_mtime))


@lru_cache(maxsize=512)
def _kept_asset(name: str, _root: str) -> str:
    return _asset(name)


def drawing(name: str, label: str = "", **more: str) -> Markup:
    """The macro ``icon``, which a page calls more than a hundred times: see macros/icon.html."""
    return _kept_drawing(name, label, more.get("class", ""), asset(SPRITE))


@lru_cache(maxsize=2_048)
def _kept_drawing(name: str, label: str, class_: str, sprite: str) -> Markup:
    shown = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    svg = Markup('<svg class="icon{}" {} focusable="false"><use href="{}#{}"></use></svg>')
    return svg.format(f" {class_}" if class_ else "", shown, sprite, name)


def card_meta(pairs: Iterable[tuple[str, Any]]) -> Markup:
    """The line of small facts at the end of a card, of which a list has twenty: see macros/card.html."""
    sprite = asset(SPRITE)
    lines = [
        f"<li>{_kept_drawing(mark, '', '', sprite) if mark else ''}{escape(text)}</li>" for mark, text in pairs if text
    ]
    return Markup(f'<ul class="card-meta">{"".join(lines)}</ul>')  # noqa: S704 - every value is escaped


def facet_options(options: Sequence[Mapping[str, Any]]) -> Markup:
    """The options of a facet as list items, of which a page of results has hundreds: see macros/facets.html."""
    is_on = f'<span class="facet-box">{drawing("check")}</span>'
    is_off = '<span class="facet-box"></span>'
    comma = f'<span class="facet-count"><span class="visually-hidden">{_("，")}</span>'
    lines = []
    for option in options:
        current, box = (' aria-current="true"', is_on) if option["on"] else ("", is_off)
        link = f'<a class="facet-option" href="{_safe(option["url"])}" rel="nofollow"{current}>'
        lines.append(f"<li>{link}{box}{escape(option['label'])}{comma}{_safe(option['count'])}</span></a></li>")
    return Markup("\n".join(lines))  # noqa: S704 - every value is escaped


def _safe(value: Any) -> Any:
    """The value escaped; markup and numbers are safe as they are."""
    return value if isinstance(value, Markup | int) else escape(value)


def safe_next(address: str | None, otherwise: str = "/") -> str:
    """An address of this site to go to next; anything else gives ``otherwise``."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return otherwise
    if any(ord(sign) < 33 or sign == "\\" for sign in address) or urlsplit(address).netloc:
        return otherwise
    return address


@blueprint.get("/language/<code>", endpoint="language")
@allow(Audience.EVERYONE)
def choose_language(code: str) -> ResponseReturnValue:
    """Remember the language on this browser."""
    return _remember(i18n.COOKIE, code if code in i18n.LANGUAGES else "zh")


@blueprint.get("/theme/<name>", endpoint="theme")
@allow(Audience.EVERYONE)
def choose_theme(name: str) -> ResponseReturnValue:
    """Remember the theme on this browser."""
    return _remember("theme", name if name in THEMES else "auto")


def _remember(cookie: str, value: str) -> ResponseReturnValue:
    response = redirect(safe_next(request.args.get("next")), 303)
    response.set_cookie(cookie, value, max_age=365 * 86400, samesite="Lax", httponly=True, secure=request.is_secure)
    return response


__all__ = ["Entry", "asset", "blueprint", "install", "lazy", "safe_next", "theme"]
