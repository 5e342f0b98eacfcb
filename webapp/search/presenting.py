"""What the result page shows: facets and chips with their words and addresses, hits with marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import url_for
from markupsafe import Markup, escape

from webapp.directory.vocabularies import Vocabularies
from webapp.documents.labels import card_view, kind_label, read_address
from webapp.search.asking import INSIDE, Answer, Found, Question, arguments_of, file_key
from webapp.search.helping import Wider
from webapp.search.indexed_tabs import INDEXED, entry_address
from webapp.search.naming import NAMED
from webapp.search.places import anchor, field_words, file_address, place_words
from webapp.search.request import Parts, Sort
from webapp.search.tabs import DOCUMENT, Line, Tabs
from webapp.web.i18n import _, language

VOCABULARY_OF = {
    "industry": "industries",
    "trade": "trades",
    "region": "regions",
    "honour": "honours",
    "level": "levels",
    "organisation_kind": "organisation_kinds",
}
MARKS = ("steps", "video", "adopted", "verified")
"""Facets that are there or not: shown as one group."""

NARROWING = (
    *dict.fromkeys(name for tab in INDEXED.values() for name in tab.facets),
    *(INSIDE + name for name in NAMED),
)
SHOWN = 8
OFFERED = 60
NAME_LIMIT = 60
_SAFE = "!$'()*,/:;?@"
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Presenter:
    """Turns an answer into plain values for the template."""

    answer: Answer
    vocabularies: Vocabularies
    known: Tabs = field(default_factory=lambda: INDEXED)
    marks: Mapping[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.answer.question

    def address(self, **changes: Any) -> str:
        """The address of the same question with something changed; the page starts again at one unless given.

        What does not change is encoded once: a page has hundreds of these addresses.
        """
        path, parts = self._address
        changed = {name: _encoded(name, value) for name, value in changes.items()}
        query = "&".join(filter(None, (parts | changed).values()))
        return f"{path}?{query}" if query else path

    @cached_property
    def _address(self) -> tuple[str, dict[str, str]]:
        """The path, and each argument of the question encoded."""
        parts = {name: _encoded(name, list(values)) for name, values in arguments_of(self.question).items()}
        return url_for("search.results"), parts

    def page_address(self, number: int) -> str:
        """The address of another page of the same answer."""
        return self.address(page=number if number > 1 else None)

    def bare_address(self) -> str:
        """The address without any filter."""
        return self.address(**dict.fromkeys(NARROWING))

    def also_searched(self) -> list[str]:
        """What was searched besides the words typed; a word nobody wrote stands before what took its place."""
        absent = self.answer.dropped
        return [
            f"{word} → {'、'.join(others)}" if word in absent else "、".join(others)
            for word, others in self.answer.expansions
        ]

    def not_found(self) -> list[str]:
        """The words nothing was found for, and nothing in their place."""
        replaced = [word for word, _others in self.answer.expansions]
        return [word for word in self.answer.dropped if not any(word in each for each in replaced)]

    def saved_as(self) -> str:
        """The question as the form that keeps it sends it."""
        return urlencode(arguments_of(self.question), doseq=True)

    def name(self) -> str:
        """A name for the question: its text, else what was chosen."""
        return (self.question.text or "、".join(chip["label"] for chip in self.chosen()) or _("全部成果"))[:NAME_LIMIT]

    @cached_property
    def groups(self) -> list[Words]:
        """The facets with their counts for this reader; those that are there or not come together, at the end."""
        names = self.known[self.question.tab].facets
        groups = [self._group(name) for name in names if name not in MARKS]
        marks = [option for name in names if name in MARKS for option in self._options(name)]
        return [*groups, {"label": _("特点"), "options": marks, "open": True}] if marks else groups

    def chosen(self) -> list[Words]:
        """The filters chosen, each with the address without it."""
        fields = {"title": _("名称"), "people": _("人员与单位"), "keywords": _("关键词")}
        chips: list[Words] = []
        for name, text in self.question.inside.items():
            label = _("%(field)s含“%(text)s”", field=fields[name], text=text)
            chips.append({"label": label, "url": self.address(**{INSIDE + name: None})})
        for name, values in self.question.filters.items():
            chips += [{"label": self.label(name, value), "url": self._switched(name, value)} for value in values]
        return chips

    def tabs(self) -> list[Words]:
        """Documents, people, studios, organisations and what other parts add, with their counts."""
        bare = dict.fromkeys((*NARROWING, "sort"))
        return [
            {
                "label": tab.label,
                "url": self.address(**{**bare, "tab": tab.kind if tab.kind != DOCUMENT else None}),
                "current": tab.kind == self.question.tab,
                "count": self.answer.total if tab.kind == self.question.tab else self.answer.tabs.get(tab.kind, 0),
            }
            for tab in self.known.values()
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

    def wider(self) -> list[Words]:
        """Searches that find more, each with what it leaves out in words."""
        ways = self.answer.ways_on
        return [self._wider(each) for each in (ways.wider if ways else ())]

    def near(self) -> list[tuple[str, str]]:
        """Words near those typed, with the address that searches for each."""
        ways = self.answer.ways_on
        return [(word, url_for("search.results", q=word)) for word in (ways.near if ways else ())]

    def beside(self) -> list[tuple[str, str]]:
        """People and studios that may know: name and address."""
        return [(name, entry_address(key.kind, key.id)) for key, name in self.answer.beside]

    def label(self, name: str, value: str) -> str:
        """The word for a facet's value."""
        if name in VOCABULARY_OF:
            return self.vocabularies.label(VOCABULARY_OF[name], value, language())
        if name == "kind":
            return kind_label(value)
        if name == "studio":
            return self.answer.studio_names.get(value, value)
        if name == "patent":
            return patent_label(value)
        return mark_label(name) if name in MARKS else value

    def _wider(self, each: Wider) -> Words:
        words = {"filters": _("不加筛选"), "quotes": _("不要求连在一起"), "minus": _("不排除任何词")}
        label = words.get(each.without) or _("去掉“%(word)s”", word=each.without)
        changes: dict[str, Any] = {"q": each.text} | ({} if each.keeps_filters else dict.fromkeys(NARROWING))
        return {"label": label, "count": each.total, "url": self.address(**changes)}

    def _group(self, name: str) -> Words:
        options = list(self._options(name))
        chosen = len(self.question.filters.get(name, ()))
        shown = max(SHOWN, chosen)
        rest = options[shown:] if len(options) > shown + 2 else []
        return {"label": _facet_label(name), "options": options[: len(options) - len(rest)], "rest": rest}

    def _options(self, name: str) -> Iterator[Words]:
        counts = self.answer.facets.get(name, {})
        chosen = self.question.filters.get(name, ())
        values = sorted(counts, key=lambda value: (-counts[value], value))
        if name == "year":
            values = sorted(counts, reverse=True)
        others = [value for value in values if value not in chosen]
        before, after = map(str, map(escape, self._around(name)))
        for value in [*chosen, *others][:OFFERED]:
            is_on = value in chosen
            yield {
                "label": self.label(name, value),
                "count": counts.get(value, 0),
                "url": self._switched(name, value) if is_on else _joined(before, value, after),
                "on": is_on,
            }

    def _around(self, name: str) -> tuple[str, str]:
        """What stands before and after one more value of a facet in the address of the question."""
        path, parts = self._address
        names = list(parts) if name in parts else [*parts, name]
        place = names.index(name) + 1
        before = [parts[each] for each in names[:place] if parts.get(each)]
        after = [parts[each] for each in names[place:] if parts[each]]
        return f"{path}?{'&'.join([*before, f'{name}='])}", "".join(f"&{each}" for each in after)

    def _switched(self, name: str, value: str) -> str:
        chosen = self.question.filters.get(name, ())
        values = [each for each in chosen if each != value] if value in chosen else [*chosen, value]
        return self.address(**{name: values or None})

    def _hit(self, found: Found) -> Any:
        if found.card is not None:
            card = card_view(
                found.card,
                self.vocabularies,
                snippet=marked(found.snippet),
                title_markup=marked(found.title),
                place=anchor(found.place),
            )
            marks = self.marks.get(found.card.id, ())
            return {
                "card": replace(card, badges=(*card.badges, *marks)) if marks else card,
                "where": self._where(found, read_address(found.card.number)),
            }
        show = self.known[found.key.kind].line
        line = show(found.row, self.vocabularies) if show else Line("")
        return {
            "name_markup": marked(found.title),
            "url": line.url,
            "snippet": marked(found.snippet),
            "meta": list(line.meta),
            "where": {"place": "", "file": "", "url": "", "fields": field_words(found.found_in)},
        }

    def _where(self, found: Found, page: str) -> Words:
        """Where the passage shown is, and the fields that have hits: words and the address to open it at."""
        inside = anchor(found.place)
        return {
            "place": place_words(found.place),
            "file": self.answer.file_names.get(file_key(found.place), ""),
            "url": file_address(found.place) or page + (f"#{inside}" if inside else ""),
            "fields": field_words(found.found_in),
        }


def _joined(before: str, value: str, after: str) -> Markup:
    """The address of one more value between parts that are escaped; a page has hundreds."""
    encoded = quote_plus(value, safe=_SAFE).replace("'", "&#39;")
    return Markup(before + encoded + after)  # noqa: S704 - escaped already, and what is encoded has no other sign


def _encoded(name: str, value: Any) -> str:
    """An argument of an address, '' for none; several values repeat the name."""
    values = value if isinstance(value, list) else [value]
    return urlencode([(name, each) for each in values if each is not None], safe=_SAFE)


def marked(parts: Parts) -> Markup:
    """Text with its hits marked, everything escaped."""
    pieces = [f"<mark>{escape(text)}</mark>" if is_hit else str(escape(text)) for text, is_hit in parts]
    return Markup("".join(pieces))  # noqa: S704 - every piece is escaped


def mark_label(name: str) -> str:
    """The words for something a document has."""
    words = {"steps": _("有操作步骤"), "adopted": _("已推广应用"), "video": _("有视频"), "verified": _("应用已核实")}
    return words[name]


def patent_label(value: str) -> str:
    """The word for the state of patents."""
    words = {
        "granted": _("已授权"),
        "pending": _("申请中"),
        "over": _("已失效或未授权"),
        "reported": _("有专利，状态未说明"),
    }
    return words.get(value, value)


def _facet_label(name: str) -> str:
    words = {
        "kind": _("类别"),
        "industry": _("产业链"),
        "trade": _("工种"),
        "region": _("地区"),
        "year": _("年份"),
        "studio": _("工作室"),
        "honour": _("完成人荣誉"),
        "patent": _("专利"),
        "level": _("级别"),
        "organisation_kind": _("单位类型"),
    }
    return words[name]
