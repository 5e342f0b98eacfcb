"""What the result page shows: facets and chips with their words and addresses, hits with marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import url_for
from markupsafe import Markup, escape

from webapp.directory.vocabularies import Vocabularies
from webapp.documents.labels import card_view, kind_label
from webapp.search.asking import FACETS, TABS, Answer, Found, Question
from webapp.search.request import Parts, Sort
from webapp.web.i18n import _, language

VOCABULARY_OF = {"industry": "industries", "trade": "trades", "region": "regions"}
SHOWN = 12
Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Presenter:
    """Turns an answer into plain values for the template."""

    answer: Answer
    vocabularies: Vocabularies

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.answer.question

    def address(self, **changes: Any) -> str:
        """The address of the same question with something changed; the page starts again at one unless given."""
        question = self.question
        parts: dict[str, Any] = {"q": question.text or None}
        parts["tab"] = question.tab if question.tab != "document" else None
        parts["sort"] = question.sort if question.sort != Sort.RELEVANCE else None
        parts["exact"] = "1" if question.exact else None
        parts |= {name: list(values) for name, values in question.filters.items()}
        parts |= changes
        return url_for("search.results", **parts)

    def page_address(self, number: int) -> str:
        """The address of another page of the same answer."""
        return self.address(page=number if number > 1 else None)

    def bare_address(self) -> str:
        """The address without any filter."""
        return self.address(**dict.fromkeys(FACETS))

    def groups(self) -> list[Words]:
        """The facets with their counts for this reader."""
        return [self._group(name) for name in FACETS]

    def chosen(self) -> list[Words]:
        """The filters chosen, each with the address without it."""
        return [
            {"label": self.label(name, value), "url": self._switched(name, value)}
            for name, values in self.question.filters.items()
            for value in values
        ]

    def tabs(self) -> list[Words]:
        """Documents, people, studios, organisations with their counts."""
        words = {"document": _("成果"), "person": _("工匠"), "studio": _("工作室"), "organisation": _("单位")}
        return [
            {
                "label": words[tab],
                "url": url_for("search.results", q=self.question.text or None, tab=tab if tab != "document" else None),
                "current": tab == self.question.tab,
                "count": self.answer.total if tab == self.question.tab else self.answer.tabs.get(tab, 0),
            }
            for tab in TABS
        ]

    def orders(self) -> list[Words]:
        """The orders a page can have."""
        words = {Sort.RELEVANCE: _("最相关"), Sort.NEWEST: _("最新"), Sort.ADOPTED: _("推广最多")}
        return [
            {
                "label": label,
                "url": self.address(sort=sort if sort != Sort.RELEVANCE else None),
                "current": sort == self.question.sort,
            }
            for sort, label in words.items()
        ]

    def hits(self) -> list[Any]:
        """The hits as cards with marks."""
        return [self._hit(found) for found in self.answer.found]

    def label(self, name: str, value: str) -> str:
        """The word for a facet's value."""
        if name in VOCABULARY_OF:
            return self.vocabularies.label(VOCABULARY_OF[name], value, language())
        if name == "kind":
            return kind_label(value)
        if name == "studio":
            return self.answer.studio_names.get(value, value)
        fixed = {"steps": _("有操作步骤"), "adopted": _("已推广应用"), "video": _("有视频")}
        return fixed.get(name, value)

    def _group(self, name: str) -> Words:
        counts = self.answer.facets.get(name, {})
        chosen = self.question.filters.get(name, ())
        values = sorted(counts, key=lambda value: (-counts[value], value))
        if name == "year":
            values = sorted(counts, reverse=True)
        values = [*chosen, *(value for value in values if value not in chosen)][: max(SHOWN, len(chosen))]
        options = [
            {
                "label": self.label(name, value),
                "count": counts.get(value, 0),
                "url": self._switched(name, value),
                "on": value in chosen,
            }
            for value in values
        ]
        return {"label": _facet_label(name), "options": options}

    def _switched(self, name: str, value: str) -> str:
        chosen = self.question.filters.get(name, ())
        values = [each for each in chosen if each != value] if value in chosen else [*chosen, value]
        return self.address(**{name: values or None})

    def _hit(self, found: Found) -> Any:
        if found.card is not None:
            return card_view(
                found.card,
                self.vocabularies,
                snippet=marked(found.snippet) + place_link(found.place),
                title_markup=marked(found.title),
                place=anchor(found.place),
            )
        kind, values = found.key.kind, {f"{found.key.kind}_id": found.key.id}
        return {
            "name": "".join(text for text, _hit in found.title),
            "name_markup": marked(found.title),
            "url": url_for(f"directory.{kind}", **cast(Any, values)),
            "snippet": marked(found.snippet),
        }


def marked(parts: Parts) -> Markup:
    """Text with its hits marked, everything escaped."""
    return Markup("").join(Markup("<mark>{}</mark>").format(text) if is_hit else escape(text) for text, is_hit in parts)


def place_link(place: str) -> Markup:
    """A link to the page, sheet or slide of an attachment a passage was found in; '' for other places."""
    if not place.startswith("file:"):
        return Markup("")
    _kind, key, inside = place.split(":", 2)
    page = inside.removeprefix("page ")
    address = url_for("documents.view_attachment", key=key, page=page if page.isdigit() else None)
    words = _("附件第 %(n)s 页", n=page) if page.isdigit() else _("见附件 %(place)s", place=inside).strip()
    return Markup(' <a href="{}">{}</a>').format(address, words)


def anchor(place: str) -> str:
    """The anchor of the reading page for the place of a passage."""
    if place.startswith("file:"):
        return "file-" + place.split(":")[1]
    return place if place.startswith(("section-", "step-")) else ""


def _facet_label(name: str) -> str:
    words = {
        "kind": _("类别"),
        "industry": _("产业链"),
        "trade": _("工种"),
        "region": _("地区"),
        "year": _("年份"),
        "studio": _("工作室"),
        "steps": _("步骤"),
        "adopted": _("推广"),
        "video": _("视频"),
    }
    return words[name]
