"""Words and addresses for documents in the language of the request: what lists and pages show of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from flask import request, url_for
from markupsafe import Markup

from webapp.directory.vocabularies import Vocabularies
from webapp.documents.cards import DocumentCard
from webapp.web.i18n import _, language, lazy


@dataclass(frozen=True, slots=True)
class CardView:
    """A document's card as the ``document_card`` macro wants it."""

    number: str
    title: str
    url: str
    kind: str
    kind_label: str
    summary: str
    organisation: str
    studio: str
    industry: str
    region: str
    year: int | None
    snippet: Markup | str = ""
    title_markup: Markup | str = ""
    badges: tuple[tuple[str, str], ...] = field(default=())


_KINDS = {
    "innovation": lazy("创新成果"),
    "process_improvement": lazy("工艺改进"),
    "handbook": lazy("培训手册"),
    "operation_method": lazy("先进操作法"),
}


def kind_label(kind: str) -> str:
    """The word for a kind of document."""
    return str(_KINDS.get(kind, kind))


@lru_cache(maxsize=8)
def _before_number(_root: str) -> str:
    return url_for("documents.read", number="0").removesuffix("0")


def read_address(number: str) -> str:
    """The address of a document's page; lists have many, so what stands before the number is made once."""
    return _before_number(request.script_root) + number


def visibility_label(visibility: str) -> str:
    """The word for who may read."""
    words = {
        "public": _("公开"),
        "members": _("登录用户可见"),
        "organisation": _("本单位可见"),
        "studio": _("本工作室可见"),
    }
    return words.get(visibility, visibility)


def card_view(
    card: DocumentCard,
    vocabularies: Vocabularies,
    *,
    snippet: Markup | str = "",
    title_markup: Markup | str = "",
    place: str = "",
) -> CardView:
    """A card with its words. ``place`` is the anchor a hit opens at."""
    here = language()
    badges: tuple[tuple[str, str], ...] = (
        () if card.visibility == "public" else ((visibility_label(card.visibility), "warn"),)
    )
    if card.is_halted:
        badges = ((_("已召回"), "bad"), *badges)
    return CardView(
        number=card.number,
        title=card.title,
        url=read_address(card.number) + (f"#{quote(place)}" if place else ""),
        kind=card.kind,
        kind_label=kind_label(card.kind),
        summary=card.summary,
        organisation=card.organisation,
        studio=card.studio,
        industry=vocabularies.label("industries", card.industry, here),
        region=vocabularies.label("regions", card.region, here),
        year=card.year,
        snippet=snippet,
        title_markup=title_markup,
        badges=tuple(badges),
    )
