"""What the pages of documents need besides the database: templates for writers, vocabularies, the renderer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import request

from webapp.base.errors import Fault
from webapp.base.markdown import RENDERER_VERSION, TooComplex, TooLong
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents.checks import Rules, rules_of
from webapp.documents.content import Content, Kind
from webapp.documents.library_fields import TERM_FIELDS
from webapp.documents.template_file import Template, load_templates
from webapp.documents.wording import NAMING_LEVELS
from webapp.web.forms import whole_number
from webapp.web.i18n import _, language
from webapp.web.site import site


@lru_cache(maxsize=4)
def templates_of(folder: Path) -> Mapping[Kind, Template]:
    """The templates for writers in a content folder, read once."""
    return load_templates(folder / "templates")


def template_for(kind: Kind) -> Template:
    """The template for writers of this kind."""
    return templates_of(site().settings.content_dir)[kind]


def present_rules() -> Rules:
    """What the templates require."""
    return rules_of(templates_of(site().settings.content_dir))


def term_word(name: str, key: str) -> str:
    """The word for a vocabulary key of a content's field, in the language of the request; a picture is only named."""
    if name == "picture":
        return _("（附图）")
    if name == "naming_level":
        return str(NAMING_LEVELS.get(key, key))
    return present_vocabularies().label(TERM_FIELDS[name], key, language())


def rendered(content: Content) -> tuple[dict[str, str], str, Fault | None]:
    """HTML of the sections and the renderer's version; nothing and why when it cannot be made."""
    try:
        return site().renderer.render_all(content.sections), RENDERER_VERSION, None
    except (TooComplex, TooLong):
        return {}, "", Fault("sections", "too_complex")


def sent_number(name: str) -> int:
    """A whole number a form sent; 0 when it makes no sense."""
    text = request.form.get(name, "")
    return whole_number(text)
