"""The body of a document's page, part by part, in reading order: what to draw, without markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from markupsafe import Markup

from webapp.documents import wording
from webapp.documents.content import Content, Section
from webapp.documents.figures import change_of, grouped, in_wan, number_in, total_yuan
from webapp.documents.queries.reading import Reading
from webapp.documents.routes.file_entries import file_entries, picture_entry
from webapp.patents.wording import TYPES as PATENT_TYPES
from webapp.web.i18n import _, language

PREPARATION = ("equipment", "materials")


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its heading; ``blocks`` are pairs of what it is and what it shows."""

    id: str
    label: str
    blocks: tuple[tuple[str, Any], ...]


def parts_of(reading: Reading, html: Mapping[str, str], ticks: str) -> list[Part]:
    """Every part that has something to show. ``ticks`` is what the ticks of steps are kept under on a device."""
    return [part for part in _all_parts(reading, html, ticks) if part.blocks]


def money(yuan: Decimal) -> str:
    """An amount in the way of the language, exact: ten thousands of yuan in Chinese, yuan in English."""
    if language() == "en":
        return f"CNY {grouped(yuan)}"
    return _("%(amount)s 万元", amount=in_wan(yuan))


def preparation_of(content: Content) -> list[tuple[str, tuple[str, ...]]]:
    """What must be at hand before the first step: pairs of a heading and its items."""
    return [(wording.field_label(name), items) for name in PREPARATION if (items := getattr(content, name))]


def step_entries(reading: Reading) -> list[dict[str, Any]]:
    """The steps as their macro takes them, pictures among the version's own files only."""
    pictures = {link.attachment.key: link for link in reading.files if link.attachment.group == "image"}
    return [
        {
            "action": step.action,
            "key_point": step.key_point,
            "parameters": step.parameters,
            "time": step.time,
            "criterion": step.criterion,
            "warning": step.warning,
            "picture": picture_entry(pictures[step.picture]) if step.picture in pictures else None,
        }
        for step in reading.content.steps
    ]


def _all_parts(reading: Reading, html: Mapping[str, str], ticks: str) -> Iterator[Part]:
    content = reading.content
    if content.innovation_points:
        yield Part("points", _("创新点"), (("points", content.innovation_points),))
    for section in Section:
        if section == Section.PROCEDURE:
            yield from _doing(reading, html, ticks)
            continue
        blocks = _prose(html, section)
        if section == Section.EFFECT:
            blocks += _figures(content)
        if section == Section.PROMOTION and content.adoptions and not reading.document.loaded_hash:
            blocks.append(("adoptions", _adoptions(content)))
        yield Part(f"section-{section}", wording.field_label(f"sections.{section}"), tuple(blocks))
    yield from _proof(reading)


def _doing(reading: Reading, html: Mapping[str, str], ticks: str) -> Iterator[Part]:
    content = reading.content
    lists = preparation_of(content)
    yield Part("preparation", _("设备、工具与材料"), (("lists", lists),) if lists else ())
    blocks = _prose(html, Section.PROCEDURE)
    if content.steps:
        blocks.append(("steps", (step_entries(reading), ticks)))
    yield Part("section-procedure", wording.field_label("sections.procedure"), tuple(blocks))


def _prose(html: Mapping[str, str], section: Section) -> list[tuple[str, Any]]:
    return [("prose", Markup(html[section]))] if html.get(section) else []  # noqa: S704 - sanitised when it was made


def _figures(content: Content) -> list[tuple[str, Any]]:
    blocks: list[tuple[str, Any]] = []
    if content.measures:
        rows = [
            {
                "name": each.name,
                "before": each.before,
                "after": each.after,
                "unit": each.unit,
                "before_number": _drawn(each.before),
                "after_number": _drawn(each.after),
                "change": change_of(each, _("个百分点")),
            }
            for each in content.measures
        ]
        blocks.append(("measures", rows))
    if content.benefits:
        rows = [
            {
                "year": each.year,
                "amount": _amount(each.amount_yuan),
                "kind": str(wording.BENEFIT_KINDS.get(each.kind, each.kind)),
                "basis": each.basis,
            }
            for each in content.benefits
        ]
        total = total_yuan(content.benefits)
        blocks.append(("benefits", (rows, money(total) if total is not None and len(rows) > 1 else "")))
    return blocks


def _drawn(text: str) -> float | None:
    number = number_in(text)
    return None if number is None else float(number)


def _amount(text: str) -> str:
    number = number_in(text)
    return text if number is None else money(number)


def _adoptions(content: Content) -> list[dict[str, Any]]:
    return [
        {
            "organisation": each.organisation,
            "year": each.year,
            "effect": each.effect,
            "benefit": _amount(each.benefit_yuan),
        }
        for each in content.adoptions
    ]


def _proof(reading: Reading) -> Iterator[Part]:
    content = reading.content
    patents = [
        [each.title or "—", each.number or "—", _patent_type(each.type), each.status or "—", each.date or "—"]
        for each in content.patents
    ]
    yield Part("patents", wording.field_label("patents"), (("patents", patents),) if patents else ())
    awards = [
        " · ".join(word for word in (each.name, str(each.year or ""), _award_level(each.level)) if word)
        for each in content.awards
    ]
    yield Part("awards", wording.field_label("awards"), (("items", awards),) if awards else ())
    people = _people(reading)
    yield Part("people", wording.field_label("contributors"), (("people", people),) if people else ())
    files = file_entries(reading.files)
    yield Part("files", _("附件"), (("files", files),) if files else ())
    sources = [{"title": each.title, "url": each.url, "date": each.date} for each in content.sources]
    yield Part("sources", wording.field_label("sources"), (("sources", sources),) if sources else ())


def _patent_type(text: str) -> str:
    """The word for one of the three types; anything else as it was written."""
    return str(PATENT_TYPES.get(text, text)) or "—"


def _award_level(level: str) -> str:
    return str(wording.NAMING_LEVELS.get(level, level))


def _people(reading: Reading) -> list[dict[str, Any]]:
    shown = []
    for position, each in enumerate(reading.content.contributors):
        person_id = reading.people.get(position)
        shown.append(
            {
                "name": each.name,
                "url": url_for("directory.person", person_id=person_id) if person_id else "",
                "role": each.role,
                "organisation": each.organisation,
                "contribution": each.contribution,
                "honours": each.honours,
            }
        )
    return shown
