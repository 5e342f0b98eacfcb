"""The configured Markdown library: one instance a thread, and the pure function from text to safe HTML."""

from __future__ import annotations

import re
import threading
from importlib.metadata import version
from typing import Any, Final

from markdown import Markdown
from markdown.extensions.toc import slugify_unicode

from webapp.base.markdown.dialect import CALLOUTS, Dialect
from webapp.base.markdown.indentation import normalise_lists
from webapp.base.markdown.sanitizer import sanitize

_OWN_VERSION = 1  # raise it with every change of this package that may change the output
_LIBRARIES = (("md", "markdown"), ("px", "pymdown-extensions"), ("nh", "nh3"), ("pg", "pygments"))
RENDERER_VERSION: Final = "-".join([str(_OWN_VERSION), *(short + version(name) for short, name in _LIBRARIES)])
"""Changes whenever the same text may give other HTML; stored beside rendered HTML. Under 64 characters."""

_LONGEST_SLUG = 60
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_EXTENSIONS = (
    "markdown.extensions.tables",
    "markdown.extensions.toc",
    "markdown.extensions.footnotes",
    "markdown.extensions.def_list",
    "markdown.extensions.abbr",
    "markdown.extensions.sane_lists",
    "markdown.extensions.attr_list",
    "markdown.extensions.admonition",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.arithmatex",
    "pymdownx.mark",
    "pymdownx.tilde",
    "pymdownx.caret",
    "pymdownx.details",
    "pymdownx.quotes",
    "pymdownx.blocks.caption",
    "pymdownx.blocks.admonition",
)  # never pymdownx.betterem or pymdownx.extra: they leave **“加粗”**后文 as asterisks


def _slug(text: str, separator: str) -> str:
    return slugify_unicode(text, separator)[:_LONGEST_SLUG].strip(separator)


_CONFIGURATION: dict[str, dict[str, Any]] = {
    "markdown.extensions.tables": {"use_align_attribute": True},
    "markdown.extensions.toc": {"slugify": _slug},
    "markdown.extensions.footnotes": {"SEPARATOR": "-", "BACKLINK_TEXT": "↩", "BACKLINK_TITLE": "返回正文 {}"},
    "pymdownx.highlight": {"use_pygments": True, "guess_lang": False, "css_class": "highlight"},
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.tilde": {"subscript": False, "smart_delete": False},
    "pymdownx.caret": {"superscript": False, "smart_insert": False},
    "pymdownx.mark": {"smart_mark": False},
    "pymdownx.quotes": {"callouts": True},
    "pymdownx.blocks.caption": {
        "types": [
            "caption",
            {"name": "figure-caption", "prefix": "图 {}"},
            {"name": "table-caption", "prefix": "表 {}"},
        ]
    },
    "pymdownx.blocks.admonition": {"types": [{"name": n, "title": title} for n, (_, title) in CALLOUTS.items()]},
}

_local = threading.local()


def _instance() -> Markdown:
    found: Markdown | None = getattr(_local, "instance", None)
    if found is None:
        found = Markdown(extensions=[*_EXTENSIONS, Dialect()], extension_configs=_CONFIGURATION, output_format="html")
        _local.instance = found
    return found


def section_prefix(name: str) -> str:
    """The id prefix `Renderer.render_all` gives the section of that name; ids read ``s-steps-装夹``."""
    return f"s-{name}-"


def render(text: str, *, id_prefix: str = "") -> str:
    """Safe HTML for Markdown; every id and every ``#`` link in it starts with the prefix.

    Pure, but neither its time nor its memory is bounded: text from outside goes through `Renderer`.
    """
    clean = _CONTROLS.sub("", text.encode("utf-8", "replace").decode())
    lines = normalise_lists(clean.replace("\r\n", "\n").replace("\r", "\n"))
    markdown = _instance()
    try:
        raw = markdown.reset().convert(lines)
    except BaseException:
        del _local.instance  # whatever it was in the middle of
        raise
    return sanitize(raw, id_prefix=id_prefix)
